//go:build unix

package cli

import (
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"pes/generator/internal/need"
)

// Several promote at once, and some are killed: no two records ever claim a channel, and the next one that ends makes
// link and records agree.
func TestPromotesAtOnceAndKilled(t *testing.T) {
	t.Parallel()
	bin, dir := binary(t), acme(t)
	pes := func(args ...string) *exec.Cmd {
		cmd := exec.Command(bin, args...)
		cmd.Dir, cmd.Env = dir, append(os.Environ(), "SOURCE_DATE_EPOCH=1767225600")
		return cmd
	}
	versions := []string{"1", "2", "3"}
	for _, v := range versions {
		if out, err := pes("release", "--version", v, "--channel", "c"+v).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
	promote := func(v string) *exec.Cmd { return pes("promote", v, "stable", "--accept", "older") }
	r := rand.New(rand.NewPCG(7, 7))
	for n := range need.Repeat(6, 150) {
		var running sync.WaitGroup
		for _, v := range versions {
			cmd, after := promote(v), time.Duration(r.IntN(60))*time.Millisecond
			kill := r.IntN(2) == 0
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			running.Go(func() {
				if kill {
					time.Sleep(after)
					cmd.Process.Signal(syscall.SIGKILL)
				}
				cmd.Wait()
			})
		}
		running.Wait()
		if claims := claiming(t, dir); len(claims) > 1 {
			t.Fatalf("try %d: the records of %v claim stable", n, claims)
		}
		last := versions[r.IntN(3)]
		if out, err := promote(last).CombinedOutput(); err != nil {
			t.Fatalf("try %d: %v\n%s", n, err, out)
		}
		link, err := os.Readlink(filepath.Join(dir, "dist", "public", "stable"))
		if claims := claiming(t, dir); err != nil || filepath.Base(link) != last || strings.Join(claims, " ") != last {
			t.Fatalf("try %d: stable leads to %s (%v), and the records of %v claim it; it should be %s",
				n, link, err, claims, last)
		}
	}
	if out, err := pes("check").CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// claiming are the versions whose records say that stable offers them.
func claiming(t *testing.T, dir string) (versions []string) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "content", "releases", "*.toml"))
	if err != nil || len(names) != 3 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), `"stable"`) {
			versions = append(versions, strings.TrimSuffix(filepath.Base(name), ".toml"))
		}
	}
	return versions
}
