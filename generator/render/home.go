package render

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"pes/generator/render/address"
	"pes/generator/render/atom"
	"pes/generator/render/document"
	"pes/generator/render/layout"
	"pes/generator/render/markup"
	"pes/generator/render/xref"
	"pes/generator/rules"
	"pes/generator/search"
)

// jobs are everything there is to render but the pages of packages, in an order that never changes.
func (s *site) jobs() []job {
	return slices.Concat([]job{s.homePage, s.searchPage, s.missingPage, s.simulatePage, s.composePage},
		s.pathJobs(), s.distroJobs(), s.vendorJobs(), s.repoJobs(), s.actionJobs(), s.tagJobs(), s.downloadJobs(),
		s.guideJobs(), s.letterJobs(), s.historyJobs())
}

func (s *site) homePage() ([]page, error) {
	d := s.draft("home", page{Path: "", Title: "Package evolution", Class: "home",
		Summary: "What becomes of each package when " +
			"Enterprise Linux is upgraded in place from one release to the next."})
	d.json, d.feed = document.Root+"index.json", atom.FileName
	var guides []link
	for _, g := range s.guides {
		guides = append(guides, link{d.root + g.path, g.title})
	}
	latest := s.Catalog.Records[:min(1, len(s.Catalog.Records))]
	d.data = map[string]any{
		"Search": s.SearchBox(d.root), "Cards": s.cards(d.root), "Vendors": s.vendorCards(d.root), "Guides": guides,
		"Examples": s.examples(), "Packages": len(s.xref.Packages), "Events": len(s.xref.Events),
		"Distros": s.distroLinks(d.root), "Trees": len(s.trees), "Latest": s.releaseCards(latest, d.root),
	}
	return s.finish(d)
}

// examples are names worth a look: of packages whose events lead to several others, those with most advice first.
func (s *site) examples() (out []link) {
	weight := func(p *xref.Package) (n int) {
		for _, u := range p.Uses {
			n += len(u.Event.In) + len(u.Event.Out)
			if u.Event.Origin != nil && u.Event.Advice != "" {
				n += 20
			}
		}
		return n - len(p.Name)
	}
	best := slices.Clone(s.xref.Packages)
	slices.SortStableFunc(best, func(a, b *xref.Package) int { return cmp.Compare(weight(b), weight(a)) })
	seen := map[*xref.EventGroup]bool{}
	for _, p := range best {
		if len(out) == 4 {
			break
		}
		if seen[p.Uses[0].Event] || len(p.Name) > 20 {
			continue
		}
		for _, u := range p.Uses {
			seen[u.Event] = true
		}
		out = append(out, link{"./" + address.Package(p.Name), p.Name})
	}
	return out
}

func (s *site) searchPage() ([]page, error) {
	const summary = "Search for a package, a vendor or a guide."
	d := s.draft("search", page{Path: "search/", Title: "Search", Summary: summary, Class: "searching"})
	d.data = map[string]any{
		"Letters": s.letters(d.root), "Search": s.SearchBox(d.root), "Actions": actionNames(),
	}
	return s.finish(d)
}

func actionNames() (out []string) {
	for _, a := range actionOrder {
		out = append(out, a.String())
	}
	return out
}

// missingPage stands where a page is not: hosts serve it with status 404.
func (s *site) missingPage() ([]page, error) {
	d := s.draft("missing", page{Path: layout.Missing, Title: "Not here", Summary: "There is no such page.",
		Class: "missing"})
	var head markup.Builder
	d.Head = head.Tag("<meta name=robots content=noindex>").Fragment()
	d.data["Search"], d.data["Letters"] = s.SearchBox(d.root), s.letters(d.root)
	return s.finish(d)
}

// searchIndex lists all pages that the search finds.
func (s *site) searchIndex() []byte {
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
	for _, r := range s.Catalog.Records {
		entries = append(entries, search.Entry{Kind: search.Guide, Name: address.Release(r.Version),
			Title: "Release " + r.Version})
	}
	for _, g := range s.guides {
		entries = append(entries, search.Entry{Kind: search.Guide, Name: g.path, Title: g.title})
		for _, h := range g.Headings {
			entries = append(entries, search.Entry{Kind: search.Guide, Name: g.path + "#" + h.ID,
				Title: h.Text + " (" + g.title + ")"})
		}
	}
	for _, r := range rules.All() {
		entries = append(entries, search.Entry{Kind: search.Guide, Name: "rules/#" + r.Name, Title: r.Name + " (rule)"})
	}
	return search.Index(entries)
}
