//go:build unix

package cli

import (
	"bytes"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"pes/generator/importer"
	"pes/generator/internal/need"
	"pes/generator/internal/sample"
)

// binary builds the command, for tests that need a process of their own.
func binary(t *testing.T) string {
	t.Helper()
	bin := filepath.Join(t.TempDir(), "pes")
	if out, err := exec.Command("go", "build", "-o", bin, "..").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return bin
}

// readTree reads every file below a folder, ours and foreign, but for those that Write keeps for itself.
func readTree(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && strings.HasPrefix(d.Name(), ".pes-") {
			return fs.SkipDir // a folder that is written apart until it is whole
		}
		if err != nil || d.IsDir() || strings.HasPrefix(d.Name(), ".pes-") {
			return err
		}
		b, err := os.ReadFile(path)
		files[strings.TrimPrefix(path, dir)] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// A build that is killed at any moment leaves each file as it was or as it will be; the next build completes it.
func TestKilledBuilds(t *testing.T) {
	need.Time(t)
	t.Parallel()
	bin := binary(t)
	build := func(out string, date int) *exec.Cmd {
		cmd := exec.Command(bin, "build", "-C", "../..", "--out", out)
		cmd.Env = append(os.Environ(), fmt.Sprintf("SOURCE_DATE_EPOCH=%d", date))
		return cmd
	}
	var want [2]map[string]string
	var took time.Duration // kills come at any moment of a build, however quick the machine is
	for i := range want {
		dir, start := t.TempDir(), time.Now()
		if out, err := build(dir, i*1e9).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		took = time.Since(start)
		want[i] = readTree(t, dir)
	}
	out := t.TempDir()
	r := rand.New(rand.NewPCG(1, 2))
	for n := range need.Repeat(6, 200) {
		cmd := build(out, n%2*1e9)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(r.Int64N(int64(took))))
		cmd.Process.Signal(syscall.SIGKILL)
		cmd.Wait()
		for name, text := range readTree(t, out) {
			if text != want[0][name] && text != want[1][name] {
				t.Fatalf("kill %d: %s is neither old nor new (%d bytes)", n, name, len(text))
			}
		}
	}
	if b, err := build(out, 0).CombinedOutput(); err != nil || strings.Contains(string(b), "not ours") {
		t.Fatalf("%v\n%s", err, b)
	}
	got := readTree(t, out)
	for name, text := range want[0] {
		if got[name] != text {
			t.Errorf("%s is not what a build in one go writes", name)
		}
		delete(got, name)
	}
	for name := range got {
		t.Errorf("%s was left over", name)
	}
}

// Two builds into one folder do not mix: the second is told to wait.
func TestBuildsDoNotMix(t *testing.T) {
	out := t.TempDir()
	f, err := os.OpenFile(filepath.Join(out, ".pes-lock"), os.O_CREATE|os.O_RDWR, 0o666)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
		t.Fatal(err)
	}
	var stdout, stderr bytes.Buffer
	if code := Run([]string{"build", "-C", "../..", "--out", out}, &stdout, &stderr); code != 1 || !strings.Contains(stderr.String(), "another build is writing there") {
		t.Fatalf("exit %d: %s", code, stderr.String())
	}
	if len(readTree(t, out)) > 0 {
		t.Error("something was written all the same")
	}
}

// A disk that is full is a clear error, and what was complete before stays complete.
func TestFullDisk(t *testing.T) {
	var stdout, stderr bytes.Buffer
	one := []string{"build", "-C", "../..", "--only", "data", "--distro", "rocky", "--leapp", "0.21", "--out"}
	measure := t.TempDir()
	if code := Run(append(one, measure), &stdout, &stderr); code != 0 {
		t.Fatal(stderr.String())
	}
	size := 64 << 10
	for _, text := range readTree(t, measure) {
		size += len(text)*3/2 + 8<<10 // room for one distribution, with its blocks and folders; all of them take many times that
	}
	dir := need.SmallDisk(t, size)
	out := filepath.Join(dir, "out")
	if code := Run(append(one, out), &stdout, &stderr); code != 0 {
		t.Fatalf("one distribution should fit: %s", stderr.String())
	}
	before := readTree(t, out)
	stderr.Reset()
	if code := Run([]string{"build", "-C", "../..", "--out", out}, &stdout, &stderr); code != 1 || !strings.Contains(stderr.String(), "no space left on device") {
		t.Fatalf("exit %d: %.500s", code, stderr.String())
	}
	after := readTree(t, out)
	for name, text := range before {
		if after[name] != text {
			t.Errorf("%s was damaged", name)
		}
	}
}

// Corrupted input never panics: it is refused, or what came of it can be read and is reported file by file.
func TestCorruptedInput(t *testing.T) {
	t.Parallel()
	fsys := sample.Shared(t, "leapp-data/2024-10")
	events := sample.Shared(t, "leapp-history/arch-noarch-rocky/parent")["files/rocky/pes-events.json"]
	for _, d := range []string{"almalinux", "rocky"} {
		fsys["files/"+d+"/pes-events.json"] = events
	}
	names := sortedKeys(fsys)
	r := rand.New(rand.NewPCG(3, 4))
	for range need.Repeat(40, 1000) {
		damaged := fstest.MapFS{}
		for name, f := range fsys {
			damaged[name] = f
		}
		name := names[r.IntN(len(names))]
		damaged[name] = &fstest.MapFile{Data: corrupt(r, fsys[name].Data)}
		files, report, list, err := importer.Import(damaged, 2)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if list.Failed() {
			continue
		}
		if len(report.Files) != len(fsys) {
			t.Fatalf("%s: %d files went in, the report names %d", name, len(fsys), len(report.Files))
		}
		p := sample.Project{}
		for _, f := range files {
			p[f.Path] = string(f.Data)
		}
		p.TryCompile(t)
	}
}

// corrupt cuts, flips, doubles or overwrites a few bytes.
func corrupt(r *rand.Rand, data []byte) []byte {
	if len(data) == 0 {
		return []byte{0}
	}
	out := bytes.Clone(data)
	for range 1 + r.IntN(3) {
		at := r.IntN(len(out))
		switch r.IntN(5) {
		case 0:
			out = out[:at]
		case 1:
			out[at] ^= 1 << r.IntN(8)
		case 2:
			out[at] = "\x00\n\"{}[],:%=\xff"[r.IntN(12)]
		case 3:
			end := min(len(out), at+r.IntN(200))
			out = append(out[:end:end], out[at:]...)
		default:
			end := min(len(out), at+r.IntN(50))
			out = append(out[:at:at], out[end:]...)
		}
		if len(out) == 0 {
			return out
		}
	}
	return out
}
