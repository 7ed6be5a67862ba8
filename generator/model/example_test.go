package model_test

import (
	"fmt"

	"pes/generator/model"
)

func Example() {
	acme := &model.Distro{Folder: "acme", Name: "Acme Linux"}
	catalog := &model.Catalog{Distros: []*model.Distro{acme}, Targets: []*model.Target{{Distro: acme, Major: 8,
		Events: []*model.Event{{
			Action: model.Renamed, To: model.Release{Major: 8}, Arches: model.Arches,
			In:  []model.Package{{Name: "libfoo", Repo: "base"}},
			Out: []model.Package{{Name: "foo-libs", Repo: "acme8-baseos"}},
		}},
	}}}
	for _, t := range catalog.Targets {
		for _, e := range t.AllEvents() {
			fmt.Println(t.Distro.Name, t.Major, e.Title(), "to", model.Names(e.Out))
		}
	}
	// Output: Acme Linux 8 renaming of libfoo to foo-libs
}
