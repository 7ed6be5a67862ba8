package tree

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// sameFile reports whether two paths below a folder are one file.
func sameFile(t *testing.T, dir, a, b string) bool {
	t.Helper()
	x, err := os.Lstat(filepath.Join(dir, a))
	if err != nil {
		t.Fatal(err)
	}
	y, err := os.Lstat(filepath.Join(dir, b))
	if err != nil {
		t.Fatal(err)
	}
	return os.SameFile(x, y)
}

// A large file of the bytes of another becomes a second name of it; whatever changes later, each has its own bytes.
func TestLinks(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	large := func(c string) []byte { return bytes.Repeat([]byte(c), minLink) }
	pair := func(c string) Tree {
		parts := [][]byte{large(c), []byte("end")}
		return Tree{{Path: "data/a/x", Parts: parts}, {Path: "site/data/x", Parts: parts, Link: "data/a/x"}}
	}
	write := func(what string, written int, linked bool, files Tree, parts ...string) {
		t.Helper()
		result, err := files.Write(dir, 2, parts...)
		if err != nil || result.Written != written || len(result.Foreign) > 0 {
			t.Fatalf("%s: %+v, %v", what, result, err)
		}
		for _, e := range files {
			if read(t, filepath.Join(dir, e.Path)) != string(e.Bytes()) {
				t.Fatalf("%s: %s has other bytes", what, e.Path)
			}
		}
		if sameFile(t, dir, "data/a/x", "site/data/x") != linked {
			t.Errorf("%s: linked is %v", what, !linked)
		}
	}
	write("new", 2, true, pair("1"))
	write("unchanged", 0, true, pair("1"))
	write("both change", 2, true, pair("2"))
	write("one alone changes", 1, false, pair("3")[:1], "data")
	if got := read(t, filepath.Join(dir, "site/data/x")); got != string(pair("2")[1].Bytes()) {
		t.Error("the other changed with it")
	}
	write("the other follows", 1, true, pair("3"))
	write("the other alone", 0, true, pair("3")[1:], "site")
	different := pair("4")
	different[1].Parts = [][]byte{large("4"), []byte("END")}
	write("different bytes", 2, false, different)
	write("a copy with the right bytes stays", 1, false, Tree{{Path: "data/a/x", Data: large("5")},
		{Path: "site/data/x", Parts: different[1].Parts, Link: "data/a/x"}})
	small := Tree{file("data/a/x", "1"), {Path: "site/data/x", Data: []byte("1"), Link: "data/a/x"}}
	write("small", 2, false, small)
}

// Parts of a file are compared and written one after the other, at whatever length they end.
func TestParts(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(written int, parts ...[]byte) {
		t.Helper()
		result, err := Tree{{Path: "a", Parts: parts}}.Write(dir, 1)
		if err != nil || result.Written != written {
			t.Fatalf("%d parts: %+v, %v", len(parts), result, err)
		}
		if got := read(t, filepath.Join(dir, "a")); got != string(bytes.Join(parts, nil)) {
			t.Fatalf("%d parts: other bytes", len(parts))
		}
	}
	long := bytes.Repeat([]byte("0123456789abcde"), 10_000)
	write(1, long, []byte("x"), long)
	write(0, long, []byte("x"), long)
	write(0, long[:1], long[1:], []byte("x"), long[:70_000], long[70_000:])
	write(1, long, []byte("y"), long)
	write(1, long, []byte("y"), long[:len(long)-1])
	write(1, long, []byte("y"), long, []byte("z"))
	write(1, []byte{}, nil)
	write(0, nil, nil, nil)
	write(1, long)
	write(1, long[1:])
}
