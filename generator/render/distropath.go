package render

import (
	"fmt"
	"slices"

	"pes/generator/english"
	"pes/generator/model"
	"pes/generator/render/address"
	"pes/generator/render/markup"
	"pes/generator/render/repomap"
	"pes/generator/render/wording"
	"pes/generator/render/xref"
)

// countTable counts the packages of a path by action and distribution.
func (s *site) countTable(p *xref.Path, root string) markup.Fragment {
	var b markup.Builder
	var countEvents []*actionCounts
	beginTable(&b, "counts", "Packages by action and distribution", "Action")
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
	return b.Tag(endTable).Fragment()
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
	svg, table := repositoryMap(repomap.Groups(&cell.Target.Map, p), root)
	systems := wording.NamesIn(cell.Authored.Systems, p.Source)
	if len(systems) == 0 {
		systems = []string{d.NameIn(p.Source)}
	}
	lead := fmt.Sprintf("%s %d can be upgraded to %s %d; events name %s.", english.And(systems), p.Source, wording.Title(d), p.Target, wording.Counted(t.total(), "package"))
	data := map[string]any{
		"Title": heading, "Root": root, "Lead": lead, "Path": p, "Distro": link{root + address.Distro(d.Folder), wording.Title(d)}, "Ends": endsOf(cell),
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
