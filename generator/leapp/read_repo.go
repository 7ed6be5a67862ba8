package leapp

import (
	"bytes"
	"strings"

	"pes/generator/diag"
	"pes/generator/model"
)

// ReadRepo reads a .repo file as Leapp's ConfigParser does (Leapp guide 8): keys in lower case, the last of two equal
// keys or sections wins, [DEFAULT] leaks into all, indented lines continue a value. Repairs that do not change what Leapp
// reads are warnings; text it crashes on is an error.
func ReadRepo(f *diag.File) (sections []model.Section, list diag.List) {
	r := repoReader{file: f, list: &list}
	off := 0
	for _, line := range bytes.SplitAfter(f.Text, []byte{'\n'}) {
		r.line(strings.TrimRight(string(line), "\r\n"), off)
		off += len(line)
	}
	r.close()
	if r.defaults != nil {
		for i := range r.sections {
			for _, o := range r.defaults.Options {
				if _, has := r.sections[i].Get(o.Key); !has {
					r.sections[i].Options = append(r.sections[i].Options, o)
				}
			}
		}
		list.Add(diag.Diagnostic{Pos: r.defaults.Pos, Severity: diag.Warning, Rule: "repo-section-twice", Message: "[DEFAULT] leaks into every section"})
	}
	for i := range r.sections {
		splitKeys(&r.sections[i])
	}
	return r.sections, list
}

type repoReader struct {
	file     *diag.File
	list     *diag.List
	sections []model.Section
	defaults *model.Section
	current  *model.Section
}

func (r *repoReader) line(line string, off int) {
	body := strings.TrimSpace(line)
	pos := diag.Pos{File: r.file, Off: off, End: off + len(line)}
	switch {
	case body == "" || body[0] == '#' || body[0] == ';':
	case line[0] == ' ' || line[0] == '\t':
		if r.current == nil || len(r.current.Options) == 0 {
			r.list.Errorf(pos, "repo-section-fatal", "an indented line continues nothing: Leapp crashes")
			return
		}
		last := &r.current.Options[len(r.current.Options)-1]
		last.Value = strings.TrimSpace(last.Value + "\n" + body)
	case body[0] == '[':
		end := strings.LastIndexByte(body, ']')
		if end < 2 {
			r.list.Errorf(pos, "repo-section-fatal", "this is no section header: Leapp crashes")
			return
		}
		r.close()
		r.current = &model.Section{Repoid: body[1:end], Pos: pos}
	default:
		r.option(line, body, pos)
	}
}

func (r *repoReader) option(line, body string, pos diag.Pos) {
	i := strings.IndexAny(body, "=:")
	if i < 1 || r.current == nil {
		r.list.Errorf(pos, "repo-section-fatal", "this line is no key = value of a section: Leapp crashes")
		return
	}
	o := model.Option{Key: strings.ToLower(strings.TrimSpace(body[:i])), Value: strings.TrimSpace(body[i+1:]), Pos: pos}
	if o.Value != "" {
		o.Pos.Off += strings.LastIndex(line, o.Value)
		o.Pos.End = o.Pos.Off + len(o.Value)
	}
	for j := range r.current.Options {
		if r.current.Options[j].Key == o.Key {
			r.list.Add(diag.Diagnostic{Pos: pos, Severity: diag.Warning, Rule: "repo-section-twice", Message: "the key " + o.Key + " stands twice in [" + r.current.Repoid + "]; the last counts"})
			r.current.Options = append(r.current.Options[:j], r.current.Options[j+1:]...)
			break
		}
	}
	r.current.Options = append(r.current.Options, o)
}

// close ends a section; one that was there before is completed, as ConfigParser does.
func (r *repoReader) close() {
	s := r.current
	r.current = nil
	if s == nil {
		return
	}
	if s.Repoid == "DEFAULT" {
		r.defaults = s
		return
	}
	for i := range r.sections {
		old := &r.sections[i]
		if old.Repoid != s.Repoid {
			continue
		}
		r.list.Add(diag.Diagnostic{Pos: s.Pos, Severity: diag.Warning, Rule: "repo-section-twice", Message: "the section [" + s.Repoid + "] stands twice; of a key that both have, the last counts"})
		for _, o := range old.Options {
			if _, has := s.Get(o.Key); !has {
				s.Options = append(s.Options, o)
			}
		}
		old.Options = s.Options
		return
	}
	r.sections = append(r.sections, *s)
}

// splitKeys moves gpgkey out of the options.
func splitKeys(s *model.Section) {
	for i, o := range s.Options {
		if o.Key != "gpgkey" {
			continue
		}
		for _, url := range strings.FieldsFunc(o.Value, func(r rune) bool { return strings.ContainsRune(" ,\n\t", r) }) {
			pos := o.Pos
			if i := bytes.Index(pos.File.Text[pos.Off:], []byte(url)); i >= 0 {
				pos = diag.Pos{File: pos.File, Off: pos.Off + i, End: pos.Off + i + len(url)}
			}
			s.Keys = append(s.Keys, model.KeyRef{URL: url, Pos: pos})
		}
		s.Options = append(s.Options[:i], s.Options[i+1:]...)
		return
	}
}

// ReadSigs reads a .sigs file: every line that is not empty, as it stands.
func ReadSigs(f *diag.File) (out []model.Signature) {
	off := 0
	for _, line := range strings.Split(string(f.Text), "\n") {
		if id := strings.TrimRight(line, "\r"); id != "" {
			out = append(out, model.Signature{ID: id, Pos: diag.Pos{File: f, Off: off, End: off + len(id)}})
		}
		off += len(line) + 1
	}
	return out
}
