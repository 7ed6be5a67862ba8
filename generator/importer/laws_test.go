package importer_test

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"testing"

	"pes/generator/internal/need"
	"pes/generator/internal/sample"
	"pes/generator/tree"
)

// A tree without the path from 7 does not tell what 7 is called; nobody reads os_name.
var osName = regexp.MustCompile(`"os_name":"[^"]*"`)

func withoutNames(files tree.Tree) (out tree.Tree) {
	for _, f := range files {
		out = append(out, tree.Entry{Path: f.Path, Data: osName.ReplaceAll(f.Bytes(), nil)})
	}
	return out
}

// The catalog of import(build(x)) is the catalog of x: building it again gives the same bytes, ids included. Whatever
// is imported has the one form of sources.
func TestImportIsTheInverseOfBuild(t *testing.T) {
	t.Parallel()
	for seed := range uint64(need.Repeat(30, 3000)) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			p := sample.Random(rand.New(rand.NewPCG(seed, 1)))
			for _, version := range []string{"0.16", "0.21", "0.23", "0.25"} {
				first := sample.Write(t, p.Compile(t), version)
				again, _ := sample.Reimport(t, first, version)
				t.Cleanup(func() {
					if t.Failed() {
						t.Logf("project:\n%s\nimported from %s as:\n%s", p, version, again)
					}
				})
				again.InForm(t)
				second := sample.Write(t, again.Compile(t), version)
				if version >= "0.23" {
					first, second = withoutNames(first), withoutNames(second)
				}
				sample.SameTree(t, second, first)
			}
		})
	}
}
