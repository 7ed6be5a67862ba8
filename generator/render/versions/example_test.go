package versions_test

import (
	"fmt"

	"pes/generator/model"
	"pes/generator/render/versions"
)

func Example() {
	rocky := &model.Distro{Folder: "rocky", Name: "Rocky Linux"}
	have := func(major int, role, version string) *model.Inventory {
		return &model.Inventory{Distro: "rocky", Major: major, Role: role,
			Packages: []*model.Available{{Name: "httpd", EVR: version}}}
	}
	x := versions.New(&model.Catalog{Distros: []*model.Distro{rocky}, Inventories: []*model.Inventory{
		have(7, "base", "2.4.6-99.el7"), have(8, "appstream", "2.4.37-64.el8")}}, 1)
	p := x.Package("httpd")
	for i, m := range x.Majors {
		fmt.Printf("%d: %s\n", m.Number, m.Text(&p.Cells[i]))
	}
	fmt.Println(x.Repositories(p))
	// Output:
	// 7: 2.4.6
	// 8: 2.4.37
	// base, then AppStream
}
