//go:build unix

package cli

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"pes/generator/internal/need"
)

// A signal ends build, release and import at any moment: they say so, the status is the one of the signal, and nothing
// that is half done stays. A command that was done before the signal came is done.
func TestSignals(t *testing.T) {
	t.Parallel()
	bin := binary(t)
	built := filepath.Join(t.TempDir(), "built")
	first := exec.Command(bin, "build", "-C", acme(t), "--only", "data", "--out", built)
	if out, err := first.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	signals := map[syscall.Signal]int{syscall.SIGINT: 130, syscall.SIGTERM: 143, syscall.SIGHUP: 129}
	stopped := 0
	for name, args := range map[string][]string{
		"build": {"build"}, "release": {"release", "--version", "1", "--channel", "ng"},
		"import": {"import", "leapp-data", filepath.Join(built, "data", "leapp-0.21"), "--into", "imported"},
	} {
		for s, status := range signals {
			for try := range need.Repeat(2, 60) {
				dir := acme(t)
				var stderr bytes.Buffer
				cmd := exec.Command(bin, args...)
				cmd.Dir, cmd.Stderr = dir, &stderr
				if err := cmd.Start(); err != nil {
					t.Fatal(err)
				}
				time.Sleep(time.Duration(10+try*25) * time.Millisecond)
				cmd.Process.Signal(s)
				err := cmd.Wait()
				var exit *exec.ExitError
				switch {
				case err == nil: // done before
				case errors.As(err, &exit) && exit.ExitCode() == status:
					stopped++
					if !strings.HasSuffix(stderr.String(), "pes: interrupted\n") {
						t.Errorf("%s: it says %q", name, stderr.String())
					}
				case strings.Contains(err.Error(), "signal: "): // before the command began to listen
				case name == "import" && exit.ExitCode() == 1: // what was imported does not pass check
				default:
					t.Errorf("%s, %v: %v\n%s", name, s, err, stderr.String())
				}
				if left := unfinished(t, dir); len(left) > 0 {
					t.Errorf("%s, %v: %v stays", name, s, left)
				}
			}
		}
	}
	if stopped == 0 {
		t.Error("no signal ever came in time")
	}
}

// unfinished are temporary files and folders.
func unfinished(t *testing.T, dir string) (left []string) {
	t.Helper()
	err := filepath.Walk(dir, func(name string, _ os.FileInfo, err error) error {
		if strings.HasSuffix(name, ".tmp") {
			left = append(left, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return left
}
