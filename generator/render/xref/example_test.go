package xref_test

import (
	"fmt"

	"pes/generator/model"
	"pes/generator/render/xref"
)

func Example() {
	split := &model.Event{ID: 1, Action: model.Split, In: []model.Package{{Name: "ntp"}},
		Out: []model.Package{{Name: "chrony"}}}
	catalog := &model.Catalog{}
	for _, folder := range []string{"almalinux", "rocky"} {
		d := &model.Distro{Folder: folder}
		catalog.Distros = append(catalog.Distros, d)
		catalog.Targets = append(catalog.Targets, &model.Target{Distro: d, Major: 8, Events: []*model.Event{split},
			Paths: []*model.Path{{Source: 7, Target: 8}}})
	}
	x := xref.New(catalog)
	for _, use := range x.Package("ntp").Uses {
		for _, cell := range use.Event.Cells {
			fmt.Println(use.Event.Action, x.Cells[cell].Address())
		}
	}
	// Output:
	// split path/7-8/almalinux/
	// split path/7-8/rocky/
}
