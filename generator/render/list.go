package render

import (
	"slices"
	"strings"

	"pes/generator/render/address"
	"pes/generator/render/markup"
	"pes/generator/render/wording"
	"pes/generator/render/xref"
)

// A row is a line of a list: a package, or a package and what it becomes.
type row struct {
	name     string // it is sorted and found by
	folder   string // of its page, where it is not a package
	stream   string // it is in afterwards, where that alone changes
	event    *xref.EventGroup
	elements int
}

// packageRows are rows of names alone.
func packageRows(names []string) (out []row) {
	for _, n := range names {
		out = append(out, row{name: n, elements: 2})
	}
	return out
}

// eventRow is a row for an event, as a list of one action shows it.
func eventRow(e *xref.EventGroup) row {
	return row{name: e.In[0].Name, event: e, elements: 1 + len(e.In) + len(e.Out)}
}

func sortRows(rows []row) {
	slices.SortStableFunc(rows, func(x, y row) int { return strings.Compare(x.name, y.name) })
}

// writeRows writes rows as a list.
func writeRows(rows []row, root string) markup.Fragment {
	var b markup.Builder
	if slices.ContainsFunc(rows, func(r row) bool { return r.event != nil }) {
		b.Tag("<ul class=flows>")
	} else {
		b.Tag("<ul class=names>")
	}
	for _, r := range rows {
		b.Tag("<li>")
		switch {
		case r.folder != "":
			b.Link(root+r.folder+address.Segment(r.name)+"/", r.name)
		case r.event != nil:
			packageLinks(&b, wording.Names(r.event.In), root)
			if out := wording.Names(r.event.Out); len(out) > 0 {
				b.Tag(" → ")
				packageLinks(&b, out, root)
			}
		default:
			b.Link(root+address.Package(r.name), r.name)
			if r.stream != "" {
				b.Tag(" <small>").Text("in " + r.stream).Tag("</small>")
			}
		}
	}
	return b.Tag("</ul>").Fragment()
}
