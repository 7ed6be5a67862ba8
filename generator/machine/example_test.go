package machine_test

import (
	"fmt"

	"pes/generator/machine"
	"pes/generator/model"
)

// A list as rpm -qa prints it says nothing about repositories: these are assumed.
func Example() {
	list, err := machine.Read("web01.txt", []byte("bash-4.2.46-34.el7.x86_64\nhttpd-2.4.6-97.el7.x86_64\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	base := model.Entry{Repoid: "base", Major: 7, Arch: "x86_64", Channel: "ga", Type: "rpm"}
	tree := &model.Tree{Map: model.MapFile{Map: model.Map{
		Families: []*model.Family{{PESID: "el7-base", Entries: []model.Entry{base}}},
		Mappings: []*model.Mapping{{Source: 7, Target: 8, From: "el7-base", To: []string{"el8-baseos"}}},
	}}}
	from, to := model.Release{Major: 7, Minor: 9}, model.Release{Major: 8, Minor: 10}
	m, _, assumed, err := list.Machine(tree, machine.Upgrade{Source: from, Target: to})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(list.Form, m.Arch, m.Installed[0].Name, m.Installed[0].Repoid)
	for _, sentence := range assumed {
		fmt.Println(sentence)
	}
	// Output:
	// rpm -qa x86_64 bash base
	// all packages come from the release's base repositories (base): the list does not say
	// enabled are the base repositories: base (--enabled)
}
