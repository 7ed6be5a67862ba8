package rules_test

import (
	"fmt"

	"pes/generator/diag"
	"pes/generator/model"
	"pes/generator/rules"
)

func ExampleReporter() {
	pos := diag.Pos{File: &diag.File{Name: "content/distros/rocky.toml"}}
	r := rules.Reporter{Distros: 2}
	r.Reportf(rules.At{Pos: pos, Distro: &model.Distro{Folder: "rocky"}}, "no-repositories",
		"no repository of release %d", 8)
	var list diag.List
	r.AddTo(&list)
	fmt.Println(list.All()[0].Severity, list.All()[0].Message)
	// Output: error no repository of release 8 (rocky)
}
