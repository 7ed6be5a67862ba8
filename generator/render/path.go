package render

import (
	"fmt"
	"slices"

	"pes/generator/english"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/render/address"
	"pes/generator/render/document"
	"pes/generator/render/markup"
	"pes/generator/render/repomap"
	"pes/generator/render/sides"
	"pes/generator/render/versions"
	"pes/generator/render/wording"
	"pes/generator/render/xref"
)

// pathJobs render a path, and those of its distributions.
func (s *site) pathJobs(p *xref.Path) []job {
	return append([]job{func() *draft { return s.pathPage(p) }}, jobsFor(p.Cells, s.distroPathPage)...)
}

// pathCard is a path as overviews show it.
type pathCard struct {
	Path           string
	Source, Target int
	Bar            markup.HTML
	Legend         []legend
	Distros        []link
}

func (s *site) cards(root string) (out []pathCard) {
	for _, p := range s.xref.Paths {
		t := s.byPath[p]
		bar := t.bar("Shares of the actions on " + p.Words()).HTML()
		out = append(out, pathCard{p.String(), p.Source, p.Target, bar, t.legend(),
			list.Map(p.Cells, func(i int) link { return s.way(i, root) })})
	}
	return out
}

func (s *site) upgradesPage() *draft {
	const summary = "Every upgrade path, and the distributions that have it."
	d := s.draft("upgrades", page{Path: "upgrades/", Title: "Upgrades", Summary: summary, Section: "upgrades"})
	other := func(upgraded bool) []link {
		return distroLinks(d.root, list.Select(s.Catalog.Distros, func(x *model.Distro) bool {
			return !slices.Contains(s.distros, x) && s.isUpgraded(x) == upgraded
		}))
	}
	all := func(*versions.Major) bool { return true }
	d.data = map[string]any{"Majors": s.majorLinks(d.root, all), "From": other(true), "Apart": other(false),
		"Cards":   s.cards(d.root),
		"Distros": distroLinks(d.root, s.distros), "Actions": list.Map(actionOrder, model.Action.String)}
	return d
}

func distroLink(root string, d *model.Distro) link {
	return link{root + address.Distro(d.Folder), wording.Title(d)}
}

func distroLinks(root string, distros []*model.Distro) []link {
	return list.Map(distros, func(d *model.Distro) link { return distroLink(root, d) })
}

func (s *site) pathPage(p *xref.Path) *draft {
	t, differ := s.byPath[p], s.differences[p]
	lead := fmt.Sprintf("Upgrades from %d to %d lead to %s; events name %s.", p.Source, p.Target, whom(len(p.Cells)),
		wording.Counted(t.total(), "package"))
	d := s.draft("path", page{Path: address.Path(p.String()), Title: "Upgrade " + p.Words(), Summary: lead,
		Section: "upgrades"})
	d.json, d.listName = document.Root+"paths/"+p.String()+".json", p.Words()
	at := func(action string) string { return "action/" + action + "/" + p.String() + "/" }
	d.data = map[string]any{
		"Path": p, "Lead": lead, "Bar": t.bar("Shares of the actions on " + p.Words()).HTML(),
		"Majors": s.pathMajors(p, d.root), "Turnover": s.turnoverParts(d, p),
		"Ways":  list.Map(p.Cells, func(i int) link { return s.way(i, d.root) }),
		"Table": s.countTable(p, d.root).HTML(), "Upstream": s.upstreamTable(p, d.root).HTML(),
		"Parts":   d.parts(t, " on "+p.Words(), at),
		"Notable": writeRows(notable(t), d.root).HTML(), "Differ": len(differ),
		"Vendors":     s.vendorLinks(d.root, func(i int) bool { return s.xref.Cells[i].Path == p }),
		"Differences": excerpt{More: d.root + sidesPath + p.String() + "/"},
	}
	return d
}

// way leads to the path of a distribution, which it names by both ends.
func (s *site) way(cell int, root string) link {
	c := s.xref.Cells[cell]
	title := c.Title()
	if end := s.ended(c.Target.Distro, c.Path.Target); end != "" {
		title += " (" + end + ")"
	}
	return link{root + c.Address(), title}
}

func whom(n int) string {
	if n == 1 {
		return "one distribution"
	}
	return english.Spelled(n) + " distributions"
}

// notable are the events that change most packages at once.
func notable(t *actionCounts) []row {
	out := list.Select(slices.Concat(t.rows[model.Split], t.rows[model.Merged]),
		func(r row) bool { return r.event != nil && r.elements >= 6 })
	slices.SortStableFunc(out, func(x, y row) int { return y.elements - x.elements })
	return out[:min(len(out), 8)]
}

// differencesOn are the packages on which distributions do not agree.
func (s *site) differencesOn(p *xref.Path) []row {
	return packageRows(list.Map(s.sides()[p].Differences, func(d *sides.Difference) string { return d.Name }))
}

// countTable counts the packages of a path by action and distribution.
func (s *site) countTable(p *xref.Path, root string) markup.Fragment {
	var b markup.Builder
	var columns []*actionCounts
	beginTable(&b, "counts", "Packages by action and distribution", "Action")
	for _, i := range p.Cells {
		l := distroPathLink(root, s.xref.Cells[i])
		b.Tag("<th scope=col>").Link(l.Href, l.Title)
		columns = append(columns, s.byCell[i])
	}
	b.Tag("<tbody>")
	for _, a := range actionOrder {
		if !slices.ContainsFunc(columns, func(t *actionCounts) bool { return t.counts[a] > 0 }) {
			continue
		}
		b.Tag("<tr><th scope=row class=").Tag(xref.Class(a)).Tag(">").Link("#"+a.String(), a.String())
		for _, t := range columns {
			b.Tag("<td>").Text(english.Grouped(t.counts[a]))
		}
	}
	return b.Tag(endTable).Fragment()
}

// distroPathPage is the upgrade path of one distribution: the cell of that number.
func (s *site) distroPathPage(i int) *draft {
	cell, t := s.xref.Cells[i], s.byCell[i]
	distro, p := cell.Target.Distro, cell.Path
	heading := cell.Title()
	lead := fmt.Sprintf("%s %d can be upgraded to %s %d; events name %s.",
		english.And(cell.Authored.SourceNames(distro)), p.Source, distro.NameIn(p.Target), p.Target,
		wording.Counted(t.total(), "package"))
	if wording.Ended(distro, p.Target, s.Date) {
		lead += fmt.Sprintf(" %s %d is past its end of life: it gets no updates any more.", distro.NameIn(p.Target),
			p.Target)
	}
	d := s.draft("distropath", page{Path: cell.Address(), Title: heading, Summary: lead, Section: "upgrades"})
	own := slices.DeleteFunc(slices.Clone(s.differences[p]), func(r row) bool { return !s.minority(r.name, i) })
	svg, table := repositoryMap(repomap.Groups(&cell.Target.Map, p), d.root)
	d.data = map[string]any{
		"Title": heading, "Lead": lead, "Path": p, "Distro": distroLink(d.root, distro), "Ends": s.endsOn(cell),
		"Bar": t.bar("Shares of the actions").HTML(), "Legend": t.legend(), "Map": svg.HTML(), "MapTable": table.HTML(),
		"Parts": d.parts(t, " on "+heading, func(action string) string { return d.Path + action + "/" }),
		"Leapp": english.And(wording.LeappVersions(cell.Authored)), "OwnCount": len(own),
		"Turnover": s.ownTurnover(d, i), "Shared": s.turnover[p] != nil, "Majors": s.pathMajors(p, d.root),
		"Trees":   s.treeLinks(d.root, distro.Folder, p.Target),
		"Vendors": s.vendorLinks(d.root, func(j int) bool { return j == i }),
		"Own": d.excerpt(listing{
			path: d.Path + "own/", title: "Only in " + heading, rows: own,
			lead: "Packages that become something else here than in other distributions.",
		}, 0),
	}
	return d
}

// minority reports whether fewer than half of the distributions treat a package as this one does.
func (s *site) minority(name string, cell int) bool {
	p := s.xref.Package(name)
	uses, all := p.At(cell), s.xref.Cells[cell].Path.Cells
	same := list.Select(all, func(other int) bool { return slices.Equal(p.At(other), uses) })
	return 2*len(same) <= len(all)
}

// repositoryMap is a repository map as a drawing, and the same as a table; both are empty where nothing is mapped.
func repositoryMap(groups []repomap.Group, root string) (svg, table markup.Fragment) {
	if len(groups) == 0 {
		return svg, table
	}
	var b markup.Builder
	beginTable(&b, "", "What becomes of repositories", "Repository", "becomes")
	b.Tag("<tbody>")
	for _, g := range groups {
		repomap.Row(&b, g, root)
	}
	return repomap.Draw(groups, root), b.Tag(endTable).Fragment()
}
