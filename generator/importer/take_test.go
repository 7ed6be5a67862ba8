package importer_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"pes/generator/importer"
	"pes/generator/internal/need"
	"pes/generator/internal/sample"
)

// With theirs, a project says what was imported: imported again, the same data contradicts nothing that could be taken.
// With ours it keeps every file it had.
func TestTake(t *testing.T) {
	t.Parallel()
	for seed := range uint64(need.Repeat(8, 300)) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			a := sample.Random(rand.New(rand.NewPCG(seed, 3)))
			b := sample.Random(rand.New(rand.NewPCG(seed, 4)))
			trees := sample.Published(sample.Write(t, b.Compile(t), "0.21"), "0.21")
			count := map[importer.Take]int{}
			for _, take := range []importer.Take{importer.NoTake, importer.Ours, importer.Theirs} {
				files, report, list, err := importer.ImportInto(trees, 2, a.Files(t), take)
				if err != nil || list.Failed() {
					t.Fatal(err, list.All())
				}
				count[take] = report.Count(importer.Contradicts)
				after := sample.Project{}
				for name, text := range a {
					after[name] = text
				}
				for _, f := range files {
					after[f.Path] = string(f.Data)
				}
				if take != importer.Theirs {
					for name, text := range a {
						if after[name] != text && len(after[name]) < len(text) {
							t.Errorf("%q: %s is another", take, name)
						}
					}
					continue
				}
				_, again, list, err := importer.ImportInto(trees, 2, after.Files(t), importer.NoTake)
				if err != nil || list.Failed() {
					t.Fatal(err, list.All(), after)
				}
				if n := again.Count(importer.Contradicts); n > count[take] {
					t.Errorf("imported again %d contradictions, %d could not be taken: %+v\n%s",
						n, count[take], again.Items, after)
				}
			}
			if count[importer.Ours] > 0 || count[importer.NoTake] == 0 {
				t.Errorf("contradictions: %v", count)
			}
		})
	}
}
