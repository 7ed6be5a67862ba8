package importer_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"pes/generator/diag"
	"pes/generator/follow"
	"pes/generator/importer"
	"pes/generator/internal/need"
	"pes/generator/internal/overlay"
)

// A checkout of which some bytes are wrong is refused with the places that are wrong, or becomes a project; nothing
// stops the program.
func TestCorruptedGeneratedFiles(t *testing.T) {
	t.Parallel()
	upstream, err := overlay.Shapes().JSON()
	if err != nil {
		t.Fatal(err)
	}
	layer, found := follow.Read(&diag.File{Name: "pes-events.json", Text: upstream})
	if layer == nil {
		t.Fatal(found.All())
	}
	g := generate(t, upstream, nil)
	var names []string
	for name := range g.fsys {
		if strings.HasSuffix(name, "config.json") || strings.HasSuffix(name, "pes-events.json") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	refused, taken := 0, 0
	for seed := range uint64(need.Repeat(40, 1000)) {
		r := rand.New(rand.NewPCG(seed, 3))
		fsys := maps.Clone(g.fsys)
		name := names[r.IntN(len(names))]
		fsys[name] = &fstest.MapFile{Data: corrupted(r, fsys[name].Data)}
		files, _, list, err := importer.ImportGenerated(fsys, 1, layer, follow.Files(layer))
		switch {
		case err != nil && strings.Contains(err.Error(), "was made of upstream's file of"):
			refused++
		case err != nil:
			t.Errorf("seed %d: %s: %v", seed, name, err)
		case list.Failed():
			refused++
			if files != nil || list.All()[0].Pos.IsZero() {
				t.Errorf("seed %d: %s: %d files, %v", seed, name, len(files), list.All()[0])
			}
		default:
			taken++
		}
	}
	if taken == 0 || refused == 0 && !testing.Short() {
		t.Errorf("%d checkouts refused and %d taken", refused, taken)
	}
}

// corrupted is a text with a byte changed, a piece cut out or written twice, a word or a number replaced, or cut off.
func corrupted(r *rand.Rand, text []byte) []byte {
	at := r.IntN(len(text) - 1)
	end := min(at+1+r.IntN(60), len(text))
	switch r.IntN(6) {
	case 0:
		text = slices.Clone(text)
		text[at] = byte(r.IntN(256))
		return text
	case 1:
		return slices.Concat(text[:at], text[end:])
	case 2:
		return slices.Concat(text[:end], text[at:])
	case 3:
		return text[:at]
	case 4:
		return []byte(strings.Replace(string(text), `"base"`, "null", 1+r.IntN(3)))
	}
	return []byte(strings.Replace(string(text), ": 8", fmt.Sprint(": ", r.IntN(30)-5), 1+r.IntN(9)))
}
