package upgrade_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pes/generator/internal/need"
	"pes/generator/leapp"
	"pes/generator/upgrade"
)

// Leapp's own answers: every field agrees, but for the names of the steps that stopped, which are ours.
func TestVectors(t *testing.T) {
	for name, want := range map[string]int{"synthetic": 1199, "real": 324, "upstream": 400} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if n := agree(t, unpack(t, name)); n != want {
				t.Errorf("%d requests, %d are known", n, want)
			}
		})
	}
}

// unpack gives a folder with the trees and answers of one archive.
func unpack(t testing.TB, name string) string {
	t.Helper()
	archive := need.Shared(t, "leapp-vectors/"+name+".tar.xz")
	dir := t.TempDir()
	if out, err := exec.Command("tar", "-xJf", archive, "-C", dir).CombinedOutput(); err != nil {
		t.Fatalf("tar %s: %v\n%s", archive, err, out)
	}
	return filepath.Join(dir, name)
}

// agree holds every answer in a folder against ours and counts the requests.
func agree(t *testing.T, dir string) (n int) {
	t.Helper()
	engines := map[string]*upgrade.Engine{}
	bad := 0
	eachVector(t, dir, func(q upgrade.Request, answer json.RawMessage) {
		n++
		tree := fmt.Sprint(q.Tree)
		if engines[tree] == nil {
			engines[tree] = engineOf(t, filepath.Join(dir, "trees", tree), q.Leapp)
		}
		got, err := engines[tree].Answer(&q)
		if err != nil {
			t.Fatalf("%v: %v", q.ID, err)
		}
		if d := cmp.Diff(comparable(t, answer), comparable(t, got)); d != "" {
			if bad++; bad <= 10 {
				t.Errorf("%v of tree %s (-Leapp +ours):\n%.3000s", q.ID, tree, d)
			}
		}
	})
	if bad > 0 {
		t.Errorf("%d of %d answers differ", bad, n)
	}
	return n
}

// eachVector goes through a folder's vectors.
func eachVector(t testing.TB, dir string, f func(upgrade.Request, json.RawMessage)) {
	t.Helper()
	file, err := os.Open(filepath.Join(dir, "vectors.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var v struct {
			Request upgrade.Request
			Answer  json.RawMessage
		}
		if err := json.Unmarshal(lines.Bytes(), &v); err != nil {
			t.Fatal(err)
		}
		f(v.Request, v.Answer)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
}

// comparable is an answer as plain JSON, with the number of steps that stopped in place of their names.
func comparable(t *testing.T, answer any) (out map[string]any) {
	t.Helper()
	data, err := json.Marshal(answer)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &out); err != nil {
		t.Fatal(err)
	}
	out["stopped"] = len(out["stopped"].([]any)) > 0
	return out
}

// engineOf reads a tree; without a version its own format says which.
func engineOf(t testing.TB, dir, version string) *upgrade.Engine {
	t.Helper()
	fsys := os.DirFS(dir)
	v := leapp.GuessVersion(fsys)
	if version != "" {
		var err error
		if v, err = leapp.FindVersion(version); err != nil {
			t.Fatal(err)
		}
	}
	if v == nil {
		t.Fatalf("%s: no format is known", dir)
	}
	tree, err := leapp.ReadTree(fsys, filepath.Base(dir), v)
	if err != nil {
		t.Fatal(err)
	}
	e, err := upgrade.New(tree)
	if err != nil {
		t.Fatal(err)
	}
	return e
}
