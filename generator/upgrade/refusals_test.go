package upgrade_test

import (
	"strings"
	"testing"

	"pes/generator/model"
)

// How far Leapp comes before it refuses: what is still worked out, and what is reported.
func TestRefusals(t *testing.T) {
	fault := func(kind model.FaultKind) *model.Fault { return &model.Fault{Kind: kind, Message: "because"} }
	for _, c := range []struct {
		what, version string
		spoil         func(*model.Tree)
		want          string // told, then the target repositories
		report        string
	}{
		{"nothing", "0.21", func(*model.Tree) {}, "+b -a !t8 of acme8 t8 u8", ""},
		{"the map", "0.21", func(x *model.Tree) { x.Map.Fault = fault(model.Stop) }, "stop repository map of ", ""},
		{"no mapping", "0.21", func(x *model.Tree) { x.Map.Map.Mappings = nil }, "stop repository map of ", ""},
		{"a vendor's map", "0.21", func(x *model.Tree) { x.Vendors[0].Map.Fault = fault(model.Stop) },
			"stop repository map of ", ""},
		{"a vendor's map where there are none", "0.25",
			func(x *model.Tree) { x.Vendors[0].Map.Fault = fault(model.Stop) }, "+b -a !t8 of t8 u8", ""},
		{"data streams", "0.21", func(x *model.Tree) { x.Map.Header = fault(model.Inhibit) },
			"inhibit data streams +b -a !t8 of acme8 t8 u8", "Incompatible Leapp data assets are present"},
		{"events inhibit", "0.21", func(x *model.Tree) { x.Events.Fault = fault(model.Inhibit) },
			"inhibit pes of acme8 t8 u8", "Missing/Invalid PES data file (/etc/leapp/files/pes-events.json)"},
		{"events inhibit upstream", "0.25", func(x *model.Tree) { x.Events.Fault = fault(model.Inhibit) },
			"inhibit pes of ", "Missing/Invalid PES data file (/etc/leapp/files/pes-events.json)"},
		{"events inhibit between", "0.23", func(x *model.Tree) { x.Events.Fault = fault(model.Inhibit) },
			"inhibit pes of t8 u8", "Missing/Invalid PES data file (/etc/leapp/files/pes-events.json)"},
		{"events crash", "0.21", func(x *model.Tree) { x.Events.Fault = fault(model.Crash) },
			"crash pes of acme8 t8 u8", ""},
		{"a vendor's events", "0.21", func(x *model.Tree) { x.Vendors[0].Events.Fault = fault(model.Inhibit) },
			"inhibit pes of acme8 t8 u8", "Missing/Invalid PES data file (/etc/leapp/files/vendors.d/acme_pes.json)"},
		{"a vendor's empty object", "0.21", func(x *model.Tree) { x.Vendors[0].Events.Nothing = true },
			"crash pes of acme8 t8 u8", ""},
		{"an empty object", "0.21", func(x *model.Tree) { x.Events = model.EventFile{Nothing: true} },
			"= of acme8 t8 u8", ""},
		{"no events", "0.21", func(x *model.Tree) { x.Events.Events = nil }, "= of acme8 t8 u8", ""},
		{"a release", "0.21", func(x *model.Tree) { x.Events.Releases = []model.Fault{*fault(model.Crash)} },
			"crash pes of acme8 t8 u8", ""},
		{"a release elsewhere", "0.21", func(x *model.Tree) {
			x.Events.Releases = []model.Fault{{Kind: model.Crash, Arches: []string{"s390x"}}}
		}, "+b -a !t8 of acme8 t8 u8", ""},
		{"the .repo file", "0.21", func(x *model.Tree) { x.Repo.Fault = fault(model.Crash) },
			"crash custom repositories of ", ""},
		{"a vendor's .repo file", "0.21", func(x *model.Tree) { x.Vendors[0].Repo.Fault = fault(model.Crash) },
			"crash custom repositories of ", ""},
		{"a gap", "0.25", func(x *model.Tree) { x.Map.Map.Mappings[0].To = []string{"t", "x86"} },
			"stop repository map of ", ""},
		{"a gap in another path", "0.25", func(x *model.Tree) {
			x.Map.Map.Mappings = append(x.Map.Map.Mappings, &model.Mapping{Source: 8, Target: 9, From: "t",
				To: []string{"u"}})
		}, "stop repository map of ", ""},
		{"no gap for this distribution", "0.25", func(x *model.Tree) {
			x.Map.Map.Mappings[0].To, x.Map.Map.Mappings[0].ByDistro = []string{"x86"},
				[]model.DistroTargets{{Distro: "acmeos", To: []string{"t"}}}
		}, "+b -a !t8 of t8 u8", ""},
		{"a gap where nobody looks", "0.23", func(x *model.Tree) { x.Map.Map.Mappings[0].To = []string{"t", "x86"} },
			"+b -a !t8 of t8 u8", ""},
	} {
		tree := world(t, "replaced 7.7 8.0 a@base -> b@t")
		tree.Leapp = c.version
		c.spoil(tree)
		m := machine("a")
		m.Arch, m.Enabled = "aarch64", []string{"base", "acme7"}
		o := engine(t, tree).Run(m)
		if got := told(o) + " of " + strings.Join(o.Custom, " "); got != c.want {
			t.Errorf("%s: %s, want %s", c.what, got, c.want)
		}
		reported := ""
		for _, r := range o.Reports {
			if r.Inhibitor {
				reported = r.Title
			}
		}
		if reported != c.report {
			t.Errorf("%s: %q is reported, want %q", c.what, reported, c.report)
		}
	}
}
