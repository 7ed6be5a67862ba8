package render

import (
	"strings"
	"sync"

	"pes/generator/english"
	"pes/generator/render/address"
	"pes/generator/render/document"
	"pes/generator/render/markup"
	"pes/generator/render/wording"
	"pes/generator/render/xref"
)

// builders are for the bodies of package pages, which are many and short-lived.
var builders = sync.Pool{New: func() any { return new(markup.Builder) }}

// packagePage makes the page of a package.
func (s *site) packagePage(p *xref.Package) []byte {
	b := builders.Get().(*markup.Builder)
	defer builders.Put(b)
	b.Reset()
	b.Tag("<p class=kind>Package<h1>").Text(p.Name).Tag("</h1>")
	outcomes := s.xref.Outcomes(p)
	summary := s.answers(b, p, outcomes)
	s.packageMatrix(b, outcomes)
	beginSection(b, "events", "Events")
	s.packageEvents(b, p)
	b.Tag("</section>")
	if svg, list := s.families.Draw(p.Name); !svg.IsZero() {
		beginSection(b, "lineage", "Lineage")
		b.Tag("<div class=wide role=region aria-label=Drawing tabindex=0>").Add(svg)
		b.Tag("</div><details><summary>As a list</summary>").Add(list).Tag("</details></section>")
	}
	beginSection(b, "repositories", "Repositories")
	b.Tag("<dl class=homes>")
	s.homes(b, p)
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
	return s.Wrap(page{Path: address.Package(p.Name), Title: p.Name, Summary: wording.Cut(summary, 200), Head: head}, b)
}

// answers say what becomes of a package on each path; summary is the same for search engines.
func (s *site) answers(b *markup.Builder, p *xref.Package, outcomes []xref.Outcome) (summary string) {
	b.Tag("<div class=answers>")
	wording.Answers(s.xref, p, outcomes, func(a *wording.Sentence, here []xref.Outcome) {
		b.Tag("<p class=").Tag(classOf(here[0].Uses)).Tag(">")
		a.Write(b, packageRoot)
		if (len(here) > 1 || len(here[0].Uses) > 0) && len(summary) < 200 {
			summary = strings.TrimPrefix(summary+" "+a.String(), " ")
		}
	})
	b.Tag("</div>")
	return summary
}

// classOf is the class of what becomes of a package.
func classOf(uses []xref.Use) markup.Constant {
	last, ok := xref.Last(uses)
	switch {
	case !ok:
		return "none"
	case !last.In:
		return "new"
	}
	return last.Event.Class()
}

// wordOf is the state of a package after an upgrade, in a word.
func wordOf(uses []xref.Use) string {
	last, ok := xref.Last(uses)
	switch {
	case !ok:
		return "no event"
	case !last.In:
		return "new"
	}
	return last.Event.Action.String()
}

// packageMatrix shows what becomes of a package in every distribution and path.
func (s *site) packageMatrix(b *markup.Builder, outcomes []xref.Outcome) {
	at := make([][]xref.Use, len(s.xref.Cells))
	for _, o := range outcomes {
		for _, i := range o.Cells {
			at[i] = o.Uses
		}
	}
	s.matrix(b, "Distribution by upgrade path", packageRoot, func(cell int) {
		uses := at[cell]
		b.Tag("<td class=").Tag(classOf(uses)).Tag(">")
		if last, ok := xref.Last(uses); ok {
			b.Link("#"+last.Event.Anchor(), wordOf(uses))
		} else {
			b.Text(wordOf(uses))
		}
	})
}

// packageEvents are the events of a package, each an anchor: those that take it in full.
func (s *site) packageEvents(b *markup.Builder, p *xref.Package) {
	for _, u := range p.Uses {
		e := s.events[u.Event]
		if u.In {
			b.Add(e.full)
		} else {
			b.Add(e.brief)
		}
	}
}

// homes are the repositories of a package, release by release; distributions that agree share a line.
func (s *site) homes(b *markup.Builder, p *xref.Package) {
	homes := s.xref.Locations(p)
	for i := 0; i < len(homes); {
		h, j := homes[i], i
		for j < len(homes) && homes[j].Major == h.Major {
			j++
		}
		b.Tag("<dt>EL ").Int(h.Major).Tag("<dd>")
		for i < j {
			h := homes[i]
			k := i
			var distros []string
			for k < j && homes[k].PESID == h.PESID {
				distros = append(distros, wording.Title(homes[k].Distro))
				k++
			}
			b.Link(packageRoot+address.Repository(h.PESID), h.PESID)
			if len(distros) == 1 && len(s.distros) > 1 {
				b.Tag(" <small>").Text(distros[0]).Tag("</small>")
			} else if len(distros) < len(s.distros) {
				b.Tag(" <small>").Text(english.And(distros)).Tag("</small>")
			}
			if i = k; i < j {
				b.Tag("<br>")
			}
		}
	}
}
