package render

import (
	"pes/generator/render/address"
	"pes/generator/render/api"
	"pes/generator/render/history"
	"pes/generator/render/markup"
	"pes/generator/render/wording"
	"pes/generator/render/xref"
)

// packageHistory says since when something becomes of a package, and until when something did.
func (s *site) packageHistory(b *markup.Builder, name string) {
	list := s.history.Notes[name]
	if len(list) == 0 {
		return
	}
	beginSection(b, "history", "History")
	b.Tag("<ul>")
	for _, p := range list {
		before, after := s.history.PackageText(p)
		b.Tag("<li>").Text(before+" ").Link(packageRoot+address.Release(p.Record.Version), p.Record.Version).Tag(" <small>(").Text(wording.Day(p.Record.Date)).Tag(")</small> ").Text(after)
		if p.Note.Why != "" {
			b.Text(" " + history.WithFullStop(p.Note.Why))
		}
	}
	b.Tag("</ul></section>")
}

// recordedPage is the page of a package that only records name.
func (s *site) recordedPage(name string) []byte {
	b := &markup.Builder{}
	b.Tag("<p class=kind>Package<h1>").Text(name).Tag("</h1><div class=answers><p class=none>No event names this package any more.</div>")
	s.packageHistory(b, name)
	head, foot := alternateLinks(packageRoot, jsonPath(name), "")
	b.Add(foot)
	return s.Wrap(page{Path: address.Package(name), Title: name, Summary: "No event names the package " + name + " any more: what became of it, and until when.", Head: head}, b)
}

// recordedJSON is the document of such a package.
func (s *site) recordedJSON(name string) []byte { return s.packageJSON(&xref.Package{Name: name}) }

func (s *site) apiPast(list []history.PackageNote) (out []api.Past) {
	for _, p := range list {
		n := p.Note
		out = append(out, api.Past{Release: p.Record.Version, Page: fromAPI + address.Release(p.Record.Version), Target: n.Target, Distributions: n.Distros, Category: n.Category,
			Was: n.Was, Is: n.Is, Text: n.Text, Why: n.Why})
	}
	return out
}

func (s *site) apiReleases() api.Releases {
	out := api.Releases{Releases: []api.Release{}, Gone: []api.Link{}}
	for _, name := range s.history.RecordedOnly {
		out.Gone = append(out.Gone, api.Link{Name: name, URL: "packages/" + address.Segment(name) + ".json"})
	}
	for _, r := range s.Catalog.Records {
		x := api.Release{Version: r.Version, Date: wording.Day(r.Date), Page: "../../" + address.Release(r.Version), Previous: r.Previous, Channels: some(r.Channels), Manifest: r.Manifest, Counts: map[string]int{}}
		for _, n := range r.Notes {
			if len(n.Names) > 0 {
				x.Counts[n.Category] += len(n.Names)
			} else {
				x.Counts[n.Category] += len(n.Packages)
			}
		}
		out.Releases = append(out.Releases, x)
	}
	return out
}
