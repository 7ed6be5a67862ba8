package sides_test

import (
	"fmt"

	"pes/generator/model"
	"pes/generator/render/sides"
	"pes/generator/render/xref"
)

func Example() {
	catalog := &model.Catalog{}
	for _, folder := range []string{"almalinux", "oraclelinux", "rocky"} {
		d := &model.Distro{Folder: folder, Name: folder, Arches: []string{"x86_64"}}
		e := &model.Event{ID: 1, Action: model.Removed, To: model.Release{Major: 8}, Arches: d.Arches,
			In: []model.Package{{Name: "yum-plugin-ulninfo"}}}
		if folder == "oraclelinux" {
			e.ID, e.Action, e.Out = 2, model.Renamed, []model.Package{{Name: "python3-dnf-plugin-ulninfo"}}
		}
		catalog.Distros = append(catalog.Distros, d)
		catalog.Targets = append(catalog.Targets, &model.Target{Distro: d, Major: 8, Events: []*model.Event{e},
			Paths: []*model.Path{{Source: 7, Target: 8}}})
	}
	x := xref.New(catalog)
	p := sides.On(x, x.Paths[0], func(*xref.Package, int) string { return "stays" })
	for _, s := range p.Sections(p.Differences) {
		fmt.Println(s.Sides, s.Rows[0].Names, s.Rows[0].Sides[0], "|", s.Rows[0].Sides[1])
	}
	_, count := p.Between(p.Differences, 0, 2)
	fmt.Println(count, "between almalinux and rocky")
	// Output:
	// [[0 2] [1]] [yum-plugin-ulninfo] removed | renamed to python3-dnf-plugin-ulninfo
	// 0 between almalinux and rocky
}
