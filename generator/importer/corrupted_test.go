package importer_test

import (
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/fstest"

	"pes/generator/importer"
	"pes/generator/internal/need"
	"pes/generator/internal/sample"
)

// Corrupted input never panics: it is refused, or what came of it can be read and is reported file by file.
func TestCorruptedInput(t *testing.T) {
	t.Parallel()
	fsys := sample.Shared(t, "leapp-data/2024-10")
	events := sample.Shared(t, "leapp-history/arch-noarch-rocky/parent")["files/rocky/pes-events.json"]
	for _, d := range []string{"almalinux", "rocky"} {
		fsys["files/"+d+"/pes-events.json"] = events
	}
	names := slices.Sorted(maps.Keys(fsys))
	r := rand.New(rand.NewPCG(3, 4))
	for range need.Repeat(40, 1000) {
		damaged := maps.Clone(fsys)
		name := names[r.IntN(len(names))]
		damaged[name] = &fstest.MapFile{Data: sample.Corrupt(r, fsys[name].Data)}
		files, report, list, err := importer.Import(damaged, 2)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if list.Failed() {
			continue
		}
		if len(report.Files) != len(fsys) {
			t.Fatalf("%s: %d files went in, the report names %d", name, len(fsys), len(report.Files))
		}
		p := sample.Project{}
		for _, f := range files {
			p[f.Path] = string(f.Data)
		}
		p.TryCompile(t)
	}
}
