package leapp

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"pes/generator/diag"
	"pes/generator/list"
	"pes/generator/model"
)

// ReadRepo reads a .repo file as Leapp's ConfigParser does (Leapp guide 8): keys in lower case, the last of two equal
// keys or sections wins, [DEFAULT] leaks into all, indented lines continue a value. What does not change what Leapp
// reads is a warning; text it crashes on is an error.
func ReadRepo(f *diag.File) (sections []model.Section, list diag.List) {
	r := repoReader{file: f, list: &list}
	off := 0
	for line := range bytes.Lines(f.Text) {
		r.line(strings.TrimRight(string(line), "\r\n"), off)
		off += len(line)
	}
	r.endSection()
	if r.defaults != nil {
		for i := range r.sections {
			inherit(&r.sections[i], r.defaults.Options)
		}
		list.Warnf(r.defaults.Pos, "repo-section-twice", "[DEFAULT] leaks into every section")
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
			r.list.Errorf(pos, "repo-section-fatal", "this is not a section header: Leapp crashes")
			return
		}
		r.endSection()
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
	s := r.current
	if _, twice := s.Get(o.Key); twice {
		r.list.Warnf(pos, "repo-section-twice", "the key %s stands twice in [%s]; the last counts", o.Key, s.Repoid)
		s.Options = slices.DeleteFunc(s.Options, func(p model.Option) bool { return p.Key == o.Key })
	}
	s.Options = append(s.Options, o)
}

// endSection keeps the current section. One that was there before is completed, as ConfigParser does.
func (r *repoReader) endSection() {
	s := r.current
	i := slices.IndexFunc(r.sections, func(o model.Section) bool { return s != nil && o.Repoid == s.Repoid })
	switch {
	case s == nil:
	case s.Repoid == "DEFAULT":
		r.defaults = s
	case i < 0:
		r.sections = append(r.sections, *s)
	default:
		r.list.Warnf(s.Pos, "repo-section-twice",
			"the section [%s] stands twice; of a key that both have, the last counts", s.Repoid)
		inherit(s, r.sections[i].Options)
		r.sections[i].Options = s.Options
	}
}

// inherit adds the options that a section does not have itself.
func inherit(s *model.Section, options []model.Option) {
	for _, o := range options {
		if _, has := s.Get(o.Key); !has {
			s.Options = append(s.Options, o)
		}
	}
}

// splitKeys moves gpgkey out of the options.
func splitKeys(s *model.Section) {
	i := slices.IndexFunc(s.Options, func(o model.Option) bool { return o.Key == "gpgkey" })
	if i < 0 {
		return
	}
	o := s.Options[i]
	s.Options = slices.Delete(s.Options, i, i+1)
	for _, url := range strings.FieldsFunc(o.Value, func(r rune) bool { return strings.ContainsRune(" ,\n\t", r) }) {
		pos := o.Pos
		if at := bytes.Index(pos.File.Text[pos.Off:], []byte(url)); at >= 0 {
			pos = diag.Pos{File: pos.File, Off: pos.Off + at, End: pos.Off + at + len(url)}
		}
		s.Keys = append(s.Keys, model.KeyRef{URL: url, Pos: pos})
	}
}

// repo reads a .repo file, nil if there is none, and finds what Leapp fails on (Leapp guide 8): lines that ConfigParser
// cannot read, sections without name, and in ELevate's fork, which interpolates values, a % that introduces nothing.
func (r *treeReader) repo(name string) *model.RepoFile {
	f := r.file(name)
	if f == nil {
		return nil
	}
	sections, problems := ReadRepo(f)
	out := &model.RepoFile{Name: name, Sections: sections, Fault: firstFault(problems, model.Crash)}
	for i := range sections {
		out.Fault = cmp.Or(out.Fault, sectionFault(&sections[i], r.v))
	}
	return out
}

func sectionFault(s *model.Section, v *Version) *model.Fault {
	if _, named := s.Get("name"); !named {
		kind := model.Crash
		if v.ByDistro {
			kind = model.Stop
		}
		return &model.Fault{Kind: kind, Message: "the section [" + s.Repoid + "] has no name", Pos: s.Pos}
	}
	if v.ByDistro {
		return nil
	}
	keys := list.Map(s.Keys, func(k model.KeyRef) model.Option {
		return model.Option{Key: "gpgkey", Value: k.URL, Pos: k.Pos}
	})
	for _, o := range slices.Concat(s.Options, keys) {
		if !interpolates(o.Value, s) {
			message := "the % in " + o.Key + " of [" + s.Repoid + "] introduces nothing"
			return &model.Fault{Kind: model.Crash, Message: message, Pos: o.Pos}
		}
	}
	return nil
}

// interpolates reports whether every % of a value is doubled or names another key of the section.
func interpolates(value string, s *model.Section) bool {
	for _, rest, found := strings.Cut(value, "%"); found; _, rest, found = strings.Cut(rest, "%") {
		after, doubled := strings.CutPrefix(rest, "%")
		if rest = after; doubled {
			continue
		}
		key, after, closed := strings.Cut(rest, ")s")
		key, open := strings.CutPrefix(key, "(")
		if _, known := s.Get(strings.ToLower(key)); !closed || !open || !known {
			return false
		}
		rest = after
	}
	return true
}

// ReadSigs reads a .sigs file: every line that is not empty, as it stands.
func ReadSigs(f *diag.File) (out []model.Signature) {
	off := 0
	for line := range bytes.Lines(f.Text) {
		if id := strings.TrimRight(strings.TrimSuffix(string(line), "\n"), "\r"); id != "" {
			out = append(out, model.Signature{ID: id, Pos: diag.Pos{File: f, Off: off, End: off + len(id)}})
		}
		off += len(line)
	}
	return out
}
