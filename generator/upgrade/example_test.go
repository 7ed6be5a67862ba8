package upgrade_test

import (
	"fmt"

	"pes/generator/model"
	"pes/generator/upgrade"
)

func Example() {
	target := &model.Target{
		Major: 8,
		Map: model.Map{
			Families: []*model.Family{
				{PESID: "base", Entries: []model.Entry{{Repoid: "base", Major: 7, Arch: "x86_64", Channel: "ga",
					Type: "rpm"}}},
				{PESID: "acme8-baseos", Entries: []model.Entry{
					{Repoid: "acme8-baseos", Major: 8, Arch: "x86_64", Channel: "ga", Type: "rpm"},
				}},
			},
			Mappings: []*model.Mapping{{Source: 7, Target: 8, From: "base", To: []string{"acme8-baseos"}}},
		},
		Events: []*model.Event{{
			Action: model.Replaced, To: model.Release{Major: 8}, Arches: []string{"x86_64"}, Origin: &model.Origin{},
			In:  []model.Package{{Name: "ntp", Repo: "base"}},
			Out: []model.Package{{Name: "chrony", Repo: "acme8-baseos"}},
		}},
	}
	engine, err := upgrade.New(upgrade.FromTarget(target, "0.21")) // or of a tree that leapp.ReadTree read
	if err != nil {
		fmt.Println(err)
		return
	}
	outcome := engine.Run(&upgrade.Machine{
		Arch: "x86_64", Source: model.Release{Major: 7, Minor: 9}, Target: model.Release{Major: 8, Minor: 10},
		Installed: []upgrade.Package{{Name: "ntp", Repoid: "base"}}, Enabled: []string{"base"},
	})
	fmt.Println("remove", outcome.PES.Remove, "install", outcome.PES.Install, "enable", outcome.Enable)
	// Output: remove [ntp] install [chrony] enable [acme8-baseos]
}
