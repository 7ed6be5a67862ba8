package leapp

import (
	"slices"
	"strings"
	"testing"

	"pes/generator/model"
)

// Every row has releases for each of its paths, in order, and each is a release.
func TestReleases(t *testing.T) {
	for _, v := range Versions {
		for word := range strings.FieldsSeq(releases[v.Name]) {
			if _, err := model.ParseRelease(word); err != nil {
				t.Error(v.Name, err)
			}
		}
		for _, path := range v.Paths {
			ways := v.Ways(path[0], path[1])
			if len(ways) == 0 {
				t.Errorf("%s upgrades from %d to %d, and no release of it", v.Name, path[0], path[1])
			}
			for _, w := range ways {
				if !slices.IsSortedFunc(w.To, model.Release.Compare) {
					t.Errorf("%s: %v", v.Name, w)
				}
			}
		}
	}
	for _, c := range []struct {
		version, source, target, newest string
		takes                           bool
	}{
		{"0.21", "7.9", "8.10", "8.10", true},
		{"0.21", "8.10", "9.4", "9.6", true},
		{"0.21", "8.10", "9.7", "9.6", false},
		{"0.21", "8.5", "9.4", "", false},
		{"0.21", "9.7", "10.9", "", false},
		{"0.23", "9.7", "10.1", "10.1", true},
		{"0.25", "9.9", "10.3", "10.3", true},
		{"0.25", "7.9", "8.10", "", true}, // upstream's table has it, its data do not
	} {
		v, err := FindVersion(c.version)
		if err != nil {
			t.Fatal(err)
		}
		release := func(s string) model.Release {
			r, _ := model.ParseRelease(s)
			return r
		}
		newest := v.Newest(release(c.source))
		if v.Takes(release(c.source), release(c.target)) != c.takes || newest != release(c.newest) {
			t.Errorf("%s from %s to %s: newest %s", c.version, c.source, c.target, newest)
		}
	}
}
