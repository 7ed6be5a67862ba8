package render

import (
	"encoding/json"
	"strings"
	"sync"

	"pes/generator/english"
	"pes/generator/render/address"
	"pes/generator/render/api"
	"pes/generator/render/markup"
	"pes/generator/render/wording"
	"pes/generator/render/xref"
)

// jsonPath is where the facts about a package lie for programs.
func jsonPath(name string) string { return apiRoot + "packages/" + address.Segment(name) + ".json" }

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
	head, foot := alternateLinks(packageRoot, jsonPath(p.Name), "")
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

// packageJSON is an [api.Package]. Its events were made once for all packages.
func (s *site) packageJSON(p *xref.Package) []byte {
	b := append([]byte(`{"name":`), quoted(p.Name)...)
	b = append(append(b, `,"page":`...), quoted(fromAPI+address.Package(p.Name))...)
	sep := `,"answers":[`
	wording.Answers(s.xref, p, s.xref.Outcomes(p), func(a *wording.Sentence, here []xref.Outcome) {
		b = append(append(append(b, sep...), `{"path":"`...), here[0].Path.String()...)
		b = append(append(append(b, `","text":`...), quoted(a.String())...), '}')
		sep = ","
	})
	b, sep = append(b, `],"events":[`...), ""
	for _, u := range p.Uses {
		b = append(append(b, sep...), s.events[u.Event].json...)
		sep = ","
	}
	b = append(b, ']')
	if list := s.history.Notes[p.Name]; len(list) > 0 {
		b = append(append(b, `,"history":`...), encoded(s.apiPast(list))...)
	}
	return append(b, "}\n"...)
}

func quoted(s string) []byte { return encoded(s) }

func encoded(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // a text, and the types of package api, have always a JSON
	}
	return b
}

func (s *site) eventJSON(e *renderedEvent) api.Event {
	x := api.Event{IDs: e.IDs, Page: fromAPI + "p/" + e.Address(e.In[0].Name), Action: e.Action.String(), To: e.To.String(), In: wording.Names(e.In), Out: wording.Names(e.Out), Architectures: arches(e.EventGroup),
		Distributions: map[string][]string{}, Source: e.place}
	if !e.From.IsZero() {
		x.From = e.From.String()
	}
	for _, i := range e.Cells {
		cell := s.xref.Cells[i]
		x.Distributions[cell.Path.String()] = append(x.Distributions[cell.Path.String()], cell.Target.Distro.Folder)
	}
	for _, m := range e.Streams {
		x.Streams = append(x.Streams, api.Stream{In: m.In.String(), Out: m.Out.String()})
	}
	if e.Origin != nil {
		x.Vendor, x.Why, x.Advice, x.Links, x.Tags = e.Vendor, e.Why, e.Advice, e.Links, e.Tags
	}
	return x
}
