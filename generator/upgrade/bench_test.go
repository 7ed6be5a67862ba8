package upgrade_test

import (
	"encoding/json"
	"path/filepath"
	"testing"

	"pes/generator/upgrade"
)

// The budget: 500 packages with the real data in 2 ms, the tree being prepared.
func BenchmarkRun(b *testing.B) {
	dir := unpack(b, "real")
	var largest upgrade.Request
	eachVector(b, dir, func(q upgrade.Request, _ json.RawMessage) {
		if len(q.Installed) > len(largest.Installed) && q.Tree == "almalinux-el8" {
			largest = q
		}
	})
	eachVector(b, dir, func(q upgrade.Request, _ json.RawMessage) {
		if q.Tree == largest.Tree && len(largest.Installed) < 500 {
			known := map[string]bool{}
			for _, p := range largest.Installed {
				known[p.Name] = true
			}
			for _, p := range q.Installed {
				if !known[p.Name] && len(largest.Installed) < 500 {
					largest.Installed = append(largest.Installed, p)
				}
			}
		}
	})
	e := engineOf(b, filepath.Join(dir, "trees", "almalinux-el8"), "")
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
			engineOf(b, filepath.Join(dir, "trees", "almalinux-el8"), "")
		}
	})
}
