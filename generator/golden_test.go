package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Each folder of testdata/golden holds a project and the whole output of building it: -update rewrites the output.
func TestGoldenTrees(t *testing.T) {
	t.Setenv("SOURCE_DATE_EPOCH", "1767225600")
	projects, err := filepath.Glob("testdata/golden/*/project")
	if err != nil || len(projects) == 0 {
		t.Fatal("no golden projects", err)
	}
	for _, dir := range projects {
		t.Run(filepath.Base(filepath.Dir(dir)), func(t *testing.T) {
			want := filepath.Join(filepath.Dir(dir), "want")
			out := filepath.Join(t.TempDir(), "out")
			if *update {
				os.RemoveAll(want)
				out = want
			}
			var stdout, stderr bytes.Buffer
			if code := run([]string{"build", "-C", dir, "--out", out}, &stdout, &stderr); code != 0 {
				t.Fatalf("exit %d: %s", code, stderr.String())
			}
			os.Remove(filepath.Join(out, ".pes-files"))
			os.Remove(filepath.Join(out, ".pes-lock"))
			compareFolders(t, out, want)
			compareFolders(t, want, out)
		})
	}
}

// compareFolders reports every file of one folder that differs in the other. git keeps no empty folders, so only files count.
func compareFolders(t *testing.T, got, want string) {
	t.Helper()
	err := filepath.WalkDir(got, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		a, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name := strings.TrimPrefix(path, got)
		if b, err := os.ReadFile(want + name); err != nil {
			t.Error(err)
		} else if !bytes.Equal(a, b) {
			t.Errorf("%s differs:\n%s\nand\n%s", name, firstDifference(a, b), firstDifference(b, a))
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}
