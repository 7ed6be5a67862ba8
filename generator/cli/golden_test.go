package cli

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"pes/generator/internal/sample"
)

// Each folder of testdata/golden holds a project and the whole output of building it: -update rewrites the output. Of
// the site, what is the same in every project (style, scripts, rules) and what lies elsewhere too (the trees to
// download) is left out.
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
			if code := Run([]string{"build", "-C", dir, "--out", out, "--base-url", "https://pes.example/acme"},
				&stdout, &stderr); code != 0 {
				t.Fatalf("exit %d: %s", code, stderr.String())
			}
			os.Remove(filepath.Join(out, ".pes-files"))
			os.Remove(filepath.Join(out, ".pes-lock"))
			compareFolders(t, filepath.Join(out, "data"), filepath.Join(out, "site", "data"))
			compareFolders(t, filepath.Join(out, "site", "data"), filepath.Join(out, "data"))
			os.RemoveAll(filepath.Join(out, "site", "data"))
			os.RemoveAll(filepath.Join(out, "site", "assets"))
			os.RemoveAll(filepath.Join(out, "site", "rules"))
			// The pages of archives have their checksums.
			archives, _ := filepath.Glob(filepath.Join(out, "site/downloads/*/*/*/*.tar.gz"))
			for _, name := range archives {
				os.Remove(name)
			}
			forgetHashes(t, filepath.Join(out, "site"))
			compareFolders(t, out, want)
			compareFolders(t, want, out)
		})
	}
}

var hashed = regexp.MustCompile(`(assets/[a-z]+)\.[0-9a-f]{8}\.`)

// forgetHashes takes the hashes of assets out of pages, which would otherwise all change with a colour.
func forgetHashes(t *testing.T, dir string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".html") {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(path, hashed.ReplaceAll(b, []byte("$1.")), 0o666)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// compareFolders reports every file of one folder that differs in the other. git keeps no empty folders, so only files
// count.
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
			t.Errorf("%s differs:\n%s\nand\n%s", name, sample.FirstDifference(a, b), sample.FirstDifference(b, a))
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}
