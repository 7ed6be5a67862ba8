package lineage

import (
	"cmp"
	"slices"
	"unicode/utf8"

	"pes/generator/list"
	"pes/generator/render/wording"
	"pes/generator/render/xref"
)

// A node is a package, or an event between packages.
type node struct {
	name    string // of the package
	event   *xref.EventGroup
	label   string
	layer   int
	x, y    int
	width   int
	in, out []*node
	state   int8 // while layers are found: 1 entered, 2 left
}

type graph struct {
	nodes  []*node
	layers [][]*node
	w, h   int
}

// Measures of the drawing, in pixels at the size of its text.
const (
	charWidth  = 8
	nodeHeight = 28
	rowHeight  = 40
	columnGap  = 44
	longest    = 36 // characters of a label
)

func newGraph(f *family) *graph {
	g := &graph{}
	byName := map[string]*node{}
	add := func(n *node) *node {
		n.width = charWidth*utf8.RuneCountInString(n.label) + 20
		g.nodes = append(g.nodes, n)
		return n
	}
	for _, p := range f.packages {
		byName[p.Name] = add(&node{name: p.Name, label: short(p.Name)})
	}
	for _, e := range f.events {
		n := add(&node{event: e, label: e.Action.String() + " " + e.To.String()})
		for _, p := range wording.Names(e.In) {
			join(byName[p], n)
		}
		for _, p := range wording.Names(e.Out) {
			to := byName[p]
			if slices.Contains(n.in, to) { // it stays: it stands behind the event once more
				to = add(&node{name: p, label: short(p)})
			}
			join(n, to)
		}
	}
	return g
}

func join(from, to *node) {
	from.out, to.in = append(from.out, to), append(to.in, from)
}

func short(s string) string {
	if utf8.RuneCountInString(s) <= longest {
		return s
	}
	return string([]rune(s)[:longest-1]) + "…"
}

// place gives every node its layer and its coordinates.
func (g *graph) place() {
	for _, n := range g.nodes {
		n.depth()
	}
	rising := slices.SortedStableFunc(slices.Values(g.nodes), func(a, b *node) int { return a.layer - b.layer })
	g.layers = list.Group(rising, func(n *node) int { return n.layer })
	x := 1
	for _, l := range g.layers {
		widest := 0
		for i, n := range l {
			n.x, n.y = x, i*rowHeight
			widest = max(widest, n.width)
		}
		x += widest + columnGap
	}
	g.w = x - columnGap + 1
	for range 4 {
		for _, l := range g.layers {
			alignLayer(l, func(n *node) []*node { return n.in })
		}
		for _, l := range slices.Backward(g.layers) {
			alignLayer(l, func(n *node) []*node { return n.out })
		}
	}
	top := slices.MinFunc(g.nodes, func(a, b *node) int { return a.y - b.y }).y
	for _, n := range g.nodes { // the drawing begins where its box does
		n.y += 1 - top
		g.h = max(g.h, n.y+nodeHeight+1)
	}
}

// depth is the longest way to a node from one that nothing leads to. Of a circle, one step is not counted.
func (n *node) depth() int {
	if n.state == 0 {
		n.state = 1
		for _, m := range n.in {
			if m.state != 1 {
				n.layer = max(n.layer, m.depth()+1)
			}
		}
		n.state = 2
	}
	return n.layer
}

// alignLayer moves the nodes of a layer towards the middle of their neighbours, in that order and with room between
// them.
func alignLayer(layer []*node, neighbours func(*node) []*node) {
	want := map[*node]int{}
	for _, n := range layer {
		want[n] = n.y
		if near := neighbours(n); len(near) > 0 {
			sum := 0
			for _, m := range near {
				sum += m.y
			}
			want[n] = sum / len(near)
		}
	}
	slices.SortStableFunc(layer, func(a, b *node) int { return cmp.Compare(want[a], want[b]) })
	shift, last := 0, 0
	for i, n := range layer {
		n.y = want[n]
		if i > 0 {
			n.y = max(n.y, last+rowHeight)
		}
		last = n.y
		shift += want[n] - n.y
	}
	for _, n := range layer {
		n.y += shift / len(layer)
	}
}
