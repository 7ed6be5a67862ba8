// The subjects of a path: what happens to the packages of each, as a picture, a table, and what most machines have.

package render

import (
	"slices"

	"pes/generator/english"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/render/markup"
	"pes/generator/render/treemap"
	"pes/generator/render/wording"
	"pes/generator/render/xref"
	"pes/generator/subjects"
)

// A subjectPart is what a path does to the packages of a subject.
type subjectPart struct {
	*subjects.Subject
	counts
	outcomes []*outcome
}

// bySubject divides outcomes by subject, in the order in which pages show subjects. An event belongs to one.
func bySubject(outcomes []*outcome) (out []*subjectPart) {
	parts := map[*subjects.Subject]*subjectPart{}
	for _, o := range outcomes {
		p := parts[o.subject]
		if p == nil {
			p = &subjectPart{Subject: o.subject}
			parts[o.subject] = p
		}
		p.outcomes = append(p.outcomes, o)
	}
	for _, subject := range subjects.All() {
		p := parts[subject]
		if p == nil {
			continue
		}
		for _, same := range list.Group(p.outcomes, func(o *outcome) model.Action { return o.Action }) {
			p.counts[same[0].Action] = countPackages(same)
		}
		out = append(out, p)
	}
	return out
}

// picture draws subjects, each of which leads to where at says.
func picture(parts []*subjectPart, at func(*subjects.Subject) string) markup.Fragment {
	return treemap.Draw("What changes, by subject", "The areas show numbers of packages; the table below has the "+
		"same numbers.",
		list.Map(parts, func(p *subjectPart) treemap.Tile {
			tile := treemap.Tile{Href: at(p.Subject), Title: p.Title}
			for _, a := range actionOrder {
				if n := p.counts[a]; n > 0 {
					tile.Parts = append(tile.Parts, treemap.Part{Class: xref.Class(a), Word: a.String(), Count: n})
				}
			}
			return tile
		}))
}

// pictureTable is the picture as a table.
func pictureTable(parts []*subjectPart, at func(*subjects.Subject) string) markup.Fragment {
	var all counts
	for _, p := range parts {
		for a, n := range p.counts {
			all[a] += n
		}
	}
	some := list.Select(actionOrder, func(a model.Action) bool { return all[a] > 0 })
	var b markup.Builder
	heads := append([]string{"Subject", "packages"}, list.Map(some, model.Action.String)...)
	beginTable(&b, "counts", "Packages by subject and action", heads...)
	b.Tag("<tbody>")
	for _, p := range parts {
		b.Tag("<tr><th scope=row>").Link(at(p.Subject), p.Title).Tag("<td>").Text(english.Grouped(p.total()))
		for _, a := range some {
			b.Tag("<td>").Text(english.Grouped(p.counts[a]))
		}
	}
	return b.Tag(endTable).Fragment()
}

// A subjectSection is the part of a page about a subject.
type subjectSection struct {
	Name, Title string
	Count       int
	Rows        markup.HTML
	All         []link // the pages of the whole list; none where it is shown
	Guide       *link
}

// subjectSections are the parts of a page about its subjects, which have about so many bytes together. The whole lists
// get pages of their own.
func (s *site) subjectSections(d *draft, on string, parts []*subjectPart, room int) (out []subjectSection) {
	const head = 150 // bytes of a part beside its rows
	room -= head * len(parts)
	shown := mostCommon(parts, room)
	for i, p := range parts {
		x := subjectSection{Name: p.Name, Title: p.Title, Count: p.total(), Guide: s.guideOf(p.Subject, d.root),
			Rows: writeOutcomes(p.outcomes[:shown[i]], d.root, fewNames).HTML()}
		if shown[i] < len(p.outcomes) || slices.ContainsFunc(p.outcomes, (*outcome).long) {
			x.All = d.outcomeLists(s.outcomePages(listing{path: d.Path + "subject/" + p.Name + "/", section: d.Section,
				title: p.Title + " on " + on, up: d.Path, upTitle: d.Title,
				lead: "What happens to " + wording.Counted(p.total(), "package") +
					", the most common first."}, p.outcomes))
		}
		out = append(out, x)
	}
	return out
}

// mostCommon says how many outcomes of each subject a page shows: all where there is room, else the first of each, and
// then in turn those that most machines have, until they have about so many bytes together.
func mostCommon(parts []*subjectPart, room int) []int {
	const most = 8
	shown := make([]int, len(parts))
	if bytesOf(list.FlatMap(parts, func(p *subjectPart) []*outcome { return p.outcomes })) <= room {
		for i, p := range parts {
			shown[i] = len(p.outcomes)
		}
		return shown
	}
	for n := range most {
		for i, p := range parts {
			if room > 0 && n < len(p.outcomes) && (n == 0 || p.outcomes[n].rank < subjects.Unlisted) {
				shown[i] = n + 1
				room -= p.outcomes[n].size(fewNames)
			}
		}
	}
	return shown
}

// long reports whether a page that leads with an outcome does not name all its packages.
func (o *outcome) long() bool { return len(o.in) > fewNames+1 || len(o.out) > fewNames+1 }

// guideOf leads to the guide about a subject, nil where the site has none.
func (s *site) guideOf(subject *subjects.Subject, root string) *link {
	if subject.Guide == "" {
		return nil
	}
	g := list.Find(s.guides, func(g *guide) bool { return g.path == "docs/"+subject.Guide })
	if g == nil {
		return nil
	}
	return &link{root + g.path, g.title}
}
