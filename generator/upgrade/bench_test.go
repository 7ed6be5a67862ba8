package upgrade_test

import (
	"cmp"
	"slices"
	"testing"

	"pes/generator/internal/vectors"
	"pes/generator/upgrade"
)

// The budget: 500 packages with the real data in 2 ms, the tree being prepared.
func BenchmarkRun(b *testing.B) {
	set := vectors.Real(b)
	const tree = "almalinux-el8"
	var requests []upgrade.Request
	for _, v := range set.Vectors {
		if q := requestOf(b, v); q.Tree == tree {
			requests = append(requests, q)
		}
	}
	largest := slices.MaxFunc(requests, func(a, b upgrade.Request) int {
		return cmp.Compare(len(a.Installed), len(b.Installed))
	})
	known := map[string]bool{}
	for _, p := range largest.Installed {
		known[p.Name] = true
	}
	for _, q := range requests {
		for _, p := range q.Installed {
			if !known[p.Name] && len(largest.Installed) < 500 {
				known[p.Name] = true
				largest.Installed = append(largest.Installed, p)
			}
		}
	}
	e := engineOf(b, set.Trees[tree], tree, "")
	m, err := largest.Machine()
	if err != nil {
		b.Fatal(err)
	}
	b.Logf("%d packages", len(m.Installed))
	b.Run("run", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			e.Run(m)
		}
	})
	b.Run("explain", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			e.Explain(m)
		}
	})
	b.Run("prepare", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			engineOf(b, set.Trees[tree], tree, "")
		}
	})
}
