package lineage

import (
	"slices"
	"strings"

	"pes/generator/model"
	"pes/generator/render/address"
	"pes/generator/render/markup"
	"pes/generator/render/wording"
	"pes/generator/render/xref"
)

// mark is a placeholder where a node's link may be marked; no Builder writes such a byte.
const mark = "\x00"

// svg writes the drawing, cut behind each address of a package, and the packages there.
func (g *graph) svg() (parts, names []string) {
	var b markup.Builder
	b.Tag("<svg class=lineage role=group aria-labelledby=lineage") // the heading above it
	b.Tag(" width=").Int(g.w).Tag(" height=").Int(g.h).Tag(` viewBox="0 0 `).Ints(g.w, g.h).Tag(`">`)
	for _, n := range g.nodes {
		for _, m := range n.out {
			b.Tag("<path class=").Tag(class(n, m)).Tag(` d="M`)
			n.curve(m, &b)
			b.Tag(`"/>`)
		}
	}
	for _, n := range g.nodes {
		if n.event != nil {
			b.Tag("<a class=").Tag(n.event.Class()).Attr("href", "../"+n.event.Address(n.event.In[0].Name)).Tag(">")
		} else {
			b.Tag("<a").Attr("href", "../"+address.Segment(n.name)+"/").Tag(mark + ">")
			names = append(names, n.name)
		}
		if n.label != n.name && n.event == nil {
			b.Tag("<title>").Text(n.name).Tag("</title>")
		}
		b.Tag("<rect x=").Int(n.x).Tag(" y=").Int(n.y)
		b.Tag(" width=").Int(n.width).Tag(" height=").Int(nodeHeight).Tag(" rx=6 />")
		b.Tag("<text x=").Int(n.x + n.width/2).Tag(" y=").Int(n.y + nodeHeight/2 + 5).Tag(">").Text(n.label)
		b.Tag("</text></a>")
	}
	b.Tag("</svg>")
	return strings.Split(b.Fragment().String(), mark), names
}

// curve writes the line from the right of a node to the left of another.
func (n *node) curve(m *node, b *markup.Builder) {
	x1, y1, x2, y2 := n.x+n.width, n.y+nodeHeight/2, m.x, m.y+nodeHeight/2
	middle := (x1 + x2) / 2
	if y1 == y2 {
		b.Ints(x1, y1).Tag("H").Int(x2)
		return
	}
	b.Ints(x1, y1).Tag("C").Ints(middle, y1, middle, y2, x2, y2)
}

func class(n, m *node) markup.Constant {
	if n.event != nil {
		return n.event.Class()
	}
	return m.event.Class()
}

// words is the family as a nested list: packages, their events, the packages those lead to.
func (f *family) words() markup.Fragment {
	w := &listWriter{family: f, written: map[any]bool{}, hasOrigin: map[string]bool{}}
	for _, e := range f.events {
		for _, n := range wording.Names(e.Out) {
			w.hasOrigin[n] = w.hasOrigin[n] || !contains(e.In, n)
		}
	}
	w.b.Tag("<ul class=lineage-list>")
	for _, first := range []bool{true, false} { // those that nothing leads to, then members of circles
		for _, p := range f.packages {
			if w.hasOrigin[p.Name] != first && !w.written[p.Name] {
				w.item(p.Name)
			}
		}
	}
	w.b.Tag("</ul>")
	return w.b.Fragment()
}

func contains(set []model.Package, name string) bool {
	return slices.ContainsFunc(set, func(p model.Package) bool { return p.Name == name })
}

type listWriter struct {
	*family
	b         markup.Builder
	written   map[any]bool
	hasOrigin map[string]bool // some event leads to it
}

func (w *listWriter) item(name string) {
	w.b.Tag("<li>").Link("../"+address.Segment(name)+"/", name)
	if w.written[name] {
		return
	}
	w.written[name] = true
	open := false
	for _, e := range w.events {
		if !contains(e.In, name) || w.written[e] {
			continue
		}
		w.written[e] = true
		if !open {
			w.b.Tag("<ul>")
			open = true
		}
		w.event(e, name)
	}
	if open {
		w.b.Tag("</ul>")
	}
}

func (w *listWriter) event(e *xref.EventGroup, from string) {
	w.b.Tag("<li>").Link("../"+e.Address(from), e.Action.String()+" in "+e.To.String())
	sep := markup.Constant(" with ")
	for _, n := range wording.Names(e.In) {
		if n != from {
			w.b.Tag(sep).Link("../"+address.Segment(n)+"/", n)
			sep = ", "
		}
	}
	if len(e.Out) > 0 {
		w.b.Tag("<ul>")
		for _, n := range wording.Names(e.Out) {
			w.item(n)
		}
		w.b.Tag("</ul>")
	}
}
