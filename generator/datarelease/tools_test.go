package datarelease_test

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"pes/generator/datarelease"
	"pes/generator/internal/need"
	"pes/generator/internal/sample"
)

// tool runs a program that must agree with a release.
func tool(t *testing.T, dir string, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(need.Program(t, name), args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "LC_ALL=C", "TZ=UTC", "HOME="+dir, "GNUPGHOME="+filepath.Join(dir, "gnupg"))
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, out)
	}
	return string(out)
}

// The tools that people have agree: checksums, signatures, archives, packages.
func TestReleaseRealTools(t *testing.T) {
	t.Parallel()
	need.Time(t)
	for _, algorithm := range algorithms {
		t.Run(algorithm, func(t *testing.T) {
			t.Parallel()
			release, _ := releaseIn(t, algorithm)
			here := t.TempDir()
			if err := os.CopyFS(here, release); err != nil {
				t.Fatal(err)
			}
			work := t.TempDir()
			if err := os.Mkdir(filepath.Join(work, "gnupg"), 0o700); err != nil {
				t.Fatal(err)
			}
			tool(t, here, "sha256sum", "--strict", "--quiet", "-c", "SHA256SUMS")
			tool(t, work, "gpg", "--batch", "-q", "--import", filepath.Join(here, datarelease.KeyName))
			err := filepath.WalkDir(here, func(name string, d fs.DirEntry, err error) error {
				if err == nil && strings.HasSuffix(name, ".asc") && d.Name() != datarelease.KeyName {
					tool(t, work, "gpg", "--batch", "-q", "--verify", name, strings.TrimSuffix(name, ".asc"))
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			archivesAgree(t, here)
			packagesAgree(t, here, algorithm)
		})
	}
}

// archivesAgree asks tar: both archives of a tree hold the same.
func archivesAgree(t *testing.T, here string) {
	t.Helper()
	archives, err := filepath.Glob(filepath.Join(here, "*.tar.gz"))
	if err != nil || len(archives) < 2 {
		t.Fatal(archives, err)
	}
	for _, gz := range archives {
		var got [2]fstest.MapFS
		for i, name := range []string{gz, strings.TrimSuffix(gz, "gz") + "zst"} {
			to := t.TempDir()
			tool(t, to, "tar", "-xf", name, "-C", to)
			got[i] = sample.Folder(t, to)
		}
		if len(got[0]) == 0 || !reflect.DeepEqual(got[0], got[1]) {
			t.Errorf("%s and .zst differ", gz)
		}
	}
}

// packagesAgree asks rpm, createrepo_c and dnf.
func packagesAgree(t *testing.T, here, algorithm string) {
	t.Helper()
	work := t.TempDir()
	db, root := filepath.Join(work, "db"), filepath.Join(work, "root")
	tool(t, work, "rpmkeys", "--dbpath", db, "--import", filepath.Join(here, datarelease.KeyName))
	packages, err := filepath.Glob(filepath.Join(here, "rpm/leapp-0.21/el8/*.rpm"))
	if err != nil || len(packages) == 0 {
		t.Fatal(packages, err)
	}
	for _, p := range packages {
		out := tool(t, work, "rpmkeys", "--dbpath", db, "-Kv", p)
		if strings.Count(out, algorithm+"/SHA256 Signature") != 2 || strings.Count(out, ": OK") < 6 {
			t.Errorf("rpmkeys -Kv says\n%s", out)
		}
	}
	for _, c := range []struct{ option, want string }{
		{"-i", "Architecture: noarch"}, {"-i", "Version     : 2026.1"},
		{"--configfiles", "/etc/leapp/files/pes-events.json"}, {"--changelog", "1 package is <removed>"},
	} {
		if out := tool(t, work, "rpm", "--dbpath", db, "-qp", c.option, packages[0]); !strings.Contains(out, c.want) {
			t.Errorf("rpm -qp %s says\n%s, want %q", c.option, out, c.want)
		}
	}
	repo := filepath.Dir(packages[0])
	repodataAgrees(t, repo, packages)
	if os.Geteuid() != 0 {
		need.Missing(t, "the right to install packages into another root")
	}
	tool(t, work, "rpm", "--root", root, "-i", packages[0])
	if r := datarelease.VerifyTree(os.DirFS(root), nil, nil); len(r.Findings) > 0 || r.Files < 3 {
		t.Errorf("what rpm installed is not what was released: %+v", r)
	}
	installs(t, here, repo)
}

// repodataAgrees holds the metadata against those that createrepo_c makes of the same packages.
func repodataAgrees(t *testing.T, repo string, packages []string) {
	t.Helper()
	again := t.TempDir()
	for _, p := range packages {
		data, err := os.ReadFile(p)
		if err == nil {
			name := filepath.Join(again, filepath.Base(p))
			if err = os.WriteFile(name, data, 0o666); err == nil {
				err = os.Chtimes(name, time.Unix(1767225600, 0), time.Unix(1767225600, 0))
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	tool(t, again, "createrepo_c", "-q", again)
	for _, kind := range []string{"primary", "filelists", "other"} {
		var lines [2][]string
		for i, dir := range []string{again, repo} {
			names, err := filepath.Glob(filepath.Join(dir, "repodata/*-"+kind+".xml.gz"))
			if err != nil || len(names) != 1 {
				t.Fatal(names, err)
			}
			lines[i] = strings.Split(strings.TrimSpace(tool(t, dir, "gzip", "-dc", names[0])), "\n")
			slices.Sort(lines[i])
		}
		if diff := cmp.Diff(lines[0], lines[1]); diff != "" {
			t.Errorf("%s differs from createrepo_c's:\n%s", kind, diff)
		}
	}
}

// installs asks dnf to install a package from the repository, with its signatures checked, and to refuse another one
// beside it.
func installs(t *testing.T, here, repo string) {
	t.Helper()
	work := t.TempDir()
	conf := fmt.Sprintf("[main]\nplugins=0\nreposdir=%[1]s/none\nvarsdir=%[1]s/none\n"+
		"cachedir=%[1]s/cache\nlogdir=%[1]s/log\npersistdir=%[1]s/state\n"+
		"[pes]\nname=pes\nbaseurl=file://%s\ngpgcheck=1\nrepo_gpgcheck=1\ngpgkey=file://%s\n",
		work, repo, filepath.Join(here, datarelease.KeyName))
	name := filepath.Join(work, "dnf.conf")
	if err := os.WriteFile(name, []byte(conf), 0o666); err != nil {
		t.Fatal(err)
	}
	root := filepath.Join(work, "root")
	options := []string{"-y", "-q", "-c", name, "--installroot", root, "--releasever", "8"}
	tool(t, work, "dnf", append(options, "install", "leapp-data-acme")...)
	if r := datarelease.VerifyTree(os.DirFS(root), nil, nil); len(r.Findings) > 0 || r.Files < 3 {
		t.Errorf("what dnf installed is not what was released: %+v", r)
	}
}
