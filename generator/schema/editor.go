package schema

import (
	_ "embed"

	"pes/generator/tree"
)

// taplo is the configuration with which editors find the schemas.
//
//go:embed taplo.toml
var taplo []byte

// EditorFiles are what editors need in a project, to complete and check its sources: the schemas, and where they are.
func EditorFiles(words Words) (files tree.Tree, err error) {
	files = tree.Tree{{Path: ".taplo.toml", Data: taplo}}
	for _, kind := range Names {
		text, err := Of(kind, words)
		if err != nil {
			return nil, err
		}
		files = append(files, tree.Entry{Path: "content/schema/" + kind + ".json", Data: text})
	}
	return files, nil
}
