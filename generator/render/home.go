package render

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/render/address"
	"pes/generator/render/atom"
	"pes/generator/render/document"
	"pes/generator/render/layout"
	"pes/generator/render/markup"
	"pes/generator/render/wording"
	"pes/generator/render/xref"
	"pes/generator/rules"
	"pes/generator/search"
	"pes/generator/subjects"
)

// jobs returns the jobs for all pages except those of packages, always in the same order.
func (s *site) jobs() []job {
	return slices.Concat(
		[]job{s.homePage, s.searchPage, s.missingPage, s.simulatePage, s.composePage, s.upgradesPage, s.endsPage,
			s.coveragePage},
		list.FlatMap(s.xref.Paths, s.pathJobs), s.sidesJobs(), jobsFor(s.Catalog.Distros, s.distroPage),
		[]job{s.vendorsPage}, jobsFor(s.xref.Vendors, s.vendorPage), []job{s.reposPage}, jobsFor(s.repos, s.repoPage),
		jobsFor(actionOrder, s.actionPage), []job{s.tagsPage}, jobsFor(s.xref.Tags, s.tagPage),
		[]job{s.downloadsPage}, jobsFor(s.trees, s.treePage), []job{s.guidesPage}, jobsFor(s.guides, s.guidePage),
		[]job{s.rulesPage, s.lettersPage, s.allIndex}, s.majorJobs(),
		jobsFor(slices.Sorted(maps.Keys(s.byLetter)), s.letterPage),
		[]job{s.upstreamPage, s.changesPage}, jobsFor(s.Catalog.Records, s.releasePages),
		jobsFor(s.history.Channels, s.channelPages))
}

func (s *site) homePage() *draft {
	d := s.draft("home", page{Path: "", Title: "Package evolution", Class: "home",
		Summary: "What becomes of each package when " +
			"Enterprise Linux is upgraded in place from one release to the next."})
	d.json, d.feed = document.Root+"index.json", atom.FileName
	latest := s.Catalog.Records[:min(1, len(s.Catalog.Records))]
	var plans guidePart
	var shown []guidePart
	others := s.guideParts(d.root)
	if len(others) > 2 { // the first is what to read before an upgrade, the second goes by subject
		plans, shown, others = others[0], others[1:2], others[2:]
	}
	isFor := func(g *guide) bool { return slices.Contains(composeGuides[:2], g.path) }
	more := guideLinks(d.root, list.Select(s.guides, isFor))
	// Variants have one path of several: they are on the page of all upgrades.
	usual := list.Select(s.distros, func(d *model.Distro) bool {
		here := list.Select(s.xref.Cells, func(c *xref.Cell) bool { return c.Target.Distro == d })
		return 2*len(here) >= len(s.xref.Paths)
	})
	for _, p := range others {
		more = append(more, link{d.root + "docs/#" + p.ID, p.Title})
	}
	d.data = map[string]any{
		"Ways": s.homeWays(d.root), "Distros": distroLinks(d.root, usual),
		"Plans": plans.Guides, "Parts": shown, "More": more,
		"Vendors": s.busiestVendors(d.root), "VendorCount": wording.Counted(len(s.xref.Vendors), "vendor"),
		"Examples": s.examples(), "Packages": len(s.xref.Packages), "Latest": s.releaseCards(latest, d.root),
	}
	return d
}

// A homeWay is an upgrade path in a line.
type homeWay struct {
	Href, Title string
	Words       string // how many packages change
	Bar         markup.HTML
}

func (s *site) homeWays(root string) []homeWay {
	return list.Map(s.xref.Paths, func(p *xref.Path) homeWay {
		t := s.byPath[p]
		bar := t.bar("Shares of the actions on " + p.Words()).HTML()
		words := wording.Counted(t.total(), "change") + ", " + wording.Counted(t.counts[model.Removed], "removal")
		return homeWay{root + address.Path(p.String()), p.Arrow(), words, bar}
	})
}

// busiestVendors are the vendors with most events, by name.
func (s *site) busiestVendors(root string) []link {
	const shown = 10
	events := map[string]int{}
	for _, e := range s.xref.Events {
		if e.Origin != nil {
			events[e.Origin.Vendor]++
		}
	}
	all := slices.Clone(s.xref.Vendors)
	slices.SortStableFunc(all, func(a, b *xref.Vendor) int { return events[b.Name] - events[a.Name] })
	all = all[:min(shown, len(all))]
	slices.SortFunc(all, func(a, b *xref.Vendor) int { return strings.Compare(a.DisplayName(), b.DisplayName()) })
	return list.Map(all, func(v *xref.Vendor) link { return link{root + address.Vendor(v.Name), v.DisplayName()} })
}

func guideLinks(root string, guides []*guide) []link {
	return list.Map(guides, func(g *guide) link { return link{root + g.path, g.title} })
}

// examples are packages to try: of each subject that has a guide, the one that most machines have among those that
// several events of distributions name.
func (s *site) examples() (out []link) {
	best := map[*subjects.Subject]*xref.Package{}
	for _, p := range s.xref.Packages {
		own := list.Select(p.Uses, func(u xref.Use) bool {
			return u.Event.Origin == nil || u.Event.Origin.Vendor == ""
		})
		if len(own) < 2 {
			continue
		}
		about := subjects.Of(own[0].Event.Tags, p.Name)
		if b := best[about]; b == nil || subjects.Rank(p.Name) < subjects.Rank(b.Name) {
			best[about] = p
		}
	}
	for _, about := range subjects.All() {
		if p := best[about]; p != nil && about.Guide != "" && len(out) < 4 {
			out = append(out, link{"./" + address.Package(p.Name), p.Name})
		}
	}
	return out
}

func (s *site) searchPage() *draft {
	const summary = "Search for a package, a vendor or a guide."
	d := s.draft("search", page{Path: "search/", Title: "Search", Summary: summary, Class: "searching"})
	d.data["Letters"], d.data["All"] = s.letters(d.root), len(s.all) > 0
	d.data["Actions"] = list.Map(actionOrder, model.Action.String)
	return d
}

// missingPage is the page that hosts serve with status 404 if an address does not exist.
func (s *site) missingPage() *draft {
	d := s.draft("missing", page{Path: layout.Missing, Title: "Not here", Summary: "There is no such page.",
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
	guide := func(address, title string) {
		entries = append(entries, search.Entry{Kind: search.Guide, Name: address, Title: title})
	}
	for _, r := range s.Catalog.Records {
		guide(address.Release(r.Version), "Release "+r.Version)
	}
	for _, g := range s.guides {
		guide(g.path, g.title)
		for _, h := range g.Headings {
			guide(g.path+"#"+h.ID, h.Text+" ("+g.title+")")
		}
	}
	for _, r := range rules.All() {
		guide("rules/#"+r.Name, r.Name+" (rule)")
	}
	return entries
}

// searchIndex is the index of entries; it says where the script finds what is not among them.
func (s *site) searchIndex(entries []search.Entry) []byte {
	return search.Index(entries, search.Elsewhere{Script: s.Asset("elsewhere_js"),
		Pages: list.Map(s.all, func(p *allPage) string { return p.name })})
}
