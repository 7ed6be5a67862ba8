package render

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"pes/generator/delta"
	"pes/generator/english"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/render/address"
	"pes/generator/render/atom"
	"pes/generator/render/history"
	"pes/generator/render/layout"
	"pes/generator/render/markup"
	"pes/generator/render/wording"
	"pes/generator/render/xref"
	"pes/generator/tree"
)

// A feed follows what a page is about: everything, a distribution, a vendor.
type feed struct {
	path, title string // of the page
	entries     []feedEntry
}

// A feedEntry is a recorded release, what one action does on one path, or a set of repositories with their keys.
type feedEntry struct {
	id, title, page string    // page: address below the root
	date            time.Time // of a release; the zero time for that of the data
	names           []string
	folder          string   // of the pages of the names; "" where they have none
	before          []string // versions that what a channel offers builds on, the newest first
}

// feeds are those of all pages that have one, made when they are written.
func (s *site) feeds() (out tree.Tree) {
	add := func(path string, entries func() feed) {
		file := "site/" + strings.TrimSuffix(layout.File(path), "index.html") + atom.FileName
		write := func(b []byte) []byte { return append(b, s.writeFeed(entries())...) }
		out = append(out, tree.Entry{Path: file, Make: write})
	}
	add("", s.allFeed)
	for _, d := range s.distros {
		add(address.Distro(d.Folder), func() feed { return s.distroFeed(d) })
	}
	for _, v := range s.xref.Vendors {
		add(address.Vendor(v.Name), func() feed { return s.vendorFeed(v) })
	}
	if len(s.Catalog.Records) > 0 {
		add(address.Releases, func() feed {
			return feed{path: address.Releases, title: "Releases", entries: s.releaseEntries("", everyNote)}
		})
	}
	for _, c := range s.history.Channels {
		add(address.Channel(c.Name), func() feed { return s.channelFeed(c) })
	}
	return out
}

func (s *site) writeFeed(f feed) []byte {
	root := s.Base
	if root == "" {
		root = s.Root(f.path)
	}
	out := atom.Feed{ID: atom.ID("feed", s.Base, f.path), Path: f.path, Title: f.title}
	for _, e := range f.entries {
		entry := atom.Entry{ID: e.id, Title: e.title, Page: e.page, Date: e.date, Content: e.content(root)}
		out.Entries = append(out.Entries, entry)
	}
	return atom.Write(out, root, s.Date)
}

func (s *site) allFeed() feed {
	f := feed{title: "Package evolution"}
	page := func(p *xref.Path) string { return address.Path(p.String()) + "#" }
	every := func(*xref.EventGroup, int) bool { return true }
	f.entries = slices.Concat(s.releaseEntries("", everyNote), s.actionEntries(f, (*xref.Path).Words, page, every),
		list.FlatMap(s.distros, s.distroEntries), list.Map(s.xref.Vendors, vendorEntry))
	return f
}

func (s *site) distroFeed(d *model.Distro) feed {
	f := feed{path: address.Distro(d.Folder), title: wording.Title(d)}
	named := func(n model.Note) bool { return slices.Contains(n.Distros, d.Folder) }
	page := func(p *xref.Path) string { return address.DistroPath(p.String(), d.Folder) + "#" }
	here := func(_ *xref.EventGroup, cell int) bool { return s.xref.Cells[cell].Target.Distro == d }
	words := func(p *xref.Path) string {
		if i := s.cell(p, d); i >= 0 {
			return s.xref.Cells[i].Title()
		}
		return p.Words()
	}
	f.entries = slices.Concat(s.releaseEntries(f.title, named), s.actionEntries(f, words, page, here),
		s.distroEntries(d))
	return f
}

func (s *site) vendorFeed(v *xref.Vendor) feed {
	f := feed{path: address.Vendor(v.Name), title: v.DisplayName()}
	named := func(n model.Note) bool {
		return n.Vendor == v.Name || n.Category == string(delta.Vendors) && slices.Contains(n.Names, v.Name)
	}
	own := func(e *xref.EventGroup, _ int) bool { return v.Owns(e) }
	words := func(p *xref.Path) string { return f.title + ", " + p.Words() }
	f.entries = append(slices.Concat(s.releaseEntries(f.title, named), s.actionEntries(f, words, nil, own)),
		vendorEntry(v))
	return f
}

// channelFeed has one entry, about the release that a channel offers now. What it offered before is not recorded, so
// earlier releases are named and have no entries.
func (s *site) channelFeed(c *history.Channel) feed {
	f := feed{path: address.Channel(c.Name), title: "Channel " + c.Name}
	x := s.releaseEntry(c.Record, c.Record.Notes, "")
	x.id, x.title = atom.ID("release", f.path, c.Record.Version), f.title+": release "+c.Record.Version
	if len(c.Record.Notes) > 0 {
		x.title += ": " + history.Summary(c.Record.Notes)
	}
	r := s.history.Release(c.Record.Previous)
	for ; r != nil && len(x.before) < maxFeedReleases; r = s.history.Release(r.Previous) {
		x.before = append(x.before, r.Version)
	}
	f.entries = []feedEntry{x}
	return f
}

// maxFeedReleases is how many releases a feed has.
const maxFeedReleases = 20

// everyNote is for feeds about everything.
func everyNote(model.Note) bool { return true }

// releaseEntries returns an entry for each release that has wanted notes, the newest first. If about, the subject of
// the feed, is "", releases without such notes have one too.
func (s *site) releaseEntries(about string, wanted func(model.Note) bool) (out []feedEntry) {
	for _, r := range s.Catalog.Records {
		notes := list.Select(r.Notes, wanted)
		if (about == "" || len(notes) > 0) && len(out) < maxFeedReleases {
			out = append(out, s.releaseEntry(r, notes, about))
		}
	}
	return out
}

// releaseEntry makes the entry of a release. Its id only depends on the feed's subject and the version, so it stays the
// same when a channel offers the release later.
func (s *site) releaseEntry(r *model.Record, notes []model.Note, about string) feedEntry {
	x := feedEntry{id: atom.ID("release", about, r.Version), title: "Release " + r.Version,
		page: address.Release(r.Version), folder: "p/", date: r.Date}
	if about != "" {
		x.title = about + ", release " + r.Version
	}
	if in := s.releaseCard(r, "").Channels; len(in) > 0 {
		x.title += " (" + english.And(list.Map(in, func(channel link) string { return channel.Title })) + ")"
	}
	if len(notes) > 0 {
		x.title += ": " + history.Summary(notes)
	}
	x.names = list.Distinct(list.FlatMap(notes, func(n model.Note) []string { return n.Packages }))
	return x
}

// actionEntries are what events do on each path: those that are wanted at a cell. words name the path. An entry leads
// to the part of the action on a page of the path, or without such pages to the events of the feed's own page.
func (s *site) actionEntries(f feed, words, page func(*xref.Path) string,
	wanted func(e *xref.EventGroup, cell int) bool) (out []feedEntry) {
	for _, p := range s.xref.Paths {
		byAction := map[model.Action][]*xref.EventGroup{}
		for _, e := range s.xref.Events {
			if slices.ContainsFunc(e.Cells, func(i int) bool { return s.xref.Cells[i].Path == p && wanted(e, i) }) {
				byAction[e.Action] = append(byAction[e.Action], e)
			}
		}
		for _, action := range actionOrder {
			events := byAction[action]
			if len(events) == 0 {
				continue
			}
			x := feedEntry{folder: "p/", page: f.path + "#events"}
			if page != nil {
				x.page = page(p) + action.String()
			}
			x.id, x.names = eventsID(events, f.path, p.String(), action.String())
			x.title = fmt.Sprintf("%s: %s %s", words(p), wording.Counted(len(x.names), "package"), action)
			out = append(out, x)
		}
	}
	return out
}

// eventsID returns the id of an entry about events, which depends on the place and the events, and the packages that
// they take.
func eventsID(events []*xref.EventGroup, place ...string) (id string, packages []string) {
	var ids []uint64
	for _, e := range events {
		ids = append(ids, e.IDs...)
		for _, p := range e.In {
			packages = append(packages, p.Name)
		}
	}
	return atom.ID(append(place, fmt.Sprint(list.Distinct(ids)))...), list.Distinct(packages)
}

// distroEntries are the repositories and keys of the major releases of a distribution.
func (s *site) distroEntries(d *model.Distro) (out []feedEntry) {
	for _, t := range s.Catalog.Targets {
		if t.Distro == d {
			title := fmt.Sprintf("%s %d", wording.Title(d), t.Major)
			page := fmt.Sprintf("%s#el%d", address.Distro(d.Folder), t.Major)
			out = append(out, repositoryEntry(title, page, t.Repo, t.Keys, nil))
		}
	}
	return out
}

// vendorEntry is what the vendor ships beside events, in all trees.
func vendorEntry(v *xref.Vendor) feedEntry {
	sections := list.FlatMap(v.PerCell, func(x *model.Vendor) []model.Section { return x.Repo })
	return repositoryEntry(v.DisplayName(), address.Vendor(v.Name), sections, v.KeyFiles(), v.SignatureIDs())
}

// repositoryEntry makes an entry about repositories and keys. Its id is a digest of everything it says about them.
func repositoryEntry(title, page string, sections []model.Section, keys []model.Key, signatures []string) feedEntry {
	x := feedEntry{title: title + ": repositories and keys", page: page}
	parts := append([]string{page}, signatures...)
	for _, r := range wording.Sections(sections) {
		parts = append(parts, fmt.Sprintf("%q", r))
		x.names = append(x.names, r.Repoid)
	}
	for _, k := range wording.Keys(keys) {
		parts = append(parts, fmt.Sprint(k.Public))
		for _, p := range k.Public {
			if !p.Subkey {
				x.names = append(x.names, p.Fingerprint)
			}
		}
	}
	x.names, x.id = list.Distinct(x.names), atom.ID(parts...)
	return x
}

// maxFeedNames is how many names an entry lists before it counts the rest.
const maxFeedNames = 40

// content lists what an entry is about, as HTML.
func (e feedEntry) content(root string) string {
	var b markup.Builder
	b.Tag("<p>")
	names := e.names[:min(len(e.names), maxFeedNames)]
	switch {
	case len(names) == 0:
		b.Text(e.title)
	case e.folder == "":
		codeNames(&b, names)
	default:
		b.Links(names, func(n string) string { return root + e.folder + address.Segment(n) + "/" })
	}
	if more := len(e.names) - maxFeedNames; more > 0 {
		b.Text(" and " + english.Grouped(more) + " more")
	}
	b.Tag(".</p>")
	if len(e.before) > 0 {
		b.Tag("<p>It holds the changes of these releases too: ")
		b.Links(e.before, func(version string) string { return root + address.Release(version) }).Tag(".</p>")
	}
	return b.Fragment().String()
}
