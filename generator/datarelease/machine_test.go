//go:build unix

package datarelease

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"pes/generator/tree"
)

// machine is the / of a machine with the files of an archive.
func machine(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	files := described(t, "2026.1", tree.Entry{Path: "etc/leapp/files/pes-events.json", Data: []byte("{}")})
	if err := files.Make(filepath.Join(dir, "root"), 1); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(filepath.Join(dir, "root"), func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Chmod(name, map[bool]fs.FileMode{true: 0o755, false: 0o644}[d.IsDir()])
	})
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, "root")
}

// On a machine files are files, and root's alone.
func TestVerifyMachine(t *testing.T) {
	t.Parallel()
	events := "etc/leapp/files/pes-events.json"
	moved := func(dir, name, to string) error {
		if err := os.Rename(filepath.Join(dir, name), filepath.Join(dir, to)); err != nil {
			return err
		}
		return os.Symlink(filepath.Base(to), filepath.Join(dir, name))
	}
	chmod := func(name string, mode fs.FileMode) func(string) error {
		return func(dir string) error { return os.Chmod(filepath.Join(dir, name), mode) }
	}
	move := func(name, to string) func(string) error {
		return func(dir string) error { return moved(dir, name, to) }
	}
	piped := func(name string) func(string) error {
		return func(dir string) error { return pipe(filepath.Join(dir, name)) }
	}
	for what, c := range map[string]struct {
		change func(dir string) error
		want   string // what is found; "" where it is intact
	}{
		"whole": {func(string) error { return nil }, ""},
		"link":  {move(events, "etc/leapp/other.json"), events + ": it is a link"},
		"link away": {func(dir string) error {
			os.Remove(filepath.Join(dir, events))
			return os.Symlink("../../../../pes-events.json", filepath.Join(dir, events))
		}, events + ": it is a link that leads out of the machine"},
		"linked manifest": {move(TreeManifestName, "etc/other.json"), TreeManifestName + " is not a regular file"},
		"linked folder":   {move("etc/leapp", "etc/other"), "etc/leapp: it is a link; a folder"},
		"group's file":    {chmod(events, 0o664), events + ": others than its owner may write to it (mode 0664)"},
		"everybody's":     {chmod("etc/leapp", 0o777), "etc/leapp: others than its owner"},
		"manifest":        {chmod(TreeManifestName, 0o666), TreeManifestName + ": others than its owner"},
		"empty folder": {func(dir string) error {
			if err := os.Mkdir(filepath.Join(dir, "etc/leapp/files/vendors.d"), 0o777); err != nil {
				return err
			}
			return os.Chmod(filepath.Join(dir, "etc/leapp/files/vendors.d"), 0o777)
		}, "vendors.d: others than its owner"},
		"pipe":              {piped(events), events + ": it is not a regular file"},
		"pipe for manifest": {piped(TreeManifestName), TreeManifestName + " is not a regular file"},
	} {
		dir := machine(t)
		if err := c.change(dir); err != nil {
			t.Fatal(what, err)
		}
		root, err := os.OpenRoot(dir)
		if err != nil {
			t.Fatal(err)
		}
		found := findings(VerifyTree(root.FS(), nil, nil))
		if (found == "") != (c.want == "") || !strings.Contains(found, c.want) {
			t.Errorf("%s: found %q, want %q", what, found, c.want)
		}
		// No command reads the manifest of a machine through a link, or from a pipe.
		_, err = ReadTreeManifest(root.FS())
		if refused := strings.Contains(c.want, TreeManifestName+" is not a regular file"); (err != nil) != refused {
			t.Errorf("%s: reading the manifest: %v", what, err)
		}
		root.Close()
	}
	release := t.TempDir()
	if err := pipe(filepath.Join(release, ManifestName)); err != nil {
		t.Fatal(err)
	}
	if found := findings(VerifyRelease(os.DirFS(release), nil)); !strings.Contains(found, "not a regular file") {
		t.Errorf("a release whose manifest is a pipe: %q", found)
	}
}

// pipe puts a pipe in the place of a file: reading it would never end.
func pipe(name string) error {
	os.Remove(name)
	return syscall.Mkfifo(name, 0o644)
}
