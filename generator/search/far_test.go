package search_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pes/generator/internal/need"
	"pes/generator/search"
)

// What the index lacks, the script finds in the pages of all packages, in the order that the second searcher gives.
func TestElsewhere(t *testing.T) {
	entries := []search.Entry{{Name: "ntp", Events: 1}, {Name: "chrony", Events: 1}}
	rows := map[string][]string{}
	var first, all []string
	html := map[string]string{}
	for _, letter := range []string{"a", "h", "li", "lib", "p", "z"} {
		for i := range 40 {
			name := fmt.Sprintf("%s%c%s-%d", letter, 'a'+i%26, []string{"zip", "Core", "devel"}[i%3], i)
			rows[letter+"aa"] = append(rows[letter+"aa"], name)
		}
		rows[letter+"aa"] = append(rows[letter+"aa"], letter+"aa", letter+"chrony")
		first, all = append(first, letter+"aa"), append(all, rows[letter+"aa"]...)
		page := "<table><thead><tr><th scope=col>Package<th scope=col>8<th scope=col>Repository<tbody>"
		for _, name := range rows[letter+"aa"] {
			page += "<tr id=" + name + "><th scope=row>" + name + "<td>1.0<td>BaseOS"
		}
		html["all/"+letter+"aa/"] = page + "</table>"
	}
	rng := rand.New(rand.NewPCG(3, 1))
	queries := []string{"haa", "ha", "h", "libaa", "lib", "ntp", "chrony", `"haa"`, `"ha"`, "haa-1.2-3.el7.x86_64",
		"haa path:7-8",
		"haa laa", "zzz", "lihrony", ""}
	for range 500 {
		name := all[rng.IntN(len(all))]
		queries = append(queries, part(rng, name), misspell(rng, name), strings.ToUpper(name))
	}
	index := search.Index(entries, search.Elsewhere{Pages: first})
	in, err := json.Marshal(map[string]any{"index": string(index), "pages": html, "queries": queries})
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(need.Program(t, "node"), "testdata/elsewhere.cjs")
	cmd.Stdin, cmd.Stderr = bytes.NewReader(in), os.Stderr
	data, err := cmd.Output()
	var got [][]string
	if err == nil {
		err = json.Unmarshal(data, &got)
	}
	if err != nil {
		t.Fatal(err)
	}
	s, err := search.Parse(index)
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for i, q := range queries {
		want := s.Elsewhere(q, first, rows)
		if found += len(want); !slices.Equal(got[i], want) {
			t.Errorf("%q (-Go +JavaScript): %s", q, cmp.Diff(want, got[i]))
		}
	}
	if found < 2000 || len(got[0]) == 0 || got[0][0] != "haa" {
		t.Errorf("only %d were found; of haa %v", found, got[0])
	}
}
