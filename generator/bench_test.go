package main

import (
	"io"
	"os"
	"path/filepath"
	"testing"

	"pes/generator/importer"
)

// realProject is the real data of five distributions, imported into a folder in memory where the system has one.
func realProject(b *testing.B) string {
	b.Helper()
	shared := "../../shared/leapp-data/2024-07"
	if _, err := os.Stat(shared); err != nil {
		b.Skipf("SKIPPED: no %s to measure with", shared)
	}
	files, _, _, err := importer.Import(os.DirFS(shared), 2)
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
	if code := run(args, io.Discard, os.Stderr); code != 0 {
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

// Every rule on the real data. The budget is 0.10 s.
func BenchmarkCheck(b *testing.B) {
	dir := realProject(b)
	for b.Loop() {
		run([]string{"check", "-C", dir}, io.Discard, io.Discard)
	}
}

// The five distributions of leapp-data, 9.4 MB, into sources.
// The published data of five distributions, 9.4 MB; the budget is 0.5 s and 200 MiB.
func BenchmarkAudit(b *testing.B) {
	const dir = "../../shared/leapp-data/2024-07"
	if _, err := os.Stat(dir); err != nil {
		b.Skip(err)
	}
	for b.Loop() {
		if code := run([]string{"audit", dir, "--format", "json"}, io.Discard, os.Stderr); code != 1 {
			b.Fatalf("exit %d", code)
		}
	}
}

func BenchmarkImport(b *testing.B) {
	dir := scratch(b)
	if _, err := os.Stat("../../shared/leapp-data/2024-07"); err != nil {
		b.Skip("SKIPPED: no real data to measure with")
	}
	for b.Loop() {
		into := filepath.Join(dir, "into")
		os.RemoveAll(into)
		pes(b, "import", "leapp-data", "../../shared/leapp-data/2024-07", "--into", into)
	}
}
