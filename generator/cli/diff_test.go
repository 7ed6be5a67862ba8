package cli

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"pes/generator/delta"
	"pes/generator/internal/need"
	"pes/generator/model"
	"pes/generator/published"
	"pes/generator/revision"
)

// The law of diff: applied to what A does, the difference of A and B gives what B does.
func lawOfDiff(t *testing.T, a, b *model.Catalog) *delta.Delta {
	t.Helper()
	d := delta.Compare(a, b, 2)
	got, want := d.Effect(a), d.Effect(b)
	if err := got.Apply(d); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("applied to the old data, the difference does not give the new:\n%s", diff)
	}
	for _, format := range []func(io.Writer) error{d.Markdown, d.JSON, func(w io.Writer) error { return d.Text(w, true) }} {
		if err := format(io.Discard); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

func TestDiffOfRandomProjects(t *testing.T) {
	for seed := range uint64(30) {
		one, other := randomProject(rand.New(rand.NewPCG(seed, 1))), randomProject(rand.New(rand.NewPCG(seed, 2)))
		if seed%2 == 0 { // a few files change, as in practice
			mixed, r := maps.Clone(one), rand.New(rand.NewPCG(seed, 3))
			for name := range one {
				if strings.HasPrefix(name, "content/events/") && !strings.Contains(name, "always") && r.IntN(3) == 0 {
					if delete(mixed, name); r.IntN(2) == 0 {
						mixed[name] = strings.Replace(one[name], "p", "q", 1)
					}
				}
			}
			other = mixed
		}
		a, _ := one.tryCompile(t)
		b, _ := other.tryCompile(t)
		lawOfDiff(t, a, b)
		if d := lawOfDiff(t, a, a); len(d.Changes) > 0 {
			t.Fatalf("a project differs from itself: %v", d.Changes)
		}
	}
}

// What a build writes means what the sources mean.
func TestDiffOfBuild(t *testing.T) {
	for seed := range uint64(10) {
		c := randomProject(rand.New(rand.NewPCG(seed, 1))).compile(t)
		fsys := fstest.MapFS{}
		for _, f := range write(t, c, "0.16") {
			if !strings.HasSuffix(f.Path, "/") {
				fsys[strings.TrimPrefix(f.Path, "data/leapp-0.16/")] = &fstest.MapFile{Data: f.Data}
			}
		}
		built, err := published.Data(fsys, 2, nil)
		if err != nil {
			t.Fatal(err)
		}
		if d := delta.Compare(c, built.Catalog, 2); len(d.Changes)+len(d.Skipped) > 0 {
			var text bytes.Buffer
			d.Text(&text, false)
			t.Fatalf("seed %d: the build differs from the sources:\n%s", seed, text.String())
		}
	}
}

// Real data against states of it that random edits made, against other real data, and every repaired mistake against its repair.
func TestDiffOfRealData(t *testing.T) {
	t.Parallel()
	whole := sharedData(t, "leapp-data/2024-07")
	a, err := published.Data(whole, 2, nil)
	if err != nil {
		t.Fatal(err)
	}
	others := []fstest.MapFS{sharedData(t, "leapp-data/2024-10"), sharedData(t, "leapp-data/2026")}
	for seed := range uint64(3) {
		others = append(others, edited(t, whole, rand.New(rand.NewPCG(seed, 7))))
	}
	for i, fsys := range others {
		b, err := published.Data(fsys, 2, a)
		if err != nil {
			t.Fatal(err)
		}
		d := lawOfDiff(t, a.Catalog, b.Catalog)
		if i >= 2 && (d.Count(delta.Removed) == 0 || d.Count(delta.Replaced) == 0 || len(d.Skipped) > 0) {
			t.Errorf("edit %d: %d changes, %d skipped: some packages should be removed and replaced now", i, len(d.Changes), len(d.Skipped))
		}
	}
	cases, err := filepath.Glob(filepath.Join(need.Shared(t, "leapp-history"), "*/child"))
	if err != nil || len(cases) == 0 {
		t.Fatal(err, "no cases")
	}
	for _, child := range cases {
		var sides [2]*published.Checkout
		for i, dir := range []string{filepath.Join(filepath.Dir(child), "parent"), child} {
			if sides[i], err = published.Data(os.DirFS(dir), 2, nil); err != nil {
				t.Fatal(err)
			}
		}
		lawOfDiff(t, sides[0].Catalog, sides[1].Catalog)
	}
}

// edited takes events away, lets others lose what they give, and renames what they give.
func edited(t *testing.T, fsys fstest.MapFS, r *rand.Rand) fstest.MapFS {
	t.Helper()
	out := maps.Clone(fsys)
	for _, name := range slices.Sorted(maps.Keys(fsys)) {
		if !strings.HasSuffix(name, "pes-events.json") {
			continue
		}
		var file map[string]any
		if err := json.Unmarshal(fsys[name].Data, &file); err != nil {
			t.Fatal(err)
		}
		events := slices.DeleteFunc(file["packageinfo"].([]any), func(any) bool { return r.IntN(50) == 0 })
		for _, e := range events {
			e := e.(map[string]any)
			set, _ := e["out_packageset"].(map[string]any)
			list, _ := set["package"].([]any)
			switch n := r.IntN(50); {
			case len(list) == 0 || n > 2:
			case n == 0:
				e["out_packageset"], e["action"] = nil, 1
			case n == 1:
				list[0].(map[string]any)["name"] = "another"
			case n == 2:
				list[0].(map[string]any)["repository"] = "elsewhere"
			}
		}
		file["packageinfo"] = events
		data, err := json.Marshal(file)
		if err != nil {
			t.Fatal(err)
		}
		out[name] = &fstest.MapFile{Data: data}
	}
	return out
}

// A revision is what was committed, whatever is checked out and whatever the repository's own configuration says.
func TestRevision(t *testing.T) {
	dir := t.TempDir()
	git := func(args ...string) {
		t.Helper()
		cmd := exec.Command("git", append([]string{"-c", "user.name=a", "-c", "user.email=a@b.example", "-c", "init.defaultBranch=main"}, args...)...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	files := map[string]string{"sub/content/distros/a.toml": "one\r\n", "sub/content/x y\n.toml": "two", "top": "three", "sub/.hidden": "four",
		".gitattributes": "* export-ignore\n*.toml text eol=lf\n"}
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
	got, err := revision.Read(filepath.Join(dir, "sub"), "v1")
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
		if _, err := revision.Read(dir, bad); err == nil {
			t.Errorf("%q is taken for a revision", bad)
		}
	}
	if _, err := revision.Read(t.TempDir(), "HEAD"); err == nil {
		t.Error("a folder without repository has a revision")
	}
}

// Two full data sets, of which some files differ; the budget is 0.3 s.
func BenchmarkDiff(b *testing.B) {
	data := need.Shared(b, "leapp-data")
	for b.Loop() {
		pes(b, "diff", data+"/2024-07", data+"/2026")
	}
}
