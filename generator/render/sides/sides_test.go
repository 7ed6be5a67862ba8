package sides

import (
	"testing"

	"pes/generator/model"
)

// What becomes of a package is said in a few words: where it goes, what takes its place, under which conditions.
func TestOutcomes(t *testing.T) {
	all := []string{"aarch64", "x86_64"}
	stream := func(s string) []model.Stream { return []model.Stream{{Module: "db", Stream: s}} }
	pkg := func(name, repo string) model.Package { return model.Package{Name: name, Repo: repo} }
	event := func(a model.Action, in, out []model.Package) *model.Event {
		return &model.Event{Action: a, To: model.Release{Major: 9}, Arches: all, In: in, Out: out}
	}
	set := func(p ...model.Package) []model.Package { return p }
	a := set(pkg("a", "ol8_baseos_latest"))
	later := event(model.Removed, a, nil)
	later.To.Minor = 1
	ofStream := event(model.Removed, set(model.Package{Name: "a", Streams: stream("1")}), nil)
	onArm := event(model.Removed, a, nil)
	onArm.Arches = all[:1]
	for want, events := range map[string][]*model.Event{
		"removed":                   {event(model.Removed, a, nil), later},
		"removed in 9.1":            {later, later},
		"removed, and installed: b": {event(model.Removed, a, set(pkg("b", "x")))},
		"replaced by b":             {event(model.Replaced, a, set(pkg("b", "x")))},
		"split into b, c":           {event(model.Split, a, set(pkg("b", "x"), pkg("c", "x")))},
		"stays, with b":             {event(model.Split, a, set(pkg("b", "x"), pkg("a", "x")))},
		"stays, and takes in b":     {event(model.Merged, append(a, pkg("b", "")), set(pkg("a", "x")))},
		"renamed to b":              {event(model.Renamed, a, set(pkg("b", "x")))},
		"stays":                     {event(model.Present, a, nil)},
		"moves to AppStream":        {event(model.Moved, a, set(pkg("a", "almalinux9-appstream")))},
		"moves to CRB":              {event(model.Moved, a, set(pkg("a", "ol9_codeready_builder")))},
		"of db:1: removed; stays":   {ofStream, event(model.Present, a, nil)},
		"replaced by b, c, d, e, f, g and 2 more": {event(model.Replaced, a, set(pkg("b", ""), pkg("c", ""),
			pkg("d", ""), pkg("e", ""), pkg("f", ""), pkg("g", ""), pkg("h", ""), pkg("i", "")))},
		"on aarch64: removed; on aarch64 and x86_64: renamed to b": {onArm,
			event(model.Renamed, a, set(pkg("b", "")))},
	} {
		if got := Taken(events, "a", 9).String(); got != want {
			t.Errorf("%q, not %q", got, want)
		}
	}
}

func TestBrandingIsWhatEachDistributionHas(t *testing.T) {
	for name, want := range map[string]bool{"redhat-logos": true, "almalinux-release": true,
		"centos-stream-repos":     true,
		"oracle-epel-release-el8": true, "redhat-rpm-config": false, "epel-release": false, "kernel": false,
		"redhat-support-tool": false} {
		if isBranding(name) != want {
			t.Errorf("%s: %t", name, !want)
		}
	}
}
