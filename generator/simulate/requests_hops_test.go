package simulate

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"pes/generator/internal/vectors"
)

// ask answers one request.
func ask(t *testing.T, trees fs.FS, request map[string]any) (answer map[string]any) {
	t.Helper()
	line, err := json.Marshal(request)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := Answer(&out, bytes.NewReader(line), trees); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(out.Bytes(), &answer); err != nil {
		t.Fatal(err)
	}
	return answer
}

// The first of two upgrades of one request is what Leapp itself answered; the second is what a program gets that puts
// the machine which the first one leaves into a request of its own.
func TestHopsOfRequests(t *testing.T) {
	t.Parallel()
	set := vectors.Real(t)
	trees := fstest.MapFS{}
	for _, name := range []string{"almalinux-el8", "almalinux-el9"} {
		err := fs.WalkDir(set.Trees[name], ".", func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			data, err := fs.ReadFile(set.Trees[name], path)
			trees[name+"/"+path] = &fstest.MapFile{Data: data}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	n := 0
	for _, v := range set.Vectors {
		var q, want map[string]any
		if err := json.Unmarshal(v.Request, &q); err != nil {
			t.Fatal(err)
		}
		if q["tree"] != "almalinux-el8" {
			continue
		}
		if n++; n%8 != 0 {
			continue
		}
		next := map[string]any{"tree": "almalinux-el9", "target": "9.4"}
		q["hops"] = []any{map[string]any{"tree": q["tree"], "target": q["target"]}, next}
		hops := ask(t, trees, q)["hops"].([]any)
		first := hops[0].(map[string]any)
		after := first["after"].(map[string]any)
		delete(first, "after")
		if err := json.Unmarshal(v.Answer, &want); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, first); d != "" {
			t.Errorf("%v (-Leapp +first hop): %s", q["id"], d)
		}
		after["id"], after["tree"], after["target"] = q["id"], next["tree"], next["target"]
		if d := cmp.Diff(ask(t, trees, after), hops[1]); d != "" {
			t.Errorf("%v (-by hand +second hop): %s", q["id"], d)
		}
	}
	if n < 8 {
		t.Errorf("%d requests are of the tree", n)
	}
}

// What is wrong with a hop is told with its number.
func TestWrongHops(t *testing.T) {
	t.Parallel()
	request := `{"id":1,"source":"7.9","arch":"x86_64","hops":%s,"installed":[]}`
	for hops, want := range map[string]string{
		`[]`:                             "hops: there is none",
		`[{"tree":"9","target":"8.10"}]`: `hops: 1: tree: there is no folder "9"`,
		`[{"tree":"1","target":"8"}]`:    `hops: 1: target: "8" is not a release: write major.minor, such as 8.0`,
		`[{"tree":"1","target":"8.10"},{"tree":"1","source":"x","target":"9.0"}]`: `hops: 2: source: "x" is not a ` +
			`release: write major.minor, such as 8.0`,
	} {
		err := Answer(io.Discard, strings.NewReader(fmt.Sprintf(request, hops)), batchTrees())
		if err == nil || err.Error() != "requests: line 1: "+want {
			t.Errorf("%s: %v, not %s", hops, err, want)
		}
	}
}
