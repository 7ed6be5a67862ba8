package render

import (
	"fmt"
	"slices"
	"strings"

	"pes/generator/english"
	"pes/generator/model"
	"pes/generator/render/address"
	"pes/generator/render/markup"
	"pes/generator/render/wording"
	"pes/generator/render/xref"
)

// countTable counts the packages of a path by action and distribution.
func (s *site) countTable(p *xref.Path, root string) markup.Fragment {
	var b markup.Builder
	var countEvents []*actionCounts
	b.Tag("<div class=wide><table class=counts><caption>Packages by action and distribution</caption><thead><tr><th scope=col>Action")
	for _, i := range p.Cells {
		d := s.xref.Cells[i].Target.Distro
		b.Tag("<th scope=col>").Link(root+address.DistroPath(p.String(), d.Folder), wording.Title(d))
		countEvents = append(countEvents, s.byCell[i])
	}
	b.Tag("<tbody>")
	for _, a := range actionOrder {
		any := 0
		for _, t := range countEvents {
			any += t.counts[a]
		}
		if any == 0 {
			continue
		}
		b.Tag("<tr><th scope=row class=").Tag(xref.Class(a)).Tag(">").Link("#"+a.String(), a.String())
		for _, t := range countEvents {
			b.Tag("<td>").Text(english.Grouped(t.counts[a]))
		}
	}
	return b.Tag("</table></div>").Fragment()
}

// distroPathPages are the path of one distribution and its long lists.
func (s *site) distroPathPages(i int) ([]page, error) {
	cell := s.xref.Cells[i]
	d, p := cell.Target.Distro, cell.Path
	path := address.DistroPath(p.String(), d.Folder)
	root := s.Root(path)
	t := s.byCell[i]
	heading := wording.Title(d) + " " + p.Words()
	own := slices.DeleteFunc(slices.Clone(s.differences[p]), func(r row) bool { return !s.minority(r.name, i) })
	svg, table := s.mapDrawing(&cell.Target.Map, p, root)
	systems := wording.NamesIn(cell.Authored.Systems, p.Source)
	if len(systems) == 0 {
		systems = []string{d.NameIn(p.Source)}
	}
	lead := fmt.Sprintf("%s %d can be upgraded to %s %d; events name %s.", english.And(systems), p.Source, wording.Title(d), p.Target, wording.Counted(t.total(), "package"))
	data := map[string]any{
		"Title": heading, "Root": root, "Lead": lead, "Path": p, "Distro": named{root + address.Distro(d.Folder), wording.Title(d)}, "Ends": endsOf(cell),
		"Bar": t.bar("Shares of the actions").HTML(), "Legend": t.legend(), "Map": svg.HTML(), "MapTable": table.HTML(),
		"Parts": t.parts(root, func(a model.Action) string { return root + path + a.String() + "/" }), "Own": len(own),
		"Leapp": english.And(wording.LeappVersions(cell.Authored)), "Trees": s.treeLinks(root, d.Folder, p.Target), "Vendors": s.vendorLinks(root, func(j int) bool { return j == i }),
	}
	lists := t.listings(func(a model.Action) listing {
		return listing{path: path + a.String() + "/", title: english.Capital(a.String()) + " on " + heading, lead: meanings[a], section: "upgrades", up: path, upTitle: heading}
	})
	if len(own) <= maxInlineRows {
		data["OwnRows"] = writeRows(own, root).HTML()
	} else {
		lists = append(lists, listing{path: path + "own/", title: "Only in " + heading, section: "upgrades", up: path, upTitle: heading, rows: own, lead: "Packages that become something else here than in other distributions."})
		data["OwnMore"] = root + path + "own/"
	}
	body, err := s.Fill("distropath", data)
	if err != nil {
		return nil, err
	}
	return s.withLists(page{Path: path, Title: heading, Summary: lead, Section: "upgrades", Body: body}, lists)
}

// endsOf are the ends of life on a path: of the systems that are upgraded, and of what they become.
func endsOf(cell *xref.Cell) (out []lifeEnd) {
	add := func(d *model.Distro, major int) {
		if end := d.End(major); !end.IsZero() {
			out = append(out, lifeEnd{fmt.Sprintf("%s %d", d.NameIn(major), major), wording.Day(end)})
		}
	}
	for _, d := range cell.Authored.Systems {
		add(d, cell.Path.Source)
	}
	add(cell.Target.Distro, cell.Path.Target)
	return out
}

// alone reports whether a package becomes something here that it becomes in fewer than half of the distributions.
func (s *site) minority(name string, cell int) bool {
	p := s.xref.Package(name)
	uses := p.At(cell)
	same, all := 0, s.xref.Cells[cell].Path.Cells
	for _, other := range all {
		if slices.Equal(p.At(other), uses) {
			same++
		}
	}
	return 2*same <= len(all)
}

// A group is source repositories that become the same.
type group struct {
	from []string
	to   []string
}

// groups are the mappings of a path; repositories that become the same stand together.
func groups(m *model.Map, p *xref.Path) (out []group) {
	for _, x := range m.Mappings {
		if x.Source != p.Source || x.Target != p.Target {
			continue
		}
		i := slices.IndexFunc(out, func(g group) bool { return slices.Equal(g.to, x.To) })
		if i < 0 {
			i, out = len(out), append(out, group{to: x.To})
		}
		out[i].from = append(out[i].from, x.From)
	}
	slices.SortStableFunc(out, func(a, b group) int { return len(b.to) - len(a.to) })
	return out
}

// Measures of the drawing of a repository map.
const (
	rowStep  = 30
	mapChar  = 8
	mapGap   = 120
	mapSpace = 12
)

// mapDrawing draws which repository becomes which, and says the same as a table.
func (s *site) mapDrawing(m *model.Map, p *xref.Path, root string) (svg, table markup.Fragment) {
	all := groups(m, p)
	if len(all) == 0 {
		return svg, table
	}
	var t markup.Builder
	t.Tag("<div class=wide><table><caption>What becomes of repositories</caption><thead><tr><th scope=col>Repository<th scope=col>becomes<tbody>")
	for _, g := range all {
		mapRow(&t, g, root)
	}
	d := mapPlan(all)
	return d.svg(root), t.Tag("</table></div>").Fragment()
}

func repoLinks(b *markup.Builder, names []string, root string) {
	for i, n := range names {
		if i > 0 {
			b.Tag(", ")
		}
		b.Link(root+address.Repository(n), n)
	}
}

// A plan is a laid out repository map.
type plan struct {
	groups       []group
	targets      []string
	left, right  int // widths of the columns
	top          []int
	height, wide int
}

func mapPlan(all []group) *plan {
	d := &plan{groups: all}
	y := 0
	for _, g := range all {
		d.top = append(d.top, y)
		y += len(g.from)*rowStep + mapSpace
		for _, n := range g.from {
			d.left = max(d.left, mapChar*len(n)+20)
		}
		for _, n := range g.to {
			if !slices.Contains(d.targets, n) {
				d.targets = append(d.targets, n)
				d.right = max(d.right, mapChar*len(n)+20)
			}
		}
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

func (d *plan) svg(root string) markup.Fragment {
	var b markup.Builder
	b.Tag("<svg class=map role=group aria-labelledby=map-t aria-describedby=map-d width=").Int(d.wide).Tag(" height=").Int(d.height)
	b.Tag(` viewBox="0 0 `).Int(d.wide).Tag(" ").Int(d.height).Tag(`"><title id=map-t>Repository map</title><desc id=map-d>Repositories of the old release on the left, what they become on the right; the same stands below as a table.</desc>`)
	for i, g := range d.groups {
		x, y, h := d.left+8, d.top[i], len(g.from)*rowStep
		for _, to := range g.to {
			x2, y2, mid := d.left+mapGap, d.row(to), (2*d.left+mapGap)/2
			b.Tag(`<path d="M`).Int(x).Tag(" ").Int(y + h/2).Tag("C").Int(mid).Tag(" ").Int(y + h/2).Tag(" ").Int(mid).Tag(" ").Int(y2).Tag(" ").Int(x2).Tag(" ").Int(y2).Tag(`"/>`)
		}
		if len(g.from) > 1 {
			b.Tag(`<path class=brace d="M`).Int(x - 4).Tag(" ").Int(y + 4).Tag("H").Int(x).Tag("V").Int(y + h - 4).Tag("H").Int(x - 4).Tag(`"/>`)
		}
		for j, n := range g.from {
			mapNode(&b, n, root, 1, y+j*rowStep+2, d.left)
		}
	}
	for _, n := range d.targets {
		mapNode(&b, n, root, d.left+mapGap, d.row(n)-rowStep/2+2, d.right)
	}
	return b.Tag("</svg>").Fragment()
}

func mapNode(b *markup.Builder, name, root string, x, y, width int) {
	b.Tag("<a").Attr("href", root+address.Repository(name)).Tag("><rect x=").Int(x).Tag(" y=").Int(y).Tag(" width=").Int(width).Tag(" height=26 rx=6 /><text x=").Int(x + 10)
	b.Tag(" y=").Int(y + 18).Tag(">").Text(strings.ToValidUTF8(name, "?")).Tag("</text></a>")
}
