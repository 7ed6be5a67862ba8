package render

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/render/address"
	"pes/generator/render/document"
	"pes/generator/render/history"
	"pes/generator/render/markup"
	"pes/generator/render/wording"
	"pes/generator/render/xref"
)

// builders are for events and the bodies of package pages, which are many and short-lived.
var builders = sync.Pool{New: func() any { return new(markup.Builder) }}

// packagePage appends the page of a package.
func (s *site) packagePage(buffer []byte, p *xref.Package) []byte {
	b := builders.Get().(*markup.Builder)
	defer builders.Put(b)
	b.Reset()
	b.Tag("<p class=kind>Package<h1>").Text(p.Name).Tag("</h1>")
	outcomes := s.xref.Outcomes(p)
	summary := s.answers(b, p, outcomes)
	s.packageMatrix(b, outcomes)
	beginSection(b, "events", "Events")
	for _, u := range p.Uses {
		if u.In {
			b.Add(s.events[u.Event].full)
		} else {
			b.Add(s.events[u.Event].brief)
		}
	}
	b.Tag("</section>")
	s.notTaken(b, p.Name)
	s.packageReleases(b, p)
	if drawing := s.families.Draw(p.Name); !drawing.IsZero() {
		beginSection(b, "lineage", "Lineage")
		b.Add(drawing).Tag("</section>")
	}
	s.packageHistory(b, p.Name)
	if named := s.mentionedBy[p.Name]; len(named) > 0 {
		beginSection(b, "named", "Named in")
		b.Tag("<ul>")
		for _, n := range named {
			b.Tag("<li>").Link(n.Href, n.Title)
		}
		b.Tag("</ul></section>")
	}
	asJSON(b, p.Name)
	x := page{Path: address.Package(p.Name), Title: p.Name, Summary: wording.Cut(summary, 160)}
	if s.Issue != "" {
		x.About = about(p)
	}
	return s.Wrap(buffer, x, b)
}

// asJSON links the document for programs that says the same as the page of a package.
func asJSON(b *markup.Builder, name string) {
	b.Tag("<p class=meta><a rel=alternate type=application/json").
		Attr("href", packageRoot+document.PackageAddress(name)).Tag(">This page as JSON</a>")
}

// answers say what becomes of a package on each path; summary is the same for search engines.
func (s *site) answers(b *markup.Builder, p *xref.Package, outcomes []xref.Outcome) (summary string) {
	b.Tag("<div class=answers>")
	wording.Folded(s.xref, p, outcomes, s.stockOf(p.Name), func(a *wording.Sentence, here []xref.Outcome) {
		first := slices.IndexFunc(here, func(o xref.Outcome) bool { return len(o.Uses) > 0 || o.Gone != nil })
		class, _ := stateOf(here[max(first, 0)])
		b.Tag("<p class=").Tag(class).Tag(">")
		a.Write(b, packageRoot)
		if first >= 0 && len(summary) < 160 {
			summary = strings.TrimPrefix(summary+" "+a.String(), " ")
		}
	})
	if text := wording.Ways(p); text != "" {
		b.Tag("<p class=none>").Text(text)
	}
	b.Tag("</div>")
	return summary
}

// stateOf returns the state of a package after an upgrade, as a CSS class and as a word.
func stateOf(o xref.Outcome) (class markup.Constant, word string) {
	last, ok := xref.Last(o.Uses)
	switch {
	case o.Gone != nil:
		return "none", fmt.Sprintf("gone since %d", o.Gone.Since)
	case !ok:
		return "none", "no event"
	case !last.In:
		return "new", "installed by an event"
	case last.Event.Action != model.Removed && slices.ContainsFunc(o.Uses, isRemoved):
		return xref.Class(model.Removed), "removed in part" // of some module streams
	}
	return last.Event.Class(), wording.Becomes(last.Event.Event)
}

func isRemoved(u xref.Use) bool { return u.In && u.Event.Action == model.Removed }

// packageMatrix shows what becomes of a package in each distribution, on the paths on which they do not agree.
// Distributions that agree on all of these share a row.
func (s *site) packageMatrix(b *markup.Builder, outcomes []xref.Outcome) {
	at := make([]*xref.Outcome, len(s.xref.Cells))
	var paths []*xref.Path
	for i := range outcomes {
		o := &outcomes[i]
		if o.Vendor != nil || len(o.Cells) == len(o.Path.Cells) {
			continue
		}
		paths = list.AppendNew(paths, o.Path)
		for _, c := range o.Cells {
			at[c] = o
		}
	}
	if len(paths) == 0 {
		return
	}
	type row struct {
		outcomes []*xref.Outcome // by path; nil where there is no upgrade
		distros  []*model.Distro
	}
	var rows []row
	for _, d := range s.distros {
		here := list.Map(paths, func(p *xref.Path) *xref.Outcome {
			if cell := s.cell(p, d); cell >= 0 {
				return at[cell]
			}
			return nil
		})
		if slices.ContainsFunc(here, func(o *xref.Outcome) bool { return o != nil }) {
			r := list.FindOrAdd(&rows, row{outcomes: here}, func(r row) bool { return slices.Equal(r.outcomes, here) })
			r.distros = append(r.distros, d)
		}
	}
	beginTable(b, "matrix", "Where distributions differ",
		append([]string{"Distribution"}, list.Map(paths, (*xref.Path).Arrow)...)...)
	b.Tag("<tbody>")
	for _, r := range rows {
		b.Tag("<tr><th scope=row>")
		for i, d := range r.distros {
			b.Tag([]markup.Constant{"", ", "}[min(i, 1)]).Link(packageRoot+address.Distro(d.Folder), wording.Title(d))
		}
		for _, o := range r.outcomes {
			s.state(b, o)
		}
	}
	b.Tag(endTable)
}

// state writes a cell of a matrix.
func (s *site) state(b *markup.Builder, o *xref.Outcome) {
	if o == nil {
		b.Tag("<td class=none>no upgrade")
		return
	}
	class, word := stateOf(*o)
	b.Tag("<td class=").Tag(class).Tag(">")
	if last, ok := xref.Last(o.Uses); ok {
		b.Link("#"+last.Event.Anchor(), word)
	} else {
		b.Text(word)
	}
}

// packageHistory writes which releases of the data changed what happens to a package.
func (s *site) packageHistory(b *markup.Builder, name string) {
	list := s.history.Notes[name]
	if len(list) == 0 {
		return
	}
	beginSection(b, "history", "History")
	var last *model.Record
	word := ""
	b.Tag("<ul>")
	for _, p := range list {
		before, after := s.history.PackageText(p)
		if p.Record != last || before != word { // what one release changed stands together
			last, word = p.Record, before
			b.Tag("<li>").Text(before+" ").Link(packageRoot+address.Release(last.Version),
				last.Version).Text(" (" + wording.Day(last.Date) + ") ")
		} else {
			b.Tag("<br>")
		}
		b.Text(after)
		if p.Note.By != "" {
			b.Text(" Changed by " + p.Note.By + ".")
		}
		if p.Note.Why != "" && !s.told(name, p.Note.Why) {
			b.Text(" " + history.WithFullStop(p.Note.Why))
		}
	}
	b.Tag("</ul></section>")
}

// told reports whether the page of a package gives a reason already, with one of its events.
func (s *site) told(name, why string) bool {
	p := s.xref.Package(name)
	return p != nil && slices.ContainsFunc(p.Uses, func(u xref.Use) bool { return u.Event.Why == why })
}

// recordedPage appends the page of a package that only records name.
func (s *site) recordedPage(buffer []byte, name string) []byte {
	b := &markup.Builder{}
	b.Tag("<p class=kind>Package<h1>").Text(name).Tag("</h1>")
	b.Tag("<div class=answers><p class=none>This package no longer has an event.</div>")
	s.packageHistory(b, name)
	asJSON(b, name)
	return s.Wrap(buffer, page{Path: address.Package(name), Title: name,
		Summary: "No event names the package " + name + " any more: what happened to it, and until when."}, b)
}
