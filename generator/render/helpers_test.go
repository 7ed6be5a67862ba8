package render_test

import (
	"cmp"
	"flag"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
)

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }

func textOf(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// A block is what stands between two lines of ``` in a guide.
type block struct{ info, text string }

var fences = regexp.MustCompile("(?ms)^```([^\n]*)\n(.*?)^```$")

func fencedBlocks(t *testing.T, page string) (out []block) {
	t.Helper()
	for _, m := range fences.FindAllStringSubmatch(textOf(t, page), -1) {
		out = append(out, block{m[1], m[2]})
	}
	return out
}

var update = flag.Bool("update", false, "rewrite recorded files")

// binary builds the command.
func binary(t *testing.T) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "pes")
	if out, err := exec.Command("go", "build", "-o", name, "pes/generator").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return name
}

// readTree are the files below a folder, by their path in it.
func readTree(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			files["/"+name] = textOf(t, filepath.Join(dir, name))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
