package search_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"pes/generator/search"
)

// Whatever is in an index, reading it ends with an error or with a searcher that answers, and writing what was read
// gives an index that reads the same.
func FuzzParse(f *testing.F) {
	// Small ones: the fuzzer spends its time on the bytes it is given.
	_, entries := readFixture(f)
	f.Add(search.Index(entries[:6], search.Elsewhere{}), "ntp path:7-8")
	f.Add(search.Index(entries[len(entries)-8:], search.Elsewhere{}), "distro:rocky nginx")
	f.Add(search.Index(nil, search.Elsewhere{}), "a")
	f.Add([]byte(`{"pes":2,"kinds":["package"],"names":"~a","counts":[1]}`), "x")
	f.Fuzz(func(t *testing.T, index []byte, q string) {
		s, err := search.Parse(index)
		if err != nil {
			return
		}
		for _, e := range s.Entries {
			e.Address()
		}
		s.Query(q, 10)
		s.Lookup(q)
		again := search.Index(s.Entries, search.Elsewhere{})
		back, err := search.Parse(again)
		if err != nil {
			t.Fatalf("what was read is written as an index that cannot be read: %v", err)
		}
		if !bytes.Equal(search.Index(back.Entries, search.Elsewhere{}), again) {
			t.Fatal("written again, the index differs")
		}
	})
}

// Whatever is typed, an answer comes, no longer than asked for and in order: the first five, and what follows them.
func FuzzQuery(f *testing.F) {
	const head = 5
	fix, entries := readFixture(f)
	for _, q := range fix.Queries {
		f.Add(q.Query, 5)
	}
	f.Add("\xff\"distro:\"\x00 \u202e", -1)
	s, err := search.Parse(search.Index(append(entries, hostileEntries()...), search.Elsewhere{}))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, q string, limit int) {
		a := s.Query(q, limit)
		if len(a.Results) > max(limit, 0) || a.Total < len(a.Results) || len(a.Hints) > 0 && a.Total > 0 {
			t.Fatalf("%q: %d results of %d, %d hints, at most %d were asked for", q, len(a.Results), a.Total,
				len(a.Hints), limit)
		}
		for i := 1; i < len(a.Results); i++ {
			if i != head && a.Results[i].Match < a.Results[i-1].Match {
				t.Fatalf("%q: result %d fits better than the one before", q, i)
			}
		}
		if name, e := s.Lookup(q); e != nil && e.Name != name || !utf8.ValidString(name) && utf8.ValidString(q) {
			t.Fatalf("%q is looked up as %q", q, name)
		}
	})
}

// Bytes that mean harm give an error that says why.
func TestHostileIndexes(t *testing.T) {
	good := search.Index(hostileEntries(), search.Elsewhere{})
	change := func(f func(m map[string]any)) []byte {
		var m map[string]any
		if err := json.Unmarshal(good, &m); err != nil {
			t.Fatal(err)
		}
		f(m)
		out, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	set := func(key string, v any) []byte { return change(func(m map[string]any) { m[key] = v }) }
	for what, index := range map[string][]byte{
		"nothing":                            nil,
		"no JSON":                            []byte("x"),
		"another shape":                      []byte("[]"),
		"null":                               []byte("null"),
		"another format":                     set("pes", 1),
		"other kinds":                        set("kinds", []string{"x"}),
		"shared too much":                    set("names", "$a"),
		"an empty line":                      set("names", "#a\n"),
		"counts too high":                    set("counts", []int{1 << 40, 0, 0, 0, 0, 0}),
		"counts below zero":                  set("counts", []int{-1, 0, 0, 0, 0, 0}),
		"no profile":                         set("profile", ""),
		"a profile that is not there":        set("profiles", []any{}),
		"events of nobody":                   set("events", []int{1 << 40, 1}),
		"half an event":                      set("events", []int{1}),
		"a short fact":                       set("facts", [][]int{{1}}),
		"a fact with too many distributions": set("facts", [][]int{{0, 0, 0, 0, 9}}),
		"an unknown value":                   set("facts", [][]int{{99, 0, 0, 0, 0}}),
		"no values":                          set("values", []any{}),
		"a profile of nobody":                set("profile", strings.Repeat("\U000fffff", 234)),
		"no links":                           set("links", ""),
		"a link to nobody":                   set("links", strings.Repeat("\U000fffff", 9)),
		"more links than facts say":          set("links", strings.Repeat("#", 9999)),
		"a fact with fewer than no links":    set("facts", [][]int{{0, 0, 0, -2, 0}}),
		"too many entries":                   set("names", strings.Repeat("#\n", 1<<20)),
		"names too long":                     set("names", "#"+strings.Repeat("x", 80)+strings.Repeat("\ns", 1<<18)),
		"too long":                           make([]byte, 20<<20),
		"more of nobody":                     set("more", []any{map[string]any{"i": -1}}),
	} {
		if s, err := search.Parse(index); err == nil {
			t.Errorf("%s: an index with %d entries was read", what, len(s.Entries))
		}
	}
}
