package upgrade_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pes/generator/internal/vectors"
	"pes/generator/leapp"
	"pes/generator/upgrade"
)

// Leapp's own answers: every field agrees, but for the names of the steps that stopped, which are ours.
func TestVectors(t *testing.T) {
	for _, c := range []struct {
		name string
		open func(testing.TB) *vectors.Set
		want int
	}{{"synthetic", vectors.Synthetic, 1199}, {"upstream", vectors.Upstream, 400}, {"real", vectors.Real, 324}} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if n := agree(t, c.open(t)); n != c.want {
				t.Errorf("%d requests, %d are known", n, c.want)
			}
		})
	}
}

// agree compares every answer of a set with ours and counts them.
func agree(t *testing.T, set *vectors.Set) int {
	t.Helper()
	engines := map[string]*upgrade.Engine{}
	bad := 0
	for _, v := range set.Vectors {
		q := requestOf(t, v)
		tree := fmt.Sprint(q.Tree)
		if engines[tree] == nil {
			engines[tree] = engineOf(t, set.Trees[tree], tree, q.Leapp)
		}
		got, err := engines[tree].Answer(&q)
		if err != nil {
			t.Fatalf("%v: %v", q.ID, err)
		}
		if d := cmp.Diff(comparable(t, v.Answer), comparable(t, got)); d != "" {
			if bad++; bad <= 10 {
				t.Errorf("%v of tree %s (-Leapp +ours):\n%.3000s", q.ID, tree, d)
			}
		}
	}
	if bad > 0 {
		t.Errorf("%d of %d answers differ", bad, len(set.Vectors))
	}
	return len(set.Vectors)
}

func requestOf(t testing.TB, v vectors.Vector) (q upgrade.Request) {
	t.Helper()
	if err := json.Unmarshal(v.Request, &q); err != nil {
		t.Fatal(err)
	}
	return q
}

// comparable is an answer as plain JSON, with whether a step stopped in place of its name.
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
func engineOf(t testing.TB, files fs.FS, name, version string) *upgrade.Engine {
	t.Helper()
	v := leapp.GuessVersion(files)
	if version != "" {
		var err error
		if v, err = leapp.FindVersion(version); err != nil {
			t.Fatal(err)
		}
	}
	if v == nil {
		t.Fatalf("%s: no format is known", name)
	}
	tree, err := leapp.ReadTree(files, name, v)
	if err != nil {
		t.Fatal(err)
	}
	e, err := upgrade.New(tree)
	if err != nil {
		t.Fatal(err)
	}
	return e
}
