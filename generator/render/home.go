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
func (s *site) jobs() (out []job) {
	out = append(out, one(s.homePage), one(s.searchPage), one(s.missingPage), one(s.simulatePage), one(s.composePage))
	for _, jobs := range [][]job{s.pathJobs(), s.distroJobs(), s.vendorJobs(), s.repoJobs(), s.actionJobs(), s.tagJobs(), s.downloadJobs(), s.guideJobs(), s.letterJobs(), s.historyJobs()} {
		out = append(out, jobs...)
	}
	return out
}

func (s *site) homePage() (page, error) {
	root := s.Root("")
	var guides []link
	for _, g := range s.guides {
		guides = append(guides, link{root + g.path, g.title})
	}
	head, foot := alternateLinks(root, document.Root+"index.json", atom.FileName)
	body, err := s.Fill("home", map[string]any{
		"Alternates": foot.HTML(),
		"Root":       root, "Search": s.SearchBox(root), "Cards": s.cards(root), "Vendors": s.vendorCards(root), "Guides": guides, "Examples": s.examples(),
		"Packages": len(s.xref.Packages), "Events": len(s.xref.Events), "Distros": s.distroLinks(root), "Trees": len(s.trees), "Latest": s.latest(root),
	})
	return page{Path: "", Title: "Package evolution", Summary: "What becomes of each package when Enterprise Linux is upgraded in place from one release to the next.", Class: "home", Head: head, Body: body}, err
}

// latest is the newest release that is recorded, if there is one.
func (s *site) latest(root string) (out []releaseCard) {
	for _, r := range s.Catalog.Records[:min(1, len(s.Catalog.Records))] {
		out = append(out, s.releaseCard(r, root))
	}
	return out
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

func (s *site) searchPage() (page, error) {
	const path = "search/"
	root := s.Root(path)
	body, err := s.Fill("search", map[string]any{"Root": root, "Letters": s.letters(root), "Search": s.SearchBox(root), "Actions": actionNames()})
	return page{Path: path, Title: "Search", Summary: "Search for a package, a vendor or a guide.", Class: "searching", Body: body}, err
}

func actionNames() (out []string) {
	for _, a := range actionOrder {
		out = append(out, a.String())
	}
	return out
}

// missingPage stands where a page is not: hosts serve it with status 404.
func (s *site) missingPage() (page, error) {
	root := s.Root(layout.Missing)
	body, err := s.Fill("missing", map[string]any{"Root": root, "Search": s.SearchBox(root), "Letters": s.letters(root)})
	var head markup.Builder
	head.Tag("<meta name=robots content=noindex>")
	return page{Path: layout.Missing, Title: "Not here", Summary: "There is no such page.", Class: "missing", Head: head.Fragment(), Body: body}, err
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
		entries = append(entries, search.Entry{Kind: search.Guide, Name: address.Release(r.Version), Title: "Release " + r.Version})
	}
	for _, g := range s.guides {
		entries = append(entries, search.Entry{Kind: search.Guide, Name: g.path, Title: g.title})
		for _, h := range g.Headings {
			entries = append(entries, search.Entry{Kind: search.Guide, Name: g.path + "#" + h.ID, Title: h.Text + " (" + g.title + ")"})
		}
	}
	for _, r := range rules.All() {
		entries = append(entries, search.Entry{Kind: search.Guide, Name: "rules/#" + r.Name, Title: r.Name + " (rule)"})
	}
	return search.Index(entries)
}
