package host

import (
	"database/sql"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"pes/generator/machine"
	"pes/generator/model"
)

// What a hostile root has in the place of settings is named, soon and without much memory.
func TestHostileRoot(t *testing.T) {
	t.Parallel()
	dir := newRoot(t, alma8, false, map[string]string{
		"etc/os-release":                "ID=../../x\x1b[31m\nVERSION_ID=99999.99999\n",
		"etc/yum.repos.d/huge.repo":     "",
		"etc/yum.repos.d/bytes.repo":    "\x00\xff[\xfe\n=\n]\x1b[2J",
		"etc/yum.repos.d/names.repo":    "[\x1b[2J]\nname=x\n[a b]\nname=x\n[" + strings.Repeat("x", 300) + "]\n",
		"etc/yum.repos.d/folder.repo/x": "",
		"etc/yum.repos.d/loop.repo":     "->loop.repo",
		"etc/yum.repos.d/gone.repo":     "->/none",
		"etc/dnf/dnf.conf":              "[main]\npersistdir=/../../../\nreposdir=/etc/yum.repos.d ../../.. /proc\n",
		"etc/dnf/modules.d/a.module":    "[a]\nstate=enabled\nstream=\x1b[2J\n[b]\nstream=" + strings.Repeat("1", 999),
		"etc/leapp/transaction/to_keep": strings.Repeat("\x00\n ../../etc/passwd\n", 2),
	})
	if err := os.Truncate(filepath.Join(dir, "etc/yum.repos.d/huge.repo"), 100<<20); err != nil {
		t.Fatal(err)
	}
	begin := time.Now()
	l := read(t, dir, nil)
	if d := time.Since(begin); d > 30*time.Second {
		t.Errorf("it takes %s", d)
	}
	if l.OS != "" || !l.Source.IsZero() || len(l.Enabled) > 0 || len(l.Modules) > 0 || len(l.Keep) > 0 {
		t.Errorf("%+v", l)
	}
	notes := strings.Join(l.Notes, "\n")
	for _, f := range l.Faults {
		notes += fmt.Sprintf("\n%s:%d: %s", f.File, f.Line, f.Message)
	}
	for _, want := range []string{"/etc/os-release has no ID", "huge.repo cannot be read (it has more than 4 MB)",
		"bytes.repo:1: ", "names.repo:1:1: ", "too many links",
		`"../../etc/passwd" in /etc/leapp/transaction/to_keep is no name`} {
		if !strings.Contains(notes, want) {
			t.Errorf("no word of %s in\n%s", want, notes)
		}
	}
	if len(l.Notes) > 20 {
		t.Errorf("%d notes:\n%s", len(l.Notes), notes)
	}
}

// A history that is none, or one of something else, leaves the repositories unknown.
func TestHostileHistory(t *testing.T) {
	t.Parallel()
	for name, statements := range map[string][]string{
		"file is not a database": nil,
		"no such table":          {"CREATE TABLE x (y)"},
		"cannot join":            {"CREATE TABLE rpm (x)", "CREATE TABLE repo (x)", "CREATE TABLE trans_item (x)"},
	} {
		dir := newRoot(t, alma8, false, map[string]string{"etc/os-release": osRelease})
		file := filepath.Join(dir, "var/lib/dnf/history.sqlite")
		if err := os.WriteFile(file, []byte(strings.Repeat("x", 5000)), 0o666); err != nil {
			t.Fatal(err)
		}
		if statements != nil {
			os.Remove(file)
			db, err := sql.Open("sqlite", file)
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range statements {
				if _, err := db.Exec(s); err != nil {
					t.Fatal(err)
				}
			}
			db.Close()
		}
		l := read(t, dir, nil)
		if notes := strings.Join(l.Notes, "\n"); !strings.Contains(notes, "history.sqlite cannot be read (") ||
			!strings.Contains(notes, name) || l.Packages[1].Repoid != "System" {
			t.Errorf("%s: %s, %s", name, notes, l.Packages[1].Repoid)
		}
	}
}

// More files than any machine has are not read one by one.
func TestManyFiles(t *testing.T) {
	t.Parallel()
	many := fstest.MapFS{}
	for i := range maxFiles + 1 {
		many[fmt.Sprintf("etc/yum.repos.d/%d.repo", i)] = &fstest.MapFile{Data: []byte("[x]\nname=x\n")}
	}
	r := newReader(many)
	r.repositories()
	if notes := fmt.Sprint(r.list.Notes); !strings.Contains(notes, "more than 10000 files") || r.list.Enabled != nil {
		t.Error(notes)
	}
}

// However many lines and words settings have, what is read and said of them has an end.
func TestMuchText(t *testing.T) {
	t.Parallel()
	fill := func(line string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte(strings.Repeat(line, maxText/len(line)))}
	}
	r := newReader(fstest.MapFS{"etc/yum.repos.d/a.repo": fill("[$]\n"), "etc/yum.repos.d/b.repo": fill("x\n")})
	r.repositories()
	if notes := strings.Join(r.list.Notes, "\n"); r.list.Enabled != nil ||
		!strings.Contains(notes, "more than 16 MB or 200000 lines): which repositories are enabled is not known") {
		t.Errorf("enabled %q: %.500s", r.list.Enabled, notes)
	}
	line := "\x01" + strings.Repeat(" ", 40) + "\n"
	many := newReader(fstest.MapFS{"etc/leapp/transaction/to_keep": fill(line)})
	many.transaction()
	many.endNotes()
	if n := len(many.list.Notes); n != maxNotes+1 ||
		many.list.Notes[n-1] != fmt.Sprint(maxText/len(line)-maxNotes, " more sentences like these are left out") {
		t.Errorf("%d notes, the last: %s", n, many.list.Notes[n-1])
	}
}

func newReader(root fs.FS) *reader {
	return &reader{root: root, list: &machine.List{Source: model.Release{Major: 8, Minor: 10}}}
}

// FuzzSettings reads any text as each of the files of settings: whatever is in them, what comes out are names.
func FuzzSettings(f *testing.F) {
	f.Add("[main]\nreposdir=/etc/a, /etc/b\n[base]\nname=x\nenabled=1\n")
	f.Add("ID=centos\nNAME=\"CentOS Stream\"\nVERSION_ID=9\n")
	f.Add("[perl]\nstate=enabled\nstream=5.26\n")
	f.Add("telnet ftp\n")
	f.Add("[x]\nname=%(y)s\nenabled=yes\n[DEFAULT]\na=b\n[$x]\n")
	f.Fuzz(func(t *testing.T, text string) {
		root := fstest.MapFS{}
		for _, name := range []string{"etc/os-release", "etc/redhat-release", "etc/dnf/dnf.conf",
			"etc/yum.repos.d/a.repo", "etc/dnf/modules.d/a.module", "etc/leapp/transaction/to_keep"} {
			root[name] = &fstest.MapFile{Data: []byte(text)}
		}
		r := newReader(root)
		r.system()
		r.configuration()
		r.repositories()
		r.modules()
		r.transaction()
		for _, repoid := range r.list.Enabled {
			if !isRepoid(repoid) {
				t.Errorf("repository %q", repoid)
			}
		}
		for _, s := range r.list.Modules {
			if !isRepoid(s.Module) || !isRepoid(s.Stream) {
				t.Errorf("stream %q", s)
			}
		}
		for _, name := range r.list.Keep {
			if !model.ValidName(name) {
				t.Errorf("package %q", name)
			}
		}
	})
}
