package render

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"slices"
	"strings"

	"pes/generator/render/address"
	"pes/generator/render/markup"
	"pes/generator/render/xref"
	"pes/generator/rules"
	"pes/generator/search"
	"pes/generator/tree"
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
	root := s.root("")
	var guides []named
	for _, g := range s.guides {
		guides = append(guides, named{root + g.path, g.title})
	}
	head, foot := alternateLinks(root, apiRoot+"index.json", feedName)
	body, err := s.fill("home", map[string]any{
		"Alternates": foot.HTML(),
		"Root":       root, "Search": s.searchData(root), "Cards": s.cards(root), "Vendors": s.vendorCards(root), "Guides": guides, "Examples": s.examples(),
		"Packages": len(s.xref.Packages), "Events": len(s.xref.Events), "Distros": s.distroLinks(root), "Trees": len(s.trees), "Latest": s.latest(root),
	})
	return page{path: "", title: "Package evolution", summary: "What becomes of each package when Enterprise Linux is upgraded in place from one release to the next.", class: "home", head: head, body: body}, err
}

// latest is the newest release that is recorded, if there is one.
func (s *site) latest(root string) (out []releaseCard) {
	for _, r := range s.Catalog.Records[:min(1, len(s.Catalog.Records))] {
		out = append(out, s.releaseCard(r, root))
	}
	return out
}

// examples are names worth a look: of packages whose events lead to several others, those with most advice first.
func (s *site) examples() (out []named) {
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
		out = append(out, named{"./" + address.Package(p.Name), p.Name})
	}
	return out
}

func (s *site) searchPage() (page, error) {
	const path = "search/"
	root := s.root(path)
	body, err := s.fill("search", map[string]any{"Root": root, "Letters": s.letters(root), "Search": s.searchData(root), "Actions": actionNames()})
	return page{path: path, title: "Search", summary: "Search for a package, a vendor or a guide.", class: "searching", body: body}, err
}

func actionNames() (out []string) {
	for _, a := range actionOrder {
		out = append(out, a.String())
	}
	return out
}

// missingPage stands where a page is not: hosts serve it with status 404.
func (s *site) missingPage() (page, error) {
	root := s.root(missing)
	body, err := s.fill("missing", map[string]any{"Root": root, "Search": s.searchData(root), "Letters": s.letters(root)})
	var head markup.Builder
	head.Tag("<meta name=robots content=noindex>")
	return page{path: missing, title: "Not here", summary: "There is no such page.", class: "missing", head: head.Fragment(), body: body}, err
}

// searchData is what the search box of a page needs to know.
type searchData struct {
	Root     string
	Index    string // the address of the index
	Simulate string // where pasted lists go; "" where they are answered in the page
}

func (s *site) searchData(root string) searchData {
	d := searchData{Root: root, Index: root + s.searchIndexPath}
	if s.Programs != nil {
		d.Simulate = root + "simulate/"
	}
	return d
}

// searchIndex lists all pages that the search finds.
func (s *site) searchIndex() tree.Entry {
	entries := search.Catalog(s.Catalog)
	for i := range entries {
		e := &entries[i]
		if asIs, ours := url.PathEscape(e.Name)+"/", address.Segment(e.Name)+"/"; asIs != ours {
			e.URL = strings.TrimSuffix(e.Address(), asIs) + ours
		}
	}
	for _, name := range s.recordedOnly {
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
	data := search.Index(entries)
	sum := sha256.Sum256(data)
	s.searchIndexPath = "assets/search." + hex.EncodeToString(sum[:4]) + ".json"
	return tree.Entry{Path: "site/" + s.searchIndexPath, Data: data}
}
