package render

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"pes/generator/model"
	"pes/generator/render/address"
	"pes/generator/render/api"
	"pes/generator/render/atom"
	"pes/generator/render/wording"
	"pes/generator/render/xref"
	"pes/generator/tree"
)

// apiRoot is where documents for programs lie; all but the first few are one folder further down.
const apiRoot = "api/v1/"

// fromAPI is the way home from a document in a folder of apiRoot.
const fromAPI = "../../../"

// apiEntries are the documents of package api, made when they are written.
func (s *site) apiEntries() tree.Tree {
	words := map[string][]string{"action": model.Actions}
	out := tree.Tree{
		{Path: "site/" + apiRoot + "schema.json", Make: func() []byte { return api.Schema(words) }},
		{Path: "site/" + apiRoot + "openapi.json", Make: func() []byte { return api.OpenAPI(words) }},
	}
	add := func(folder, name string, document func() (any, []*renderedEvent)) {
		out = append(out, tree.Entry{Path: "site/" + apiRoot + folder + address.File(name) + ".json", Make: func() []byte { return documentJSON(document()) }})
	}
	add("", "index", func() (any, []*renderedEvent) { return s.apiIndex(), nil })
	add("", "packages", func() (any, []*renderedEvent) { return s.apiPackages(), nil })
	add("", "releases", func() (any, []*renderedEvent) { return s.apiReleases(), nil })
	for _, name := range s.history.RecordedOnly {
		out = append(out, tree.Entry{Path: "site/" + apiRoot + "packages/" + address.File(name) + ".json", Make: func() []byte { return s.recordedJSON(name) }})
	}
	for _, p := range s.xref.Packages {
		out = append(out, tree.Entry{Path: "site/" + apiRoot + "packages/" + address.File(p.Name) + ".json", Make: func() []byte { return s.packageJSON(p) }})
	}
	shards := map[string][]*renderedEvent{}
	for _, e := range s.xref.Events {
		for _, id := range e.IDs {
			if shard := shardOf(id); !slices.Contains(shards[shard], s.events[e]) {
				shards[shard] = append(shards[shard], s.events[e])
			}
		}
	}
	for _, shard := range slices.Sorted(maps.Keys(shards)) {
		add("events/", shard, func() (any, []*renderedEvent) { return api.Shard{}, byID(shards[shard]) })
	}
	for _, p := range s.xref.Paths {
		add("paths/", p.String(), func() (any, []*renderedEvent) {
			return s.apiPath(p), s.eventsThat(func(e *xref.EventGroup) bool { return len(s.xref.On(e, p)) > 0 })
		})
	}
	for _, d := range s.Catalog.Distros {
		add("distributions/", d.Folder, func() (any, []*renderedEvent) { return s.apiDistribution(d), nil })
	}
	for _, v := range s.xref.Vendors {
		add("vendors/", v.Name, func() (any, []*renderedEvent) { return s.apiVendor(v), s.eventsThat(v.Owns) })
	}
	return out
}

// documentJSON writes a document of package api. Its events, the last key where it has any, were made once for all documents.
func documentJSON(document any, events []*renderedEvent) []byte {
	b, err := json.Marshal(document)
	if err != nil {
		panic(err) // the types of package api have always a JSON
	}
	if head, ok := bytes.CutSuffix(b, []byte("null}")); ok {
		b = append(head, '[')
		for i, e := range events {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(b, e.json...)
		}
		b = append(b, "]}"...)
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

func (s *site) apiIndex() api.Index {
	x := api.Index{Version: 1, Date: wording.Day(s.Date), Schema: "schema.json", OpenAPI: "openapi.json", Packages: "packages.json", Releases: "releases.json", Events: "events/{shard}.json", Feed: "../../" + atom.FileName,
		Counts: map[string]int{"events": len(s.xref.Events), "packages": len(s.xref.Packages)}, Paths: []api.Link{}, Distributions: []api.Link{}}
	for _, p := range s.xref.Paths {
		x.Paths = append(x.Paths, api.Link{Name: p.String(), Title: p.Words(), URL: "paths/" + p.String() + ".json"})
	}
	for _, d := range s.Catalog.Distros {
		x.Distributions = append(x.Distributions, api.Link{Name: d.Folder, Title: wording.Title(d), URL: "distributions/" + address.Segment(d.Folder) + ".json"})
	}
	x.Vendors = s.apiVendors("vendors/", func(int) bool { return true })
	return x
}

// apiVendors are the vendors with a cell that is wanted, by name.
func (s *site) apiVendors(folder string, wanted func(cell int) bool) []api.Link {
	out := []api.Link{}
	for _, v := range s.xref.Vendors {
		if slices.ContainsFunc(v.Cells, wanted) {
			out = append(out, api.Link{Name: v.Name, Title: v.DisplayName(), URL: folder + address.Segment(v.Name) + ".json"})
		}
	}
	slices.SortFunc(out, func(a, b api.Link) int { return strings.Compare(a.Name, b.Name) })
	return out
}

func (s *site) apiPackages() api.Packages {
	out := api.Packages{Packages: make([]api.Link, 0, len(s.xref.Packages))}
	for _, p := range s.xref.Packages {
		out.Packages = append(out.Packages, api.Link{Name: p.Name, URL: "packages/" + address.Segment(p.Name) + ".json"})
	}
	return out
}

// byID sorts for a shard.
func byID(events []*renderedEvent) []*renderedEvent {
	events = slices.Clone(events)
	slices.SortStableFunc(events, func(a, b *renderedEvent) int { return slices.Compare(a.IDs, b.IDs) })
	return events
}

// eventsThat are the wanted ones, in the order of the atlas.
func (s *site) eventsThat(wanted func(*xref.EventGroup) bool) (out []*renderedEvent) {
	for _, e := range s.xref.Events {
		if wanted(e) {
			out = append(out, s.events[e])
		}
	}
	return out
}

func (s *site) apiPath(p *xref.Path) api.Path {
	here := func(i int) bool { return s.xref.Cells[i].Path == p }
	x := api.Path{Name: p.String(), Source: p.Source, Target: p.Target, Page: fromAPI + address.Path(p.String()), Counts: map[string]int{},
		Distributions: s.apiPaths(here), Vendors: s.apiVendors("../vendors/", here)}
	for a, n := range s.byPath[p].counts {
		if n > 0 {
			x.Counts[model.Action(a).String()] = n
		}
	}
	return x
}

// apiPaths are the cells that are wanted.
func (s *site) apiPaths(wanted func(cell int) bool) []api.Way {
	out := []api.Way{}
	for i, cell := range s.xref.Cells {
		if !wanted(i) {
			continue
		}
		d := cell.Target.Distro
		w := api.Way{Path: cell.Path.String(), Distribution: d.Folder, Page: fromAPI + cell.Address(),
			Systems: []string{}, Leapp: some(wording.LeappVersions(cell.Authored)), Map: apiMap(&cell.Target.Map, cell.Path), Downloads: []api.Download{}}
		for _, system := range cell.Authored.Systems {
			w.Systems = append(w.Systems, system.Folder)
		}
		for _, t := range s.trees {
			if t.distro == d.Folder && t.target == fmt.Sprintf("el%d", cell.Path.Target) {
				w.Downloads = append(w.Downloads, api.Download{Leapp: t.version, Page: fromAPI + t.page(), Folder: fromAPI + address.Escape(t.folder()) + "/", SHA256: fromAPI + t.page() + "SHA256SUMS"})
			}
		}
		out = append(out, w)
	}
	return out
}

func apiMap(m *model.Map, p *xref.Path) []api.Mapping {
	out := []api.Mapping{}
	for _, x := range m.Mappings {
		if x.Source == p.Source && x.Target == p.Target {
			out = append(out, api.Mapping{From: x.From, To: some(x.To)})
		}
	}
	return out
}

func (s *site) apiDistribution(d *model.Distro) api.Distribution {
	x := api.Distribution{Name: d.Folder, Title: wording.Title(d), OSID: d.OSID, Homepage: d.Homepage, Bugs: d.Bugs, Ends: []api.End{}, Page: fromAPI + address.Distro(d.Folder),
		Architectures: some(d.Arches), Paths: s.apiPaths(func(i int) bool { return s.xref.Cells[i].Target.Distro == d }), Releases: []api.Target{}}
	if slices.Contains(s.distros, d) {
		x.Feed = x.Page + atom.FileName
	}
	for _, e := range d.Ends {
		x.Ends = append(x.Ends, api.End{Major: e.Major, Day: wording.Day(e.Day)})
	}
	for _, t := range s.Catalog.Targets {
		if t.Distro != d {
			continue
		}
		vendors := []string{}
		for _, v := range t.Vendors {
			vendors = append(vendors, v.Name)
		}
		x.Releases = append(x.Releases, api.Target{Major: t.Major, Repositories: apiRepositories(t.Repo), Families: apiFamilies(&t.Map), Keys: apiKeys(t.Keys), Vendors: vendors})
	}
	return x
}

func apiRepositories(all []model.Section) []api.Repository {
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

func apiFamilies(m *model.Map) []api.Family {
	out := []api.Family{}
	for _, f := range m.Families {
		x := api.Family{PESID: f.PESID, Entries: []api.Entry{}}
		for _, e := range f.Entries {
			x.Entries = append(x.Entries, api.Entry{Repoid: e.Repoid, Major: e.Major, Architecture: e.Arch, Channel: e.Channel, Type: e.Type, RHUI: e.RHUI})
		}
		out = append(out, x)
	}
	return out
}

func apiKeys(all []model.Key) []api.KeyFile {
	out := []api.KeyFile{}
	for _, k := range all {
		x := api.KeyFile{File: k.Name, Keys: []api.Key{}}
		for _, p := range k.Public {
			x.Keys = append(x.Keys, api.Key{ID: p.ID, Fingerprint: p.Fingerprint, Created: wording.Day(p.Created), Expires: wording.Day(p.Expires), Signs: p.Signs, Subkey: p.Subkey})
		}
		out = append(out, x)
	}
	return out
}

func (s *site) apiVendor(v *xref.Vendor) api.Vendor {
	x := api.Vendor{Name: v.Name, Title: v.DisplayName(), Owner: v.Owner, Homepage: v.Homepage, Bugs: v.Bugs, Licence: v.Licence, Page: fromAPI + address.Vendor(v.Name),
		Signatures: some(v.SignatureIDs()), Keys: apiKeys(v.KeyFiles()), Paths: []api.VendorWay{}}
	x.Feed = x.Page + atom.FileName
	for i, cell := range v.Cells {
		at := s.xref.Cells[cell]
		x.Paths = append(x.Paths, api.VendorWay{Path: at.Path.String(), Distribution: at.Target.Distro.Folder,
			Map: apiMap(&v.PerCell[i].Map, at.Path), Families: apiFamilies(&v.PerCell[i].Map), Repositories: apiRepositories(v.PerCell[i].Repo)})
	}
	return x
}
