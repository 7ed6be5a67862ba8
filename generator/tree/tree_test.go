package tree

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

// file is a file of a tree.
func file(path, text string) Entry { return Entry{Path: path, Data: []byte(text)} }

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
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "out")
	first := Tree{file("b/two", "2"), file("a/one", "1"), {Path: "empty/"}, file("old/deep/file", "x")}
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
	second := Tree{file("a/one", "changed")}
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
	t.Parallel()
	for _, path := range []string{"../x", "/x", "a/../../x", "", ".", "a//b", "./x"} {
		if _, err := (Tree{{Path: path}}).Write(t.TempDir(), 1); err == nil {
			t.Errorf("%q was accepted", path)
		}
	}
	_, err := (Tree{{Path: "x"}, {Path: "x"}}).Write(t.TempDir(), 1)
	if err == nil || !strings.Contains(err.Error(), "twice") {
		t.Errorf("a path written twice gives %v", err)
	}
	outside, dir := t.TempDir(), t.TempDir()
	if err := os.Symlink(outside, filepath.Join(dir, "data")); err != nil {
		t.Fatal(err)
	}
	if _, err := (Tree{file("data/x", "x")}).Write(dir, 1); err == nil {
		t.Error("a link out of the folder was followed")
	}
	if entries, _ := os.ReadDir(outside); len(entries) > 0 {
		t.Errorf("something was written outside: %v", entries)
	}
}

// A part may be a folder further down, of any name in between: what is beside it stays.
func TestWritePartsFurtherDown(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	whole := Tree{file("data/v1/a/x", "1"), file("data/v1/b/x", "1"), file("data/v2/a/x", "1"), file("site/x", "1")}
	if _, err := whole.Write(dir, 2); err != nil {
		t.Fatal(err)
	}
	result, err := Tree{file("data/v1/a/y", "1")}.Write(dir, 2, "data/*/a")
	if err != nil || result.Removed != 2 || len(result.Foreign) > 0 {
		t.Fatal(result, err)
	}
	for name, there := range map[string]bool{
		"data/v1/a/x": false, "data/v2/a/x": false, "data/v1/a/y": true, "data/v1/b/x": true, "site/x": true,
	} {
		if _, err := os.Stat(filepath.Join(dir, name)); (err == nil) != there {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A file that no Write wrote is never replaced; one of the same bytes does no harm.
func TestForeignFilesStay(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	os.MkdirAll(filepath.Join(dir, "site"), 0o777)
	os.WriteFile(filepath.Join(dir, "site/mine"), []byte("mine"), 0o666)
	os.WriteFile(filepath.Join(dir, "site/same"), []byte("same"), 0o666)
	_, err := Tree{file("site/mine", "ours"), file("site/same", "same")}.Write(dir, 2)
	if err == nil || !strings.Contains(err.Error(), filepath.Join(dir, "site/mine")+" is there already") {
		t.Fatal(err)
	}
	if _, err = (Tree{file("site/mine", "ours")}).Write(dir, 2); err == nil {
		t.Error("refused once, it is written the second time")
	}
	if got := read(t, filepath.Join(dir, "site/mine")); got != "mine" {
		t.Errorf("somebody's file is %q now", got)
	}
}

// A Write of some parts leaves the other top folders as they are, and still knows what it wrote there.
func TestWriteParts(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	data, site := file("data/a", "1"), Entry{Path: "site/b", Make: func(b []byte) []byte { return append(b, "2"...) }}
	write := func(want Result, tree Tree, parts ...string) {
		t.Helper()
		result, err := tree.Write(dir, 2, parts...)
		foreign := len(result.Foreign)
		result.Foreign = want.Foreign
		if err != nil || foreign != len(want.Foreign) || !reflect.DeepEqual(result, want) {
			t.Fatalf("%+v and %d foreign, %v; want %+v", result, foreign, err, want)
		}
	}
	write(Result{Files: 2, Written: 2}, Tree{data, site}, "data", "site")
	write(Result{Files: 1}, Tree{data}, "data")
	if read(t, filepath.Join(dir, "site/b")) != "2" {
		t.Fatal("the other part is gone")
	}
	write(Result{Files: 1, Written: 1, Removed: 1}, Tree{file("site/c/d", "3")}, "site")
	os.WriteFile(filepath.Join(dir, "site", "c", "mine"), nil, 0o666)
	os.MkdirAll(filepath.Join(dir, "site", "c", "deep"), 0o777)
	os.WriteFile(filepath.Join(dir, "site", "c", "deep", "mine"), nil, 0o666)
	write(Result{Files: 1, Removed: 1, Foreign: []string{"", ""}}, Tree{file("site/c/d", "3")})
	if _, err := os.Stat(filepath.Join(dir, "data")); err == nil {
		t.Error("a Write of everything leaves what it does not have")
	}
}

// What an interrupted Write left does not stay, neither a temporary file nor a staged folder.
func TestWriteAfterInterruption(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	tree := Tree{file("data/a", "1"), file("data/b/c", "2")}
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

// A file of the user keeps its permissions and is replaced as a whole, a new one gets its folders, and a link is
// refused.
func TestPut(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	if err := os.WriteFile(filepath.Join(dir, "a"), []byte("old"), 0o640); err != nil {
		t.Fatal(err)
	}
	if err := Put(root, "a", []byte("new")); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(filepath.Join(dir, "a"))
	if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o640 {
		t.Error(info, err)
	}
	if err := Put(root, "deep/er/b", []byte("b")); err != nil || read(t, filepath.Join(dir, "deep/er/b")) != "b" {
		t.Error(err)
	}
	if err := Put(root, "../outside", nil); err == nil {
		t.Error("a file outside was written")
	}
	if err := os.Symlink("a", filepath.Join(dir, "link")); err == nil {
		if err := Put(root, "link", []byte("x")); err == nil {
			t.Error("a link was replaced")
		}
	}
	if got := read(t, filepath.Join(dir, "a")); got != "new" {
		t.Errorf("got %q", got)
	}
}

// A full disk is reported once, other errors each.
func TestJoinErrors(t *testing.T) {
	t.Parallel()
	full := func(name string) error { return &fs.PathError{Op: "write", Path: name, Err: syscall.ENOSPC} }
	if got := joinErrors([]error{nil, full("a"), full("b")}); got.Error() != full("a").Error() {
		t.Errorf("got %q", got)
	}
	if got := joinErrors([]error{errors.New("a"), errors.New("b")}); got.Error() != "a\nb" {
		t.Errorf("got %q", got)
	}
}

// What stands in a file's place and was not written by us stays, and nothing else is written either.
func TestForeignFilesAreNotReplaced(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "site"), 0o777); err != nil {
		t.Fatal(err)
	}
	index := filepath.Join(dir, "site", "index.html")
	if err := os.WriteFile(index, []byte("somebody's"), 0o666); err != nil {
		t.Fatal(err)
	}
	ours := Tree{file("data/a", "a"), file("site/index.html", "ours"), file("site/b", "b")}
	_, err := ours.Write(dir, 2)
	if err == nil || !strings.HasPrefix(err.Error(), index+" is there already and no build wrote it") {
		t.Fatalf("got %v", err)
	}
	if text := read(t, index); text != "somebody's" {
		t.Errorf("it was replaced by %q", text)
	}
	if _, err := os.Stat(filepath.Join(dir, "site", "b")); err == nil {
		t.Error("another file was written")
	}
	if err := os.WriteFile(index, []byte("ours"), 0o666); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the same bytes may stay, and are ours from now on
		if _, err := ours.Write(dir, 2); err != nil {
			t.Fatal(err)
		}
	}
	ours[2].Data = []byte("new")
	if _, err := ours.Write(dir, 2); err != nil || read(t, index) != "new" {
		t.Errorf("ours is not renewed: %v", err)
	}
}

// Lines of the list that are no paths of ours are dropped: nothing outside the folder is touched, and a build ends.
func TestSpoiltList(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	noise := "/x\ndata/stale\n../y\n.\n\n" + strings.Repeat("a/", 1<<20) + "\n" + strings.Repeat("noise\n", 1<<19)
	if err := os.WriteFile(filepath.Join(dir, listName), []byte(noise), 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := (Tree{file("data/a", "a")}).Write(dir, 2, "data"); err != nil {
		t.Fatal(err)
	}
	if text := read(t, filepath.Join(dir, listName)); text != "data/a\nnoise\n" {
		t.Errorf("the list is %.100q", text)
	}
}
