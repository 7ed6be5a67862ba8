package diag_test

import (
	"os"

	"pes/generator/diag"
)

func Example() {
	file := &diag.File{Name: "events.toml", Text: []byte("[[removed]]\nin = \"gone@bsaeos\"\n")}
	var list diag.List
	role := diag.Pos{File: file, Off: 23, End: 29}
	list.Add(diag.Diagnostic{Pos: role, Rule: "unknown-role", Message: `no distribution has a repository "bsaeos"`,
		Suggestion: diag.Near("bsaeos", []string{"appstream", "baseos"})})
	list.Errorf(diag.Pos{File: file, End: 11}, "missing-release", "the event has no release")
	list.Sort()
	list.Print(os.Stdout, diag.Text{})
	// Output:
	// events.toml:1:1: error: the event has no release [missing-release]
	//     1 | [[removed]]
	//       | ^^^^^^^^^^^
	// events.toml:2:12: error: no distribution has a repository "bsaeos" [unknown-role]
	//     2 | in = "gone@bsaeos"
	//       |            ^^^^^^
	//   did you mean "baseos"?
}
