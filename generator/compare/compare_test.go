package compare

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pes/generator/datarelease"
	"pes/generator/delta"
	"pes/generator/internal/need"
	"pes/generator/internal/sample"
	"pes/generator/tree"
)

// put writes files below a new folder.
func put(t *testing.T, files tree.Tree) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "folder")
	if err := files.Make(dir, 1); err != nil {
		t.Fatal(err)
	}
	return dir
}

// project writes a project below a new folder.
func project(t *testing.T, p sample.Project) string {
	t.Helper()
	var files tree.Tree
	for name, text := range p {
		files = append(files, tree.Entry{Path: name, Data: []byte(text)})
	}
	return put(t, files)
}

// commit makes a repository of a folder, with one revision, v1.
func commit(t *testing.T, dir string) {
	t.Helper()
	for _, args := range [][]string{{"init", "-q"}, {"add", "."}, {"commit", "-q", "-m", "first"}, {"tag", "v1"}} {
		args = append([]string{"-c", "user.name=a", "-c", "user.email=a@b.example"}, args...)
		cmd := exec.Command(need.Program(t, "git"), args...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
}

// forms are the same data in all forms in which they are published.
type forms struct{ build, release, archive, machine, files string }

func publish(t *testing.T, p sample.Project) (out forms) {
	t.Helper()
	c := p.Compile(t)
	data := sample.Write(t, c, "0.21")
	files, m, err := datarelease.Make(datarelease.Input{
		Version: "2026.1", Date: time.Unix(0, 0), Catalog: c, Data: data, Jobs: 2,
	})
	if err != nil {
		t.Fatal(err)
	}
	out.build, out.release = put(t, data), put(t, files)
	out.archive = filepath.Join(out.release, "leapp-data-acme-el8-leapp0.21-"+m.Version+".tar.zst")
	packed, err := os.ReadFile(out.archive)
	if err != nil {
		t.Fatal(err)
	}
	unpacked, _, err := datarelease.Unpack(out.archive, packed)
	if err != nil {
		t.Fatal(err)
	}
	out.machine = put(t, unpacked)
	out.files = filepath.Join(out.machine, "etc", "leapp", "files")
	return out
}

func compared(t *testing.T, r Reader, from, to string) *delta.Delta {
	t.Helper()
	a, b, err := r.Pair(from, to)
	if err != nil {
		t.Fatal(err)
	}
	return delta.Compare(a.Catalog, b.Catalog, 2)
}

// The same data are the same, whatever they are stored as; other data are others.
func TestAllKindsOfSides(t *testing.T) {
	t.Parallel()
	p := sample.Acme(t)
	dir := project(t, p)
	commit(t, dir)
	out := publish(t, p)
	p["content/events/more.toml"] = "[[removed]]\nfrom = \"7.7\"\nto = \"8.0\"\nin = \"one-more@base\"\n"
	other := publish(t, p)
	r := Reader{Project: dir, Jobs: 2}
	sides := []string{dir, "git:v1", out.build, out.release, out.archive, out.machine, out.files}
	for _, from := range sides {
		for _, to := range sides {
			// The keys of a distribution lie outside etc/leapp/files, which is all that is read of a machine.
			if d := compared(t, r, from, to); len(d.Changes) > d.Count(delta.Security) {
				var text bytes.Buffer
				d.Text(&text, false)
				t.Errorf("%s differs from %s:\n%s", from, to, text.String())
			}
		}
		for _, to := range []string{other.build, other.release, other.archive, other.machine, other.files} {
			if d := compared(t, r, from, to); d.Count(delta.Removed) == 0 {
				t.Errorf("%s does not differ from %s", from, to)
			}
		}
	}
}

// What a side is called says nothing of the machine where it is read.
func TestNames(t *testing.T) {
	t.Parallel()
	out := publish(t, sample.Acme(t))
	for name, want := range map[string]string{
		out.release: "2026.1", out.archive: filepath.Base(out.archive), out.machine: "folder", out.build: "folder",
	} {
		s, err := (&Reader{Jobs: 1}).Side(name)
		if err != nil || s.Name != want || len(s.Unreadable) != 0 {
			t.Errorf("%s: %+v, %v", name, s, err)
		}
	}
}

// What is no side is an error that says why; the manifest of a machine is never read through a link.
func TestBadSides(t *testing.T) {
	t.Parallel()
	p := sample.Acme(t)
	p["content/events/bad.toml"] = "[[removed]]\nin ="
	broken := project(t, p)
	out := publish(t, sample.Acme(t))
	manifest := filepath.Join(out.machine, filepath.FromSlash(datarelease.TreeManifestName))
	if err := os.Rename(manifest, manifest+".old"); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Base(manifest)+".old", manifest); err != nil {
		t.Skip(err)
	}
	for name, want := range map[string]string{
		filepath.Join(broken, "nowhere"):                            "no such file",
		filepath.Join(broken, "content", "events", "bad.toml"):      "is neither a folder, nor an archive",
		filepath.Join(out.build, "data"):                            "there is no data",
		filepath.Join(out.machine, filepath.FromSlash("usr/share")): "there is no data",
		filepath.Join(out.release, "manifest.json"):                 "is neither a folder, nor an archive",
		out.machine: "is not a regular file",
		"git:v1":    "there is no revision",
		broken:      "does not compile",
	} {
		_, _, err := (&Reader{Project: broken, Jobs: 1}).Pair(name, name)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", name, err, want)
		}
		var failed *CompileError
		if errors.As(err, &failed) != (name == broken) || name == broken && !failed.List.Failed() {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A release, its archives and RPMs, and a machine are verified; what was changed on a machine is also told in meaning.
func TestVerify(t *testing.T) {
	t.Parallel()
	out := publish(t, sample.Acme(t))
	packages, err := filepath.Glob(filepath.Join(out.release, "rpm", "*", "*", "*.rpm"))
	if err != nil || len(packages) == 0 {
		t.Fatal(packages, err)
	}
	err = filepath.WalkDir(out.machine, func(name string, d os.DirEntry, err error) error {
		if err == nil {
			err = os.Chmod(name, map[bool]os.FileMode{true: 0o755, false: 0o644}[d.IsDir()])
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{out.release, out.archive, packages[0], out.machine, out.files} {
		for _, original := range []string{"", out.release, out.archive} {
			v, err := Verify(name, nil, original, 1)
			if err != nil || len(v.Findings) > 0 || v.Changes != nil && len(v.Changes.Changes) > 0 {
				t.Errorf("%s: %+v, %v", name, v.Report, err)
			}
		}
	}
	events := filepath.Join(out.files, "pes-events.json")
	if err := os.WriteFile(events, []byte(`{"packageinfo": []}`), 0o644); err != nil {
		t.Fatal(err)
	}
	v, err := Verify(out.files, nil, out.release, 1)
	if err != nil || len(v.Findings) != 1 || v.Findings[0].Kind != datarelease.Changed || len(v.Changes.Changes) == 0 {
		t.Errorf("%+v, %v", v, err)
	}
	kind := KindError{}
	if _, err := Verify(events, nil, "", 1); !errors.As(err, &kind) {
		t.Errorf("a file is verified: %v", err)
	}
}
