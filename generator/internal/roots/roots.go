// Package roots is for tests only: it writes the databases of a machine that never was, for where there is no rpm.
//
// A machine is a list of packages, one a line: name, version, architecture, the key that signed it, the repository that
// it came from, and its module label; - where there is none:
//
//	perl 4:5.26.3-1.el8 x86_64 51d6647ec21ad6ea appstream perl:5.26:8010:c0ffee
package roots

import (
	"crypto/sha1"
	"database/sql"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	_ "pes/generator/sqlitefile" // the driver
)

// A line is a package.
type line struct{ name, epoch, version, release, arch, key, repoid, label string }

// Write writes the rpm database of some packages below a folder, and which repositories they came from: as yum records
// it on EL 7, or else as dnf does.
func Write(dir, packages string, yum bool) error {
	var lines []line
	for text := range strings.Lines(packages) {
		f := append(strings.Fields(text), "-", "-", "-")
		if len(f) < 6 {
			return fmt.Errorf("%q is no package", text)
		}
		for i := range f {
			f[i] = strings.TrimPrefix(f[i], "-")
		}
		epoch, evr, ok := strings.Cut(f[1], ":")
		if !ok {
			epoch, evr = "", f[1]
		}
		version, release, _ := strings.Cut(evr, "-")
		lines = append(lines, line{f[0], epoch, version, release, f[2], f[3], f[4], f[5]})
	}
	record := writeHistory
	if yum {
		record = writeYumdb
	}
	return errors.Join(writeRPM(dir, lines), record(dir, lines))
}

// create makes a sqlite database and fills it.
func create(file string, statements []string, fill func(tx *sql.Tx) error) (err error) {
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		return err
	}
	db, err := sql.Open("sqlite", file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	for _, s := range statements {
		if _, err := tx.Exec(s); err != nil {
			return err
		}
	}
	return errors.Join(fill(tx), tx.Commit())
}

func writeRPM(dir string, lines []line) error {
	tables := []string{"CREATE TABLE Packages (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)"}
	return create(filepath.Join(dir, "var/lib/rpm/rpmdb.sqlite"), tables, func(tx *sql.Tx) error {
		for _, l := range lines {
			if _, err := tx.Exec("INSERT INTO Packages (blob) VALUES (?)", l.header()); err != nil {
				return err
			}
		}
		return nil
	})
}

// pkgid is what stands for the digest of its header.
func (l *line) pkgid() string {
	sum := sha1.Sum([]byte(l.name + l.version + l.release + l.arch))
	return hex.EncodeToString(sum[:])
}

// header is the package as the rpm database keeps it: numbers of entries and bytes, entries of tag, type, offset and
// count, and the values.
func (l *line) header() []byte {
	var index, data []byte
	n := 0
	add := func(tag, kind, count uint32, value []byte) {
		for _, x := range []uint32{tag, kind, uint32(len(data)), count} {
			index = binary.BigEndian.AppendUint32(index, x)
		}
		data = append(data, value...)
		n++
	}
	if epoch, err := strconv.Atoi(l.epoch); err == nil { // numbers are aligned
		add(1003, 4, 1, binary.BigEndian.AppendUint32(nil, uint32(epoch)))
	}
	if key, err := hex.DecodeString(l.key); err == nil && len(key) == 8 {
		body := append(append([]byte{3, 5, 0, 0, 0, 0, 0}, key...), 1, 8, 0, 0)
		add(268, 7, uint32(len(body)+2), append([]byte{0x88, byte(len(body))}, body...))
	}
	for tag, text := range map[uint32]string{269: l.pkgid(), 1000: l.name, 1001: l.version, 1002: l.release,
		1022: l.arch, 5096: l.label} {
		if text != "" {
			add(tag, 6, 1, append([]byte(text), 0))
		}
	}
	out := binary.BigEndian.AppendUint32(nil, uint32(n))
	out = binary.BigEndian.AppendUint32(out, uint32(len(data)))
	return append(append(out, index...), data...)
}

// writeHistory writes what dnf's history has in all versions of its schema.
func writeHistory(dir string, lines []line) error {
	return create(filepath.Join(dir, "var/lib/dnf/history.sqlite"), []string{
		"CREATE TABLE repo (id INTEGER PRIMARY KEY, repoid TEXT NOT NULL)",
		"CREATE TABLE rpm (item_id INTEGER UNIQUE, name TEXT, epoch INTEGER, version TEXT, release TEXT, arch TEXT)",
		"CREATE TABLE trans_item (id INTEGER PRIMARY KEY, trans_id INTEGER, item_id INTEGER, repo_id INTEGER, " +
			"action INTEGER, reason INTEGER, state INTEGER)",
	}, func(tx *sql.Tx) (err error) {
		exec := func(query string, args ...any) {
			_, failed := tx.Exec(query, args...)
			err = errors.Join(err, failed)
		}
		for i, l := range lines {
			epoch, _ := strconv.Atoi(l.epoch)
			if l.repoid != "" {
				exec("INSERT INTO repo VALUES (?, ?)", i, l.repoid)
				exec("INSERT INTO rpm VALUES (?, ?, ?, ?, ?, ?)", i, l.name, epoch, l.version, l.release, l.arch)
				exec("INSERT INTO trans_item VALUES (NULL, 1, ?, ?, 1, 1, 1)", i, i)
			}
		}
		return err
	})
}

// writeYumdb writes a folder for each package.
func writeYumdb(dir string, lines []line) error {
	for _, l := range lines {
		entry := filepath.Join(dir, "var/lib/yum/yumdb", l.name[:1],
			strings.Join([]string{l.pkgid(), l.name, l.version, l.release, l.arch}, "-"))
		repoid, release, _ := strings.Cut(l.repoid, "/")
		if repoid == "" {
			continue
		}
		if release == "" {
			release = "7"
		}
		err := errors.Join(os.MkdirAll(entry, 0o777),
			os.WriteFile(filepath.Join(entry, "from_repo"), []byte(repoid), 0o666),
			os.WriteFile(filepath.Join(entry, "releasever"), []byte(release), 0o666))
		if err != nil {
			return err
		}
	}
	return nil
}
