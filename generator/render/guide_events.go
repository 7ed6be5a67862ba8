package render

import (
	"slices"
	"strings"

	"pes/generator/english"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/render/markup"
	"pes/generator/render/prose"
	"pes/generator/render/sides"
	"pes/generator/render/wording"
	"pes/generator/render/xref"
)

// guideBlock puts events into guides. A block of code marked "events 8-9" names packages; on the site, a table says
// what becomes of each on that path.
func (s *site) guideBlock(root string) prose.Block {
	return func(info, text string) (f markup.Fragment, ok bool) {
		kind, name, _ := strings.Cut(info, " ")
		path := s.xref.Path(name)
		if kind != "events" || path == nil {
			return f, false
		}
		var b markup.Builder
		beginTable(&b, "", "What happens to them from "+path.Words(), "Package", "What happens to it")
		b.Tag("<tbody>")
		for _, name := range strings.Fields(text) {
			s.guideEvents(&b, path, name, root)
		}
		return b.Tag(endTable).Fragment(), true
	}
}

// guideEvents writes a row for each event that takes a package on a path: those of the new release, where there are
// such, and of third parties only where one has something to say.
func (s *site) guideEvents(b *markup.Builder, path *xref.Path, name, root string) {
	all := s.xref.Taking(name, path)
	foreign := list.Select(all, func(e *xref.EventGroup) bool { return vendorOf(e) != "" })
	if len(foreign) > 1 && len(foreign) < len(all) {
		all = list.Select(all, func(e *xref.EventGroup) bool { return vendorOf(e) == "" })
	}
	if new := list.Select(all, func(e *xref.EventGroup) bool { return e.To.Major == path.Target }); len(new) > 0 {
		all = new
	}
	for _, e := range all {
		for _, w := range waysOf(e, path, name) {
			b.Tag("<tr><th scope=row>").Link(root+"p/"+e.Address(name), name)
			streams := inStreams(e, name)
			if len(streams) > 0 {
				b.Tag(" <small>").Text(english.And(streams)).Tag("</small>")
			}
			b.Tag("<td>")
			if len(streams) > 0 && e.KeepsName() && strings.HasPrefix(e.Move(), "out of") {
				b.Tag("stays, without a module")
			} else {
				w.Write(b, root)
			}
			if v := s.xref.Vendor(vendorOf(e)); v != nil {
				b.Tag(" <small>with ").Text(v.DisplayName()).Tag("</small>")
			} else if len(w.cells) < len(path.Cells) {
				where := wording.Where(s.xref, xref.Outcome{Path: path, Cells: w.cells}, false)
				b.Tag(" <small>").Text(where).Tag("</small>")
			}
		}
	}
}

// A guideWay is what an event makes of a package in some cells.
type guideWay struct {
	sides.Outcome
	cells []int
}

// waysOf are what an event makes of a package on a path: cells in which it says the same are one.
func waysOf(e *xref.EventGroup, path *xref.Path, name string) (out []guideWay) {
	start, _ := slices.BinarySearch(e.Cells, path.Cells[0])
	for i, cell := range path.Among(e.Cells) {
		o := sides.Taken([]*model.Event{e.PerCell[start+i]}, name, path.Target)
		same := func(w guideWay) bool { return w.String() == o.String() }
		known := list.FindOrAdd(&out, guideWay{Outcome: o}, same)
		known.cells = append(known.cells, cell)
	}
	return out
}

// vendorOf is the third party whose event it is; "" of a distribution's.
func vendorOf(e *xref.EventGroup) string {
	if e.Origin == nil {
		return ""
	}
	return e.Origin.Vendor
}

// inStreams are the module streams that an event takes a package from.
func inStreams(e *xref.EventGroup, name string) (out []string) {
	for _, p := range e.In {
		for _, stream := range p.Streams {
			if p.Name == name && !stream.IsZero() {
				out = append(out, stream.String())
			}
		}
	}
	return out
}
