package describe

import (
	_ "embed"

	"pes/generator/tree"
)

//go:embed scaffold/check.yml
var workflow []byte

// Scaffold are files of a new project that no source is made of: what git leaves out, and a workflow that checks each
// change.
func Scaffold() tree.Tree {
	return tree.Tree{
		{Path: ".gitignore", Data: []byte("# What pes build and pes release write.\n/dist/\n")},
		{Path: ".github/workflows/check.yml", Data: workflow},
	}
}
