package revision

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"pes/generator/internal/need"
)

// A revision is what was committed, whatever is checked out and whatever the repository's own configuration says.
func TestRead(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	git := func(args ...string) {
		t.Helper()
		args = append([]string{"-c", "user.name=a", "-c", "user.email=a@b.example"}, args...)
		cmd := exec.Command(need.Program(t, "git"), args...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	files := map[string]string{
		"sub/content/distros/a.toml": "one\r\n", "sub/content/x y\n.toml": "two", "top": "three", "sub/.hidden": "four",
		".gitattributes": "* export-ignore\n*.toml text eol=lf\n",
	}
	for name, text := range files {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	git("init", "-q")
	git("add", ".")
	git("commit", "-q", "-m", "first")
	git("tag", "v1")
	if err := os.RemoveAll(filepath.Join(dir, "sub", "content")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "sub", "new"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	got, err := Read(filepath.Join(dir, "sub"), "v1")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range got {
		names = append(names, f.Path+"="+string(f.Data))
	}
	if want := []string{"content/distros/a.toml=one\n", "content/x y\n.toml=two"}; !slices.Equal(names, want) {
		t.Errorf("got %q, want %q", names, want)
	}
	for _, bad := range []string{"v2", "", "--help", "v1:sub", "v1\nv1", "-", "v1..v1"} {
		if _, err := Read(dir, bad); err == nil {
			t.Errorf("%q is taken for a revision", bad)
		}
	}
	if _, err := Read(t.TempDir(), "HEAD"); err == nil {
		t.Error("a folder without repository has a revision")
	}
}
