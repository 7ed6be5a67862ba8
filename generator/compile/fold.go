package compile

import (
	"slices"
	"strings"

	"pes/generator/diag"
)

// differInCase reports packages and tags that differ in case alone: hosts and systems that fold case would have one
// page for both.
func (c *compiler) differInCase(all []*unresolvedEvent) {
	type folded struct{ kind, name string }
	first := map[folded]string{}
	check := func(pos diag.Pos, kind, name string) {
		key := folded{kind, strings.ToLower(name)}
		if other, ok := first[key]; ok && other != name {
			c.list.Errorf(pos, "bad-name", "the %s %s and %s differ only in case: some file systems would have one "+
				"file for both pages", kind, name, other)
		} else if !ok {
			first[key] = name
		}
	}
	for _, e := range all {
		for _, p := range slices.Concat(e.in, e.out) {
			check(p.Pos, "packages", p.Name)
		}
		for _, t := range e.src.Tags.Items {
			check(t.Pos, "tags", t.Value)
		}
	}
}
