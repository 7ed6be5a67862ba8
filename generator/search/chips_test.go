package search_test

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"testing"

	"pes/generator/internal/need"
	"pes/generator/search"
)

// A chip says exactly how many results there are with its value, whatever else is asked for.
func TestChips(t *testing.T) {
	t.Parallel()
	entries := realEntries(t)
	rng := rand.New(rand.NewPCG(5, 6))
	type question struct {
		Words   string   `json:"words"`
		Filters []string `json:"filters,omitempty"`
	}
	questions := []question{{"", []string{"distro:rocky", "path:7-8", "action:removed"}}, {"lib", nil},
		{"pythno3", nil}, {"kernel drivers", nil}, {`"bash"`, nil}}
	for i := range entries { // what imported data lack
		for j := range entries[i].Facts {
			tags := []string{"web", "mail", "elastic-9", "elastic-10"}
			entries[i].Facts[j].Tags = tags[rng.IntN(3):][:1]
		}
	}
	j := jobOn(rng, entries, 15)
	for _, e := range entries[:2] {
		q := question{Words: part(rng, e.Name)}
		for _, f := range e.Facts {
			q.Filters = append(q.Filters, "path:"+f.Path, "distro:"+f.Distros[0], "tag:"+f.Tags[0])
		}
		slices.Sort(q.Filters)
		q.Filters = slices.Compact(q.Filters)
		questions = append(questions, q, question{"", q.Filters[:min(2, len(q.Filters))]})
	}
	in, err := json.Marshal(map[string]any{"index": j.Index, "queries": questions})
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(need.Program(t, "node"), "testdata/chips.cjs")
	cmd.Stdin, cmd.Stderr = bytes.NewReader(in), os.Stderr
	data, err := cmd.Output()
	var got struct {
		Wrong []string
		Tried int
	}
	if err == nil {
		err = json.Unmarshal(data, &got)
	}
	if err != nil || got.Tried < 200 {
		t.Fatalf("%v; %d chips", err, got.Tried)
	}
	for _, w := range got.Wrong {
		t.Error(w)
	}
	if values := parsed(t, entries).Values[5]; !slices.Equal(values, []string{"elastic-9", "mail", "web"}) {
		t.Errorf("tags are %q", values)
	}
}

// Releases and numbered names stand in the order of their numbers.
func TestNumbersInOrder(t *testing.T) {
	fact := func(path, vendor string) search.Fact {
		return search.Fact{Path: path, Action: "removed", Vendor: vendor, Distros: []string{"a10", "a9"}}
	}
	s := parsed(t, []search.Entry{{Name: "x", Facts: []search.Fact{fact("10-11", "salt-3006"), fact("9-10", "salt-999"),
		fact("7-8", "salt")}}})
	for key, want := range [][]string{{"a9", "a10"}, {"7-8", "9-10", "10-11"}, {"removed"},
		{"salt", "salt-999", "salt-3006"}} {
		if !slices.Equal(s.Values[key], want) {
			t.Errorf("%q instead of %q", s.Values[key], want)
		}
	}
}
