package search_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"pes/generator/search"
)

// hostileNames are names and titles that mean harm or come from far away.
var hostileNames = []string{
	`<script>alert(1)</script>`, `"quoted"`, `'`, `a"b\c`, `javascript:alert(1)`, "left\u202eright\u202c",
	"rtl\u200fname", "zero\u200bwidth", strings.Repeat("long-", 2000), strings.Repeat("x", 300), "größe",
	"GRÖSSE", "İstanbul", "ΣΊΣΥΦΟΣ", "日本語-パッケージ", "😀-smile", "😀-smiles", "new\nline", "tab\there", "nul\x00",
	"bad\xff\xfeutf", "\u2028", "..", ".", "a/b", "a b", "%2e%2e", "?q=x", "#top", "__proto__", "constructor",
	"toString", "&amp;", "distro:rocky", "C++", "libstdc++", "_x", "~x", "İ",
}

func hostileEntries() (entries []search.Entry) {
	for i, name := range hostileNames {
		for kind := search.Package; kind <= search.Guide; kind++ {
			e := search.Entry{Kind: kind, Name: name, Title: hostileNames[(i+7)%len(hostileNames)], Events: i * i % 5,
				Rank:    i % 3,
				Aliases: []string{hostileNames[(i+3)%len(hostileNames)], ""}}
			if kind == search.Package {
				e.Facts = []search.Fact{{Path: "7-8", Action: "split", Vendor: name, Distros: []string{"rocky", name},
					Repos: []string{name}, Tags: []string{name, "x"},
					Out: []string{name, hostileNames[(i+1)%len(hostileNames)], "no such package"}}}
			}
			entries = append(entries, e)
		}
	}
	return entries
}

// The index says of every entry what it was given, whatever its name is, and the same in whatever order the entries
// came.
func TestIndexKeepsHostileEntries(t *testing.T) {
	entries := hostileEntries()
	index := search.Index(entries, search.Elsewhere{})
	if !utf8.Valid(index) || !json.Valid(index) || strings.Count(string(index), "\n") != 1 {
		t.Error("the index is not one line of JSON")
	}
	slices.Reverse(entries)
	if string(search.Index(entries, search.Elsewhere{})) != string(index) {
		t.Error("another order of entries gives another index")
	}
	s, err := search.Parse(index)
	if err != nil {
		t.Fatal(err)
	}
	if string(search.Index(s.Entries, search.Elsewhere{})) != string(index) {
		t.Error("reading and writing the index changes it")
	}
	if len(s.Entries) != len(entries) {
		t.Errorf("%d entries came back of %d", len(s.Entries), len(entries))
	}
	for _, e := range entries {
		if len([]rune(e.Name)) > 200 || strings.Contains(e.Name, `"`) || e.Kind == search.Guide {
			continue // a guide's name is its address
		}
		typed := strings.NewReplacer("\n", "\ufffd", "\t", "\ufffd", "\x00", "\ufffd", "\xff\xfe",
			"\ufffd").Replace(e.Name)
		found := s.Query(`"`+typed+`"`, 100)
		if !slices.ContainsFunc(found.Results, func(r search.Result) bool { return r.Entry.Address() == e.Address() }) {
			t.Errorf("%s %q is not found by its name", e.Kind, e.Name)
		}
	}
}

// Pages stay below the root of the site, whatever they are called.
func TestAddresses(t *testing.T) {
	for name, want := range map[string]string{"ntp": "p/ntp/", "libstdc++": "p/libstdc++/", "a/b": "p/a%2Fb/",
		`<x>"`: "p/%3Cx%3E%22/", "javascript:alert(1)": "p/javascript:alert%281%29/",
		"?q=x": "p/%3Fq=x/", "größe": "p/gr%C3%B6%C3%9Fe/"} {
		if got := (&search.Entry{Name: name}).Address(); got != want {
			t.Errorf("%q has the address %q, want %q", name, got, want)
		}
	}
}

// A page that is named twice is one entry with all that was said.
func TestPagesNamedTwice(t *testing.T) {
	s, err := search.Parse(search.Index([]search.Entry{
		{Name: "a", Events: 1, Facts: []search.Fact{{Path: "7-8", Action: "removed", Distros: []string{"rocky"}}}},
		{Name: "a", Events: 2, Title: "A", Facts: []search.Fact{{Path: "10-11", Action: "removed"},
			{Path: "8-9", Action: "removed"}, {Path: "8-9", Action: "removed"}}}}, search.Elsewhere{}))
	if err != nil {
		t.Fatal(err)
	}
	want := []search.Entry{{Name: "a", Title: "A", Events: 3,
		Facts: []search.Fact{{Path: "7-8", Action: "removed", Distros: []string{"rocky"}},
			{Path: "8-9", Action: "removed"}, {Path: "10-11", Action: "removed"}}}}
	if d := cmp.Diff(want, s.Entries); d != "" {
		t.Error(d)
	}
}
