package cli

import (
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// 10,000 machines of 500 packages each, a line for each: all equal, and all different. The budget is 60 s on two
// processors, and as much memory as for 1,000.
func BenchmarkFleet(b *testing.B) {
	dir := realProject(b)
	names := strings.Split(manyNames(b, dir, 2000), "\n")
	r := rand.New(rand.NewPCG(19, 19))
	list := func() string {
		var l strings.Builder
		for _, i := range r.Perm(len(names))[:500] {
			fmt.Fprintf(&l, "%s-%d.%d-%d.el7.x86_64\n", names[i], r.IntN(9), r.IntN(30), r.IntN(99))
		}
		return l.String()
	}
	equal := list()
	for _, x := range []struct {
		name string
		n    int
		list func() string
	}{
		{"thousand", 1000, list},
		{"equal", 10_000, func() string { return equal }},
		{"different", 10_000, list},
	} {
		b.Run(x.name, func(b *testing.B) {
			machines := scratch(b)
			for i := range x.n {
				file := filepath.Join(machines, fmt.Sprintf("%05d", i))
				if err := os.WriteFile(file, []byte(x.list()), 0o644); err != nil {
					b.Fatal(err)
				}
			}
			for b.Loop() {
				Run([]string{"simulate", "-C", dir, "--distro", "almalinux", "--source", "7.9", "--target", "8.10",
					"--installed", machines, "--format", "jsonl"}, io.Discard, os.Stderr)
			}
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			b.ReportMetric(float64(m.Sys>>20), "MiB-at-most")
		})
	}
}
