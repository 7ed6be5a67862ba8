package rpmdb

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The first place may be a link to the second, as rpm makes it or absolute, and no link leads out of a root.
func TestLinks(t *testing.T) {
	t.Parallel()
	for target, want := range map[string]string{
		"../../usr/lib/sysimage/rpm": places[0], "/usr/lib/sysimage/rpm": places[1], "../../../../../..": places[1],
	} {
		root := t.TempDir()
		real := filepath.Join(root, places[1])
		if err := os.MkdirAll(real, 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(filepath.Join(root, "var/lib"), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(target, filepath.Join(root, places[0])); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(real, "Packages.db"), ndbOf(headers(t)), 0o600); err != nil {
			t.Fatal(err)
		}
		r, err := os.OpenRoot(root)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		db, err := Read(r.FS())
		if err != nil || db.Path != want+"/Packages.db" || len(db.Packages) != 2 {
			t.Errorf("%s: %+v %v", target, db, err)
		}
	}
}

// denied is a root in which nobody may open what is below a path.
type denied struct {
	fs.FS
	path string
}

func (d denied) Open(name string) (fs.File, error) {
	if strings.HasPrefix(name, d.path) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return d.FS.Open(name)
}

// streamed is a root whose files can be read from their beginning only, as those of a compressed archive.
type streamed struct{ fs.FS }

func (s streamed) Open(name string) (fs.File, error) {
	f, err := s.FS.Open(name)
	return struct{ fs.File }{f}, err
}

func TestOtherRoots(t *testing.T) {
	t.Parallel()
	root := with("Packages.db", ndbOf(headers(t)))
	// Where the database that counts may not be read, what an older one says is not taken for it.
	for _, path := range []string{places[0], "var/lib/rpm/rpmdb.sqlite"} {
		_, err := Read(denied{root, path})
		if !errors.Is(err, fs.ErrPermission) ||
			err.Error() != "var/lib/rpm/rpmdb.sqlite cannot be read: permission denied" {
			t.Error(path, err)
		}
	}
	db, err := Read(streamed{root})
	if err != nil || len(db.Packages) != 2 {
		t.Error(db, err)
	}
}
