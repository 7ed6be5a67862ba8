// Package need is for tests only: it names what they use that is not in this repository.
//
// A clone has neither the reference data, which lies in ../shared beside a checkout and belongs to others, nor every
// program that must agree with pes. A test asks for them; where something is missing it skips and says so, and fails
// instead if PES_REQUIRE is set, as it is where every commit is tested:
//
//	data := need.Shared(t, "leapp-data/2024-07")
//	rpm := need.Program(t, "rpm")
package need

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Missing ends a test that cannot run because of what is missing.
func Missing(t testing.TB, what string) {
	t.Helper()
	if os.Getenv("PES_REQUIRE") != "" {
		t.Fatalf("%s is required", what)
	}
	t.Skipf("SKIPPED: %s is missing, so this test proves nothing", what)
}

// Checkout is the folder with go.mod that the test is in.
func Checkout(t testing.TB) string {
	t.Helper()
	checkout, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for !exists(filepath.Join(checkout, "go.mod")) && checkout != filepath.Dir(checkout) {
		checkout = filepath.Dir(checkout)
	}
	return checkout
}

// Shared is the path of a file or folder of the reference data.
func Shared(t testing.TB, name string) string {
	t.Helper()
	path := filepath.Join(Checkout(t), "../shared", name)
	if !exists(path) {
		Missing(t, path)
	}
	return path
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// Program is the path of a program; given several names of one, of the first that is installed.
func Program(t testing.TB, names ...string) string {
	t.Helper()
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	Missing(t, "the program "+strings.Join(names, " or "))
	return ""
}

// SmallDisk is a folder on a file system with room for that many bytes.
func SmallDisk(t testing.TB, bytes int) string {
	t.Helper()
	dir := t.TempDir()
	mount := exec.Command("mount", "-t", "tmpfs", "-o", fmt.Sprint("size=", bytes), "tmpfs", dir)
	if out, err := mount.CombinedOutput(); err != nil {
		Missing(t, fmt.Sprintf("the right to mount a small tmpfs (%v: %s)", err, out))
	}
	t.Cleanup(func() { exec.Command("umount", dir).Run() })
	return dir
}

// Repeat is how often a random campaign runs: few times while one works (-short), some in every test run, and many
// where PES_TORTURE is set.
func Repeat(usual, torture int) int {
	switch {
	case os.Getenv("PES_TORTURE") != "":
		return torture
	case testing.Short():
		return min(usual, 3)
	}
	return usual
}

// Time skips a slow test if -short is set.
func Time(t testing.TB) {
	t.Helper()
	if testing.Short() {
		t.Skip("left out by -short")
	}
}
