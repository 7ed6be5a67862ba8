package rpmdb_test

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"pes/generator/rpmdb"
)

// A forbidden tree is one of whose files one may not be looked at.
type forbidden struct {
	fstest.MapFS
	name string
}

func (f forbidden) Stat(name string) (fs.FileInfo, error) {
	if name == f.name {
		return nil, &fs.PathError{Op: "stat", Path: name, Err: fs.ErrPermission}
	}
	return f.MapFS.Stat(name)
}

// Where the database that counts may not be read, what an older one says is not taken for it.
func TestForbiddenIsNotPassedOver(t *testing.T) {
	t.Parallel()
	const name = "var/lib/rpm/rpmdb.sqlite"
	tree := forbidden{fstest.MapFS{"var/lib/rpm/Packages": {Data: []byte("of EL 8")}}, name}
	_, err := rpmdb.Read(tree)
	if !errors.Is(err, fs.ErrPermission) || !strings.HasPrefix(err.Error(), name+" cannot be read: ") {
		t.Error(err)
	}
}
