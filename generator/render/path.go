package render

import (
	"fmt"
	"slices"

	"pes/generator/english"
	"pes/generator/model"
	"pes/generator/render/address"
	"pes/generator/render/document"
	"pes/generator/render/markup"
	"pes/generator/render/wording"
	"pes/generator/render/xref"
)

// pathJobs render the overview of upgrades, each path, and each path of a distribution.
func (s *site) pathJobs() (out []job) {
	out = append(out, s.upgradesPage)
	for _, p := range s.xref.Paths {
		out = append(out, func() ([]page, error) { return s.pathPage(p) })
		for _, i := range p.Cells {
			out = append(out, func() ([]page, error) { return s.distroPathPage(i) })
		}
	}
	return out
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
		c := pathCard{Path: p.String(), Source: p.Source, Target: p.Target, Legend: t.legend()}
		c.Bar = t.bar("Shares of the actions on " + p.Words()).HTML()
		for _, i := range p.Cells {
			c.Distros = append(c.Distros, distroPathLink(root, s.xref.Cells[i]))
		}
		out = append(out, c)
	}
	return out
}

func (s *site) upgradesPage() ([]page, error) {
	const summary = "Every upgrade path, and the distributions that have it."
	d := s.draft("upgrades", page{Path: "upgrades/", Title: "Upgrades", Summary: summary, Section: "upgrades"})
	var from []link
	for _, distro := range s.Catalog.Distros {
		if !slices.Contains(s.distros, distro) {
			from = append(from, distroLink(d.root, distro))
		}
	}
	d.data = map[string]any{
		"From": from, "Cards": s.cards(d.root), "Distros": s.distroLinks(d.root), "Actions": actionNames(),
	}
	return s.finish(d)
}

func distroLink(root string, d *model.Distro) link {
	return link{root + address.Distro(d.Folder), wording.Title(d)}
}

func (s *site) distroLinks(root string) (out []link) {
	for _, d := range s.distros {
		out = append(out, distroLink(root, d))
	}
	return out
}

func (s *site) pathPage(p *xref.Path) ([]page, error) {
	t, differ := s.byPath[p], s.differences[p]
	lead := fmt.Sprintf("%s upgrade from %d to %d; events name %s.", english.Capital(whom(len(p.Cells))), p.Source,
		p.Target, wording.Counted(t.total(), "package"))
	d := s.draft("path", page{Path: address.Path(p.String()), Title: "Upgrade " + p.Words(), Summary: lead,
		Section: "upgrades"})
	d.json, d.listName = document.Root+"paths/"+p.String()+".json", p.Words()
	list := func(action string) string { return "action/" + action + "/" + p.String() + "/" }
	d.data = map[string]any{
		"Path": p, "Lead": lead, "Bar": t.bar("Shares of the actions on " + p.Words()).HTML(),
		"Table":   s.countTable(p, d.root).HTML(),
		"Parts":   d.parts(t, " on "+p.Words(), list),
		"Notable": writeRows(notable(t), d.root).HTML(), "Differ": len(differ),
		"Vendors": s.vendorLinks(d.root, func(i int) bool { return s.xref.Cells[i].Path == p }),
		"Differences": d.excerpt(listing{
			path: "differences/" + p.String() + "/", title: "Differences on " + p.Words(), rows: differ,
			lead: "Packages that do not become the same in all distributions.",
		}, 0),
	}
	return s.finish(d)
}

func whom(n int) string {
	if n == 1 {
		return "one distribution can"
	}
	return english.Spelled(n) + " distributions"
}

// notable are the events that change most packages at once.
func notable(t *actionCounts) (out []row) {
	for _, a := range []model.Action{model.Split, model.Merged} {
		for _, r := range t.rows[a] {
			if r.event != nil && r.elements >= 6 {
				out = append(out, r)
			}
		}
	}
	slices.SortStableFunc(out, func(x, y row) int { return y.elements - x.elements })
	return out[:min(len(out), 8)]
}

// differencesOn are the packages on which distributions do not agree.
func (s *site) differencesOn(p *xref.Path) (out []row) {
	if len(p.Cells) < 2 {
		return nil
	}
	seen := map[string]bool{}
	for _, e := range s.xref.Events {
		n := 0
		for _, i := range e.Cells {
			if s.xref.Cells[i].Path == p {
				n++
			}
		}
		if n == 0 || n == len(p.Cells) {
			continue
		}
		for _, set := range [][]model.Package{e.In, e.Out} {
			for _, q := range set {
				if !seen[q.Name] {
					seen[q.Name] = true
					out = append(out, row{name: q.Name, elements: 2})
				}
			}
		}
	}
	sortRows(out)
	return out
}
