package cli

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pes/generator/fate"
	"pes/generator/internal/sample"
	"pes/generator/leapp"
	"pes/generator/upgrade"
)

// On real data, whatever is installed: each package has one fate, the one that Leapp's tasks give it; what no event
// names is never touched; and simulating twice gives the same.
func TestFatesAreLeappsTasks(t *testing.T) {
	t.Parallel()
	p, _ := sample.Import(t, sample.Shared(t, "leapp-data/2024-07"))
	catalog := p.Compile(t)
	v, err := leapp.FindVersion("0.21")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for _, target := range catalog.Targets {
		engine, err := upgrade.New(upgrade.FromTarget(leapp.Readable(target, v), v.Name))
		if err != nil {
			t.Fatal(err)
		}
		r := rand.New(rand.NewPCG(uint64(target.Major), 11))
		for range 20 {
			m := sample.Machine(r, target)
			m.Installed = append(m.Installed, upgrade.Package{Name: "nobody-knows", Repoid: "base"},
				upgrade.Package{Name: "nor-this", Repoid: "strange"})
			o, trace := engine.Explain(m)
			got := fate.Of(m, o, trace, true)
			again, traceAgain := engine.Explain(m)
			if d := cmp.Diff(got, fate.Of(m, again, traceAgain, true), cmp.AllowUnexported(fate.Event{})); d != "" {
				t.Fatal("not the same twice:", d)
			}
			holdFates(t, m, o, got)
			for f, n := range got.Counts {
				seen[f] += n
			}
		}
	}
	for _, f := range []string{fate.Removed, fate.Replaced, fate.Lost, fate.Missing, fate.New, fate.Moved, fate.Stays,
		fate.Unknown} {
		if seen[f] == 0 {
			t.Errorf("no package is %s, so nothing is proven about that", f)
		}
	}
}

// holdFates holds the fates of a machine against Leapp's tasks.
func holdFates(t *testing.T, m *upgrade.Machine, o *upgrade.Outcome, got *fate.Result) {
	t.Helper()
	if o.Transaction == nil {
		t.Fatal("Leapp gave up:", o.Refusals)
	}
	gone, come := []string{}, []string{}
	all := 0
	for f, n := range got.Counts {
		if f != "installed" {
			all += n
		}
	}
	for _, p := range got.Packages {
		switch p.Fate {
		case fate.Removed, fate.Replaced, fate.Lost:
			gone = append(gone, p.Name)
			if p.Event == nil {
				t.Errorf("%s is %s, and no event says so", p.Name, p.Fate)
			}
			if (p.Fate == fate.Replaced) != (len(p.Instead) > 0) {
				t.Errorf("%s is %s by %v", p.Name, p.Fate, p.Instead)
			}
		case fate.New:
			come = append(come, p.Name)
		case fate.Unknown:
			if len(p.Looks) > 0 {
				t.Errorf("%s is unknown, and events name it", p.Name)
			}
		}
		if (p.Name == "nobody-knows" || p.Name == "nor-this") && p.Fate != fate.Unknown {
			t.Errorf("%s is %s", p.Name, p.Fate)
		}
	}
	if all != len(got.Packages) {
		t.Errorf("%d packages are counted, %d are there", all, len(got.Packages))
	}
	if d := cmp.Diff(slices.Sorted(slices.Values(o.Transaction.Remove)), slices.Compact(gone)); d != "" {
		t.Error("removed (-Leapp +fates):", d)
	}
	if d := cmp.Diff(o.Transaction.Install, slices.Compact(come)); d != "" {
		t.Error("installed (-Leapp +fates):", d)
	}
}
