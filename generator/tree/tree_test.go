package tree

import (
	"os"
	"path/filepath"
	"strings"
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
