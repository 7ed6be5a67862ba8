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
	"unicode"

	"github.com/google/go-cmp/cmp"

	"pes/generator/internal/need"
	"pes/generator/search"
)

// A job is what testdata/run.cjs reads.
type job struct {
	Index   string      `json:"index"`
	Queries []string    `json:"queries,omitempty"`
	Lines   []string    `json:"lines,omitempty"`
	Names   []string    `json:"names,omitempty"`
	Toggles [][3]string `json:"toggles,omitempty"`
	Logged  []string    `json:"logged,omitempty"`
	Fold    []string    `json:"fold,omitempty"`
	Limit   int         `json:"limit"`
	Time    bool        `json:"time,omitempty"`
}

// An outcome is what it writes; Go's answers are brought into the same shape.
type outcome struct {
	Loaded  float64
	Answers []answer
	Lines   [][]string
	Said    [][]string
	Short   [][]string
	Toggled []string
	Logged  [][]uint64
	Folded  []string
	Times   []float64
}

type answer struct {
	Results [][]any
	Total   int
	Hints   [][]string
}

// inNode does a job with site/rank.js.
func inNode(t testing.TB, j job) (out outcome) {
	t.Helper()
	in, err := json.Marshal(j)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(need.Program(t, "node"), "testdata/run.cjs")
	cmd.Stdin, cmd.Stderr = bytes.NewReader(in), os.Stderr
	data, err := cmd.Output()
	if err != nil {
		t.Fatalf("node: %v", err)
	}
	if err := json.Unmarshal(data, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// inGo does a job with this package.
func inGo(t testing.TB, j job) (out outcome) {
	t.Helper()
	s, err := search.Parse([]byte(j.Index))
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range j.Queries {
		a := s.Query(q, j.Limit)
		got := answer{Results: [][]any{}, Total: a.Total, Hints: [][]string{}}
		for _, r := range a.Results {
			got.Results = append(got.Results, []any{float64(r.Match), float64(r.Entry.Kind), r.Entry.Name,
				r.Entry.Address()})
		}
		for _, h := range a.Hints {
			got.Hints = append(got.Hints, append([]string{h.Key, h.Value}, h.Suggest...))
		}
		out.Answers = append(out.Answers, got)
	}
	for _, line := range j.Lines {
		name, e := s.Lookup(line)
		address := ""
		if e != nil {
			address = e.Address()
		}
		out.Lines = append(out.Lines, []string{name, address})
	}
	return out
}

// agree compares the two for every query and line.
func agree(t *testing.T, j job) {
	t.Helper()
	want, got := inGo(t, j), inNode(t, j)
	differ := 0
	for i, q := range j.Queries {
		if d := cmp.Diff(want.Answers[i], got.Answers[i]); d != "" {
			if differ++; differ <= 5 {
				t.Errorf("%q (-Go +JavaScript):\n%.1500s", q, d)
			}
		}
	}
	for i, line := range j.Lines {
		if !slices.Equal(want.Lines[i], got.Lines[i]) {
			t.Errorf("line %q: Go has %q, JavaScript %q", line, want.Lines[i], got.Lines[i])
		}
	}
	if differ > 0 {
		t.Errorf("%d of %d queries differ", differ, len(j.Queries))
	}
}

// A fixture is a set of entries, and what queries and pasted lines must give.
type fixture struct {
	Entries []struct {
		Kind string
		search.Entry
	}
	Queries []struct {
		Query string
		Want  []string // "match kind name"
		Hint  []string // key, value, suggestions
	}
	Lines []struct {
		Line, Name string
		Known      bool
	}
	Answers []struct { // in words, which only the script gives
		Name        string
		Says, Short []string
	}
	Toggles []struct{ Query, Key, Value, Want string }
	Logged  []struct { // the ids of events that a text names
		Text string
		Want []uint64
	}
}

func readFixture(t testing.TB) (f fixture, entries []search.Entry) {
	t.Helper()
	data, err := os.ReadFile("testdata/fixture.json")
	if err != nil {
		t.Fatal(err)
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&f); err != nil {
		t.Fatal(err)
	}
	for _, e := range f.Entries {
		for k := search.Package; k <= search.Guide; k++ {
			if k.String() == e.Kind {
				e.Entry.Kind = k
			}
		}
		entries = append(entries, e.Entry)
	}
	return f, entries
}

// What the fixture says holds in Go, and in JavaScript.
func TestFixture(t *testing.T) {
	f, entries := readFixture(t)
	j := job{Index: string(search.Index(entries, search.Elsewhere{})), Limit: 12}
	for _, q := range f.Queries {
		j.Queries = append(j.Queries, q.Query)
	}
	for _, l := range f.Lines {
		j.Lines = append(j.Lines, l.Line)
	}
	t.Run("Go", func(t *testing.T) { f.check(t, inGo(t, j)) })
	t.Run("JavaScript", func(t *testing.T) {
		for _, a := range f.Answers {
			j.Names = append(j.Names, a.Name)
		}
		for _, g := range f.Toggles {
			j.Toggles = append(j.Toggles, [3]string{g.Query, g.Key, g.Value})
		}
		for _, l := range f.Logged {
			j.Logged = append(j.Logged, l.Text)
		}
		got := inNode(t, j)
		f.check(t, got)
		for i, l := range f.Logged {
			if !slices.Equal(got.Logged[i], l.Want) {
				t.Errorf("of %q it reads %v, want %v", l.Text, got.Logged[i], l.Want)
			}
		}
		for i, a := range f.Answers {
			if !slices.Equal(got.Said[i], a.Says) {
				t.Errorf("of %s it says %q, want %q", a.Name, got.Said[i], a.Says)
			}
			if !slices.Equal(got.Short[i], a.Short) {
				t.Errorf("of %s it says shortly %q, want %q", a.Name, got.Short[i], a.Short)
			}
		}
		for i, g := range f.Toggles {
			if got.Toggled[i] != g.Want {
				t.Errorf("%q with %s:%s toggled is %q, want %q", g.Query, g.Key, g.Value, got.Toggled[i], g.Want)
			}
		}
	})
}

func (f *fixture) check(t *testing.T, got outcome) {
	t.Helper()
	for i, q := range f.Queries {
		list := []string{}
		for _, r := range got.Answers[i].Results {
			list = append(list, fmt.Sprint(search.Match(int(r[0].(float64))), " ", search.Kind(int(r[1].(float64))),
				" ", r[2]))
		}
		if d := cmp.Diff(append([]string{}, q.Want...), list); d != "" {
			t.Errorf("%q (-want +got):\n%s", q.Query, d)
		}
		var hint []string
		for _, h := range got.Answers[i].Hints {
			hint = append(hint, h...)
		}
		if !slices.Equal(hint, q.Hint) {
			t.Errorf("%q: the hint is %q, want %q", q.Query, hint, q.Hint)
		}
	}
	for i, l := range f.Lines {
		if got.Lines[i][0] != l.Name || (got.Lines[i][1] != "") != l.Known {
			t.Errorf("line %q is %q, want %q", l.Line, got.Lines[i], l.Name)
		}
	}
}

// Thousands of queries on the real names, and on hostile ones: the same results in the same order.
func TestGoAndJavaScriptAgree(t *testing.T) {
	n := 4000
	if testing.Short() {
		n = 400
	}
	t.Run("real", func(t *testing.T) {
		t.Parallel()
		agree(t, jobOn(rand.New(rand.NewPCG(7, 8)), realEntries(t), n))
	})
	t.Run("hostile", func(t *testing.T) {
		t.Parallel()
		agree(t, jobOn(rand.New(rand.NewPCG(9, 10)), hostileEntries(), n))
	})
}

// jobOn makes n queries and as many lines of the names of entries.
func jobOn(rng *rand.Rand, entries []search.Entry, n int) job {
	j := job{Index: string(search.Index(entries, search.Elsewhere{})), Limit: 30}
	var values []string
	for _, e := range entries {
		for _, f := range e.Facts {
			values = append(values, "path:"+f.Path, "action:"+f.Action, "vendor:"+f.Vendor)
			for _, d := range f.Distros {
				values = append(values, "distro:"+d, "distro:"+d+",x")
			}
			for _, r := range f.Repos {
				values = append(values, "repo:"+r, `repo:"`+r+`"`)
			}
			for _, tag := range f.Tags {
				values = append(values, "tag:"+tag)
			}
		}
	}
	for range n {
		name := entries[rng.IntN(len(entries))].Name
		other := entries[rng.IntN(len(entries))]
		q := part(rng, name)
		switch rng.IntN(8) {
		case 0:
			q = name
		case 1:
			q = misspell(rng, q)
		case 2:
			q = misspell(rng, misspell(rng, name))
		case 3:
			q += " " + part(rng, other.Title)
		case 4:
			q = part(rng, q) + " " + misspell(rng, part(rng, other.Name))
		case 5:
			q += " " + values[rng.IntN(len(values))] + " " + values[rng.IntN(len(values))]
		case 6:
			q = values[rng.IntN(len(values))] + " " + misspell(rng, values[rng.IntN(len(values))]) + ` "` + name
		}
		if rng.IntN(10) == 0 {
			q = strings.ToUpper(q)
		}
		j.Queries = append(j.Queries, q)
		j.Lines = append(j.Lines, name+[]string{"", "-1.2-3.el7.x86_64", ".noarch  1:2-3  @base", "-1:2-3", ".rpm",
			"-2-3.i686.rpm"}[rng.IntN(6)])
	}
	return j
}

// part is some letters of a name: its beginning, or any others.
func part(rng *rand.Rand, s string) string {
	r := []rune(s)
	if len(r) == 0 {
		return ""
	}
	from := rng.IntN(len(r))
	if rng.IntN(2) == 0 {
		from = 0
	}
	return string(r[from : from+1+rng.IntN(len(r)-from)])
}

// misspell makes one typo: a letter too many, one missing, another one, or two swapped.
func misspell(rng *rand.Rand, s string) string {
	r := []rune(s)
	if len(r) < 2 {
		return s
	}
	i, c := rng.IntN(len(r)-1), rune("abcdefghijklmnopqrstuvwxyz0123456789-"[rng.IntN(37)])
	switch rng.IntN(4) {
	case 0:
		return string(slices.Insert(r, i, c))
	case 1:
		return string(slices.Delete(r, i, i+1))
	case 2:
		r[i] = c
	default:
		r[i], r[i+1] = r[i+1], r[i]
	}
	return string(r)
}

// Every letter that both know is lowered alike; browsers learn new scripts earlier.
func TestFoldAgrees(t *testing.T) {
	var j job
	j.Index = string(search.Index(nil, search.Elsewhere{}))
	for from := rune(1); from <= 0x1ffff; from += 256 {
		var b strings.Builder
		for r := from; r < from+256; r++ {
			if unicode.IsGraphic(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
				b.WriteRune(r)
			}
		}
		j.Fold = append(j.Fold, b.String())
	}
	got := inNode(t, j)
	for i, s := range j.Fold {
		if want := search.Fold(s); got.Folded[i] != want {
			t.Errorf("from U+%04X: (-Go +JavaScript)\n%s", i*256+1, cmp.Diff([]rune(want), []rune(got.Folded[i])))
		}
	}
}
