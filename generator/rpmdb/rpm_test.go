package rpmdb

import (
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/rpmpack"

	"pes/generator/internal/need"
	"pes/generator/rpmfile"
)

// format is how rpm says what an [rpmfile.Installed] says: its signature as Leapp asks for it.
const format = `%{NAME}|%|EPOCH?{%{EPOCH}:}|%{VERSION}-%{RELEASE}|%{ARCH}|%{VENDOR}|%{MODULARITYLABEL}|%{SOURCERPM}|` +
	`%{INSTALLTIME}|%{SHA1HEADER}|` +
	`%|DSAHEADER?{%{DSAHEADER:pgpsig}}:{%|RSAHEADER?{%{RSAHEADER:pgpsig}}:` +
	`{%|SIGGPG?{%{SIGGPG:pgpsig}}:{%|SIGPGP?{%{SIGPGP:pgpsig}}:{(none)}|}|}|}||` +
	`[%{REQUIRENAME}\t]\n`

// queried is what rpm says of a database in a folder, a line for each package.
func queried(t *testing.T, folder, backend string) (lines []string) {
	t.Helper()
	out, err := exec.Command(need.Program(t, "rpm"), "--dbpath", folder, "--define", "_db_backend "+backend,
		"-qa", "--qf", format).Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(out)) {
		fields := strings.Split(strings.TrimSuffix(line, "\n"), "|")
		_, key, _ := strings.Cut(fields[8], "Key ID ")
		fields[8] = key
		requires := strings.Split(strings.TrimSuffix(fields[9], "\t"), "\t")
		slices.Sort(requires)
		fields[9] = strings.Join(slices.Compact(requires), "\t")
		lines = append(lines, strings.ReplaceAll(strings.Join(fields, "|"), "(none)", ""))
	}
	slices.Sort(lines)
	return lines
}

// said is what a database says in these lines.
func said(db *Database) (lines []string) {
	for _, p := range db.Packages {
		lines = append(lines, fmt.Sprint(p.Name, "|", p.EVR, "|", p.Arch, "|", p.Vendor, "|", p.ModularityLabel, "|",
			p.SourceRPM, "|", p.InstallTime, "|", p.SHA1, "|", p.KeyID, "|", strings.Join(p.Requires, "\t")))
	}
	slices.Sort(lines)
	return lines
}

// rpm runs rpm on the database in a folder.
func rpm(t *testing.T, folder, backend string, args ...string) {
	t.Helper()
	args = append([]string{"--dbpath", folder, "--define", "_db_backend " + backend}, args...)
	if out, err := exec.Command(need.Program(t, "rpm"), args...).CombinedOutput(); err != nil {
		t.Fatalf("rpm %v: %v: %s", args, err, out)
	}
}

// machine is a root with a database that rpm made: of packages of every kind, and a key.
func machine(t *testing.T) (root string) {
	t.Helper()
	root = t.TempDir()
	folder := filepath.Join(root, places[0])
	rpm(t, folder, "sqlite", "--initdb")
	rpm(t, folder, "sqlite", "--import", "../rpmfile/testdata/key.asc")
	files := []string{"../rpmfile/testdata/signed.rpm"}
	for _, p := range []rpmpack.RPMMetaData{
		{Name: "plain", Version: "1", Release: "1.el9", Arch: "x86_64"},
		{Name: "plain", Version: "1", Release: "1.el9", Arch: "i686", Vendor: "Ça & Là <büro@example.org>"},
		{Name: "modular", Version: "2", Release: "3.module+el8", Arch: "noarch", Epoch: 7},
	} {
		for _, name := range []string{"b", "a", "b", "plain(x86-64)"} {
			p.Requires.Set(name)
		}
		files = append(files, packed(t, p))
	}
	install := []string{"-i", "--justdb", "--nodeps", "--nosignature", "--ignorearch", "--ignoreos", "--noscripts"}
	rpm(t, folder, "sqlite", append(install, files...)...)
	return root
}

func packed(t *testing.T, m rpmpack.RPMMetaData) (name string) {
	t.Helper()
	m.OS, m.Licence, m.Summary = "linux", "MIT", "A package"
	r, err := rpmpack.NewRPM(m)
	if err != nil {
		t.Fatal(err)
	}
	if m.Name == "modular" {
		r.AddCustomTag(5096, rpmpack.EntryString("modular:stream:20260101:00000000"))
	}
	name = filepath.Join(t.TempDir(), m.Name+"."+m.Arch+".rpm")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := r.Write(f); err != nil {
		t.Fatal(err)
	}
	return name
}

// What rpm installs is what is read, and nothing is left behind.
func TestAsRPM(t *testing.T) {
	t.Parallel()
	root := machine(t)
	before := listing(t, root)
	db, err := Read(os.DirFS(root))
	if err != nil {
		t.Fatal(err)
	}
	if after := listing(t, root); after != before {
		t.Errorf("reading left something: %s, before %s", after, before)
	}
	if diff := cmp.Diff(queried(t, filepath.Join(root, places[0]), "sqlite"), said(db)); diff != "" {
		t.Error("rpm (-) and we (+) say:\n", diff)
	}
	keys := slices.DeleteFunc(slices.Clone(db.Packages), func(p rpmfile.Installed) bool { return !p.Key })
	if len(keys) != 1 || len(db.Packages) != 5 || db.Kind != "sqlite" {
		t.Errorf("%s, %d keys of %d", db.Kind, len(keys), len(db.Packages))
	}
}

// listing is the names, sizes and times of the files below a folder.
func listing(t *testing.T, folder string) (out string) {
	t.Helper()
	err := filepath.Walk(folder, func(name string, info os.FileInfo, err error) error {
		if err == nil {
			out += fmt.Sprintln(name, info.Size(), info.ModTime().UnixNano())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Of real machines' databases rpm says the same, which reads Berkeley DB still.
func TestRealAsRPM(t *testing.T) {
	t.Parallel()
	for _, c := range real {
		if !c.quick && os.Getenv("PES_TORTURE") == "" {
			continue
		}
		backend := map[string]string{"Packages": "bdb_ro", "rpmdb.sqlite": "sqlite"}[c.file]
		if backend == "" {
			continue // not every rpm reads ndb
		}
		t.Run(c.folder, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir() // rpm writes beside sqlite
			content, err := os.ReadFile(filepath.Join(realFolder(t, c.folder), c.file))
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(folder, c.file), content, 0o600); err != nil {
				t.Fatal(err)
			}
			db, err := Read(below{places[1], os.DirFS(folder)})
			if err != nil {
				t.Fatal(err)
			}
			if db.Path != path.Join(places[1], c.file) {
				t.Error(db.Path)
			}
			if diff := cmp.Diff(queried(t, folder, backend), said(db)); diff != "" {
				t.Error("rpm (-) and we (+) say:\n", diff)
			}
		})
	}
}
