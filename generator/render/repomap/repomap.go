// Package repomap shows what becomes of repositories on an upgrade path, as a drawing and as rows of a table.
//
//	groups := repomap.Groups(&target.Map, path)
//	svg := repomap.Draw(groups, "../../")
package repomap

import (
	"slices"
	"strings"

	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/render/address"
	"pes/generator/render/markup"
	"pes/generator/render/xref"
)

// A Group is source repositories that become the same.
type Group struct{ From, To []string }

// Groups are the mappings of a path; repositories that become the same stand together.
func Groups(m *model.Map, p *xref.Path) (out []Group) {
	for _, x := range m.Mappings {
		if x.Source != p.Source || x.Target != p.Target {
			continue
		}
		g := list.FindOrAdd(&out, Group{To: x.To}, func(g Group) bool { return slices.Equal(g.To, x.To) })
		g.From = append(g.From, x.From)
	}
	slices.SortStableFunc(out, func(a, b Group) int { return len(b.To) - len(a.To) })
	return out
}

// Row begins a row of a table: what becomes of repositories. The caller adds cells.
func Row(b *markup.Builder, g Group, root string) {
	page := func(pesid string) string { return root + address.Repository(pesid) }
	b.Tag("<tr><td>").Links(g.From, page).Tag("<td>")
	if len(g.To) == 0 {
		b.Tag("nothing: no repository replaces it")
	}
	b.Links(g.To, page)
}

// Measures of the drawing of a repository map.
const (
	rowStep  = 30
	mapChar  = 8
	mapGap   = 120
	mapSpace = 12
)

// A plan is a map whose rows and columns have their places.
type plan struct {
	targets      []string
	left, right  int // widths of the columns
	top          []int
	height, wide int
}

func newPlan(all []Group) *plan {
	d := &plan{}
	y := 0
	for _, g := range all {
		d.top = append(d.top, y)
		y += len(g.From)*rowStep + mapSpace
		for _, n := range g.From {
			d.left = max(d.left, mapChar*len(n)+20)
		}
		d.targets = list.AppendNew(d.targets, g.To...)
	}
	for _, n := range d.targets {
		d.right = max(d.right, mapChar*len(n)+20)
	}
	d.height = max(y-mapSpace, len(d.targets)*rowStep) + 2
	d.wide = d.left + mapGap + d.right + 2
	return d
}

// row is the middle of a target.
func (d *plan) row(name string) int {
	free := d.height - len(d.targets)*rowStep
	return free/2 + slices.Index(d.targets, name)*rowStep + rowStep/2
}

// Draw draws which repository becomes which: those of the old release on the left. Nodes link to pages below root.
func Draw(groups []Group, root string) markup.Fragment {
	d := newPlan(groups)
	var b markup.Builder
	b.Tag("<svg class=map role=group aria-labelledby=map-t aria-describedby=map-d")
	b.Tag(" width=").Int(d.wide).Tag(" height=").Int(d.height)
	b.Tag(` viewBox="0 0 `).Ints(d.wide, d.height).Tag(`"><title id=map-t>Repository map</title>`)
	b.Tag("<desc id=map-d>Repositories of the old release on the left, the new ones on the right; ")
	b.Tag("the table below has the same.</desc>")
	for i, g := range groups {
		x, y, h := d.left+8, d.top[i], len(g.From)*rowStep
		for _, to := range g.To {
			x2, y2, mid := d.left+mapGap, d.row(to), (2*d.left+mapGap)/2
			b.Tag(`<path d="M`).Ints(x, y+h/2).Tag("C").Ints(mid, y+h/2, mid, y2, x2, y2).Tag(`"/>`)
		}
		if len(g.From) > 1 {
			b.Tag(`<path class=brace d="M`).Ints(x-4, y+4).Tag("H").Int(x).Tag("V").Int(y + h - 4).Tag("H").Int(x - 4)
			b.Tag(`"/>`)
		}
		for j, n := range g.From {
			node(&b, n, root, 1, y+j*rowStep+2, d.left)
		}
	}
	for _, n := range d.targets {
		node(&b, n, root, d.left+mapGap, d.row(n)-rowStep/2+2, d.right)
	}
	return b.Tag("</svg>").Fragment()
}

func node(b *markup.Builder, name, root string, x, y, width int) {
	b.Tag("<a").Attr("href", root+address.Repository(name)).Tag("><rect x=").Int(x).Tag(" y=").Int(y)
	b.Tag(" width=").Int(width).Tag(" height=26 rx=6 /><text x=").Int(x + 10)
	b.Tag(" y=").Int(y + 18).Tag(">").Text(strings.ToValidUTF8(name, "?")).Tag("</text></a>")
}
