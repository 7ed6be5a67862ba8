package render

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"pes/generator/english"
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
	s.packageVersions(b, p.Name)
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
	if svg, list := s.families.Draw(p.Name); !svg.IsZero() {
		beginSection(b, "lineage", "Lineage")
		b.Tag("<div class=wide role=region aria-label=Drawing tabindex=0>").Add(svg)
		b.Tag("</div><details><summary>As a list</summary>").Add(list).Tag("</details></section>")
	}
	beginSection(b, "repositories", "Repositories")
	b.Tag("<dl class=homes>")
	s.locations(b, p)
	b.Tag("</dl></section>")
	s.packageHistory(b, p.Name)
	if named := s.mentionedBy[p.Name]; len(named) > 0 {
		beginSection(b, "named", "Named in")
		b.Tag("<ul>")
		for _, n := range named {
			b.Tag("<li>").Link(n.Href, n.Title)
		}
		b.Tag("</ul></section>")
	}
	head, foot := alternateLinks(packageRoot, document.PackageAddress(p.Name), "")
	b.Add(foot)
	x := page{Path: address.Package(p.Name), Title: p.Name, Summary: wording.Cut(summary, 200), Head: head}
	return s.Wrap(buffer, x, b)
}

// answers say what becomes of a package on each path; summary is the same for search engines.
func (s *site) answers(b *markup.Builder, p *xref.Package, outcomes []xref.Outcome) (summary string) {
	b.Tag("<div class=answers>")
	wording.Answers(s.xref, p, outcomes, func(a *wording.Sentence, here []xref.Outcome) {
		class, _ := stateOf(here[0])
		b.Tag("<p class=").Tag(class).Tag(">")
		a.Write(b, packageRoot)
		if len(here) == 1 && len(here[0].Uses) == 0 && here[0].Gone == nil {
			b.Text(s.known(p.Name, here[0].Path.Target))
		}
		if (len(here) > 1 || len(here[0].Uses) > 0 || here[0].Gone != nil) && len(summary) < 200 {
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
	}
	return last.Event.Class(), wording.Becomes(last.Event.Event)
}

// packageMatrix shows what becomes of a package in every distribution and path.
func (s *site) packageMatrix(b *markup.Builder, outcomes []xref.Outcome) {
	at := make([]xref.Outcome, len(s.xref.Cells))
	for _, o := range outcomes {
		for _, i := range o.Cells {
			at[i] = o
		}
	}
	s.matrix(b, "Distribution by upgrade path", packageRoot, func(cell int) {
		class, word := stateOf(at[cell])
		b.Tag("<td class=").Tag(class).Tag(">")
		if last, ok := xref.Last(at[cell].Uses); ok {
			b.Link("#"+last.Event.Anchor(), word)
		} else {
			b.Text(word)
		}
		c := s.xref.Cells[cell]
		if end := s.ended(c.Target.Distro, c.Path.Target); end != "" {
			b.Tag(" <small>").Text(end).Tag("</small>")
		}
	})
}

// locations are the repositories of a package, release by release; distributions that agree share a line.
func (s *site) locations(b *markup.Builder, p *xref.Package) {
	major := 0
	for _, l := range s.xref.Locations(p) {
		if l.Major != major {
			major = l.Major
			b.Tag("<dt>EL ").Int(major).Tag("<dd>")
		} else {
			b.Tag("<br>")
		}
		b.Link(packageRoot+address.Repository(l.PESID), l.PESID)
		if len(l.Distros) < len(s.distros) {
			b.Tag(" <small>").Text(english.And(wording.Titles(l.Distros))).Tag("</small>")
		}
	}
}

// packageHistory writes which releases of the data changed what happens to a package.
func (s *site) packageHistory(b *markup.Builder, name string) {
	list := s.history.Notes[name]
	if len(list) == 0 {
		return
	}
	beginSection(b, "history", "History")
	item, end := markup.Constant("<p>"), markup.Constant("")
	if len(list) > 1 {
		b.Tag("<ul>")
		item, end = "<li>", "</ul>"
	}
	for _, p := range list {
		before, after := s.history.PackageText(p)
		b.Tag(item).Text(before+" ").Link(packageRoot+address.Release(p.Record.Version),
			p.Record.Version).Text(" (" + wording.Day(p.Record.Date) + ") " + after)
		if p.Note.By != "" {
			b.Text(" Changed by " + p.Note.By + ".")
		}
		if p.Note.Why != "" && !s.told(name, p.Note.Why) {
			b.Text(" " + history.WithFullStop(p.Note.Why))
		}
	}
	b.Tag(end).Tag("</section>")
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
	b.Tag("<div class=answers><p class=none>No event names this package any more.</div>")
	s.packageHistory(b, name)
	head, foot := alternateLinks(packageRoot, document.PackageAddress(name), "")
	b.Add(foot)
	return s.Wrap(buffer, page{Path: address.Package(name), Title: name,
		Summary: "No event names the package " + name + " any more: what became of it, and until when.", Head: head}, b)
}
