package tree

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// Write puts files and empty folders below the folder, writes nothing twice, and removes what it wrote before.
func TestWrite(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	first := Tree{{Path: "b/two", Data: []byte("2")}, {Path: "a/one", Data: []byte("1")}, {Path: "empty/"}, {Path: "old/deep/file", Data: []byte("x")}}
	result, err := first.Write(dir, 2)
	if err != nil || result.Files != 3 || result.Written != 3 {
		t.Fatalf("%+v, %v", result, err)
	}
	if info, err := os.Stat(filepath.Join(dir, "empty")); err != nil || !info.IsDir() {
		t.Fatal("the empty folder is not there")
	}
	os.WriteFile(filepath.Join(dir, "a", "foreign"), []byte("mine"), 0o666)

	result, err = first.Write(dir, 2)
	if err != nil || result.Written != 0 || result.Removed != 0 {
		t.Fatalf("nothing changed, yet %+v, %v", result, err)
	}
	second := Tree{{Path: "a/one", Data: []byte("changed")}}
	result, err = second.Write(dir, 2)
	if err != nil || result.Written != 1 || result.Removed != 3 {
		t.Fatalf("%+v, %v", result, err)
	}
	if read(t, filepath.Join(dir, "a/one")) != "changed" || read(t, filepath.Join(dir, "a/foreign")) != "mine" {
		t.Fatal("wrong content")
	}
	for _, gone := range []string{"b", "old", "empty"} {
		if _, err := os.Lstat(filepath.Join(dir, gone)); err == nil {
			t.Errorf("%s is still there", gone)
		}
	}
}

// No path leaves the folder, whether it is written so or leads through a link; a path twice is a mistake of ours.
func TestWriteStaysInside(t *testing.T) {
	for _, path := range []string{"../x", "/x", "a/../../x", "", ".", "a//b", "./x"} {
		if _, err := (Tree{{Path: path}}).Write(t.TempDir(), 1); err == nil {
			t.Errorf("%q was accepted", path)
		}
	}
	if _, err := (Tree{{Path: "x"}, {Path: "x"}}).Write(t.TempDir(), 1); err == nil || !strings.Contains(err.Error(), "twice") {
		t.Errorf("a path written twice gives %v", err)
	}
	outside, dir := t.TempDir(), t.TempDir()
	if err := os.Symlink(outside, filepath.Join(dir, "data")); err != nil {
		t.Fatal(err)
	}
	if _, err := (Tree{{Path: "data/x", Data: []byte("x")}}).Write(dir, 1); err == nil {
		t.Error("a link out of the folder was followed")
	}
	if entries, _ := os.ReadDir(outside); len(entries) > 0 {
		t.Errorf("something was written outside: %v", entries)
	}
}

// A Write that answers for some top folders leaves the others as they are, and knows them later.
func TestWriteParts(t *testing.T) {
	dir := t.TempDir()
	data, site := Entry{Path: "data/a", Data: []byte("1")}, Entry{Path: "site/b", Make: func() []byte { return []byte("2") }}
	write := func(want Result, tree Tree, parts ...string) {
		t.Helper()
		result, err := tree.Write(dir, 2, parts...)
		if err != nil || result.Files != want.Files || result.Written != want.Written || result.Removed != want.Removed || len(result.Foreign) != len(want.Foreign) {
			t.Fatalf("%+v, %v; want %+v", result, err, want)
		}
	}
	write(Result{Files: 2, Written: 2}, Tree{data, site}, "data", "site")
	write(Result{Files: 1}, Tree{data}, "data")
	if read(t, filepath.Join(dir, "site/b")) != "2" {
		t.Fatal("the other part is gone")
	}
	write(Result{Files: 1, Written: 1, Removed: 1}, Tree{{Path: "site/c/d", Data: []byte("3")}}, "site")
	os.WriteFile(filepath.Join(dir, "site", "c", "mine"), nil, 0o666)
	os.MkdirAll(filepath.Join(dir, "site", "c", "deep"), 0o777)
	os.WriteFile(filepath.Join(dir, "site", "c", "deep", "mine"), nil, 0o666)
	write(Result{Files: 1, Removed: 1, Foreign: []string{"", ""}}, Tree{{Path: "site/c/d", Data: []byte("3")}})
	if _, err := os.Stat(filepath.Join(dir, "data")); err == nil {
		t.Error("a Write of everything leaves what it does not have")
	}
}

// What an interrupted Write left half done does not stay, neither a file nor a whole folder that was written apart.
func TestWriteAfterInterruption(t *testing.T) {
	dir := t.TempDir()
	tree := Tree{{Path: "data/a", Data: []byte("1")}, {Path: "data/b/c", Data: []byte("2")}}
	os.MkdirAll(filepath.Join(dir, ".pes-data.tmp", "b"), 0o777)
	os.WriteFile(filepath.Join(dir, ".pes-data.tmp", "b", "c"), []byte("ha"), 0o666)
	if result, err := tree.Write(dir, 2); err != nil || result.Written != 2 {
		t.Fatal(result, err)
	}
	os.WriteFile(filepath.Join(dir, "data", "b", ".pes-c.tmp"), []byte("ha"), 0o666)
	tree[1].Data = []byte("3")
	if result, err := tree.Write(dir, 2); err != nil || result.Written != 1 || len(result.Foreign) > 0 {
		t.Fatal(result, err)
	}
	for _, left := range []string{".pes-data.tmp", "data/b/.pes-c.tmp"} {
		if _, err := os.Lstat(filepath.Join(dir, left)); err == nil {
			t.Errorf("%s is still there", left)
		}
	}
	// A link to a file with the same bytes is replaced once they change, and what it leads to stays as it is.
	os.Rename(filepath.Join(dir, "data", "a"), filepath.Join(dir, "data", "elsewhere"))
	os.Symlink("elsewhere", filepath.Join(dir, "data", "a"))
	tree[0].Data = []byte("new")
	if _, err := tree.Write(dir, 2); err != nil {
		t.Fatal(err)
	}
	if read(t, filepath.Join(dir, "data/a")) != "new" || read(t, filepath.Join(dir, "data/elsewhere")) != "1" {
		t.Error("a link was followed")
	}
}

// A file that is somebody's keeps its permissions and is replaced as a whole; a link stays a link, and what is there stays.
func TestReplaceAndCreate(t *testing.T) {
	dir := t.TempDir()
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	if err := os.WriteFile(filepath.Join(dir, "a"), []byte("old"), 0o640); err != nil {
		t.Fatal(err)
	}
	if err := Replace(root, "a", []byte("new")); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(filepath.Join(dir, "a")); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o640 {
		t.Error(info.Mode(), err)
	}
	if err := Create(root, "a", []byte("other")); err == nil {
		t.Error("a file that is there was created")
	}
	if err := Replace(root, "nowhere", nil); err == nil {
		t.Error("a file that is not there was replaced")
	}
	if err := os.Symlink("a", filepath.Join(dir, "link")); err == nil {
		if err := Replace(root, "link", []byte("x")); err == nil {
			t.Error("a link was replaced")
		}
	}
	if b, err := os.ReadFile(filepath.Join(dir, "a")); err != nil || string(b) != "new" {
		t.Error(string(b), err)
	}
}

// A full disk is said once, other faults each.
func TestJoined(t *testing.T) {
	full := func(name string) error { return &fs.PathError{Op: "write", Path: name, Err: syscall.ENOSPC} }
	if got := joined([]error{nil, full("a"), full("b")}); got.Error() != full("a").Error() {
		t.Errorf("got %q", got)
	}
	if got := joined([]error{errors.New("a"), errors.New("b")}); got.Error() != "a\nb" {
		t.Errorf("got %q", got)
	}
}
