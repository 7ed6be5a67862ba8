package model

import (
	"cmp"
	"strings"
	"testing"
)

// A version names a folder and an RPM, a channel a link beside the folder releases: nothing that leads elsewhere, that
// RPM refuses, or that names what an interrupted release leaves.
func TestNamesOfVersionsAndChannels(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]struct{ version, channel bool }{
		"2026.3": {true, false}, "1": {true, false}, "2026.3~rc1": {true, false}, "a+b_c": {true, false},
		"ng": {true, true}, "stable-8": {false, true}, "releases": {true, false}, "Stable": {true, false},
		"2026.3.tmp": {}, "2026.3.old": {}, "": {}, ".": {}, "..": {}, ".hidden": {}, "a/b": {}, "a b": {}, "é": {},
		"-a":                    {},
		strings.Repeat("a", 31): {true, true}, strings.Repeat("a", 32): {true, false},
		strings.Repeat("a", 64): {true, false}, strings.Repeat("a", 65): {},
	} {
		if err := ValidVersion(name); (err == nil) != want.version {
			t.Errorf("as a version, %q: %v", name, err)
		}
		if err := ValidChannel(name); (err == nil) != want.channel {
			t.Errorf("as a channel, %q: %v", name, err)
		}
	}
}

// Numbers in versions count as numbers, and what a tilde begins comes before what has none, as rpm has it.
func TestCompareVersions(t *testing.T) {
	t.Parallel()
	sorted := []string{"2025.12", "2026.3~rc1", "2026.3~rc2", "2026.3", "2026.3.1", "2026.9", "2026.10", "2027"}
	for i, a := range sorted {
		for j, b := range sorted {
			if got, want := CompareVersions(a, b), cmp.Compare(i, j); got != want {
				t.Errorf("%s and %s: %d, want %d", a, b, got, want)
			}
		}
	}
}

// A vendor that ships to three trees is one vendor.
func TestVendorsAreCountedOnce(t *testing.T) {
	t.Parallel()
	targets := func(names ...string) (out []*Target) {
		for _, n := range names {
			out = append(out, &Target{Vendors: []*Vendor{{Name: "web"}, {Name: n}}})
		}
		return out
	}
	c := Catalog{Targets: targets("a", "b", "a")}
	if n := c.Counts(); n.Trees != 3 || n.Vendors != 3 {
		t.Errorf("%+v", n)
	}
}
