package fate

import (
	"slices"
	"strings"
	"testing"

	"pes/generator/diag"
	"pes/generator/model"
	"pes/generator/upgrade"
)

// The trees of these tests: the repository base leads to t8 and u8, whose PES IDs are t and u. No repository has the
// PES ID nowhere. The vendor acme leads from acme7 to acme8.

// event reads an event in short: "split 7.7 8.0 a@base -> b@t c@t/m:1", with - for no initial release. Line n of
// events.toml is where the n-th of a tree is written.
func event(t testing.TB, text, vendor string, line int) *model.Event {
	t.Helper()
	in, out, _ := strings.Cut(text, " -> ")
	words := strings.Fields(in)
	pos := diag.Pos{File: &diag.File{Name: "events.toml", Text: []byte(strings.Repeat("\n", line))}, Off: line - 1}
	e := &model.Event{ID: uint64(line), Action: model.Action(slices.Index(model.Actions, words[0])),
		Arches: model.Arches,
		Origin: &model.Origin{Vendor: vendor, Pos: pos}}
	var err error
	if words[1] != "-" {
		if e.From, err = model.ParseRelease(words[1]); err != nil {
			t.Fatal(err)
		}
	}
	if e.To, err = model.ParseRelease(words[2]); err != nil {
		t.Fatal(err)
	}
	for _, w := range words[3:] {
		e.In = append(e.In, member(w))
	}
	for w := range strings.FieldsSeq(out) {
		e.Out = append(e.Out, member(w))
	}
	for _, in := range e.In {
		for _, out := range e.Out { // every stream leads to every other
			if in.Streams != nil && out.Streams != nil {
				e.Streams = append(e.Streams, model.StreamMap{In: in.Streams[0], Out: out.Streams[0]})
			}
		}
	}
	return e
}

func member(word string) (p model.Package) {
	word, stream, modular := strings.Cut(word, "/")
	p.Name, p.Repo, _ = strings.Cut(word, "@")
	if modular {
		module, name, _ := strings.Cut(stream, ":")
		p.Streams = []model.Stream{{Module: module, Stream: name}}
	}
	return p
}

func family(pesid, repoid string, major int) *model.Family {
	f := &model.Family{PESID: pesid}
	for _, arch := range model.Arches {
		f.Entries = append(f.Entries, model.Entry{Repoid: repoid, Major: major, Arch: arch, Channel: "ga", Type: "rpm"})
	}
	return f
}

// target is one with the events. Those that begin with "acme: " are of the vendor.
func target(t testing.TB, events ...string) *model.Target {
	t.Helper()
	acme := &model.Vendor{Name: "acme", Map: model.Map{
		Families: []*model.Family{family("acme-in", "acme7", 7), family("acme-out", "acme8", 8)},
		Mappings: []*model.Mapping{{Source: 7, Target: 8, From: "acme-in", To: []string{"acme-out"}}}}}
	out := &model.Target{Distro: &model.Distro{Folder: "rocky", Arches: model.Arches}, Major: 8,
		Paths: []*model.Path{{Source: 7, Target: 8}}, Vendors: []*model.Vendor{acme}, Map: model.Map{
			Families: []*model.Family{family("base", "base", 7), family("t", "t8", 8), family("u", "u8", 8)},
			Mappings: []*model.Mapping{{Source: 7, Target: 8, From: "base", To: []string{"t", "u"}}}}}
	for i, text := range events {
		if rest, ok := strings.CutPrefix(text, "acme: "); ok {
			acme.Events = append(acme.Events, event(t, rest, "acme", i+1))
		} else {
			out.Events = append(out.Events, event(t, text, "", i+1))
		}
	}
	return out
}

// machineOf goes from 7.9 to 8.10. Packages are "a b/m:1 c@repoid", of base unless they say otherwise.
func machineOf(packages string) *upgrade.Machine {
	m := &upgrade.Machine{Arch: "x86_64", Source: model.Release{Major: 7, Minor: 9},
		Target: model.Release{Major: 8, Minor: 10}, Enabled: []string{"base"}}
	for w := range strings.FieldsSeq(packages) {
		p := member(w)
		q := upgrade.Package{Name: p.Name, Repoid: p.Repo}
		if q.Repoid == "" {
			q.Repoid = "base"
		}
		if p.Streams != nil {
			q.Stream = p.Streams[0]
			m.Modules = append(m.Modules, q.Stream)
		}
		m.Installed = append(m.Installed, q)
	}
	return m
}

// result upgrades a machine with the events.
func result(t testing.TB, m *upgrade.Machine, why bool, events ...string) (*Result, *upgrade.Outcome) {
	t.Helper()
	engine, err := upgrade.New(upgrade.FromTarget(target(t, events...), "0.21"))
	if err != nil {
		t.Fatal(err)
	}
	o, trace := engine.Explain(m)
	r := Of(m, o, trace, why)
	r.Name, r.Form = "web01", "rpm -qa"
	return r, o
}
