package leapp

import (
	"strings"

	"pes/generator/diag"
	"pes/generator/model"
)

// exactRepo reads a .repo file with what Leapp's ConfigParser fails on (Leapp guide 8): lines it cannot read, sections
// without name, and in ELevate's fork, where values are interpolated, a % that introduces nothing.
func exactRepo(f *diag.File, name string, v *Version) model.RepoFile {
	out := model.RepoFile{Name: name}
	sections, list := ReadRepo(f)
	out.Sections = sections
	if out.Fault = firstFault(list, model.Crash); out.Fault != nil {
		return out
	}
	for i := range sections {
		s := &sections[i]
		if _, named := s.Get("name"); !named {
			out.Fault = &model.Fault{Kind: model.Crash, Message: "the section [" + s.Repoid + "] has no name", Pos: s.Pos}
			if v.ByDistro {
				out.Fault.Kind = model.Stop
			}
			return out
		}
		if v.ByDistro {
			continue
		}
		for _, o := range s.Options {
			if !interpolates(o.Value, s) {
				out.Fault = &model.Fault{Kind: model.Crash, Message: "the % in " + o.Key + " of [" + s.Repoid + "] introduces nothing", Pos: o.Pos}
				return out
			}
		}
		for _, k := range s.Keys {
			if !interpolates(k.URL, s) {
				out.Fault = &model.Fault{Kind: model.Crash, Message: "the % in gpgkey of [" + s.Repoid + "] introduces nothing", Pos: k.Pos}
				return out
			}
		}
	}
	return out
}

// interpolates reports whether every % of a value is doubled or names another key of the section.
func interpolates(value string, s *model.Section) bool {
	for {
		_, rest, found := strings.Cut(value, "%")
		if !found {
			return true
		}
		if strings.HasPrefix(rest, "%") {
			value = rest[1:]
			continue
		}
		key, after, closed := strings.Cut(rest, ")s")
		if _, known := s.Get(strings.ToLower(strings.TrimPrefix(key, "("))); !closed || !strings.HasPrefix(key, "(") || !known {
			return false
		}
		value = after
	}
}
