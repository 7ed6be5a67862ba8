// Package lineage draws where packages come from and what they become.
//
// Packages that events connect form a family. [New] finds the families of a cross-reference and lays each out once, in
// layers: packages, the events that take them, the packages those lead to, and so on. A page asks for its package
// by [Families.Draw]; see the example. The drawing is SVG whose nodes are links; the list says the same in words, and
// stands in its place on phones. Both are written for the pages of packages: an address is ../NAME/.
//
// A family of one event has neither, as the event says as much. One that has many members is folded.
package lineage

import (
	"slices"

	"pes/generator/english"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/render/markup"
	"pes/generator/render/xref"
)

// Families are the drawings of all packages.
type Families struct {
	byName map[string]*family
}

// A family is a set of packages connected by events, and its drawing.
type family struct {
	packages []*xref.Package
	events   []*xref.EventGroup
	parts    []string        // of the drawing: what stands between the nodes
	names    []string        // the node behind each part but the last
	list     markup.Fragment // the same in words
}

// A drawing of more packages, or that has more bytes with its list, is too large to help and slows down the page: there
// is none. One of more packages than maxOpen is folded.
const (
	maxPackages = 80
	maxBytes    = 15_000
	maxOpen     = 10
)

// New finds and draws the families.
func New(a *xref.Index) *Families {
	f := &Families{byName: map[string]*family{}}
	for _, x := range connect(a) {
		x.draw()
		for _, p := range x.packages {
			f.byName[p.Name] = x
		}
	}
	return f
}

// Draw returns the drawing of the family of a package, the package marked, and the list; nothing for one that has no
// family worth a drawing.
func (f *Families) Draw(name string) markup.Fragment {
	x := f.byName[name]
	if x == nil || len(x.parts) == 0 {
		return markup.Fragment{}
	}
	var b markup.Builder
	if len(x.packages) > maxOpen {
		b.Tag("<details><summary>").Text(english.Count(len(x.packages), "package") + ", " +
			english.Count(len(x.events), "event")).Tag("</summary>")
	}
	b.Tag("<div class=wide>")
	for i, part := range x.parts {
		b.Add(markup.Trusted(part)) // made by a Builder, and cut where the mark goes
		if i < len(x.names) && x.names[i] == name {
			b.Tag(" aria-current=page")
		}
	}
	b.Tag("</div>").Add(x.list)
	if len(x.packages) > maxOpen {
		b.Tag("</details>")
	}
	return b.Fragment()
}

// connect finds the families with more than one member.
func connect(a *xref.Index) (out []*family) {
	parent := map[string]string{}
	var root func(string) string
	root = func(n string) string {
		if p, ok := parent[n]; ok && p != n {
			parent[n] = root(p)
			return parent[n]
		}
		return n
	}
	for _, e := range a.Events {
		if !joins(e) {
			continue
		}
		first := root(e.In[0].Name)
		for _, p := range slices.Concat(e.In, e.Out) {
			parent[root(p.Name)] = first
		}
		parent[first] = first
	}
	families := map[string]*family{}
	for _, packages := range list.Group(a.Packages, func(p *xref.Package) string { return root(p.Name) }) {
		if len(packages) > 1 {
			f := &family{packages: packages}
			families[root(packages[0].Name)] = f
			out = append(out, f)
		}
	}
	for _, e := range a.Events {
		if f := families[root(e.In[0].Name)]; f != nil && e.Action != model.Moved && e.Action != model.Present {
			f.events = append(f.events, e)
		}
	}
	return out
}

// joins reports whether an event leads from one package to another.
func joins(e *xref.EventGroup) bool {
	return slices.ContainsFunc(e.Out, func(o model.Package) bool { return len(e.In) > 1 || !contains(e.In, o.Name) })
}

func (f *family) draw() {
	if len(f.packages) > maxPackages || len(f.events) < 2 {
		return
	}
	g := newGraph(f)
	g.place()
	parts, names := g.svg()
	words := f.words()
	size := len(words.String())
	for _, part := range parts {
		size += len(part)
	}
	if size <= maxBytes {
		f.parts, f.names, f.list = parts, names, words
	}
}
