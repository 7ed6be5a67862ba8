//go:build unix

package datarelease_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"pes/generator/datarelease"
	"pes/generator/internal/need"
	"pes/generator/model"
	"pes/generator/tree"
)

// The test binary starts itself with this variable, a folder, to publish there until it is killed.
const publishForever = "PES_TEST_PUBLISH_FOREVER"

func TestMain(m *testing.M) {
	dir := os.Getenv(publishForever)
	for n := 0; dir != ""; n++ {
		if err := publishVersion(dir, n); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	os.Exit(m.Run())
}

// publishVersion replaces a release with one that has other bytes each time.
func publishVersion(dir string, n int) error {
	in := datarelease.Input{Version: "2026.1", Date: time.Unix(int64(n), 0), Catalog: &model.Catalog{}, Jobs: 2}
	for i := range 100 {
		name := fmt.Sprintf("data/leapp-0.21/acme/el8/etc/leapp/files/%d.json", i)
		in.Data = append(in.Data, tree.Entry{Path: name, Data: fmt.Appendf(nil, "%d", n)})
	}
	files, _, err := datarelease.Make(in)
	if err == nil {
		_, err = datarelease.Publish(dir, "2026.1", files, true, 2)
	}
	if err == nil {
		err = datarelease.Point(dir, "ng", "2026.1")
	}
	return err
}

// A release that is killed at any moment is there as a whole or not at all, and the next one completes it.
func TestKilledReleases(t *testing.T) {
	t.Parallel()
	out := t.TempDir()
	whole, ng := filepath.Join(out, "releases", "2026.1"), filepath.Join(out, "ng")
	r := rand.New(rand.NewPCG(4, 4))
	for n := range need.Repeat(10, 200) {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), publishForever+"="+out)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(20+r.IntN(150)) * time.Millisecond)
		cmd.Process.Signal(syscall.SIGKILL)
		cmd.Wait()
		if cmd.ProcessState.Exited() {
			t.Fatalf("release %d ended by itself: %v", n, cmd.ProcessState)
		}
		if _, err := os.Stat(whole); err == nil {
			if r := datarelease.VerifyRelease(os.DirFS(whole), nil); len(r.Findings) > 0 {
				t.Fatalf("kill %d left half a release: %+v", n, r.Findings)
			}
			if n%4 == 0 {
				os.RemoveAll(filepath.Join(out, "releases"))
				os.Remove(ng)
			}
		} else if _, err := os.Stat(filepath.Join(out, "releases", ".2026.1.old")); err == nil {
			continue // killed between two renames: the next run begins by putting it back
		} else if _, err := os.Lstat(ng); err == nil {
			t.Fatalf("kill %d left a channel without release", n)
		}
	}
	if err := publishVersion(out, 1000); err != nil {
		t.Fatal(err)
	}
	if r := datarelease.VerifyRelease(os.DirFS(ng), nil); len(r.Findings) > 0 {
		t.Fatal(r.Findings)
	}
	left, err := filepath.Glob(filepath.Join(out, "releases", ".*"))
	if err != nil || len(left) > 0 {
		t.Errorf("%v was left over (%v)", left, err)
	}
}

// On a full disk there is no release, and nothing of it is left.
func TestReleaseOnFullDisk(t *testing.T) {
	t.Parallel()
	dir := need.SmallDisk(t, 64<<10)
	files := tree.Tree{{Path: "a", Data: make([]byte, 32<<10)}, {Path: "b", Data: make([]byte, 64<<10)}}
	if _, err := datarelease.Publish(dir, "2026.1", files, false, 1); !errors.Is(err, syscall.ENOSPC) {
		t.Fatalf("got %v", err)
	}
	left, err := filepath.Glob(filepath.Join(dir, "releases", "*"))
	hidden, _ := filepath.Glob(filepath.Join(dir, "releases", ".*"))
	if err != nil || len(left)+len(hidden) > 0 {
		t.Errorf("%v %v is left (%v)", left, hidden, err)
	}
}
