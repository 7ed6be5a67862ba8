package wording

import (
	"strings"

	"pes/generator/english"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/render/xref"
)

// someVendors is the least number of vendors that share a sentence where they do the like.
const someVendors = 4

// vendors say what vendors make of the package, a sentence each; many that do the like share one. first: nothing was
// said before.
func (a *answerer) vendors(outcomes []xref.Outcome, first bool) {
	for _, same := range list.Group(outcomes, a.likeness) {
		if len(same) >= someVendors {
			a.alike(same, first)
			first = false
			continue
		}
		for _, o := range same {
			a.vendor(o, first)
			first = false
		}
	}
}

// vendor says what one vendor makes of the package.
func (a *answerer) vendor(o xref.Outcome, first bool) {
	if first {
		a.say("with ", o.Vendor.DisplayName(), ", ")
	} else {
		a.say(" With ", o.Vendor.DisplayName(), ",")
	}
	a.becomes(o, first)
	if len(o.Cells) < len(o.Path.Cells) {
		a.say(", ", Where(a.x, o, false))
	}
	a.say(".")
}

// likeness is what becomes of the package with a vendor, without the streams and minor releases in which vendors differ
// that do the like.
func (a *answerer) likeness(o xref.Outcome) string {
	if e := a.only(o); e != nil {
		return "into"
	}
	s := answerer{x: a.x, p: a.p, stock: a.stock}
	s.becomes(o, true)
	s.say(Where(a.x, o, true))
	return s.String()
}

// only is the event of a vendor that does nothing but move the package into a module stream, everywhere; nil where it
// does something else.
func (a *answerer) only(o xref.Outcome) *xref.EventGroup {
	if len(o.Uses) != 1 || !o.Uses[0].In || len(o.Cells) < len(o.Path.Cells) {
		return nil
	}
	if e := o.Uses[0].Event; e.KeepsName() && strings.HasPrefix(e.Move(), "into") {
		return e
	}
	return nil
}

// alike says what several vendors make of the package.
func (a *answerer) alike(same []xref.Outcome, first bool) {
	who := same[0].Vendor.DisplayName() + " or " + english.Spelled(len(same)-1) + " other vendors"
	if first {
		a.say("with ", who, ", ")
	} else {
		a.say(" With ", who, ",")
	}
	if a.only(same[0]) == nil {
		a.becomes(same[0], first)
		if len(same[0].Cells) < len(same[0].Path.Cells) {
			a.say(", ", Where(a.x, same[0], false))
		}
		a.say(".")
		return
	}
	if first {
		a.self(a.p.Name)
	} else {
		a.say(" it")
	}
	var streams []model.Stream
	for _, o := range same {
		for _, p := range a.only(o).Out {
			streams = list.AppendNew(streams, p.AllStreams()...)
		}
	}
	a.say(" moves into a module stream: ", strings.Replace(model.StreamNames(streams), " and ", " or ", 1), ".")
}
