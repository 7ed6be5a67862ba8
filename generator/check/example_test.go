package check_test

import (
	"fmt"

	"pes/generator/check"
	"pes/generator/diag"
	"pes/generator/model"
	"pes/generator/rules"
)

func Example() {
	acme := &model.Distro{Folder: "acme", Arches: []string{"x86_64"}}
	target := &model.Target{Distro: acme, Major: 8}
	target.Paths = []*model.Path{{Source: 7, Target: 8, Systems: []*model.Distro{acme}}}
	catalog := &model.Catalog{Distros: []*model.Distro{acme}, Targets: []*model.Target{target}}

	var reporter rules.Reporter
	check.Catalog(catalog, &reporter, check.Options{Jobs: 1})
	var list diag.List
	reporter.AddTo(&list)
	for _, d := range list.All() {
		fmt.Println(d.Rule)
	}
	// Output:
	// no-mapping
	// no-events
	// no-repositories
}
