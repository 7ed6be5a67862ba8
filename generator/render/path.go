package render

import (
	"fmt"
	"slices"

	"pes/generator/english"
	"pes/generator/model"
	"pes/generator/render/address"
	"pes/generator/render/document"
	"pes/generator/render/wording"
	"pes/generator/render/xref"
)

// pathJobs render the overview of upgrades, each path, and each path of a distribution.
func (s *site) pathJobs() (out []job) {
	out = append(out, one(s.upgradesPage))
	for _, p := range s.xref.Paths {
		out = append(out, many(func() ([]page, error) { return s.pathPages(p) }))
		for _, i := range p.Cells {
			out = append(out, many(func() ([]page, error) { return s.distroPathPages(i) }))
		}
	}
	return out
}

// pathCard is a path as overviews show it.
type pathCard struct {
	Path           string
	Source, Target int
	Packages       int
	Bar            markupHTML
	Legend         []legend
	Distros        []link
}

type legend struct {
	Class, Word string
	Count       int
}

func (s *site) cards(root string) (out []pathCard) {
	for _, p := range s.xref.Paths {
		t := s.byPath[p]
		c := pathCard{Path: p.String(), Source: p.Source, Target: p.Target, Packages: t.total(), Bar: t.bar("Shares of the actions on " + p.Words()).HTML(), Legend: t.legend()}
		for _, i := range p.Cells {
			d := s.xref.Cells[i].Target.Distro
			c.Distros = append(c.Distros, link{root + address.DistroPath(p.String(), d.Folder), wording.Title(d)})
		}
		out = append(out, c)
	}
	return out
}

func (c counts) legend() (out []legend) {
	for _, a := range actionOrder {
		if c[a] > 0 {
			out = append(out, legend{string(xref.Class(a)), a.String(), c[a]})
		}
	}
	return out
}

func (s *site) upgradesPage() (page, error) {
	const path = "upgrades/"
	var from []link
	for _, d := range s.Catalog.Distros {
		if !slices.Contains(s.distros, d) {
			from = append(from, link{s.Root(path) + address.Distro(d.Folder), wording.Title(d)})
		}
	}
	body, err := s.Fill("upgrades", map[string]any{"From": from, "Cards": s.cards(s.Root(path)), "Root": s.Root(path), "Distros": s.distroLinks(s.Root(path)), "Actions": actionNames()})
	return page{Path: path, Title: "Upgrades", Summary: "Every upgrade path, and the distributions that have it.", Section: "upgrades", Body: body}, err
}

func (s *site) distroLinks(root string) (out []link) {
	for _, d := range s.distros {
		out = append(out, link{root + address.Distro(d.Folder), wording.Title(d)})
	}
	return out
}

// pathPages are a path and its long lists.
func (s *site) pathPages(p *xref.Path) ([]page, error) {
	path := address.Path(p.String())
	root := s.Root(path)
	t := s.byPath[p]
	differ := s.differences[p]
	lead := fmt.Sprintf("%s upgrade from %d to %d; events name %s.", english.Capital(whom(len(p.Cells))), p.Source, p.Target, wording.Counted(t.total(), "package"))
	head, foot := alternateLinks(root, document.Root+"paths/"+p.String()+".json", "")
	data := map[string]any{
		"Alternates": foot.HTML(), "Path": p, "Root": root, "Lead": lead, "Bar": t.bar("Shares of the actions on " + p.Words()).HTML(), "Table": s.countTable(p, root).HTML(),
		"Parts":   t.parts(root, func(a model.Action) string { return root + "action/" + a.String() + "/" + p.String() + "/" }),
		"Notable": writeRows(notable(t), root).HTML(), "Vendors": s.vendorLinks(root, func(i int) bool { return s.xref.Cells[i].Path == p }),
		"Differ": len(differ),
	}
	lists := t.listings(func(a model.Action) listing {
		return listing{path: "action/" + a.String() + "/" + p.String() + "/", title: english.Capital(a.String()) + " on " + p.Words(), lead: meanings[a], section: "upgrades", up: path, upTitle: p.Words()}
	})
	if len(differ) <= maxInlineRows {
		data["DifferRows"] = writeRows(differ, root).HTML()
	} else {
		lists = append(lists, listing{path: "differences/" + p.String() + "/", title: "Differences on " + p.Words(), section: "upgrades", up: path, upTitle: p.Words(), rows: differ,
			lead: "Packages that do not become the same in all distributions."})
	}
	body, err := s.Fill("path", data)
	if err != nil {
		return nil, err
	}
	return s.withLists(page{Path: path, Title: "Upgrade " + p.Words(), Summary: lead, Section: "upgrades", Head: head, Body: body}, lists)
}

func (s *site) withLists(first page, lists []listing) ([]page, error) {
	out := []page{first}
	for _, l := range lists {
		more, err := s.pages(l)
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	return out, nil
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
