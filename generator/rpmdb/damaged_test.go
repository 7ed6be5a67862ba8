package rpmdb

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"pes/generator/internal/need"
)

// with is a root with a database of a name and content.
func with(file string, content []byte) fstest.MapFS {
	return fstest.MapFS{places[0] + "/" + file: {Data: content}}
}

// realFile is the content of one of the real databases.
func realFile(t testing.TB, folder, file string) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(realFolder(t, folder), file))
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// lines are packages without what rpm has no digest of: signatures and when they were installed.
func lines(db *Database) (out []string) {
	for _, p := range db.Packages {
		out = append(out, fmt.Sprint(p.Name, p.EVR, p.Arch, p.Vendor, p.ModularityLabel, p.SourceRPM, p.Requires))
	}
	slices.Sort(out)
	return out
}

// A damaged database is an error, or the damage is where nothing is read, and the packages are the same. The beginnings
// of pages, which say what they are, are damaged as often as all the rest. Nothing takes long.
func TestDamaged(t *testing.T) {
	t.Parallel()
	for _, c := range real {
		torture := os.Getenv("PES_TORTURE") != ""
		if c.folder != "libuuid" && c.folder != "sle15-bci" && !(torture && c.quick) {
			continue
		}
		t.Run(c.folder, func(t *testing.T) {
			t.Parallel()
			whole := realFile(t, c.folder, c.file)
			db, err := Read(with(c.file, whole))
			if err != nil {
				t.Fatal(err)
			}
			want := lines(db)
			random := rand.New(rand.NewPCG(1, 2))
			for range need.Repeat(30, 1000) {
				damaged := slices.Clone(whole)
				at := random.IntN(len(whole))
				if random.IntN(2) == 0 {
					at = at&^4095 + random.IntN(40)
				}
				if random.IntN(4) == 0 {
					damaged = damaged[:at]
				} else {
					damaged[at] ^= 1 << random.IntN(8)
				}
				start := time.Now()
				db, err := Read(with(c.file, damaged))
				if took := time.Since(start); took > 10*time.Second {
					t.Errorf("byte %d: %s", at, took)
				}
				if err == nil && !slices.Equal(lines(db), want) {
					t.Errorf("byte %d: %d packages, not %d, and no error", at, len(db.Packages), len(want))
				}
			}
		})
	}
}

// What a file claims costs nothing, and the error says what is wrong.
func TestBroken(t *testing.T) {
	t.Parallel()
	berkeley := realFile(t, "libuuid", "Packages")
	ndb := realFile(t, "sle15-bci", "Packages.db")
	changed := func(content []byte, at int, value uint32) []byte {
		content = slices.Clone(content)
		binary.LittleEndian.PutUint32(content[at:], value)
		return content
	}
	// The first page of a header, and the item that leads there.
	item, first := overflowing(t, berkeley)
	for _, c := range []struct {
		file    string
		content []byte
		want    string
	}{
		{"Packages", nil, "it is too short for a Berkeley DB"},
		{"Packages", []byte(strings.Repeat("a list of packages\n", 20)), "it is no Berkeley DB"},
		{"Packages", changed(berkeley, 12, btreeMagic), "of another kind (btree)"},
		{"Packages", changed(berkeley, 16, 7), "it is of version 7 of the hash format"},
		{"Packages", changed(berkeley, 20, 1<<30), "it says that its pages have 1073741824 bytes"},
		{"Packages", changed(berkeley, 24, 0x0801), "it is encrypted"},
		{"Packages", changed(berkeley, 32, 1<<31), "it ends too early: it has 94208 bytes"},
		{"Packages", berkeley[:len(berkeley)-1], "it ends too early: it has 94207 bytes"},
		{"Packages", changed(berkeley, 88, 5), "it says that it has 5 entries, and there are 2"},
		{"Packages", changed(berkeley, item+8, 1<<31), "the header of package 1: it claims 2147483648 bytes"},
		{"Packages", changed(berkeley, item+8, 1<<20), "bytes of 1048576"},
		{"Packages", changed(berkeley, item+4, 1<<20), "there is no page 1048576"},
		{"Packages", changed(berkeley, first+16, uint32(first/4096)), "is part of two headers"},
		{"Packages.db", ndb[:20], "it is no database of rpm (ndb)"},
		{"Packages.db", berkeley, "it is no database of rpm (ndb)"},
		{"Packages.db", changed(ndb, 4, 1), "it is of version 1 of ndb"},
		{"Packages.db", changed(ndb, 12, 1<<31), "it has 1374144 bytes and claims 2147483648 pages of slots"},
		{"Packages.db", changed(ndb, 32, 0), "there is no slot where one should be"},
		{"Packages.db", changed(ndb, 40, 1<<31), "the header of package 1 lies outside"},
		{"Packages.db", changed(ndb, 40, 0x0204), "the header of package 1: it is not where it should be"},
		{"rpmdb.sqlite", nil, "it is a sqlite database, but not one of rpm: it has no table Packages"},
		{"rpmdb.sqlite", []byte(strings.Repeat("a list of packages\n", 200)), "file is not a database"},
	} {
		_, err := Read(with(c.file, c.content))
		prefix := places[0] + "/" + c.file + " cannot be read: "
		if err == nil || !strings.HasPrefix(err.Error(), prefix) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v; want %s", err, c.want)
		}
	}
}

// overflowing finds where a Berkeley DB, of pages of 4096 bytes, says where a header is, and the page there.
func overflowing(t *testing.T, content []byte) (item, page int) {
	t.Helper()
	for start := 4096; start < len(content); start += 4096 {
		if content[start+25] != pageHash {
			continue
		}
		for i := range int(binary.LittleEndian.Uint16(content[start+20:])) {
			item = start + int(binary.LittleEndian.Uint16(content[start+26+2*i:]))
			if content[item] == itemOverflow {
				return item, 4096 * int(binary.LittleEndian.Uint32(content[item+4:]))
			}
		}
	}
	t.Fatal("no header is in pages of its own")
	return 0, 0
}

// A sparse file of 10 GB is refused at once.
func TestHuge(t *testing.T) {
	t.Parallel()
	for _, format := range formats {
		root := t.TempDir()
		name := filepath.Join(root, places[1], format.file)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Truncate(name, 10<<30); err != nil {
			t.Skip(err)
		}
		_, err := Read(os.DirFS(root))
		if err == nil || !strings.HasSuffix(err.Error(), "it has 10240 MiB, and the largest that is read has 512") {
			t.Error(err)
		}
	}
}

// Where there is none the error is fs.ErrNotExist; where there are several, the newest that has packages counts.
func TestWhich(t *testing.T) {
	t.Parallel()
	_, err := Read(fstest.MapFS{"var/lib/rpm/__db.001": {Data: []byte{1}}})
	if !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
	berkeley, ndb := realFile(t, "libuuid", "Packages"), realFile(t, "sle15-bci", "Packages.db")
	empty := make([]byte, 4096) // a page without a slot that is taken
	copy(empty, "RpmP")
	empty[12] = 1
	for at := 32; at < len(empty); at += 16 {
		copy(empty[at:], "Slot")
	}
	for _, c := range []struct {
		root fstest.MapFS
		want string
		n    int
	}{
		{fstest.MapFS{"var/lib/rpm/Packages": {Data: berkeley}, "var/lib/rpm/Packages.db": {Data: ndb}},
			"var/lib/rpm/Packages.db", 35},
		{fstest.MapFS{"var/lib/rpm/Packages": {Data: berkeley}, "usr/lib/sysimage/rpm/Packages.db": {Data: ndb}},
			"usr/lib/sysimage/rpm/Packages.db", 35},
		{fstest.MapFS{"var/lib/rpm/Packages": {Data: berkeley}, "var/lib/rpm/Packages.db": {Data: empty}},
			"var/lib/rpm/Packages", 1},
		{fstest.MapFS{"var/lib/rpm/Packages.db": {Data: empty}}, "var/lib/rpm/Packages.db", 0},
	} {
		db, err := Read(c.root)
		if err != nil {
			t.Fatal(err)
		}
		if db.Path != c.want || len(db.Packages) != c.n {
			t.Errorf("%s with %d packages; want %s", db.Path, len(db.Packages), c.want)
		}
	}
}
