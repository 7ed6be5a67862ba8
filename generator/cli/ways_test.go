package cli

import (
	"fmt"
	"slices"
	"testing"

	"pes/generator/fate"
	"pes/generator/internal/need"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/upgrade"
)

// What explain says of several upgrades is what Leapp makes of a machine that has just the package, one upgrade after
// the other.
func TestWays(t *testing.T) {
	t.Parallel()
	c := ownCatalog(t)
	engines := map[*model.Target]*upgrade.Engine{}
	for _, target := range c.Targets {
		e, err := upgrade.New(upgrade.FromTarget(target, "0.21"))
		if err != nil {
			t.Fatal(err)
		}
		engines[target] = e
	}
	histories, err := fate.NewHistories(c, "")
	if err != nil {
		t.Fatal(err)
	}
	compared, changed := 0, 0
	step := 8 / need.Repeat(1, 8) // one package of eight, and each where campaigns are long
	for i, name := range namesOf(c) {
		if i%step != 0 {
			continue
		}
		h, err := histories.Of(name, "")
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range h.Ways {
			if w.ComesWith > 0 || model.LeappPackage(name, 9) {
				continue
			}
			for _, d := range w.Distributions {
				var source, target int
				fmt.Sscanf(w.Path, "%d-%d", &source, &target)
				got := alone(c, engines, d, source, target, name)
				if !slices.Equal(got, w.Left) {
					t.Errorf("%s, %s to %s: explain says %q, which leaves %v, and Leapp leaves %v", name, w.Path, d,
						w.Text, w.Left, got)
				}
				compared++
				if len(w.Turns) > 0 {
					changed++
				}
			}
		}
	}
	if compared < 500 || changed < 200 {
		t.Errorf("only %d ways were compared, %d of them with changes", compared, changed)
	}
}

// namesOf are the packages that events of distributions name, sorted.
func namesOf(c *model.Catalog) []string {
	names := map[string]bool{}
	for _, target := range c.Targets {
		for _, e := range target.Events {
			for _, p := range slices.Concat(e.In, e.Out) {
				names[p.Name] = true
			}
		}
	}
	return list.Distinct(list.FlatMap([]map[string]bool{names}, func(m map[string]bool) (out []string) {
		for name := range m {
			out = append(out, name)
		}
		return out
	}))
}

// alone upgrades a machine with one package from release to release, and says what is left.
func alone(c *model.Catalog, engines map[*model.Target]*upgrade.Engine, distro string, source, target int,
	name string) []string {
	const installed = "installed" // no PES ID
	now := []upgrade.Package{{Name: name, Repoid: installed}}
	for at := source; at < target && len(now) > 0; at++ {
		tree := list.Find(c.Targets, func(t *model.Target) bool { return t.Distro.Folder == distro && t.Major == at+1 })
		_, trace := engines[tree].Explain(&upgrade.Machine{Arch: "x86_64", Installed: now,
			Source: model.Release{Major: at, Minor: model.LastMinor(at)},
			Target: model.Release{Major: at + 1, Minor: 9999}})
		now = list.Map(trace.After, func(p upgrade.Placed) upgrade.Package {
			return upgrade.Package{Name: p.ID.Name, Stream: p.ID.Stream, Repoid: installed}
		})
	}
	return list.Distinct(list.Map(now, func(p upgrade.Package) string { return p.Name }))
}

// What the first release has does not come with a later one, though events of other packages bring it.
func TestWaysOfWhatIsThere(t *testing.T) {
	t.Parallel()
	histories, err := fate.NewHistories(ownCatalog(t), "almalinux")
	if err != nil {
		t.Fatal(err)
	}
	for name, release := range map[string]int{"chrony": 0, "python3": 0, "ntpstat": 8} {
		h, err := histories.Of(name, "")
		if err != nil {
			t.Fatal(err)
		}
		if len(h.Ways) == 0 {
			t.Errorf("%s has no ways", name)
		}
		for _, w := range h.Ways {
			if w.ComesWith != release {
				t.Errorf("%s, %s: %s", name, w.Path, w.Text)
			}
		}
	}
}
