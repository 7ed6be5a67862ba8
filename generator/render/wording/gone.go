package wording

import (
	"slices"

	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/render/xref"
	"pes/generator/succession"
)

// gone says since when a package is gone, what went on in its place, and what becomes of that.
func (a *answerer) gone(o xref.Outcome) {
	g := *o.Gone
	g.Vendor = "" // the sentence is about machines with the vendor
	a.say(" is gone ", g.Words(""))
	if len(g.Successors) == 0 {
		a.say(succession.NoSuccessor)
		return
	}
	a.say("; ")
	a.list(g.Successors)
	a.say(g.GoOn())
	joint := ": "
	for _, name := range g.Successors[:min(len(g.Successors), maxListed+1)] {
		uses, same := usesIn(a.x, name, o)
		if same && !slices.ContainsFunc(uses, func(u xref.Use) bool { return !leaves(u, name) }) {
			continue
		}
		a.say(joint, name)
		joint = ", "
		if !same {
			a.say(" becomes something else in each distribution")
			continue
		}
		a.clauses(a.taking(name, o.Path, uses))
	}
}

// usesIn are the events that take a package where an outcome is so, except those of other vendors; same says whether
// they are the same everywhere there.
func usesIn(x *xref.Index, name string, o xref.Outcome) (uses []xref.Use, same bool) {
	p := x.Package(name)
	if p == nil {
		return nil, true
	}
	at := func(cell int) []xref.Use {
		return list.Select(p.At(cell), func(u xref.Use) bool {
			v := x.VendorOf(u.Event)
			return u.In && (v == nil || v == o.Vendor)
		})
	}
	uses = at(o.Cells[0])
	return uses, !slices.ContainsFunc(o.Cells[1:], func(c int) bool { return !slices.Equal(at(c), uses) })
}

// leaves reports whether a package has its name after an event that takes it: its own page says what else is done.
func leaves(u xref.Use, name string) bool {
	return slices.ContainsFunc(u.Event.Results(), func(p model.Package) bool { return p.Name == name })
}
