// Package sqlitefile opens sqlite databases that lie in a tree of files, without writing anything beside them.
//
//	db, err := sqlitefile.Open(root, "var/lib/dnf/history.sqlite")
//	...
//	defer db.Close()
//	rows, err := db.Query("SELECT ...")
//
// It is a copy that is read: what changed last may still stand in a second file (-wal or -journal), and sqlite writes
// when it reads that, which nobody who reads a machine wants there. Only this package imports the library.
package sqlitefile

import (
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"time"

	_ "modernc.org/sqlite" // the driver

	"pes/generator/tree"
)

// MaxSize is the number of bytes of the largest database that is read: with 6,000 packages there are 400 MB.
const MaxSize = 512 << 20

// DB is an open database, of which nothing can be changed.
type DB struct {
	*sql.DB
	dir     string
	release func() // what an interruption waits for: nobody else removes the copy
}

// Close removes the copy.
func (db *DB) Close() error {
	defer db.release()
	return errors.Join(db.DB.Close(), os.RemoveAll(db.dir))
}

// Open opens a database as it was last committed, whoever has it open. Errors do not name it.
func Open(root fs.FS, name string) (*DB, error) {
	release := tree.Hold()
	dir, err := os.MkdirTemp("", "pes-")
	if err != nil {
		release()
		return nil, noCopy(err)
	}
	db := &DB{dir: dir, release: release}
	if err = copyAll(root, name, dir); err == nil {
		db.DB, err = open(filepath.Join(dir, "db"))
	}
	if err != nil {
		os.RemoveAll(dir)
		release()
		return nil, err
	}
	return db, nil
}

// open opens the copy. Its schema may be anybody's, so nothing that it says is run; what is broken cannot take all
// memory.
func open(name string) (*sql.DB, error) {
	address := url.URL{Scheme: "file", OmitHost: true, Path: filepath.ToSlash(name)}
	address.RawQuery = url.Values{"mode": {"rw"}, "_pragma": {"trusted_schema(0)", "cell_size_check(1)",
		"hard_heap_limit(134217728)", "query_only(1)"}}.Encode()
	db, err := sql.Open("sqlite", address.String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	if err := db.Ping(); err != nil {
		db.Close()
		return nil, err
	}
	return db, nil
}

// copyAll copies a database with the files that belong to it. If they change meanwhile it begins again.
func copyAll(root fs.FS, name, dir string) error {
	suffixes := []string{"", "-wal", "-journal"}
	for range 3 {
		before := state(root, name, suffixes)
		for _, suffix := range suffixes {
			err := copyFile(root, name+suffix, filepath.Join(dir, "db"+suffix))
			if err != nil && (suffix == "" || !errors.Is(err, fs.ErrNotExist)) {
				return err
			}
		}
		if state(root, name, suffixes) == before {
			return nil
		}
		time.Sleep(200 * time.Millisecond)
	}
	return errors.New("another program is writing to it all the time: wait until that is done")
}

// state is what can be seen of a change from outside.
func state(root fs.FS, name string, suffixes []string) (out string) {
	for _, suffix := range suffixes {
		if info, err := fs.Stat(root, name+suffix); err == nil {
			out += fmt.Sprint(info.Size(), info.ModTime().UnixNano(), " ")
		} else {
			out += "none "
		}
	}
	return out
}

// OpenFile opens a file of a database, and says how many bytes it has: a regular one that is not above MaxSize.
func OpenFile(root fs.FS, name string) (f fs.File, size int64, err error) {
	if f, err = root.Open(name); err != nil {
		return nil, 0, err
	}
	info, err := f.Stat()
	switch {
	case err != nil:
	case !info.Mode().IsRegular():
		err = errors.New("it is not a file")
	case info.Size() > MaxSize:
		err = fmt.Errorf("it has %d MiB, and the largest that is read has %d", info.Size()>>20, MaxSize>>20)
	default:
		return f, info.Size(), nil
	}
	f.Close()
	return nil, 0, err
}

func copyFile(root fs.FS, name, to string) error {
	os.Remove(to) // of an earlier attempt
	in, _, err := OpenFile(root, name)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return noCopy(err)
	}
	if _, err = io.Copy(out, io.LimitReader(in, MaxSize)); err != nil {
		out.Close()
		if p, ok := err.(*fs.PathError); ok && p.Path == to {
			err = noCopy(err)
		}
		return err
	}
	return out.Close()
}

// noCopy says of an error that it is not the database that is at fault.
func noCopy(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		err = p.Err
	}
	return fmt.Errorf("it is read from a copy, which cannot be made in %s (TMPDIR): %w", os.TempDir(), err)
}
