package cli

import (
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"pes/generator/internal/need"
	"pes/generator/internal/sample"
)

// todaysProject is our own project with as many of upstream's events as upstream has today: 19,000.
func todaysProject(b *testing.B) (dir, upstream string) {
	b.Helper()
	dir = filepath.Join(scratch(b), "project")
	for _, name := range []string{"content", "vendors"} {
		from := filepath.Join(need.Checkout(b), name)
		if err := os.CopyFS(filepath.Join(dir, name), os.DirFS(from)); err != nil {
			b.Fatal(err)
		}
	}
	upstream = filepath.Join(scratch(b), "pes-events.json")
	if err := os.WriteFile(upstream, sample.Upstream(19_000), 0o644); err != nil {
		b.Fatal(err)
	}
	pes(b, "sync", "upstream", upstream, "-C", dir)
	return dir, upstream
}

// Everything at the size of today, for six distributions and the Leapp versions that they name. The budgets of a
// process on two processors, with the output in memory: sync 0.8 s; check 0.4 s; 500 packages of a machine 0.12 s,
// over three hops 0.4 s; the trees into an empty folder 1.2 s; the trees and the site 3.0 s and 450 MiB.
func BenchmarkToday(b *testing.B) {
	dir, upstream := todaysProject(b)
	out := filepath.Join(scratch(b), "out")
	list := filepath.Join(filepath.Dir(upstream), "list")
	if err := os.WriteFile(list, []byte(manyNames(b, dir, 500)), 0o644); err != nil {
		b.Fatal(err)
	}
	const simulate = "simulate --source 7.9 --target 8.10 --distro almalinux --installed"
	for _, x := range []struct {
		name  string
		cold  bool // into an empty folder each time
		finds bool // something that is worth status 1
		args  []string
	}{
		{"sync", false, false, []string{"sync", "upstream", upstream, "--dry-run"}},
		{"check", false, false, []string{"check"}},
		{"simulate", false, true, append(strings.Fields(simulate), list)},
		{"hops", false, true, append(strings.Fields(strings.Replace(simulate, "8.10", "10.0", 1)), list)},
		{"data", true, false, []string{"build", "--out", out, "--only", "data"}},
		{"build", true, false, []string{"build", "--out", out}},
		{"unchanged", false, false, []string{"build", "--out", out}},
	} {
		b.Run(x.name, func(b *testing.B) {
			for b.Loop() {
				if x.cold {
					b.StopTimer()
					os.RemoveAll(out)
					b.StartTimer()
				}
				if code := Run(append(x.args, "-C", dir), io.Discard, io.Discard); code > 1 || code == 1 && !x.finds {
					b.Fatalf("pes %v: exit %d", x.args, code)
				}
			}
			if x.name == "build" {
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				b.ReportMetric(float64(m.Sys>>20), "MiB-at-most")
			}
		})
	}
}
