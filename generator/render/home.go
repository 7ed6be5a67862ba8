package render

import (
	"maps"
	"slices"
	"strings"

	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/render/address"
	"pes/generator/render/atom"
	"pes/generator/render/document"
	"pes/generator/render/markup"
	"pes/generator/render/wording"
	"pes/generator/render/xref"
	"pes/generator/subjects"
)

// jobs returns the jobs for all pages except those of packages, always in the same order.
func (s *site) jobs() []job {
	return slices.Concat(
		[]job{s.homePage, s.searchPage, s.missingPage, s.simulatePage, s.composePage, s.upgradesPage, s.endsPage,
			s.sheetsPage, s.coveragePage},
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
		Summary: "What happens to each package when " +
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
		own := list.Select(p.Uses, func(u xref.Use) bool { return s.xref.VendorOf(u.Event) == nil })
		if len(own) < 2 {
			continue
		}
		about := subjects.Of(tagsOf(own[0].Event), p.Name)
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
