//go:build unix

package host

import (
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"
	"time"
)

// Links lead to where they do on the machine, and nowhere else.
func TestLinks(t *testing.T) {
	t.Parallel()
	outside := t.TempDir()
	files(t, outside, map[string]string{"secret": "secret"})
	dir := filepath.Join(outside, "root")
	files(t, dir, map[string]string{
		"usr/lib/os-release": "text", "usr/lib/deep/file": "text", "a": "->/usr/lib/os-release",
		"etc/os-release": "->../usr/lib/os-release", "etc/absolute": "->/etc/os-release", "var/lib": "->/usr/lib",
		"up":      "->../../../../usr/lib/os-release",
		"etc/out": "->" + outside + "/secret", "etc/up": "->../../secret", "etc/loop": "->pool", "etc/pool": "->loop",
		"etc/self": "->/etc/self/x", "etc/long": "->" + strings.Repeat("./", 1000) + "os-release",
		"many/0": "->/usr/lib/os-release",
	})
	for i := range 60 {
		files(t, dir, map[string]string{"many/" + string(rune('A'+i)): "->/many/" + string(rune('A'+i-1))})
	}
	root, err := OpenDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	for name, want := range map[string]string{
		"usr/lib/os-release": "text", "a": "text", "etc/os-release": "text", "etc/absolute": "text", "up": "text",
		"var/lib/os-release": "text", "var/lib/deep/file": "text", "etc/long": "text",
		"etc/out": "no such file", "etc/up": "no such file", "etc/loop": "too many links",
		"etc/self": "too many links", "many/z": "too many links", "../secret": "invalid argument",
		"/etc/os-release": "invalid argument", "etc/os-release/x": "not a directory", "none": "no such file",
	} {
		text, err := fs.ReadFile(root, name)
		got := string(text)
		if err != nil {
			got = err.Error()
		}
		if !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	files(t, dir, map[string]string{"proper/usr/lib/os-release": "text", "proper/var/lib/x/y": "z"})
	proper, err := OpenDir(filepath.Join(dir, "proper"))
	if err != nil {
		t.Fatal(err)
	}
	defer proper.Close()
	if err := fstest.TestFS(proper, "usr/lib/os-release", "var/lib/x/y"); err != nil {
		t.Error(err)
	}
}

// Pipes are not waited for, wherever a machine should have a file.
func TestPipes(t *testing.T) {
	t.Parallel()
	dir := newRoot(t, alma8, false, map[string]string{"etc/yum.repos.d/b.repo": "[b]\nname=b\n", "etc/leapp/x": "",
		"etc/dnf/modules.d/x": ""})
	for _, name := range []string{"etc/os-release", "etc/yum.repos.d/a.repo", "etc/dnf/dnf.conf",
		"etc/dnf/modules.d/a.module", "etc/leapp/transaction"} {
		if err := syscall.Mkfifo(filepath.Join(dir, name), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	done := make(chan string)
	go func() { done <- strings.Join(read(t, dir, nil).Notes, "\n") }()
	select {
	case notes := <-done:
		if n := strings.Count(notes, "neither a file nor a folder"); n != 4 {
			t.Error(notes)
		}
	case <-time.After(60 * time.Second):
		t.Error("it waits")
	}
	root, err := OpenDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	if _, err := fs.Stat(root, "etc/os-release"); errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
}
