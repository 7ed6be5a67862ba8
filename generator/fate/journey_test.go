package fate

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A course follows a package through everything that comes in its place.
func TestCourses(t *testing.T) {
	t.Parallel()
	hop := func(target string, packages ...Package) *Hop {
		counts := map[string]int{"installed": 6}
		return &Hop{Target: target, Result: &Result{OK: true, Counts: counts, Packages: packages}}
	}
	j := &Journey{Name: "web", Hops: []*Hop{
		hop("8.10", Package{Name: "bash", Fate: Upgraded}, Package{Name: "gone", Fate: Removed},
			Package{Name: "kept", Fate: Unknown}, Package{Name: "left", Fate: Moved},
			Package{Name: "x", Fate: Replaced, Instead: []string{"y", "z"}}, Package{Name: "y", Fate: New},
			Package{Name: "z", Fate: New}, Package{Name: "back", Fate: Replaced, Instead: []string{"other"}},
			Package{Name: "other", Fate: New}),
		hop("9.6", Package{Name: "bash", Fate: Moved}, Package{Name: "kept", Fate: Orphan},
			Package{Name: "left", Fate: Upgraded}, Package{Name: "y", Fate: Removed}, Package{Name: "z", Fate: Replaced,
				Instead: []string{"w"}}, Package{Name: "w", Fate: New},
			Package{Name: "other", Fate: Replaced, Instead: []string{"back"}}, Package{Name: "back", Fate: New}),
		hop("10.0", Package{Name: "bash", Fate: Upgraded}, Package{Name: "kept", Fate: Orphan},
			Package{Name: "left", Fate: Upgraded}, Package{Name: "w", Fate: Lost},
			Package{Name: "back", Fate: Upgraded}),
	}}
	j.Settle(true)
	type end struct {
		Fate string
		Hop  int
	}
	got := map[string]end{}
	for _, c := range j.Courses {
		if !c.passes() {
			got[c.Name] = end{c.Fate, c.Hop}
		}
	}
	want := map[string]end{"bash": {Moved, 2}, "gone": {Removed, 1}, "kept": {Orphan, 2}, "left": {Moved, 1},
		"x": {Lost, 3}, "back": {Upgraded, 0}}
	if d := cmp.Diff(want, got); d != "" {
		t.Error("(-want +got):", d)
	}
	if d := cmp.Diff(map[string]int{"installed": 6, "left": 4, Moved: 2, Removed: 1, Orphan: 1, Lost: 1, Upgraded: 1},
		j.Counts); d != "" {
		t.Error("counts (-want +got):", d)
	}
}
