package fate_test

import (
	"fmt"

	"pes/generator/fate"
	"pes/generator/model"
	"pes/generator/upgrade"
)

// The fate of one package: an event of 8.0 replaces ntp by chrony.
func ExampleOf() {
	from, to := model.Release{Major: 7, Minor: 9}, model.Release{Major: 8, Minor: 10}
	entry := func(repoid string, major int) []model.Entry {
		return []model.Entry{{Repoid: repoid, Major: major, Arch: "x86_64", Channel: "ga", Type: "rpm"}}
	}
	tree := &model.Tree{Leapp: "0.21",
		Events: model.EventFile{Events: []*model.Event{{
			Action: model.Replaced, To: model.Release{Major: 8}, Arches: model.Arches, Origin: &model.Origin{},
			In:  []model.Package{{Name: "ntp", Repo: "base"}},
			Out: []model.Package{{Name: "chrony", Repo: "baseos"}},
		}}},
		Map: model.MapFile{Map: model.Map{
			Families: []*model.Family{{PESID: "base", Entries: entry("base7", 7)},
				{PESID: "baseos", Entries: entry("baseos8", 8)}},
			Mappings: []*model.Mapping{{Source: 7, Target: 8, From: "base", To: []string{"baseos"}}},
		}}}
	engine, err := upgrade.New(tree)
	if err != nil {
		fmt.Println(err)
		return
	}
	machine := &upgrade.Machine{Arch: "x86_64", Source: from, Target: to, Enabled: []string{"base7"},
		Installed: []upgrade.Package{{Name: "bash", Repoid: "base7"}, {Name: "ntp", Repoid: "base7"}}}
	outcome, trace := engine.Explain(machine)
	for _, p := range fate.Of(machine, outcome, trace, false).Packages {
		fmt.Println(p.Name, p.Fate, p.Instead)
	}
	// Output:
	// bash unknown []
	// chrony new []
	// ntp replaced [chrony]
}
