package succession_test

import (
	"fmt"

	"pes/generator/model"
	"pes/generator/succession"
)

func Example() {
	rocky := &model.Distro{Folder: "rocky"}
	to8 := &model.Target{Distro: rocky, Major: 8, Paths: []*model.Path{{Source: 7, Target: 8}}}
	to9 := &model.Target{Distro: rocky, Major: 9, Paths: []*model.Path{{Source: 8, Target: 9}}}
	to8.Events = []*model.Event{{Action: model.Split, To: model.Release{Major: 8}, In: []model.Package{{Name: "ntp"}},
		Out: []model.Package{{Name: "chrony"}, {Name: "ntpstat"}}}}
	x := succession.New(&model.Catalog{Targets: []*model.Target{to8, to9}})
	fmt.Println(x.Before(to9.Paths[0], "ntp"))
	// Output: gone since 8; chrony and ntpstat go on in its place
}
