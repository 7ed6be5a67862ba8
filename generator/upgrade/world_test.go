package upgrade_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"pes/generator/model"
	"pes/generator/upgrade"
)

// The small world of these tests. Repositories base and extra lead from 7 to 8; there the PES IDs t and u have a
// repository on every architecture, x86 has one on x86_64 alone and nowhere has none. The vendor acme leads from acme7
// to acme8.

// event reads an event in short: "split 7.7 8.0 a@base -> b@t c@t/m:1", with - for no initial release, and at the end
// " | x86_64" for architectures or " | m:1=m:2,-=m:2" for stream maps.
func event(t testing.TB, text string) *model.Event {
	t.Helper()
	text, extra, _ := strings.Cut(text, " | ")
	in, out, _ := strings.Cut(text, " -> ")
	words := strings.Fields(in)
	e := &model.Event{Action: model.Action(slices.Index(model.Actions, words[0])), Arches: model.Arches,
		Origin: &model.Origin{}}
	if e.Action < 0 {
		t.Fatalf("%q: no action", text)
	}
	if words[1] != "-" {
		e.From = release(t, words[1])
	}
	e.To = release(t, words[2])
	for _, w := range words[3:] {
		e.In = append(e.In, pkg(w))
	}
	for _, w := range strings.Fields(out) {
		e.Out = append(e.Out, pkg(w))
	}
	switch {
	case strings.Contains(extra, "="):
		for _, m := range strings.Split(extra, ",") {
			from, to, _ := strings.Cut(m, "=")
			e.Streams = append(e.Streams, model.StreamMap{In: stream(from), Out: stream(to)})
		}
	case extra != "":
		e.Arches = strings.Fields(extra)
	}
	e.Why = text
	return e
}

func release(t testing.TB, s string) model.Release {
	t.Helper()
	r, err := model.ParseRelease(s)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func pkg(word string) (p model.Package) {
	word, streams, modular := strings.Cut(word, "/")
	p.Name, p.Repo, _ = strings.Cut(word, "@")
	if modular {
		for _, s := range strings.Split(streams, ",") {
			p.Streams = append(p.Streams, stream(s))
		}
	}
	return p
}

func stream(s string) model.Stream {
	if s == "-" {
		return model.Stream{}
	}
	module, name, _ := strings.Cut(s, ":")
	return model.Stream{Module: module, Stream: name}
}

func events(t testing.TB, texts ...string) (out []*model.Event) {
	t.Helper()
	for i, s := range texts {
		e := event(t, s)
		e.ID = uint64(i + 1)
		out = append(out, e)
	}
	return out
}

// entries are "pesid repoid major" lines, one entry for each architecture, or for those named after them.
func families(lines ...string) (m model.Map) {
	for _, line := range lines {
		w := strings.Fields(line)
		f := m.Family(w[0])
		if f == nil {
			f = &model.Family{PESID: w[0]}
			m.Families = append(m.Families, f)
		}
		arches := model.Arches
		if len(w) > 4 {
			arches = w[4:]
		}
		for _, arch := range arches {
			e := model.Entry{Repoid: w[1], Arch: arch, Channel: w[3], Type: "rpm", Distro: "acmeos"}
			fmt.Sscan(w[2], &e.Major)
			f.Entries = append(f.Entries, e)
		}
	}
	return m
}

func mapping(from string, to ...string) *model.Mapping {
	return &model.Mapping{Source: 7, Target: 8, From: from, To: to}
}

// world is the tree of the tests with these events in the main file.
func world(t testing.TB, texts ...string) *model.Tree {
	t.Helper()
	m := families("base base 7 ga", "extra extra 7 ga", "t t8 8 ga", "u u8 8 ga", "u u8-beta 8 beta",
		"x86 x868 8 ga x86_64", "rhel8-CRB crb8 8 ga", "rhel7-optional optional 7 ga")
	m.Mappings = []*model.Mapping{mapping("base", "t"), mapping("extra", "u")}
	v := families("acme-src acme7 7 ga", "acme-dst acme8 8 ga", "acme-dst acme8-beta 8 beta")
	v.Mappings = []*model.Mapping{mapping("acme-src", "acme-dst")}
	return &model.Tree{Leapp: "0.21",
		Events: model.EventFile{Name: "pes-events.json", Events: events(t, texts...)},
		Map:    model.MapFile{Name: "repomap.json", Map: m},
		Repo:   model.RepoFile{Sections: []model.Section{{Repoid: "t8"}, {Repoid: "u8"}}},
		Vendors: []model.VendorFiles{{Name: "acme", Sigs: []model.Signature{{ID: "abf5bd827bd9bf62"}},
			Map: model.MapFile{Name: "vendors.d/acme_map.json", Map: v},
			Events: &model.EventFile{Name: "vendors.d/acme_pes.json",
				Events: events(t, "renamed 7.7 8.0 acme-tool@acme-src -> acme-tools@acme-dst")},
			Repo: &model.RepoFile{Sections: []model.Section{{Repoid: "acme8"}, {Repoid: "acme8-beta"}}}}}}
}

// machine goes from 7.9 to 8.10 with base and extra; packages are "a b/m:1 c@repoid", of base unless they say
// otherwise.
func machine(packages string) *upgrade.Machine {
	m := &upgrade.Machine{Arch: "x86_64", Source: model.Release{Major: 7, Minor: 9},
		Target:   model.Release{Major: 8, Minor: 10},
		SourceOS: "acmeos", TargetOS: "acmeos", Enabled: []string{"base", "extra"}}
	for _, w := range strings.Fields(packages) {
		p := pkg(w)
		q := upgrade.Package{Name: p.Name, Repoid: p.Repo}
		if q.Repoid == "" {
			q.Repoid = "base"
		}
		if len(p.Streams) > 0 {
			q.Stream = p.Streams[0]
			m.Modules = append(m.Modules, q.Stream)
		}
		m.Installed = append(m.Installed, q)
	}
	return m
}

func engine(t testing.TB, tree *model.Tree) *upgrade.Engine {
	t.Helper()
	e, err := upgrade.New(tree)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// filesOf is a folder with these files, the map and the events also a vendor's.
func filesOf(events, repomap, repo []byte) fstest.MapFS {
	return fstest.MapFS{
		"pes-events.json": {Data: events}, "repomap.json": {Data: repomap},
		"leapp_upgrade_repositories.repo": {Data: repo},
		"vendors.d/v_map.json":            {Data: repomap}, "vendors.d/v_pes.json": {Data: events},
		"vendors.d/v.repo": {Data: repo}, "vendors.d/v.sigs": {Data: repo},
	}
}

// told is an outcome in one line: "+b -a :m:1 !t8 ?nowhere", what is installed, removed, enabled as a module and as a
// repository, and lost. "=" is nothing at all; a refusal is its kind and step.
func told(o *upgrade.Outcome) string {
	var out []string
	for _, r := range o.Refusals {
		out = append(out, r.Kind.String()+" "+r.Step)
	}
	if o.PES != nil {
		for _, n := range o.PES.Install {
			out = append(out, "+"+n)
		}
		for _, n := range o.PES.Remove {
			out = append(out, "-"+n)
		}
		for _, s := range o.PES.EnableModules {
			out = append(out, ":"+s.String())
		}
	}
	for _, r := range o.Enable {
		out = append(out, "!"+r)
	}
	for _, l := range o.Lost {
		out = append(out, "?"+l.ID.Name)
	}
	if len(out) == 0 {
		return "="
	}
	return strings.Join(out, " ")
}
