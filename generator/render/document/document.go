// Package document makes what programs read instead of pages: the JSON documents of package api, for a catalog. [Files]
// makes them all, each when it is written.
package document

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"pes/generator/model"
	"pes/generator/par"
	"pes/generator/render/address"
	"pes/generator/render/api"
	"pes/generator/render/atom"
	"pes/generator/render/download"
	"pes/generator/render/history"
	"pes/generator/render/wording"
	"pes/generator/render/xref"
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
	Index   *xref.Index
	History *history.History
	Trees   []*download.Tree
	Date    time.Time
	Counts  func(*xref.Path) map[string]int // how many packages each action takes on a path
	Jobs    int

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
	words := map[string][]string{"action": model.Actions}
	out := tree.Tree{
		{Path: "site/" + Root + "schema.json", Make: func() []byte { return api.Schema(words) }},
		{Path: "site/" + Root + "openapi.json", Make: func() []byte { return api.OpenAPI(words) }},
	}
	file := func(name string, data func() []byte) {
		out = append(out, tree.Entry{Path: "site/" + Root + name + ".json", Make: data})
	}
	add := func(name string, document func() (any, []*xref.EventGroup)) {
		file(name, func() []byte { return s.document(document()) })
	}
	add("index", func() (any, []*xref.EventGroup) { return s.index(), nil })
	add("packages", func() (any, []*xref.EventGroup) { return s.packages(), nil })
	add("releases", func() (any, []*xref.EventGroup) { return s.releases(), nil })
	for _, name := range s.History.RecordedOnly {
		file("packages/"+address.File(name), func() []byte { return s.pkg(&xref.Package{Name: name}) })
	}
	for _, p := range s.Index.Packages {
		file("packages/"+address.File(p.Name), func() []byte { return s.pkg(p) })
	}
	shards := map[string][]*xref.EventGroup{}
	for _, e := range s.Index.Events {
		for _, id := range e.IDs {
			if shard := shardOf(id); !slices.Contains(shards[shard], e) {
				shards[shard] = append(shards[shard], e)
			}
		}
	}
	for _, shard := range slices.Sorted(maps.Keys(shards)) {
		add("events/"+shard, func() (any, []*xref.EventGroup) { return api.Shard{}, byID(shards[shard]) })
	}
	for _, p := range s.Index.Paths {
		add("paths/"+p.String(), func() (any, []*xref.EventGroup) {
			return s.path(p), s.eventsThat(func(e *xref.EventGroup) bool { return len(s.Index.On(e, p)) > 0 })
		})
	}
	for _, d := range s.Index.Catalog.Distros {
		add("distributions/"+address.File(d.Folder), func() (any, []*xref.EventGroup) { return s.distribution(d), nil })
	}
	for _, v := range s.Index.Vendors {
		add("vendors/"+address.File(v.Name), func() (any, []*xref.EventGroup) {
			return s.vendor(v),
				s.eventsThat(v.Owns)
		})
	}
	return out
}

// document writes a document of package api. Its events, the last key where it has any, were made once for all
// documents.
func (s *Site) document(document any, events []*xref.EventGroup) []byte {
	b := encoded(document)
	if head, ok := bytes.CutSuffix(b, []byte("null}")); ok {
		var list [][]byte
		for _, e := range events {
			list = append(list, s.events[e])
		}
		b = fmt.Appendf(head, "[%s]}", bytes.Join(list, []byte(",")))
	}
	return append(b, '\n')
}

// shardOf names the document that holds an event. One document an event would make a third more files of a site.
func shardOf(id uint64) string { return fmt.Sprintf("%02d", id%100) }

// some is a list that is never null.
func some[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

func (s *Site) index() api.Index {
	x := api.Index{Version: 1, Date: wording.Day(s.Date), Schema: "schema.json", OpenAPI: "openapi.json",
		Packages: "packages.json", Releases: "releases.json", Events: "events/{shard}.json",
		Feed: "../../" + atom.FileName, Paths: []api.Link{}, Distributions: []api.Link{},
		Counts: map[string]int{"events": len(s.Index.Events), "packages": len(s.Index.Packages)}}
	for _, p := range s.Index.Paths {
		x.Paths = append(x.Paths, api.Link{Name: p.String(), Title: p.Words(), URL: "paths/" + p.String() + ".json"})
	}
	for _, d := range s.Index.Catalog.Distros {
		x.Distributions = append(x.Distributions, api.Link{Name: d.Folder, Title: wording.Title(d),
			URL: "distributions/" + address.Segment(d.Folder) + ".json"})
	}
	x.Vendors = s.vendors("vendors/", func(int) bool { return true })
	return x
}

// apiVendors are the vendors with a cell that is wanted, by name.
func (s *Site) vendors(folder string, wanted func(cell int) bool) []api.Link {
	out := []api.Link{}
	for _, v := range s.Index.Vendors {
		if slices.ContainsFunc(v.Cells, wanted) {
			out = append(out, api.Link{Name: v.Name, Title: v.DisplayName(),
				URL: folder + address.Segment(v.Name) + ".json"})
		}
	}
	slices.SortFunc(out, func(a, b api.Link) int { return strings.Compare(a.Name, b.Name) })
	return out
}

func (s *Site) packages() api.Packages {
	out := api.Packages{Packages: make([]api.Link, 0, len(s.Index.Packages))}
	for _, p := range s.Index.Packages {
		out.Packages = append(out.Packages, api.Link{Name: p.Name,
			URL: "packages/" + address.Segment(p.Name) + ".json"})
	}
	return out
}

// byID sorts for a shard.
func byID(events []*xref.EventGroup) []*xref.EventGroup {
	events = slices.Clone(events)
	slices.SortStableFunc(events, func(a, b *xref.EventGroup) int { return slices.Compare(a.IDs, b.IDs) })
	return events
}

// eventsThat are the events that are wanted, in order.
func (s *Site) eventsThat(wanted func(*xref.EventGroup) bool) (out []*xref.EventGroup) {
	for _, e := range s.Index.Events {
		if wanted(e) {
			out = append(out, e)
		}
	}
	return out
}

func (s *Site) path(p *xref.Path) api.Path {
	here := func(i int) bool { return s.Index.Cells[i].Path == p }
	x := api.Path{Name: p.String(), Source: p.Source, Target: p.Target, Page: toRoot + address.Path(p.String()),
		Counts:        s.Counts(p),
		Distributions: s.ways(here), Vendors: s.vendors("../vendors/", here)}
	return x
}

// apiPaths are the cells that are wanted.
func (s *Site) ways(wanted func(cell int) bool) []api.Way {
	out := []api.Way{}
	for i, cell := range s.Index.Cells {
		if !wanted(i) {
			continue
		}
		d := cell.Target.Distro
		w := api.Way{Path: cell.Path.String(), Distribution: d.Folder, Page: toRoot + cell.Address(),
			Systems: []string{}, Leapp: some(wording.LeappVersions(cell.Authored)), Downloads: []api.Download{},
			Map: mappings(&cell.Target.Map, cell.Path)}
		for _, system := range cell.Authored.Systems {
			w.Systems = append(w.Systems, system.Folder)
		}
		for _, t := range s.Trees {
			if t.Of(d.Folder, cell.Path.Target) {
				w.Downloads = append(w.Downloads, api.Download{Leapp: t.Version, Page: toRoot + t.Address(),
					Folder: toRoot + address.Escape(t.Folder()) + "/", SHA256: toRoot + t.Address() + "SHA256SUMS"})
			}
		}
		out = append(out, w)
	}
	return out
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
	x := api.Distribution{Name: d.Folder, Title: wording.Title(d), OSID: d.OSID, Homepage: d.Homepage, Bugs: d.Bugs,
		Ends: []api.End{}, Page: toRoot + address.Distro(d.Folder),
		Architectures: some(d.Arches), Releases: []api.Target{},
		Paths: s.ways(func(i int) bool { return s.Index.Cells[i].Target.Distro == d })}
	if len(x.Paths) > 0 {
		x.Feed = x.Page + atom.FileName
	}
	for _, e := range d.Ends {
		x.Ends = append(x.Ends, api.End{Major: e.Major, Day: wording.Day(e.Day)})
	}
	for _, t := range s.Index.Catalog.Targets {
		if t.Distro != d {
			continue
		}
		vendors := []string{}
		for _, v := range t.Vendors {
			vendors = append(vendors, v.Name)
		}
		x.Releases = append(x.Releases, api.Target{Major: t.Major, Repositories: repositories(t.Repo),
			Families: families(&t.Map), Keys: keys(t.Keys), Vendors: vendors})
	}
	return x
}

func repositories(all []model.Section) []api.Repository {
	out := []api.Repository{}
	for _, x := range wording.Sections(all) {
		options := map[string]string{"name": x.Name}
		for _, o := range x.Lines {
			options[o[0]] = o[1]
		}
		out = append(out, api.Repository{Repoid: x.Repoid, Options: options, Keys: some(x.Keys)})
	}
	return out
}

func families(m *model.Map) []api.Family {
	out := []api.Family{}
	for _, f := range m.Families {
		x := api.Family{PESID: f.PESID, Entries: []api.Entry{}}
		for _, e := range f.Entries {
			x.Entries = append(x.Entries, api.Entry{Repoid: e.Repoid, Major: e.Major, Architecture: e.Arch,
				Channel: e.Channel, Type: e.Type, RHUI: e.RHUI})
		}
		out = append(out, x)
	}
	return out
}

func keys(all []model.Key) []api.KeyFile {
	out := []api.KeyFile{}
	for _, k := range all {
		x := api.KeyFile{File: k.Name, Keys: []api.Key{}}
		for _, p := range k.Public {
			x.Keys = append(x.Keys, api.Key{ID: p.ID, Fingerprint: p.Fingerprint, Created: wording.Day(p.Created),
				Expires: wording.Day(p.Expires), Signs: p.Signs, Subkey: p.Subkey})
		}
		out = append(out, x)
	}
	return out
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

// pkg is an [api.Package].
func (s *Site) pkg(p *xref.Package) []byte {
	var answers, events [][]byte
	wording.Answers(s.Index, p, s.Index.Outcomes(p), func(a *wording.Sentence, here []xref.Outcome) {
		answers = append(answers, encoded(api.Answer{Path: here[0].Path.String(), Text: a.String()}))
	})
	for _, u := range p.Uses {
		events = append(events, s.events[u.Event])
	}
	comma := []byte(",")
	b := fmt.Appendf(nil, `{"name":%s,"page":%s,"answers":[%s],"events":[%s]`, encoded(p.Name),
		encoded(toRoot+address.Package(p.Name)), bytes.Join(answers, comma), bytes.Join(events, comma))
	if list := s.History.Notes[p.Name]; len(list) > 0 {
		b = append(append(b, `,"history":`...), encoded(s.history(list))...)
	}
	return append(b, "}\n"...)
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
		Distributions: map[string][]string{}, Source: wording.Position(e.Event)}
	if !e.From.IsZero() {
		x.From = e.From.String()
	}
	for _, i := range e.Cells {
		cell := s.Index.Cells[i]
		x.Distributions[cell.Path.String()] = append(x.Distributions[cell.Path.String()], cell.Target.Distro.Folder)
	}
	for _, m := range e.Streams {
		x.Streams = append(x.Streams, api.Stream{In: m.In.String(), Out: m.Out.String()})
	}
	if e.Origin != nil {
		x.Vendor, x.Why, x.Advice, x.Links, x.Tags = e.Vendor, e.Why, e.Advice, e.Links, e.Tags
	}
	return x
}

func (s *Site) history(list []history.PackageNote) (out []api.Past) {
	for _, p := range list {
		n := p.Note
		out = append(out, api.Past{Release: p.Record.Version, Page: toRoot + address.Release(p.Record.Version),
			Target: n.Target, Distributions: n.Distros, Category: n.Category,
			Was: n.Was, Is: n.Is, Text: n.Text, Why: n.Why})
	}
	return out
}

func (s *Site) releases() api.Releases {
	out := api.Releases{Releases: []api.Release{}, Gone: []api.Link{}}
	for _, name := range s.History.RecordedOnly {
		out.Gone = append(out.Gone, api.Link{Name: name, URL: "packages/" + address.Segment(name) + ".json"})
	}
	for _, r := range s.Index.Catalog.Records {
		x := api.Release{Version: r.Version, Date: wording.Day(r.Date), Page: "../../" + address.Release(r.Version),
			Previous: r.Previous, Channels: some(r.Channels), Manifest: r.Manifest, Counts: map[string]int{}}
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
