package render

import (
	"pes/generator/render/address"
	"pes/generator/render/document"
	"pes/generator/render/history"
	"pes/generator/render/markup"
	"pes/generator/render/wording"
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
		b.Tag("<li>").Text(before+" ").Link(packageRoot+address.Release(p.Record.Version),
			p.Record.Version).Tag(" <small>(").Text(wording.Day(p.Record.Date)).Tag(")</small> ").Text(after)
		if p.Note.Why != "" {
			b.Text(" " + history.WithFullStop(p.Note.Why))
		}
	}
	b.Tag("</ul></section>")
}

// recordedPage is the page of a package that only records name.
func (s *site) recordedPage(name string) []byte {
	b := &markup.Builder{}
	b.Tag("<p class=kind>Package<h1>").Text(name).Tag("</h1>")
	b.Tag("<div class=answers><p class=none>No event names this package any more.</div>")
	s.packageHistory(b, name)
	head, foot := alternateLinks(packageRoot, document.PackageAddress(name), "")
	b.Add(foot)
	return s.Wrap(page{Path: address.Package(name), Title: name,
		Summary: "No event names the package " + name + " any more: what became of it, and until when.", Head: head}, b)
}
