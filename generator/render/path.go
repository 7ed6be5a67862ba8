package render

import (
	"fmt"
	"slices"
	"strings"

	"pes/generator/english"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/render/address"
	"pes/generator/render/document"
	"pes/generator/render/markup"
	"pes/generator/render/repomap"
	"pes/generator/render/versions"
	"pes/generator/render/wording"
	"pes/generator/render/xref"
	"pes/generator/subjects"
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

// pathBytes is about the number of bytes that a page of a path has without the frame.
const pathBytes = 20_800

// roomBeside is how many bytes are left on such a page beside what it has in any case.
func roomBeside(turnover []turnoverPart, others ...markup.Fragment) int {
	room := pathBytes
	for _, t := range turnover {
		room -= len(t.List.Rows) + len(t.Lead)
	}
	for _, f := range others {
		room -= len(f.String())
	}
	return room
}

func (s *site) pathPage(p *xref.Path) *draft {
	t := s.byPath[p]
	lead := fmt.Sprintf("What happens to %s when Enterprise Linux %d is upgraded to %d, in %s.",
		wording.Counted(t.total(), "package"), p.Source, p.Target, whom(len(p.Cells)))
	d := s.draft("path", page{Path: address.Path(p.String()), Title: "Upgrade " + p.Words(), Summary: lead,
		Section: "upgrades"})
	d.json, d.listName = document.Root+"paths/"+p.String()+".json", p.Words()
	d.sheet = sheetsPath + "events-" + p.String() + ".csv"
	lists := d.actionLists(t, " on "+p.Words(), func(action string) string {
		return "action/" + action + "/" + p.String() + "/"
	})
	parts := bySubject(s.onPath[p])
	inPage := func(x *subjects.Subject) string { return "#" + x.Name }
	svg, table := picture(parts, inPage), pictureTable(parts, inPage)
	upstream, turnover := s.upstreamTable(p, d.root), s.turnoverParts(d, p)
	d.data = map[string]any{
		"Path": p, "Lead": lead, "Lists": lists, "Picture": svg.HTML(), "PictureTable": table.HTML(),
		"Majors": s.pathMajors(p, d.root), "Turnover": turnover,
		"Ways":     list.Map(p.Cells, func(i int) link { return s.shortWay(i, d.root) }),
		"Upstream": upstream.HTML(), "Differ": len(s.sides()[p].Differences),
		"Vendors":     s.vendorList(d, func(i int) bool { return s.xref.Cells[i].Path == p }),
		"Differences": excerpt{More: d.root + sidesPath + p.String() + "/"},
	}
	d.data["Subjects"] = s.subjectSections(d, p.Words(), parts, roomBeside(turnover, svg, table, upstream))
	return d
}

// A vendorPart is who supports a path: links to all, or to a list of them.
type vendorPart struct {
	Links []link
	Count int
	More  string
}

// vendorList are the vendors of some cells; many of them get a page.
func (s *site) vendorList(d *draft, wanted func(cell int) bool) (out vendorPart) {
	const most = 8
	out.Links = s.vendorLinks(d.root, wanted)
	if out.Count = len(out.Links); out.Count > most {
		l := listing{path: d.Path + "vendors/", title: "Vendors on " + d.Title, lead: "Third parties with packages " +
			"for this upgrade."}
		for _, x := range out.Links {
			l.rows = append(l.rows, row{name: x.Title, href: strings.TrimPrefix(x.Href, d.root), elements: 2})
		}
		d.list(l)
		out.Links, out.More = nil, d.root+l.path
	}
	return out
}

// way leads to the path of a distribution, which it names by both ends.
func (s *site) way(cell int, root string) link {
	return s.namedWay(cell, root, s.xref.Cells[cell].Title())
}

// shortWay leads to the path of a distribution, where the path is known.
func (s *site) shortWay(cell int, root string) link {
	return s.namedWay(cell, root, wording.Title(s.xref.Cells[cell].Target.Distro))
}

func (s *site) namedWay(cell int, root, title string) link {
	c := s.xref.Cells[cell]
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

// distroPathPage is the upgrade path of one distribution: the cell of that number.
func (s *site) distroPathPage(i int) *draft {
	cell, t := s.xref.Cells[i], s.byCell[i]
	distro, p := cell.Target.Distro, cell.Path
	heading := cell.Title()
	name := distro.NameIn(p.Target)
	if slices.Contains(cell.Authored.Systems, distro) && distro.NameIn(p.Source) == name {
		heading = name + " " + p.Words() // the lead names the other systems
	}
	lead := fmt.Sprintf("%s %d can be upgraded to %s %d; events name %s.",
		english.And(cell.Authored.SourceNames(distro)), p.Source, name, p.Target, wording.Counted(t.total(), "package"))
	if wording.Ended(distro, p.Target, s.asOf) {
		lead += fmt.Sprintf(" %s %d is past its end of life: it gets no more updates.", name, p.Target)
	}
	d := s.draft("distropath", page{Path: cell.Address(), Title: heading, Summary: lead, Section: "upgrades"})
	own := s.ownRows(i)
	svg, table := repositoryMap(repomap.Groups(&cell.Target.Map, p), d.root)
	where := func(x *subjects.Subject) string { return d.root + address.Path(p.String()) + "#" + x.Name }
	here := s.outcomesIn(i)
	parts := bySubject(here)
	drawing, same := picture(parts, where), pictureTable(parts, where)
	turnover := s.ownTurnover(d, i)
	only := d.excerpt(listing{
		path: d.Path + "own/", title: "Only in " + heading, rows: own, inline: fewRows,
		lead: "Packages with another outcome here than in other distributions.",
	})
	const files = 1200 // bytes of the trees and what else the page of the path does not have
	rows, whole := common(here, d.root, roomBeside(turnover, drawing, same, svg, table)-files-len(only.Rows))
	d.data = map[string]any{
		"Title": heading, "Lead": lead, "Path": p, "Distro": distroLink(d.root, distro), "Ends": s.endsOn(cell),
		"Picture": drawing.HTML(), "PictureTable": same.HTML(), "Map": svg.HTML(), "MapTable": table.HTML(),
		"Common": rows.HTML(), "Whole": whole,
		"Lists": d.actionLists(t, " on "+heading, func(action string) string { return d.Path + action + "/" }),
		"Leapp": english.And(wording.LeappVersions(cell.Authored)), "OwnCount": len(own),
		"Turnover": turnover, "Shared": s.turnover[p] != nil, "Majors": s.pathMajors(p, d.root),
		"Trees":   s.treeLinks(d.root, distro.Folder, p.Target),
		"Vendors": s.vendorList(d, func(j int) bool { return j == i }),
		"Own":     only,
	}
	return d
}

// common are what becomes of packages that most machines have, or of all where there is room for so many bytes.
func common(all []*outcome, root string, room int) (rows markup.Fragment, whole bool) {
	n, whole := 0, bytesOf(all) <= room
	for n < len(all) && (whole || room > 0 && !all[n].stays && all[n].rank < subjects.Unlisted) {
		room -= all[n].size(fewNames)
		n++
	}
	if n == 0 {
		return rows, false
	}
	return writeOutcomes(all[:n], root, fewNames), whole
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
	beginTable(&b, "", "Old and new repositories", "Repository", "becomes")
	b.Tag("<tbody>")
	for _, g := range groups {
		repomap.Row(&b, g, root)
	}
	return repomap.Draw(groups, root), b.Tag(endTable).Fragment()
}
