// Package document makes the JSON documents of package api for a catalog. [Files] returns them all; each is made when
// it is written.
package document

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/par"
	"pes/generator/render/address"
	"pes/generator/render/api"
	"pes/generator/render/atom"
	"pes/generator/render/download"
	"pes/generator/render/history"
	"pes/generator/render/versions"
	"pes/generator/render/wording"
	"pes/generator/render/xref"
	"pes/generator/succession"
	"pes/generator/tree"
)

// Root is the folder of the documents; all but the first few are one folder further down.
const Root = "api/v1/"

// toRoot is the way from a document in a folder of Root to the root of the site.
const toRoot = "../../../"

// PackageAddress is the document of a package, below the root of the site.
func PackageAddress(name string) string { return Root + "packages/" + address.Segment(name) + ".json" }

// A Site is what documents are made of.
type Site struct {
	Index    *xref.Index
	History  *history.History
	Versions *versions.Index
	Trees    []*download.Tree
	Signed   bool // there is a signature beside the archive of each tree
	Date     time.Time
	Counts   func(*xref.Path) map[string]int // how many packages each action takes on a path
	Jobs     int

	events map[*xref.EventGroup][]byte // made once for all documents
}

// Files are all documents, made when they are written.
func Files(site Site) tree.Tree {
	s := &site
	made := par.Map(s.Jobs, len(s.Index.Events), func(i int) []byte { return encoded(s.event(s.Index.Events[i])) })
	s.events = make(map[*xref.EventGroup][]byte, len(made))
	for i, e := range s.Index.Events {
		s.events[e] = made[i]
	}
	words := map[string][]string{"action": model.Actions, "fate": model.Fates}
	out := tree.Tree{
		{Path: "site/" + Root + "schema.json", Make: func(b []byte) []byte { return append(b, api.Schema(words)...) }},
		{Path: "site/" + Root + "openapi.json",
			Make: func(b []byte) []byte { return append(b, api.OpenAPI(words)...) }},
	}
	file := func(name string, data func(b []byte) []byte) {
		out = append(out, tree.Entry{Path: "site/" + Root + name + ".json", Make: data})
	}
	add := func(name string, document func() (any, []*xref.EventGroup)) {
		file(name, func(b []byte) []byte {
			x, events := document()
			return s.document(b, x, events)
		})
	}
	add("index", func() (any, []*xref.EventGroup) { return s.index(), nil })
	add("packages", func() (any, []*xref.EventGroup) { return s.packages(), nil })
	add("releases", func() (any, []*xref.EventGroup) { return s.releases(), nil })
	if s.Index.Catalog.Layer != nil {
		add("upstream", func() (any, []*xref.EventGroup) { return s.upstream(), nil })
	}
	for _, name := range s.History.RecordedOnly {
		file("packages/"+address.File(name), func(b []byte) []byte { return s.pkg(b, &xref.Package{Name: name}) })
	}
	for _, p := range s.Index.Packages {
		file("packages/"+address.File(p.Name), func(b []byte) []byte { return s.pkg(b, p) })
	}
	shards := map[string][]*xref.EventGroup{}
	for _, e := range s.Index.Events {
		for _, id := range e.IDs {
			shards[shardOf(id)] = list.AppendNew(shards[shardOf(id)], e)
		}
	}
	for _, shard := range slices.Sorted(maps.Keys(shards)) {
		add("events/"+shard, func() (any, []*xref.EventGroup) { return api.Shard{}, byID(shards[shard]) })
	}
	for _, p := range s.Index.Paths {
		add("paths/"+p.String(), func() (any, []*xref.EventGroup) {
			return s.path(p), s.Index.EventsOn(p)
		})
	}
	for _, d := range s.Index.Catalog.Distros {
		add("distributions/"+address.File(d.Folder), func() (any, []*xref.EventGroup) { return s.distribution(d), nil })
	}
	for _, v := range s.Index.Vendors {
		add("vendors/"+address.File(v.Name), func() (any, []*xref.EventGroup) {
			return s.vendor(v), list.Select(s.Index.Events, v.Owns)
		})
	}
	return out
}

// document appends a document. Its events, the last key where it has any, were made once for all documents.
func (s *Site) document(b []byte, document any, events []*xref.EventGroup) []byte {
	made := encoded(document)
	if head, ok := bytes.CutSuffix(made, []byte("null}")); ok {
		b = append(append(b, head...), '[')
		for i, e := range events {
			b = append(comma(b, i), s.events[e]...)
		}
		return append(b, "]}\n"...)
	}
	return append(append(b, made...), '\n')
}

// comma appends the comma before item i.
func comma(b []byte, i int) []byte {
	if i > 0 {
		b = append(b, ',')
	}
	return b
}

// shardOf names the document that holds an event. One document for each event would add a third to the number of files
// of a site.
func shardOf(id uint64) string { return fmt.Sprintf("%02d", id%100) }

// some is a list that is never null.
func some[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// all is what f makes of each element of a list, never null.
func all[T, U any](from []T, f func(T) U) []U { return some(list.Map(from, f)) }

// link returns a link to the document of a named item in a folder.
func link(folder, name, title string) api.Link {
	return api.Link{Name: name, Title: title, URL: folder + address.Segment(name) + ".json"}
}

func (s *Site) index() api.Index {
	x := api.Index{Version: 1, Date: wording.Day(s.Date), Schema: "schema.json", OpenAPI: "openapi.json",
		Packages: "packages.json", Releases: "releases.json", Events: "events/{shard}.json",
		Feed:   "../../" + atom.FileName,
		Counts: map[string]int{"events": len(s.Index.Events), "packages": len(s.Index.Packages)},
		Paths:  all(s.Index.Paths, func(p *xref.Path) api.Link { return link("paths/", p.String(), p.Words()) }),
		Distributions: all(s.Index.Catalog.Distros, func(d *model.Distro) api.Link {
			return link("distributions/", d.Folder, wording.Title(d))
		}),
		Vendors: vendors(s.Index.Vendors, "vendors/")}
	if s.Index.Catalog.Layer != nil {
		x.Upstream = "upstream.json"
	}
	return x
}

// vendors are links to vendors, by name.
func vendors(list []*xref.Vendor, folder string) []api.Link {
	out := all(list, func(v *xref.Vendor) api.Link { return link(folder, v.Name, v.DisplayName()) })
	slices.SortFunc(out, func(a, b api.Link) int { return strings.Compare(a.Name, b.Name) })
	return out
}

func packageLink(name string) api.Link { return link("packages/", name, "") }

func (s *Site) packages() api.Packages {
	return api.Packages{Packages: all(s.Index.Packages, func(p *xref.Package) api.Link { return packageLink(p.Name) })}
}

// byID sorts for a shard.
func byID(events []*xref.EventGroup) []*xref.EventGroup {
	events = slices.Clone(events)
	slices.SortStableFunc(events, func(a, b *xref.EventGroup) int { return slices.Compare(a.IDs, b.IDs) })
	return events
}

func (s *Site) path(p *xref.Path) api.Path {
	here := list.Select(s.Index.Vendors, func(v *xref.Vendor) bool { return len(p.Among(v.Cells)) > 0 })
	return api.Path{Name: p.String(), Source: p.Source, Target: p.Target, Page: toRoot + address.Path(p.String()),
		Counts: s.Counts(p), Vendors: vendors(here, "../vendors/"),
		Distributions: s.ways(func(c *xref.Cell) bool { return c.Path == p })}
}

// ways are the cells that are wanted.
func (s *Site) ways(wanted func(*xref.Cell) bool) []api.Way {
	return all(list.Select(s.Index.Cells, wanted), func(cell *xref.Cell) api.Way {
		d := cell.Target.Distro
		trees := list.Select(s.Trees, func(t *download.Tree) bool { return t.Of(d.Folder, cell.Path.Target) })
		return api.Way{Path: cell.Path.String(), Title: cell.Title(), Distribution: d.Folder,
			Page:  toRoot + cell.Address(),
			Leapp: some(wording.LeappVersions(cell.Authored)), Map: mappings(&cell.Target.Map, cell.Path),
			Systems: all(cell.Authored.Systems, func(d *model.Distro) string { return d.Folder }),
			Downloads: all(trees, func(t *download.Tree) api.Download {
				x := api.Download{Leapp: t.Version, Page: toRoot + t.Address(),
					Folder: toRoot + address.Escape(t.Folder()) + "/", SHA256: toRoot + t.Address() + "SHA256SUMS",
					Archive: toRoot + address.Escape(t.Archive.Path), ArchiveSHA256: t.Archive.SHA256}
				if s.Signed {
					x.Signature = x.Archive + download.SignatureEnd
				}
				return x
			})}
	})
}

func mappings(m *model.Map, p *xref.Path) []api.Mapping {
	out := []api.Mapping{}
	for _, x := range m.Mappings {
		if x.Source == p.Source && x.Target == p.Target {
			out = append(out, api.Mapping{From: x.From, To: some(x.To)})
		}
	}
	return out
}

func (s *Site) distribution(d *model.Distro) api.Distribution {
	releases := list.Select(s.Index.Catalog.Targets, func(t *model.Target) bool { return t.Distro == d })
	x := api.Distribution{Name: d.Folder, Title: wording.Title(d), OSID: d.OSID, Homepage: d.Homepage, Bugs: d.Bugs,
		Page: toRoot + address.Distro(d.Folder), Architectures: some(d.Arches),
		Paths: s.ways(func(c *xref.Cell) bool { return c.Target.Distro == d }),
		Ends:  all(d.Ends, func(e model.End) api.End { return api.End{Major: e.Major, Day: wording.Day(e.Day)} }),
		Releases: all(releases, func(t *model.Target) api.Target {
			return api.Target{Major: t.Major, Repositories: repositories(t.Repo), Families: families(&t.Map),
				Keys: keys(t.Keys), Vendors: all(t.Vendors, func(v *model.Vendor) string { return v.Name })}
		})}
	if len(x.Paths) > 0 {
		x.Feed = x.Page + atom.FileName
	}
	return x
}

func repositories(sections []model.Section) []api.Repository {
	return all(wording.Sections(sections), func(x wording.Section) api.Repository {
		options := map[string]string{"name": x.Name}
		for _, o := range x.Lines {
			options[o[0]] = o[1]
		}
		return api.Repository{Repoid: x.Repoid, Options: options, Keys: some(x.Keys)}
	})
}

func families(m *model.Map) []api.Family {
	return all(m.Families, func(f *model.Family) api.Family {
		return api.Family{PESID: f.PESID, Entries: all(f.Entries, func(e model.Entry) api.Entry {
			return api.Entry{Repoid: e.Repoid, Major: e.Major, Architecture: e.Arch, Channel: e.Channel, Type: e.Type,
				RHUI: e.RHUI}
		})}
	})
}

func keys(files []model.Key) []api.KeyFile {
	return all(files, func(k model.Key) api.KeyFile {
		return api.KeyFile{File: k.Name, Keys: all(k.Public, func(p model.PublicKey) api.Key {
			return api.Key{ID: p.ID, Fingerprint: p.Fingerprint, Created: wording.Day(p.Created),
				Expires: wording.Day(p.Expires), Signs: p.Signs, Subkey: p.Subkey}
		})}
	})
}

func (s *Site) vendor(v *xref.Vendor) api.Vendor {
	x := api.Vendor{Name: v.Name, Title: v.DisplayName(), Owner: v.Owner, Homepage: v.Homepage, Bugs: v.Bugs,
		Licence: v.Licence, Page: toRoot + address.Vendor(v.Name),
		Signatures: some(v.SignatureIDs()), Keys: keys(v.KeyFiles()), Paths: []api.VendorWay{}}
	x.Feed = x.Page + atom.FileName
	for i, cell := range v.Cells {
		at := s.Index.Cells[cell]
		x.Paths = append(x.Paths, api.VendorWay{Path: at.Path.String(), Distribution: at.Target.Distro.Folder,
			Map: mappings(&v.PerCell[i].Map, at.Path), Families: families(&v.PerCell[i].Map),
			Repositories: repositories(v.PerCell[i].Repo)})
	}
	return x
}

// pkg appends an [api.Package].
func (s *Site) pkg(b []byte, p *xref.Package) []byte {
	b = append(append(b, `{"name":`...), encoded(p.Name)...)
	b = append(append(b, `,"page":`...), encoded(toRoot+address.Package(p.Name))...)
	b = append(b, `,"answers":[`...)
	n := 0
	wording.Answers(s.Index, p, s.Index.Outcomes(p), nil, func(a *wording.Sentence, here []xref.Outcome) {
		answer := api.Answer{Path: here[0].Path.String(), Text: a.String(), Gone: s.gone(here)}
		b = append(comma(b, n), encoded(answer)...)
		n++
	})
	b = append(b, ']')
	if ways := p.Ways(); len(ways) > 0 {
		b = append(append(b, `,"ways":`...), encoded(list.Map(ways, way))...)
	}
	b = append(b, `,"events":[`...)
	for i, u := range p.Uses {
		b = append(comma(b, i), s.events[u.Event]...)
	}
	b = append(b, ']')
	if all := s.versionsOf(p.Name); len(all) > 0 {
		b = append(append(b, `,"versions":`...), encoded(all)...)
	}
	if fates := s.fatesOf(p.Name); len(fates) > 0 {
		b = append(append(b, `,"upstream":`...), encoded(fates)...)
	}
	if notes := s.History.Notes[p.Name]; len(notes) > 0 {
		b = append(append(b, `,"history":`...), encoded(list.Map(notes, past))...)
	}
	return append(b, "}\n"...)
}

// way is what several upgrades make of a package.
func way(w succession.Way) api.LongWay {
	return api.LongWay{Path: fmt.Sprintf("%d-%d", w.Source, w.Target), Text: w.String(), ComesWith: w.Since,
		Left: some(w.Left), Distributions: list.Map(w.Distros, func(d *model.Distro) string { return d.Folder })}
}

// gone are the outcomes in which a package is gone.
func (s *Site) gone(outcomes []xref.Outcome) (out []api.Gone) {
	for _, o := range outcomes {
		if o.Gone != nil {
			out = append(out, api.Gone{Since: o.Gone.Since, Successors: some(o.Gone.Successors),
				Distributions: list.Map(s.Index.Distros(o.Cells), func(d *model.Distro) string { return d.Folder })})
		}
	}
	return out
}

func encoded(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // a text, and the types of package api, have always a JSON
	}
	return b
}

func (s *Site) event(e *xref.EventGroup) api.Event {
	x := api.Event{IDs: e.IDs, Page: toRoot + "p/" + e.Address(e.In[0].Name), Action: e.Action.String(),
		To: e.To.String(), In: wording.Names(e.In), Out: wording.Names(e.Out), Architectures: e.Arches(),
		Distributions: map[string][]string{}, Source: wording.Position(e.Event),
		Streams: list.Map(e.Streams, func(m model.StreamMap) api.Stream {
			return api.Stream{In: m.In.String(), Out: m.Out.String()}
		})}
	if !e.From.IsZero() {
		x.From = e.From.String()
	}
	for _, i := range e.Cells {
		cell := s.Index.Cells[i]
		x.Distributions[cell.Path.String()] = append(x.Distributions[cell.Path.String()], cell.Target.Distro.Folder)
	}
	for _, o := range e.Written() {
		if o.Origin != nil && o.Upstream != 0 {
			x.Upstream, x.AsOf = append(x.Upstream, o.ID), o.AsOf
		}
		for _, u := range s.Index.Upstream.ReplacedBy(o.Origin) {
			x.InsteadOf = append(x.InsteadOf, u.ID)
		}
	}
	if e.Origin != nil {
		x.Vendor, x.Why, x.Advice, x.Links, x.Tags = e.Vendor, e.Why, e.Advice, e.Links, e.Tags
	}
	return x
}

func past(p history.PackageNote) api.Past {
	n := p.Note
	return api.Past{Release: p.Record.Version, Page: toRoot + address.Release(p.Record.Version), Target: n.Target,
		Distributions: n.Distros, Category: n.Category, Was: n.Was, Is: n.Is, Text: n.Text, Why: n.Why, By: n.By}
}

func (s *Site) releases() api.Releases {
	gone := all(s.History.RecordedOnly, packageLink)
	return api.Releases{Gone: gone, Releases: all(s.Index.Catalog.Records, func(r *model.Record) api.Release {
		x := api.Release{Version: r.Version, Date: wording.Day(r.Date), Page: "../../" + address.Release(r.Version),
			Previous: r.Previous, Channels: some(r.Channels), Manifest: r.Manifest, Counts: map[string]int{}}
		for _, n := range r.Notes {
			x.Counts[n.Category] += cmp.Or(len(n.Names), len(n.Packages))
		}
		return x
	})}
}
