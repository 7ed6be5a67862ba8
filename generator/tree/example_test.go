package tree_test

import (
	"fmt"
	"os"

	"pes/generator/tree"
)

// A file and an empty folder are written; the second time nothing has to be.
func Example() {
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	t := tree.Tree{{Path: "data/a.json", Data: []byte("{}")}, {Path: "data/keys/"}}
	for range 2 {
		result, err := t.Write(dir, 2)
		fmt.Println(result.Files, result.Written, err)
	}
	// Output:
	// 1 1 <nil>
	// 1 0 <nil>
}
