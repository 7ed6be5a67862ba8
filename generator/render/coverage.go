// The page that says how far the data reach: of how many packages it is known what becomes of them.

package render

import (
	"slices"
	"strings"

	"pes/generator/english"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/render/address"
	"pes/generator/render/markup"
	"pes/generator/render/versions"
	"pes/generator/render/xref"
)

const coveragePath = "coverage/"

// A taken package is one that an event of a distribution takes, and what people read about it.
type taken struct{ why, advice bool }

// reach counts the packages that inventories of the old release have, by what is known of them in the new one.
type reach struct{ stock, named, same, gone, unknown int }

func (s *site) coveragePage() *draft {
	const summary = "For how many packages the data say what happens to them, by upgrade path, distribution and " +
		"subject."
	d := s.draft("coverage", page{Path: coveragePath, Title: "Coverage", Summary: summary, Section: "upgrades"})
	takes := make([]map[string]taken, len(s.xref.Cells))
	for i := range takes {
		takes[i] = map[string]taken{}
	}
	for _, e := range s.xref.Events {
		for _, p := range e.In {
			for _, i := range e.Cells {
				t := takes[i][p.Name]
				takes[i][p.Name] = taken{t.why || e.Why != "", t.advice || strings.TrimSpace(e.Advice) != ""}
			}
		}
	}
	d.data = map[string]any{"Lead": summary, "Events": s.takenTable(takes, d.root).HTML(),
		"Stock": s.reachTable(takes, d.root).HTML(), "Subjects": s.subjectTable(d.root).HTML()}
	return d
}

// takenTable counts the packages that events take.
func (s *site) takenTable(takes []map[string]taken, root string) markup.Fragment {
	var b markup.Builder
	beginTable(&b, "counts", "Packages with an event", "Upgrade", "Packages", "With a reason", "With advice")
	b.Tag("<tbody>")
	for i := range s.xref.Cells {
		why, advice := 0, 0
		for _, t := range takes[i] {
			if t.why {
				why++
			}
			if t.advice {
				advice++
			}
		}
		s.wayRow(&b, i, root)
		for _, n := range []int{len(takes[i]), why, advice} {
			b.Tag("<td>").Text(english.Grouped(n))
		}
	}
	return b.Tag(endTable).Fragment()
}

// wayRow begins the row of a distribution's path.
func (s *site) wayRow(b *markup.Builder, cell int, root string) {
	w := s.way(cell, root)
	b.Tag("<tr><th scope=row>").Link(w.Href, w.Title)
}

// reachTable counts the packages of inventories by what is known of them; it is empty without inventories.
func (s *site) reachTable(takes []map[string]taken, root string) (f markup.Fragment) {
	if s.versions == nil {
		return f
	}
	var b markup.Builder
	beginTable(&b, "counts", "Packages of the old release", "Upgrade", "Packages", "Events tell",
		"Also in the new release", "Missing, without an event", "Nothing known")
	b.Tag("<tbody>")
	for i, c := range s.xref.Cells {
		from, to := s.versions.Column(c.Path.Source), s.versions.Column(c.Path.Target)
		if from < 0 || to < 0 {
			continue
		}
		n := s.reachOf(c, from, to, takes[i])
		s.wayRow(&b, i, root)
		for _, n := range []int{n.stock, n.named, n.same, n.gone, n.unknown} {
			b.Tag("<td>").Text(english.Grouped(n))
		}
	}
	return b.Tag(endTable).Fragment()
}

func (s *site) reachOf(c *xref.Cell, from, to int, takes map[string]taken) (n reach) {
	old := s.versions.Majors[from].Of(c.Authored.Systems)
	new := s.versions.Majors[to].Of([]*model.Distro{c.Target.Distro})
	for _, p := range s.versions.Packages {
		if !slices.ContainsFunc(old, p.Cells[from].Has) {
			continue
		}
		n.stock++
		absent := func(h *versions.Holder) bool { return slices.Contains(p.Cells[to].Absent, h) }
		_, named := takes[p.Name]
		switch {
		case named:
			n.named++
		case slices.ContainsFunc(new, p.Cells[to].Has):
			n.same++
		case slices.ContainsFunc(new, absent):
			n.gone++
		default:
			n.unknown++
		}
	}
	return n
}

// subjectTable counts events by tag and path.
func (s *site) subjectTable(root string) markup.Fragment {
	var b markup.Builder
	heads := list.Map(s.xref.Paths, func(p *xref.Path) string { return p.Arrow() })
	beginTable(&b, "counts", "Events by subject", slices.Concat([]string{"Tag"}, heads)...)
	b.Tag("<tbody>")
	for _, t := range s.xref.Tags {
		b.Tag("<tr><th scope=row>").Link(root+address.Tag(t.Name), t.Name)
		for _, p := range s.xref.Paths {
			on := list.Select(t.Events, func(e *xref.EventGroup) bool { return len(p.Among(e.Cells)) > 0 })
			if len(on) == 0 {
				b.Tag("<td class=none>")
				continue
			}
			b.Tag("<td>").Text(english.Grouped(len(on)))
		}
	}
	return b.Tag(endTable).Fragment()
}
