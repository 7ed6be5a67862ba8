// The search: its page, the page for what is missing, and what the index holds.

package render

import (
	_ "embed"
	"net/url"
	"strings"
	"sync"

	"pes/generator/english"
	"pes/generator/facts"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/render/address"
	"pes/generator/render/layout"
	"pes/generator/render/markup"
	"pes/generator/render/wording"
	"pes/generator/rules"
	"pes/generator/search"
)

func (s *site) searchPage() *draft {
	const summary = "Search for a package, a vendor or a guide."
	d := s.draft("search", page{Path: "search/", Title: "Search", Summary: summary, Class: "searching"})
	d.data["Letters"], d.data["All"] = s.letters(d.root), len(s.all) > 0
	d.data["Actions"] = list.Map(actionOrder, model.Action.String)
	return d
}

// missingPage is the page that hosts serve with status 404 if an address does not exist.
func (s *site) missingPage() *draft {
	d := s.draft("missing", page{Path: layout.Missing, Title: "Not here", Summary: "This page does not exist.",
		Class: "missing"})
	d.Head = new(markup.Builder).Tag("<meta name=robots content=noindex>").Fragment()
	d.data["Letters"], d.data["All"] = s.letters(d.root), len(s.all) > 0
	return d
}

// searchEntries are all pages that the search finds.
func (s *site) searchEntries() []search.Entry {
	entries := search.Catalog(s.Catalog)
	for i := range entries {
		e := &entries[i]
		if asIs, ours := url.PathEscape(e.Name)+"/", address.Segment(e.Name)+"/"; asIs != ours {
			e.URL = strings.TrimSuffix(e.Address(), asIs) + ours
		}
	}
	for _, name := range s.history.RecordedOnly {
		entries = append(entries, search.Entry{Kind: search.Package, Name: name})
	}
	for _, c := range s.xref.Cells {
		entries = append(entries, search.Entry{Kind: search.Path, Title: c.Title(), URL: c.Address(),
			Name: c.Path.String() + "/" + c.Target.Distro.Folder})
	}
	return append(entries, s.proseEntries()...)
}

// proseEntries are guides and their headings, rules, and what else the site has pages of.
func (s *site) proseEntries() (entries []search.Entry) {
	words := map[string][]string{}
	for _, p := range searchWords() {
		names := p.names()
		if p.Path == sidesPath { // compare alma rocky
			names = append(names, "compare vs "+strings.Join(list.Map(s.distros, wording.Title), " "))
		}
		words[p.Path] = names
		if p.Title != "" && (p.Path != address.Releases || len(s.Catalog.Records) > 0) {
			entries = append(entries, search.Entry{Kind: search.Guide, Name: p.Path, Title: p.Title, Aliases: names})
		}
	}
	guide := func(address, title string, aliases ...string) {
		entries = append(entries, search.Entry{Kind: search.Guide, Name: address, Title: title, Aliases: aliases})
	}
	for _, a := range actionOrder {
		title := english.Capital(a.String())
		guide("action/"+a.String()+"/", title+" packages", title)
	}
	for _, r := range s.Catalog.Records {
		guide(address.Release(r.Version), "Release "+r.Version)
	}
	for _, g := range s.guides {
		guide(g.path, g.title, words[g.path]...)
		for _, h := range g.Headings {
			guide(g.path+"#"+h.ID, h.Text+" ("+g.title+")")
		}
	}
	for _, r := range rules.All() {
		guide("rules/#"+r.Name, r.Name+" (rule)")
	}
	return entries
}

//go:embed search.toml
var searchFile string

// searchWords are pages, and words by which people look for them.
var searchWords = sync.OnceValue(func() []wordedPage {
	return facts.Read[struct{ Page []wordedPage }](searchFile).Page
})

type wordedPage struct{ Path, Title, Words string }

// names are the phrases of a page.
func (p *wordedPage) names() []string {
	return list.Map(strings.Split(p.Words, ","), func(s string) string { return strings.Join(strings.Fields(s), " ") })
}

// searchIndex is the index of entries; it says where the script finds what is not among them.
func (s *site) searchIndex(entries []search.Entry) []byte {
	return search.Index(entries, search.Elsewhere{Script: s.Asset("elsewhere_js"),
		Pages: list.Map(s.all, func(p *allPage) string { return p.name })})
}
