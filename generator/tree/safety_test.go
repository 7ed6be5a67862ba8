//go:build unix

package tree

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"pes/generator/internal/need"
)

// The test binary starts itself with this variable, a folder, to write there until it is killed.
const writeForever = "PES_TEST_WRITE_FOREVER"

func TestMain(m *testing.M) {
	if dir := os.Getenv(writeForever); dir != "" {
		for n := 0; ; n++ {
			if _, err := bigTree(n%2).Write(dir, 2); err != nil {
				fmt.Fprintln(os.Stderr, err)
				os.Exit(1)
			}
			if n%5 == 4 {
				os.RemoveAll(filepath.Join(dir, "data"))
			}
		}
	}
	os.Exit(m.Run())
}

// bigTree has 1,000 files in 40 folders, with different bytes in each version, and a folder of each version's own.
func bigTree(version int) (out Tree) {
	for i := range 1000 {
		name := fmt.Sprintf("data/%02d/%d", i%40, i)
		out = append(out, Entry{Path: name, Data: bytes.Repeat([]byte{byte('a' + version)}, 100+i)})
	}
	return append(out, file(fmt.Sprintf("v%d/only", version), "x"))
}

// contents are the files below a folder, without those that Write keeps for itself.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err == nil && d.IsDir() && strings.HasPrefix(d.Name(), tempPrefix):
			return fs.SkipDir
		case err != nil || d.IsDir() || strings.HasPrefix(d.Name(), tempPrefix):
			return err
		}
		rel, err := filepath.Rel(dir, name)
		if err == nil {
			files[filepath.ToSlash(rel)] = read(t, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// A Write that is killed at any moment leaves each file as it was or as it will be; the next one completes it.
func TestKilledWrites(t *testing.T) {
	t.Parallel()
	kills := need.Repeat(10, 300)
	dir := t.TempDir()
	allowed := map[string][]string{}
	for v := range 2 {
		for _, e := range bigTree(v) {
			allowed[e.Path] = append(allowed[e.Path], string(e.Data))
		}
	}
	r := rand.New(rand.NewPCG(1, 2))
	for n := range kills {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), writeForever+"="+dir)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(20+r.IntN(200)) * time.Millisecond)
		cmd.Process.Signal(syscall.SIGKILL)
		if err := cmd.Wait(); err == nil || !strings.Contains(err.Error(), "killed") {
			t.Fatalf("write %d ended by itself: %v", n, err)
		}
		for name, text := range contents(t, dir) {
			if want := allowed[name]; len(want) == 0 || text != want[0] && text != want[len(want)-1] {
				t.Fatalf("kill %d: %s is neither old nor new (%d bytes)", n, name, len(text))
			}
		}
	}
	result, err := bigTree(0).Write(dir, 2)
	if err != nil || len(result.Foreign) > 0 {
		t.Fatal(result, err)
	}
	got := contents(t, dir)
	for _, e := range bigTree(0) {
		if got[e.Path] != string(e.Data) {
			t.Errorf("%s is not what a Write in one go writes", e.Path)
		}
		delete(got, e.Path)
	}
	for name := range got {
		t.Errorf("%s was left over", name)
	}
}

// Two Writes into one folder do not mix: the second one is refused, and so it is beside a Lock.
func TestWritesDoNotMix(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	unlock, err := Lock(dir, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = bigTree(0).Write(dir, 2)
	if err == nil || !strings.Contains(err.Error(), "another build is writing there") {
		t.Fatal(err)
	}
	if files := contents(t, dir); len(files) > 0 {
		t.Errorf("%d files were written all the same", len(files))
	}
	unlock()
	if _, err := bigTree(0).Write(dir, 2); err != nil {
		t.Error(err)
	}
}

// A full disk is one clear error, and what was complete before stays complete.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(need.SmallDisk(t, 1<<20), "out")
	small := Tree{file("data/a", strings.Repeat("a", 1<<18)), file("data/b", "b")}
	if _, err := small.Write(dir, 2); err != nil {
		t.Fatal(err)
	}
	large := Tree{file("data/b", "b")}
	for i := range 40 {
		large = append(large, file(fmt.Sprintf("data/%d", i), strings.Repeat("c", 1<<16)))
		large = append(large, file(fmt.Sprintf("new/%d", i), "d"))
	}
	_, err := large.Write(dir, 2)
	if !errors.Is(err, syscall.ENOSPC) || strings.Count(err.Error(), "\n") > 0 {
		t.Fatalf("got %v", err)
	}
	after := contents(t, dir)
	for _, e := range small {
		if after[e.Path] != string(e.Data) {
			t.Errorf("%s was damaged", e.Path)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "new")); err == nil {
		t.Error("a new folder is there though not all of it could be written")
	}
}
