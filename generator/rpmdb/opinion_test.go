package rpmdb

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	second "github.com/knqyf263/go-rpmdb/pkg"

	"pes/generator/internal/need"
)

// real are databases of real machines, which go-rpmdb brings for its own tests: its folder, the file in it, how many
// packages there are, and whether it is quick to read.
var real = []struct {
	folder, file string
	packages     int
	quick        bool
}{
	{"centos5-plain", "Packages", 110, true}, // version 8 of the hash format, and unsorted pages
	{"centos6-plain", "Packages", 129, false},
	{"centos6-devtools", "Packages", 263, false},
	{"centos6-many", "Packages", 326, false},
	{"centos7-plain", "Packages", 144, false},
	{"centos7-devtools", "Packages", 264, false},
	{"centos7-httpd24", "Packages", 225, false},
	{"centos7-many", "Packages", 396, false},
	{"centos7-python35", "Packages", 344, false},
	{"centos8-modularitylabel", "Packages", 518, true},
	{"ubi8-s390x", "Packages", 183, true}, // big endian
	{"libuuid", "Packages", 1, true},
	{"sle15-bci", "Packages.db", 35, true},
	{"cbl-mariner-2.0", "rpmdb.sqlite", 129, true},
	{"fedora35", "rpmdb.sqlite", 138, false},
	{"fedora35-plus-mongo", "rpmdb.sqlite", 142, false},
}

// realFolder is the folder of one of them.
func realFolder(t testing.TB, name string) string {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/knqyf263/go-rpmdb").Output()
	dir := filepath.Join(strings.TrimSpace(string(out)), "pkg/testdata", name)
	if _, statErr := os.Stat(dir); err != nil || statErr != nil {
		need.Missing(t, "the source of go-rpmdb, with its databases,")
	}
	return dir
}

// below is a tree that has the files of a folder below another.
type below struct {
	folder string
	fs.FS
}

func (b below) Open(name string) (fs.File, error) {
	if path.Dir(name) != b.folder {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return b.FS.Open(path.Base(name))
}

// realRoot is a machine with one of the real databases.
func realRoot(t testing.TB, name string) fs.FS {
	return below{"var/lib/rpm", os.DirFS(realFolder(t, name))}
}

// Of real machines' databases go-rpmdb says the same.
func TestSecondOpinion(t *testing.T) {
	t.Parallel()
	for _, c := range real {
		if !c.quick && os.Getenv("PES_TORTURE") == "" {
			continue
		}
		t.Run(c.folder, func(t *testing.T) {
			t.Parallel()
			db, err := Read(realRoot(t, c.folder))
			if err != nil {
				t.Fatal(err)
			}
			if len(db.Packages) != c.packages || path.Base(db.Path) != c.file {
				t.Errorf("%d packages in %s", len(db.Packages), db.Path)
			}
			var got []string
			for _, p := range db.Packages {
				if c.folder == "centos5-plain" {
					p.KeyID = "" // go-rpmdb finds no signatures of DSA
				}
				got = append(got, fmt.Sprint(p.Name, " ", p.EVR, " ", p.Arch, " ", p.Vendor, " ",
					p.ModularityLabel, " ", p.SourceRPM, " ", p.InstallTime, " ", p.KeyID))
			}
			slices.Sort(got)
			if diff := gocmp.Diff(theirs(t, filepath.Join(realFolder(t, c.folder), c.file)), got); diff != "" {
				t.Error("they (-) and we (+) say:\n", diff)
			}
		})
	}
}

func theirs(t *testing.T, file string) (out []string) {
	t.Helper()
	db, err := second.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	packages, err := db.ListPackages()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range packages {
		evr := p.Version + "-" + p.Release
		if p.Epoch != nil {
			evr = fmt.Sprint(*p.Epoch, ":", evr)
		}
		_, key, _ := strings.Cut(p.PGP, "Key ID ")
		out = append(out, fmt.Sprint(p.Name, " ", evr, " ", p.Arch, " ", p.Vendor, " ", p.Modularitylabel, " ",
			p.SourceRpm, " ", p.InstallTime, " ", key))
	}
	slices.Sort(out)
	return out
}
