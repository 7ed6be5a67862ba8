package cli

import (
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pes/generator/importer"
	"pes/generator/internal/need"
	"pes/generator/internal/sample"
)

// realProject is the real data of five distributions, imported into a folder in memory where the system has one.
func realProject(b *testing.B) string {
	b.Helper()
	files, _, _, err := importer.Import(os.DirFS(need.Shared(b, "leapp-data/2024-07")), 2)
	if err != nil {
		b.Fatal(err)
	}
	dir := filepath.Join(scratch(b), "project")
	if err := files.Make(dir, 2); err != nil {
		b.Fatal(err)
	}
	return dir
}

// scratch is a folder on tmpfs if there is one, so that the disk is not what is measured.
func scratch(b *testing.B) string {
	b.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "pes-bench-")
	if err != nil {
		return b.TempDir()
	}
	b.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

func pes(b *testing.B, args ...string) {
	b.Helper()
	if code := Run(args, io.Discard, os.Stderr); code != 0 {
		b.Fatalf("pes %v: exit %d", args, code)
	}
}

// Nine trees for one Leapp version into an empty folder; the budget is 0.15 s and 100 MiB.
func BenchmarkBuildCold(b *testing.B) {
	dir := realProject(b)
	out := filepath.Join(scratch(b), "out")
	for b.Loop() {
		b.StopTimer()
		os.RemoveAll(out)
		b.StartTimer()
		pes(b, "build", "-C", dir, "--out", out, "--leapp", "0.21", "--only", "data")
	}
}

// The same again: nothing changed, no file is written. The budget is 0.25 s.
func BenchmarkBuildUnchanged(b *testing.B) {
	dir := realProject(b)
	out := filepath.Join(scratch(b), "out")
	pes(b, "build", "-C", dir, "--out", out, "--leapp", "0.21", "--only", "data")
	for b.Loop() {
		pes(b, "build", "-C", dir, "--out", out, "--leapp", "0.21", "--only", "data")
	}
}

// The trees and the site, all of it; the budget is 0.30 s and 150 MiB.
func BenchmarkBuildSiteCold(b *testing.B) {
	dir := realProject(b)
	out := filepath.Join(scratch(b), "out")
	for b.Loop() {
		b.StopTimer()
		os.RemoveAll(out)
		b.StartTimer()
		pes(b, "build", "-C", dir, "--out", out)
	}
}

// The same again: nothing changed, no file is written. The budget is 0.25 s.
func BenchmarkBuildSiteUnchanged(b *testing.B) {
	dir := realProject(b)
	out := filepath.Join(scratch(b), "out")
	pes(b, "build", "-C", dir, "--out", out)
	for b.Loop() {
		pes(b, "build", "-C", dir, "--out", out)
	}
}

// Every rule on the real data. The budget is 0.10 s.
func BenchmarkCheck(b *testing.B) {
	dir := realProject(b)
	for b.Loop() {
		Run([]string{"check", "-C", dir}, io.Discard, io.Discard)
	}
}

// The same with inventories of all releases of six systems, 9,000 made-up packages each, so that every event is wrong.
// The budget is 0.15 s more than without.
func BenchmarkCheckWithInventories(b *testing.B) {
	dir := realProject(b)
	files := sample.Inventories(9000, map[string][]int{"almalinux": {8, 9}, "centos": {7, 8, 9}, "eurolinux": {8, 9},
		"oraclelinux": {8, 9}, "rocky": {8, 9}, "scientific": {7}})
	if err := files.Make(dir, 2); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		Run([]string{"check", "-C", dir}, io.Discard, io.Discard)
	}
}

// The published data of five distributions, 9.4 MB; the budget is 0.5 s and 200 MiB.
func BenchmarkAudit(b *testing.B) {
	dir := need.Shared(b, "leapp-data/2024-07")
	for b.Loop() {
		if code := Run([]string{"audit", dir, "--format", "json"}, io.Discard, os.Stderr); code != 1 {
			b.Fatalf("exit %d", code)
		}
	}
}

// The published data of five distributions, 9.4 MB, into sources.
func BenchmarkImport(b *testing.B) {
	dir, data := scratch(b), need.Shared(b, "leapp-data/2024-07")
	for b.Loop() {
		into := filepath.Join(dir, "into")
		os.RemoveAll(into)
		pes(b, "import", "leapp-data", data, "--into", into)
	}
}

// 500 packages, from sources and from a published tree: the budget is 0.05 s for the process. A thousand such machines:
// 5 s.
func BenchmarkSimulate(b *testing.B) {
	dir := realProject(b)
	out := filepath.Join(scratch(b), "out")
	pes(b, "build", "-C", dir, "--out", out, "--leapp", "0.21", "--distro", "almalinux")
	names := manyNames(b, dir, 500)
	list := filepath.Join(out, "list")
	machines := filepath.Join(out, "machines")
	if err := errors.Join(os.WriteFile(list, []byte(names), 0o644), os.Mkdir(machines, 0o755)); err != nil {
		b.Fatal(err)
	}
	for i := range 1000 {
		if err := os.WriteFile(filepath.Join(machines, strconv.Itoa(i)), []byte(names), 0o644); err != nil {
			b.Fatal(err)
		}
	}
	args := []string{"simulate", "--source", "7.9", "--target", "8.10", "--installed"}
	for _, x := range []struct {
		name string
		args []string
	}{{"sources", []string{list, "-C", dir, "--distro", "almalinux"}},
		{"tree", []string{list, "--tree", filepath.Join(out, "data/leapp-0.21/almalinux/el8/etc/leapp/files")}},
		{"thousand", []string{machines, "-C", dir, "--distro", "almalinux"}}} {
		b.Run(x.name, func(b *testing.B) {
			for b.Loop() {
				Run(slices.Concat(args, x.args), io.Discard, os.Stderr)
			}
		})
	}
}

// manyNames is a list of packages that events name, in their order.
func manyNames(b *testing.B, dir string, n int) string {
	b.Helper()
	a := &app{err: os.Stderr, dir: dir, jobs: 2}
	catalog, err := a.resolve("almalinux")
	if err != nil {
		b.Fatal(err)
	}
	known := map[string]bool{}
	for _, t := range catalog.Targets {
		for _, e := range t.AllEvents() {
			for _, p := range slices.Concat(e.In, e.Out) {
				known[p.Name] = true
			}
		}
	}
	names := slices.Sorted(maps.Keys(known))
	return strings.Join(names[:min(n, len(names))], "\n")
}

// Two full data sets, of which some files differ; the budget is 0.3 s.
func BenchmarkDiff(b *testing.B) {
	data := need.Shared(b, "leapp-data")
	for b.Loop() {
		pes(b, "diff", data+"/2024-07", data+"/2026")
	}
}
