package check

import (
	"slices"
	"strings"

	"pes/generator/diag"
	"pes/generator/english"
	"pes/generator/list"
	"pes/generator/model"
)

// A literal is an address that names an architecture, though the map or events have others too.
type literal struct {
	repoid, arch string
	others       string
	option       *model.Option
}

// literalArch reports addresses for one architecture of repositories that the map or an event of the vendor has on
// others.
func (c *checker) literalArch(sections []model.Section) {
	var found []literal
	for i := range sections {
		s := &sections[i]
		for j := range s.Options {
			o := &s.Options[j]
			arch := ""
			if slices.Contains(model.AddressKeys, o.Key) {
				arch = urlArch(o.Value)
			}
			others := slices.DeleteFunc(c.archesOf(s), func(a string) bool { return a == arch })
			if arch != "" && len(others) > 0 {
				found = append(found, literal{s.Repoid, arch, strings.Join(list.Distinct(others), ", "), o})
			}
		}
	}
	if c.more != nil {
		c.more.literals(c, found)
		return
	}
	for _, l := range found {
		c.reportLiteral(l, "the address of "+l.repoid+" is", nil)
	}
}

func (c *checker) reportLiteral(l literal, addresses string, notes []diag.Note) {
	c.Reportf(c.once(l.option.Pos, notes...), "literal-arch",
		"%s only for %s, but the map or an event is also for %s: write $basearch (%s)",
		addresses, l.arch, l.others, l.option.Value)
}

// foldedLiterals reports the addresses of a published file, once for all sections that lack the same.
func (c *checker) foldedLiterals(found []literal) {
	type cause struct{ arch, others string }
	for _, same := range list.Group(found, func(l literal) cause { return cause{l.arch, l.others} }) {
		repoids := list.Map(same, func(l literal) string { return l.repoid })
		notes := list.Map(same[1:], func(l literal) diag.Note {
			return diag.Note{Pos: l.option.Pos, Text: "the address of " + l.repoid}
		})
		addresses := "the address of " + english.And(repoids) + " is"
		if len(same) > 1 {
			addresses = "the addresses of " + english.And(repoids) + " are"
		}
		c.reportLiteral(same[0], addresses, notes)
	}
}

// archesOf are the architectures that the map has a section for, and those that events of its vendor name. In published
// data any event of the vendor counts: where an event names a repository that the map lacks, that is reported too.
func (c *checker) archesOf(s *model.Section) (out []string) {
	for _, e := range c.t.Entries() {
		if e.Repoid == s.Repoid && e.Major == c.t.Major {
			out = append(out, e.Arch)
		}
	}
	if c.v == nil {
		return out
	}
	leads := func(p model.Package) bool {
		return c.Published || slices.ContainsFunc(entries(p.Repo, c.t.Major, &c.v.Map), func(e *model.Entry) bool {
			return e.Repoid == s.Repoid
		})
	}
	for _, e := range c.v.Events {
		if len(e.Arches) < len(model.Arches) && slices.ContainsFunc(e.Results(), leads) {
			out = append(out, e.Arches...)
		}
	}
	return out
}

// urlArch is the architecture that an address names as a word of its own.
func urlArch(url string) string {
	_, path, _ := strings.Cut(url, "://")
	if i := strings.IndexByte(path, '/'); i >= 0 {
		path = path[i:]
	}
	words := strings.FieldsFunc(path, func(r rune) bool { return strings.ContainsRune("/=&?-,;", r) })
	if i := slices.IndexFunc(words, func(word string) bool { return slices.Contains(model.Arches, word) }); i >= 0 {
		return words[i]
	}
	return ""
}
