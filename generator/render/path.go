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
			list.Map(p.Cells, func(i int) link { return distroPathLink(root, s.xref.Cells[i]) })})
	}
	return out
}

func (s *site) upgradesPage() *draft {
	const summary = "Every upgrade path, and the distributions that have it."
	d := s.draft("upgrades", page{Path: "upgrades/", Title: "Upgrades", Summary: summary, Section: "upgrades"})
	from := list.Select(s.Catalog.Distros, func(x *model.Distro) bool { return !slices.Contains(s.distros, x) })
	d.data = map[string]any{"From": distroLinks(d.root, from), "Cards": s.cards(d.root),
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
	lead := fmt.Sprintf("%s upgrade from %d to %d; events name %s.", english.Capital(whom(len(p.Cells))), p.Source,
		p.Target, wording.Counted(t.total(), "package"))
	d := s.draft("path", page{Path: address.Path(p.String()), Title: "Upgrade " + p.Words(), Summary: lead,
		Section: "upgrades"})
	d.json, d.listName = document.Root+"paths/"+p.String()+".json", p.Words()
	at := func(action string) string { return "action/" + action + "/" + p.String() + "/" }
	d.data = map[string]any{
		"Path": p, "Lead": lead, "Bar": t.bar("Shares of the actions on " + p.Words()).HTML(),
		"Table": s.countTable(p, d.root).HTML(), "Parts": d.parts(t, " on "+p.Words(), at),
		"Notable": writeRows(notable(t), d.root).HTML(), "Differ": len(differ),
		"Vendors": s.vendorLinks(d.root, func(i int) bool { return s.xref.Cells[i].Path == p }),
		"Differences": d.excerpt(listing{
			path: "differences/" + p.String() + "/", title: "Differences on " + p.Words(), rows: differ,
			lead: "Packages that do not become the same in all distributions.",
		}, 0),
	}
	return d
}

func whom(n int) string {
	if n == 1 {
		return "one distribution can"
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
	if len(p.Cells) < 2 {
		return nil
	}
	var names []string
	for _, e := range s.xref.Events {
		if n := len(p.Among(e.Cells)); n > 0 && n < len(p.Cells) {
			names = append(names, wording.Names(slices.Concat(e.In, e.Out))...)
		}
	}
	slices.Sort(names)
	return packageRows(slices.Compact(names))
}
