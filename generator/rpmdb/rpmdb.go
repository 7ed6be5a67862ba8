// Package rpmdb reads the database of what rpm installed on a machine, below the machine's root: a running system, a
// mounted disk, an unpacked image.
//
//	disk, err := os.OpenRoot("/mnt/disk")
//	...
//	db, err := rpmdb.Read(disk.FS())
//	...
//	fmt.Println(db.Path, db.Kind, len(db.Packages)) // var/lib/rpm/Packages Berkeley DB 512
//
// There are three formats: Berkeley DB, a hash (EL 5 to 8), ndb (SUSE; possible since EL 8) and sqlite (EL 9 and 10).
// The first two are read by this package: the library that reads them loops and panics on broken files, and serves in
// tests as a second opinion. Nothing is written into the root, nothing is locked, and no rpm is needed.
package rpmdb

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"time"

	"pes/generator/rpmfile"
	"pes/generator/sqlitefile"
)

// Database is an rpm database as read.
type Database struct {
	Path     string // of its file, below the root
	Kind     string // a format: Berkeley DB, ndb or sqlite
	Packages []rpmfile.Installed
}

// The places of the database. The first is a link to the second since Fedora 36 and EL 10; a tree that follows no links
// has the second alone.
var places = []string{"var/lib/rpm", "usr/lib/sysimage/rpm"}

// formats, the newest first.
var formats = []struct {
	kind, file string
	read       reader
}{
	{"sqlite", "rpmdb.sqlite", readSQLite},
	{"ndb", "Packages.db", inPlace(readNDB)},
	{"Berkeley DB", "Packages", inPlace(readBerkeley)},
}

// Limits: no real database comes near.
const (
	maxHeader   = 32 << 20
	maxPackages = 100_000
	maxText     = 64 << 20 // of all packages together, in bytes
	maxTime     = 8 * time.Second
)

// Read reads the rpm database below a root, its packages in the order in which they were installed. Where there are
// several, it is the one of the newest format that has packages: rpm converts to newer formats only, and what an older
// one still says is out of date. The error names the file and says what is wrong; it is [fs.ErrNotExist] where there is
// no database.
func Read(root fs.FS) (*Database, error) {
	var empty *Database
	var problem error
	for _, format := range formats {
		for _, place := range places {
			name := path.Join(place, format.file)
			if _, err := fs.Stat(root, name); errors.Is(err, fs.ErrNotExist) {
				continue
			} else if err != nil && !errors.Is(err, fs.ErrPermission) { // such as a link that leads out of the root
				if problem == nil {
					problem = fmt.Errorf("%s cannot be read: %w", name, withoutPath(err))
				}
				continue
			}
			packages, err := readUnchanged(root, name, format.read)
			if err != nil { // an older format may be there too, but this one would have counted
				return nil, fmt.Errorf("%s cannot be read: %w", name, withoutPath(err))
			}
			db := &Database{name, format.kind, packages}
			if len(packages) > 0 {
				return db, nil
			}
			if empty == nil {
				empty = db
			}
		}
	}
	switch {
	case empty != nil:
		return empty, nil
	case problem != nil:
		return nil, problem
	}
	return nil, fmt.Errorf("there is no rpm database in %s or %s: %w", places[0], places[1], fs.ErrNotExist)
}

// withoutPath is an error of a file without the path, which may lie in a copy.
func withoutPath(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

// readUnchanged reads a file, and does so again where another program changed it meanwhile: half of the new and half of
// the old state is neither.
func readUnchanged(root fs.FS, name string, read reader) ([]rpmfile.Installed, error) {
	for range 3 {
		before, err := fs.Stat(root, name)
		if err != nil {
			return nil, err
		}
		var c collector
		err = read(root, name, c.add)
		after, statErr := fs.Stat(root, name)
		if statErr != nil {
			return nil, statErr
		}
		if before.Size() == after.Size() && before.ModTime().Equal(after.ModTime()) {
			return c.sorted(), err
		}
		time.Sleep(200 * time.Millisecond)
	}
	return nil, errors.New("another program is writing to it all the time: wait until that is done")
}

// reader gives the headers in a file to add.
type reader func(root fs.FS, name string, add add) error

// add takes the header with a number: rpm numbers them as they are installed. It does not keep the header.
type add func(number uint32, header []byte) error

// collector is what was read so far.
type collector struct {
	numbers []uint32
	all     map[uint32]rpmfile.Installed
	text    int
}

func (c *collector) add(number uint32, header []byte) error {
	p, err := rpmfile.ReadInstalled(header)
	if err != nil {
		return fmt.Errorf("the header of package %d: %w", number, err)
	}
	if _, twice := c.all[number]; twice {
		return fmt.Errorf("there are two packages of the number %d", number)
	}
	for _, name := range p.Requires {
		c.text += len(name) + 16
	}
	if c.text += len(p.Name) + len(p.EVR) + len(p.Vendor) + len(p.ModularityLabel); c.text > maxText {
		return fmt.Errorf("it says more than %d MiB about packages", maxText>>20)
	}
	if c.all == nil {
		c.all = map[uint32]rpmfile.Installed{}
	}
	if c.all[number] = *p; len(c.all) > maxPackages {
		return fmt.Errorf("it has more than %d packages", maxPackages)
	}
	c.numbers = append(c.numbers, number)
	return nil
}

func (c *collector) sorted() (out []rpmfile.Installed) {
	slices.Sort(c.numbers)
	for _, number := range c.numbers {
		out = append(out, c.all[number])
	}
	return out
}

// inPlace makes of a reader of an open file one of a file in a tree.
func inPlace(read func(r io.ReaderAt, size int64, add add) error) reader {
	return func(root fs.FS, name string, add add) error {
		f, size, err := sqlitefile.OpenFile(root, name)
		if err != nil {
			return err
		}
		defer f.Close()
		r, ok := f.(io.ReaderAt)
		if !ok {
			spool, err := spooled(f)
			if err != nil {
				return err
			}
			defer spool.Close()
			r = spool
		}
		return read(r, size, add)
	}
}

// spooled is a temporary copy of a file that can be read from the beginning only.
func spooled(f fs.File) (*os.File, error) {
	spool, err := os.CreateTemp("", "pes-")
	if err != nil {
		return nil, fmt.Errorf("it is read from a copy, which cannot be made in %s (TMPDIR): %w", os.TempDir(),
			withoutPath(err))
	}
	os.Remove(spool.Name()) // it is there as long as it is open
	if _, err := io.Copy(spool, io.LimitReader(f, sqlitefile.MaxSize)); err != nil {
		spool.Close()
		return nil, err
	}
	return spool, nil
}
