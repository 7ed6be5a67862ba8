package delta

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"pes/generator/internal/need"
	"pes/generator/internal/sample"
	"pes/generator/model"
	"pes/generator/published"
)

// The law of diff: applied to what A does, the difference of A and B gives what B does.
func lawOfDiff(t *testing.T, a, b *model.Catalog) *Delta {
	t.Helper()
	d := Compare(a, b, 2)
	got, want := d.effect(a), d.effect(b)
	if err := got.apply(d); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("applied to the old data, the difference does not give the new:\n%s", diff)
	}
	for _, format := range []func(io.Writer) error{d.Markdown, d.JSON,
		func(w io.Writer) error { return d.Text(w, true) }} {
		if err := format(io.Discard); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

func TestDiffOfRandomProjects(t *testing.T) {
	t.Parallel()
	for seed := range uint64(30) {
		one, other := sample.Random(rand.New(rand.NewPCG(seed, 1))), sample.Random(rand.New(rand.NewPCG(seed, 2)))
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
		a, _ := one.TryCompile(t)
		b, _ := other.TryCompile(t)
		lawOfDiff(t, a, b)
		if d := lawOfDiff(t, a, a); len(d.Changes) > 0 {
			t.Fatalf("a project differs from itself: %v", d.Changes)
		}
	}
}

// What a build writes means what the sources mean.
func TestDiffOfBuild(t *testing.T) {
	t.Parallel()
	for seed := range uint64(10) {
		c := sample.Random(rand.New(rand.NewPCG(seed, 1))).Compile(t)
		fsys := fstest.MapFS{}
		for _, f := range sample.Write(t, c, "0.16") {
			if !strings.HasSuffix(f.Path, "/") {
				fsys[strings.TrimPrefix(f.Path, "data/leapp-0.16/")] = &fstest.MapFile{Data: f.Bytes()}
			}
		}
		built, err := published.Data(fsys, 2, nil)
		if err != nil {
			t.Fatal(err)
		}
		if d := Compare(c, built.Catalog, 2); len(d.Changes)+len(d.Skipped) > 0 {
			var text bytes.Buffer
			d.Text(&text, false)
			t.Fatalf("seed %d: the build differs from the sources:\n%s", seed, text.String())
		}
	}
}

// Real data against states of it that random edits made, against other real data, and every repaired mistake against
// its repair.
func TestDiffOfRealData(t *testing.T) {
	need.Time(t)
	t.Parallel()
	whole := sample.Shared(t, "leapp-data/2024-07")
	a, err := published.Data(whole, 2, nil)
	if err != nil {
		t.Fatal(err)
	}
	others := []fstest.MapFS{sample.Shared(t, "leapp-data/2024-10"), sample.Shared(t, "leapp-data/2026")}
	for seed := range uint64(3) {
		others = append(others, edited(t, whole, rand.New(rand.NewPCG(seed, 7))))
	}
	for i, fsys := range others {
		b, err := published.Data(fsys, 2, a)
		if err != nil {
			t.Fatal(err)
		}
		d := lawOfDiff(t, a.Catalog, b.Catalog)
		if i >= 2 && (d.Count(Removed) == 0 || d.Count(Replaced) == 0 || len(d.Skipped) > 0) {
			t.Errorf("edit %d: %d changes, %d skipped: some packages should be removed and replaced now", i,
				len(d.Changes), len(d.Skipped))
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

// What releases change one after the other is, added up, what the last one is to the first.
func TestChangesAddUp(t *testing.T) {
	states := []string{"", "[[removed]]\nin = [\"a\", \"b\"]\n",
		"[[replaced]]\nin = \"a\"\nout = \"c\"\n[[removed]]\nin = \"b\"\nonly = \"acme\"\n",
		"[[removed]]\nin = \"b\"\n[[split]]\nin = \"a\"\nout = [\"c\", \"d\"]\n"}
	catalogs := make([]*model.Catalog, 0, len(states))
	for _, s := range states {
		p := sample.Acme(t)
		p["content/events/more.toml"] = "[defaults]\nfrom = \"7.7\"\nto = \"8.0\"\nin_repo = \"base\"\nout_repo = " +
			"\"baseos\"\n" + s
		catalogs = append(catalogs, p.Compile(t))
	}
	notes := func(from, to int) []model.Note { return Compare(catalogs[from], catalogs[to], 1).Notes() }
	for from := range catalogs {
		for to := from + 1; to < len(catalogs); to++ {
			var steps [][]model.Note
			for i := from; i < to; i++ {
				steps = append(steps, notes(i, i+1))
			}
			if d := cmp.Diff(notes(from, to), Accumulate(steps...)); d != "" {
				t.Errorf("from %d to %d:\n%s", from, to, d)
			}
		}
		back := Accumulate(notes(0, from), notes(from, 0))
		if len(back) > 0 {
			t.Errorf("there and back is %v", back)
		}
	}
}

// What goes with a vendor is named, but for packages that some other event takes.
func TestWhatGoesWithAVendor(t *testing.T) {
	with, without := sample.Acme(t), sample.Acme(t)
	without["content/events/both.toml"] = "[[removed]]\nfrom = \"8.9\"\nto = \"9.0\"\nin = \"both@baseos\"\n"
	with["content/events/both.toml"] = without["content/events/both.toml"]
	with["vendors/lost/vendor.toml"] = "name = \"Lost\"\nsignatures = [\"85673046b5caca9e\"]\npaths = " +
		"[\"7-8\"]\n[repository.main]\nsource = \"lost\"\ntarget = \"el{major}-lost\"\n" +
		"repo = { name = \"Lost\", baseurl = \"https://lost.example/{major}/\", key = " +
		"\"file:///etc/pki/rpm-gpg/KEY\" }\n" +
		"[[removed]]\nfrom = \"7.7\"\nto = \"8.0\"\nin = [\"lost-only@main\", \"both@main\"]\n"
	notes := Compare(with.Compile(t), without.Compile(t), 1).Notes()
	i := slices.IndexFunc(notes, func(n model.Note) bool { return n.Category == string(Vendors) })
	if i < 0 || !slices.Equal(notes[i].Names, []string{"lost"}) ||
		!slices.Equal(notes[i].Packages, []string{"lost-only"}) || notes[i].Text != "gone" {
		t.Errorf("%+v", notes)
	}
}

// An effect is the meaning of a catalog: every fact about every subject, on every architecture.
type effect map[where][]string

// where is a subject on one architecture; "" for what has none.
type where struct {
	Subject
	Arch string
}

// effect writes down what a catalog means, as far as the delta compares it.
func (d *Delta) effect(c *model.Catalog) effect {
	out := effect{}
	for _, t := range c.Targets {
		for vendor, s := range scopes(t, d.rules) {
			for k, list := range s.facts() {
				out[where{Subject: Subject{t.Distro.Folder, t.Major, vendor, k.kind, k.name}}] = texts(list)
			}
			for _, e := range s.events {
				out.event(t, vendor, e)
			}
		}
	}
	for _, s := range d.Skipped {
		maps.DeleteFunc(out, func(w where, _ []string) bool {
			return w.Distro == s.Distro && w.Target == s.Target && w.Vendor == s.Vendor && w.Kind == s.Kind && !s.Partly
		})
	}
	for w, list := range out {
		slices.Sort(list)
		out[w] = slices.Compact(list)
	}
	return out
}

func (e effect) event(t *model.Target, vendor string, x *model.Event) {
	for _, f := range stepsOf(x) {
		for _, p := range f.Step.In {
			for _, arch := range x.Arches {
				w := where{Subject{t.Distro.Folder, t.Major, vendor, Package, p.Name}, arch}
				e[w] = append(e[w], f.Text)
			}
		}
	}
}

// apply changes an effect into the one of the delta's other side. where the effect is not what a change begins with, it
// is the effect of another catalog, which is an error.
func (e effect) apply(d *Delta) error {
	for i := range d.Changes {
		c := &d.Changes[i]
		arches := c.Arches
		if c.Kind != Package {
			arches = []string{""}
		}
		for _, arch := range arches {
			w := where{c.Subject, arch}
			if !slices.Equal(e[w], texts(c.Before)) {
				return fmt.Errorf("%s %s of %s el%d: it is %q, and the change begins with %q", c.Kind, c.Name, c.Distro,
					c.Target,
					strings.Join(e[w], "; "), strings.Join(texts(c.Before), "; "))
			}
			if len(c.After) == 0 {
				delete(e, w)
			} else {
				e[w] = texts(c.After)
			}
		}
	}
	return nil
}
