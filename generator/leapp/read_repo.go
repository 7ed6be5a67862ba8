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
	r := repoReader{file: f, list: &list, index: map[string]int{}}
	off := 0
	for line := range bytes.Lines(f.Text) {
		r.line(strings.TrimRight(string(line), "\r\n"), off)
		off += len(line)
	}
	r.endSection()
	var defaults []model.Option
	if r.defaults != nil {
		defaults = r.leaking()
	}
	for _, parts := range r.sections {
		s := merged(parts, defaults)
		splitKeys(&s)
		sections = append(sections, s)
	}
	return sections, list
}

type repoReader struct {
	file     *diag.File
	list     *diag.List
	sections [][]*model.Section // a section that stands twice has two parts
	index    map[string]int     // where the section of a repoid stands in sections
	defaults *model.Section
	current  *model.Section
	keys     map[string]int // where the options of the current section stand in it
	more     []string       // the lines that continue the value of its last option
}

// maxLeaking is how many bytes the options of [DEFAULT] have in all sections together, at most.
const maxLeaking = 32 << 20

// leaking reports [DEFAULT] and returns its options, none where they are too many for that many sections.
func (r *repoReader) leaking() []model.Option {
	r.list.Warnf(r.defaults.Pos, "repo-section-twice", "[DEFAULT] applies to every section")
	size := 0
	for _, o := range r.defaults.Options {
		size += len(o.Key) + len(o.Value)
	}
	if size*len(r.sections) > maxLeaking {
		r.list.Errorf(r.defaults.Pos, "repo-section-fatal", "[DEFAULT] has %d bytes of options for %d sections, "+
			"which is more than the %d MB that pes reads: write them into the sections",
			size, len(r.sections), maxLeaking>>20)
		return nil
	}
	return r.defaults.Options
}

func (r *repoReader) line(line string, off int) {
	body := strings.TrimSpace(line)
	pos := diag.Pos{File: r.file, Off: off, End: off + len(line)}
	switch {
	case body == "" || body[0] == '#' || body[0] == ';':
	case line[0] == ' ' || line[0] == '\t':
		if r.current == nil || len(r.current.Options) == 0 {
			r.list.Errorf(pos, "repo-section-fatal", "an indented line has nothing to continue: Leapp crashes")
			return
		}
		r.more = append(r.more, body)
	case body[0] == '[':
		end := strings.LastIndexByte(body, ']')
		if end < 2 {
			r.list.Errorf(pos, "repo-section-fatal", "this is not a section header: Leapp crashes")
			return
		}
		r.endSection()
		r.current, r.keys = &model.Section{Repoid: body[1:end], Pos: pos}, map[string]int{}
	default:
		r.option(line, body, pos)
	}
}

func (r *repoReader) option(line, body string, pos diag.Pos) {
	i := strings.IndexAny(body, "=:")
	if i < 1 || r.current == nil {
		r.list.Errorf(pos, "repo-section-fatal", "this line is not key = value: Leapp crashes")
		return
	}
	o := model.Option{Key: strings.ToLower(strings.TrimSpace(body[:i])), Value: strings.TrimSpace(body[i+1:]), Pos: pos}
	if o.Value != "" {
		o.Pos.Off += strings.LastIndex(line, o.Value)
		o.Pos.End = o.Pos.Off + len(o.Value)
	}
	r.endValue()
	s := r.current
	if i, twice := r.keys[o.Key]; twice {
		r.list.Warnf(pos, "repo-section-twice", "the key %s is twice in [%s]; the last one counts", o.Key, s.Repoid)
		s.Options[i].Key = "" // endSection deletes it
	}
	r.keys[o.Key] = len(s.Options)
	s.Options = append(s.Options, o)
}

// endValue adds the lines that continue the value of the last option.
func (r *repoReader) endValue() {
	if len(r.more) > 0 {
		last := &r.current.Options[len(r.current.Options)-1]
		last.Value = strings.TrimSpace(last.Value + "\n" + strings.Join(r.more, "\n"))
		r.more = nil
	}
}

// endSection keeps the current section. One that was there before is completed, as ConfigParser does.
func (r *repoReader) endSection() {
	s := r.current
	if s == nil {
		return
	}
	r.endValue()
	s.Options = slices.DeleteFunc(s.Options, func(o model.Option) bool { return o.Key == "" })
	i, twice := r.index[s.Repoid]
	switch {
	case s.Repoid == "DEFAULT":
		r.defaults = s
	case twice:
		r.list.Warnf(s.Pos, "repo-section-twice",
			"the section [%s] exists twice; of a key in both, the last one counts", s.Repoid)
		r.sections[i] = append(r.sections[i], s)
	default:
		r.index[s.Repoid] = len(r.sections)
		r.sections = append(r.sections, []*model.Section{s})
	}
}

// merged is a section of its parts: of a key the last part that has it counts, and defaults where none has it.
func merged(parts []*model.Section, defaults []model.Option) model.Section {
	s := *parts[0]
	if len(parts) == 1 && len(defaults) == 0 {
		return s
	}
	s.Options = nil
	has := map[string]bool{}
	add := func(options []model.Option) {
		for _, o := range options {
			if !has[o.Key] {
				has[o.Key] = true
				s.Options = append(s.Options, o)
			}
		}
	}
	for _, part := range slices.Backward(parts) {
		add(part.Options)
	}
	add(defaults)
	return s
}

// splitKeys moves gpgkey out of the options.
func splitKeys(s *model.Section) {
	i := slices.IndexFunc(s.Options, func(o model.Option) bool { return o.Key == "gpgkey" })
	if i < 0 {
		return
	}
	o := s.Options[i]
	s.Options = slices.Delete(s.Options, i, i+1)
	rest := o.Pos.Off
	for _, url := range strings.FieldsFunc(o.Value, func(r rune) bool { return strings.ContainsRune(" ,\n\t", r) }) {
		pos := o.Pos
		if at := bytes.Index(pos.File.Text[rest:], []byte(url)); at >= 0 {
			pos = diag.Pos{File: pos.File, Off: rest + at, End: rest + at + len(url)}
			rest = pos.End
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
		out.Fault = cmp.Or(out.Fault, SectionFault(&sections[i], r.v))
	}
	return out
}

// SectionFault is what the Leapp version fails on in a section of a .repo file; nil where it reads it.
func SectionFault(s *model.Section, v *Version) *model.Fault {
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
	options := map[string]bool{}
	for _, o := range s.Options {
		options[o.Key] = true
	}
	for _, o := range slices.Concat(s.Options, keys) {
		if !interpolates(o.Value, options) {
			message := "the % in " + o.Key + " of [" + s.Repoid + "] introduces nothing"
			return &model.Fault{Kind: model.Crash, Message: message, Pos: o.Pos}
		}
	}
	return nil
}

// interpolates reports whether every % of a value is doubled or names another option of the section.
func interpolates(value string, options map[string]bool) bool {
	for _, rest, found := strings.Cut(value, "%"); found; _, rest, found = strings.Cut(rest, "%") {
		after, doubled := strings.CutPrefix(rest, "%")
		if rest = after; doubled {
			continue
		}
		key, after, closed := strings.Cut(rest, ")s")
		key, open := strings.CutPrefix(key, "(")
		if !closed || !open || !options[strings.ToLower(key)] {
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
