package machine

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pes/generator/diag"
	"pes/generator/internal/need"
	"pes/generator/leapp"
	"pes/generator/model"
	"pes/generator/upgrade"
)

// A request of Leapp's own test vectors, read as a list of packages, is the same machine: nothing of it is assumed.
func TestRequestsAreLists(t *testing.T) {
	archive := need.Shared(t, "leapp-vectors/synthetic.tar.xz")
	dir := t.TempDir()
	if out, err := exec.Command("tar", "-xJf", archive, "-C", dir).CombinedOutput(); err != nil {
		t.Fatalf("tar: %v\n%s", err, out)
	}
	file, err := os.Open(filepath.Join(dir, "synthetic/vectors.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	same := cmp.Options{cmp.Comparer(func(a, b *diag.File) bool { return a == b }), cmp.Comparer(func(a, b *model.Event) bool { return a == b })}
	trees, engines := map[string]*model.Tree{}, map[string]*upgrade.Engine{}
	lines, n := bufio.NewScanner(file), 0
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var v struct{ Request upgrade.Request }
		if err := json.Unmarshal(lines.Bytes(), &v); err != nil {
			t.Fatal(err)
		}
		name := fmt.Sprint(v.Request.Tree)
		if trees[name] == nil {
			trees[name], engines[name] = readTree(t, filepath.Join(dir, "synthetic/trees", name))
		}
		want, err := v.Request.Machine()
		if err != nil {
			t.Fatal(err)
		}
		l, err := Read("request", lines.Bytes())
		if err != nil {
			if len(v.Request.Installed) == 0 {
				continue
			}
			t.Fatal(err)
		}
		got, _, err := l.Machine(trees[name], Upgrade{Source: want.Source, Target: want.Target})
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(engines[name].Run(want), engines[name].Run(got), same); d != "" {
			t.Fatalf("%v (-request +list):\n%s", v.Request.ID, d)
		}
		n++
	}
	if n < 1000 {
		t.Errorf("only %d requests", n)
	}
}

func readTree(t *testing.T, dir string) (*model.Tree, *upgrade.Engine) {
	t.Helper()
	fsys := os.DirFS(dir)
	tree, err := leapp.ReadTree(fsys, "tree", leapp.GuessVersion(fsys))
	if err != nil {
		t.Fatal(err)
	}
	e, err := upgrade.New(tree)
	if err != nil {
		t.Fatal(err)
	}
	return tree, e
}
