package machine

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pes/generator/diag"
	"pes/generator/internal/vectors"
	"pes/generator/leapp"
	"pes/generator/model"
	"pes/generator/upgrade"
)

// A request of Leapp's own test vectors, read as a list of packages, is the same machine: nothing of it is assumed.
func TestRequestsAreLists(t *testing.T) {
	set := vectors.Synthetic(t)
	same := cmp.Options{cmp.Comparer(func(a, b *diag.File) bool { return a == b }),
		cmp.Comparer(func(a, b *model.Event) bool { return a == b })}
	trees, engines := map[string]*model.Tree{}, map[string]*upgrade.Engine{}
	n := 0
	for _, v := range set.Vectors {
		var q upgrade.Request
		if err := json.Unmarshal(v.Request, &q); err != nil {
			t.Fatal(err)
		}
		name := fmt.Sprint(q.Tree)
		if trees[name] == nil {
			trees[name], engines[name] = readTree(t, set.Trees[name])
		}
		want, err := q.Machine()
		if err != nil {
			t.Fatal(err)
		}
		for i := range q.Installed { // all of a vector count as signed, and a list must say so
			q.Installed[i].Signature = "RSA/SHA256, Key ID 24c6a8a7f4a80eb5"
		}
		text, err := json.Marshal(q)
		if err != nil {
			t.Fatal(err)
		}
		l, err := Read("request", text)
		if err != nil {
			if len(q.Installed) == 0 {
				continue
			}
			t.Fatal(err)
		}
		got, _, _, err := l.Machine(trees[name], Upgrade{Source: want.Source, Target: want.Target,
			Signers: Signers{Keys: []string{"24c6a8a7f4a80eb5"}}})
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(engines[name].Run(want), engines[name].Run(got), same); d != "" {
			t.Fatalf("%v (-request +list):\n%s", q.ID, d)
		}
		n++
	}
	if n < 1000 {
		t.Errorf("only %d requests", n)
	}
}

func readTree(t *testing.T, files fs.FS) (*model.Tree, *upgrade.Engine) {
	t.Helper()
	tree, err := leapp.ReadTree(files, "tree", leapp.GuessVersion(files))
	if err != nil {
		t.Fatal(err)
	}
	e, err := upgrade.New(tree)
	if err != nil {
		t.Fatal(err)
	}
	return tree, e
}
