package model

import (
	"fmt"
	"slices"
	"testing"
)

// Of competing events the one with the latest release is kept, and all of them where several share that release.
func TestWinner(t *testing.T) {
	minor := func(n int) Release { return Release{8, n} }
	for want, minors := range map[string][]int{
		"none": {}, "0": {3}, "1": {3, 4}, "2": {1, 0, 5}, "all": {4, 4}, "all of three": {0, 4, 4},
		"0 of ties": {5, 4, 4}, "3": {4, 4, 0, 5},
	} {
		var expected int
		if _, err := fmt.Sscan(want, &expected); err != nil {
			expected = -1
		}
		if got := Winner(minors, minor); got != expected {
			t.Errorf("%v: the winner is %d, want %s", minors, got, want)
		}
	}
}

// What a step needs is what lets it apply: with such a set, and not with less.
func TestNeeds(t *testing.T) {
	in := []Package{{Name: "a"}, {Name: "b"}, {Name: "c"}}
	for _, action := range []Action{Present, Removed, Deprecated, Replaced, Split, Merged, Moved, Renamed,
		Reinstalled} {
		step := (&Event{Action: action, In: in}).Expand()[0]
		for _, set := range step.Needs(PackageID{Name: "b"}) {
			if !action.Applies(len(set) > 0, len(set) == len(in)) || action.Applies(len(set) > 1, false) &&
				len(set) > 1 {
				t.Errorf("an event %s needs %v", action, set)
			}
			if action == Present && !slices.Equal(set, []PackageID{{Name: "b"}}) {
				t.Errorf("present does nothing to b where %v is there", set)
			}
		}
	}
}

// A step names each package once, whatever the event says; where repositories differ the smallest is taken, as in
// package upgrade, and the effect is the same.
func TestExpandNamesPackagesOnce(t *testing.T) {
	e := &Event{Action: Replaced, In: []Package{{Name: "a", Repo: "z"}, {Name: "a", Repo: "x"}, {Name: "b", Repo: "x"}},
		Out: []Package{{Name: "b", Repo: "y"}, {Name: "c", Repo: "y"}, {Name: "c", Repo: "w"}}}
	steps := e.Expand()
	if len(steps) != 1 || !steps[0].Ambiguous {
		t.Fatal(steps)
	}
	got := ""
	for _, set := range [][]StepPackage{steps[0].In, steps[0].Out, steps[0].Effect()} {
		for _, p := range set {
			got += " " + p.Name + "@" + p.Repo
		}
		got += ";"
	}
	if got != " a@x b@x; b@y c@w; a@ b@y c@w;" {
		t.Error(got)
	}
	if e.In[0].Repo != "z" {
		t.Error("the event itself was changed")
	}
}
