package wording

import (
	"slices"

	"pes/generator/render/xref"
	"pes/generator/succession"
)

// gone says since when a package is gone, what went on in its place, and what becomes of that.
func gone(x *xref.Index, out *Sentence, o xref.Outcome) {
	g := o.Gone
	out.say(" is gone ", Since(x, g))
	if len(g.Successors) == 0 {
		out.say(succession.NoSuccessor)
		return
	}
	out.say("; ")
	out.list(g.Successors)
	out.say(g.GoOn())
	joint := ": "
	for _, name := range g.Successors[:min(len(g.Successors), maxListed+1)] {
		uses, same := usesIn(x, name, o.Cells)
		if same && len(uses) == 0 {
			continue
		}
		out.say(joint, name)
		joint = ", "
		if !same {
			out.say(" becomes something else in each distribution")
			continue
		}
		clauses(out, name, o.Path, uses)
	}
}

// Since says since which release a package is gone, and for what: "since 8", "since 8 on x86_64".
func Since(x *xref.Index, g *succession.Gone) string {
	title := ""
	if v := x.Vendor(g.Vendor); v != nil {
		title = v.DisplayName()
	}
	return g.Words(title)
}

// usesIn are the uses of a package in some cells; same says whether they are the same in all of them.
func usesIn(x *xref.Index, name string, cells []int) (uses []xref.Use, same bool) {
	p := x.Package(name)
	if p == nil {
		return nil, true
	}
	uses = p.At(cells[0])
	return uses, !slices.ContainsFunc(cells[1:], func(c int) bool { return !slices.Equal(p.At(c), uses) })
}
