package compile_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pes/generator/compile"
	"pes/generator/diag"
	"pes/generator/internal/need"
	"pes/generator/internal/sample"
	"pes/generator/leapp"
	"pes/generator/model"
	"pes/generator/source"
)

// Ids do not move when tables, files or packages of a set change places, when events come and go, or when prose
// changes.
func TestIDsAreStable(t *testing.T) {
	t.Parallel()
	for seed := range uint64(need.Repeat(60, 1000)) {
		r := rand.New(rand.NewPCG(seed, 2))
		events := sample.RandomEvents(r, 12, []string{"baseos", "appstream"})
		texts := func(list []string) sample.Project {
			p := twoDistros()
			// Others may be for one distribution or architecture, and each must have one.
			p["content/events/always.toml"] = "[[removed]]\nin = \"always@base\"\nfrom = \"7.7\"\nto = \"8.0\"\n"
			for i, e := range list {
				p[fmt.Sprintf("content/events/%d/f%d.toml", r.IntN(3), i%4)] += e + "\n"
			}
			return p
		}
		want := idsByName(texts(events).Compile(t))
		changed := slices.Clone(events)
		r.Shuffle(len(changed), func(i, j int) { changed[i], changed[j] = changed[j], changed[i] })
		dropped := r.IntN(len(changed))
		changed = slices.Delete(changed, dropped, dropped+1)
		changed = append(changed, "[[removed]]\nin = \"new@base\"\nfrom = \"7.7\"\nto = \"8.0\"\n")
		for i := range changed {
			changed[i] += fmt.Sprintf("why = \"reason %d\"\ntags = [\"t\"]\n", i)
			if r.IntN(3) == 0 {
				changed[i] += "only = [\"one\"]\n"
			}
		}
		for name, id := range idsByName(texts(changed).Compile(t)) {
			if old, ok := want[name]; ok && old != id {
				t.Fatalf("seed %d: %s was %d and is %d", seed, name, old, id)
			}
		}
	}
}

// idsByName are the ids by in packages, which are unique in random events.
func idsByName(c *model.Catalog) map[string]uint64 {
	out := map[string]uint64{}
	for _, t := range c.Targets {
		for _, e := range t.Events {
			out[model.Names(e.In)] = e.ID
		}
	}
	return out
}

// twoDistros are two small distributions that agree in their roles.
func twoDistros() sample.Project {
	p := sample.Project{"content/distros/centos.toml": "name = \"CentOS\"\n[release.7.base]\npesid = \"base\"\n"}
	for _, d := range []string{"one", "two"} {
		p["content/distros/"+d+".toml"] = fmt.Sprintf(`name = %q
arches = ["x86_64", "aarch64"]
[release.8.baseos]
pesid = "%[1]s8-baseos"
repo = { name = "B", baseurl = "https://%[1]s.example/b/", key = "file:///etc/k" }
[release.8.appstream]
pesid = "%[1]s8-appstream"
repo = { name = "A", baseurl = "https://%[1]s.example/a/", key = "file:///etc/k" }
[[path]]
from = 7
to = 8
sources = ["centos"]
map = { base = ["baseos", "appstream"] }
`, d)
	}
	return p
}

// The one form of a source says what the source says: the trees are the same bytes.
func TestFormattingChangesNoTree(t *testing.T) {
	t.Parallel()
	for seed := range uint64(need.Repeat(40, 3000)) {
		p := sample.Random(rand.New(rand.NewPCG(seed, 3)))
		first := sample.Write(t, p.Compile(t), "0.21")
		sample.SameTree(t, sample.Write(t, p.Formatted(t).Compile(t), "0.21"), first)
	}
}

// What is compiled from a memory of earlier files is what is compiled from the files alone, whatever changed: nothing
// of an earlier compilation reaches the next.
func TestMemoryKeepsNothingOfEarlierCompilations(t *testing.T) {
	t.Parallel()
	var memory source.Memory
	written := func(project *source.Project, list diag.List) string {
		catalog, found := compile.Compile(project, time.Time{})
		list.Merge(found)
		files, notes := leapp.Write(catalog, leapp.Options{})
		list.Merge(notes)
		var b bytes.Buffer
		list.Print(&b, diag.Text{})
		for _, f := range files {
			fmt.Fprintf(&b, "%s\n%s\n", f.Path, f.Bytes())
		}
		return b.String()
	}
	for seed := range uint64(60) {
		p := sample.Random(rand.New(rand.NewPCG(seed/3, 1))) // each a few times, with something else in one file
		p["vendors/v/events.toml"] = fmt.Sprintf("# %d\n", seed)
		p["vendors/v/vendor.toml"] = "name = \"v\"\npaths = [\"7-8\"]\n[repository.main]\nsource = " +
			"\"v\"\n[[removed]]\nin = \"gone@main\"\nto = \"8.0\"\n"
		files := p.Files(t)
		if got, want := written(memory.Parse(files, 2)), written(source.Parse(files, 2)); got != want {
			t.Fatalf("seed %d: %s", seed, cmp.Diff(want, got))
		}
	}
}

// A source that is compiled stays as it was authored: it is compiled again whenever another file changes.
func TestCompilingChangesNoSource(t *testing.T) {
	t.Parallel()
	p := twoDistros()
	p["content/distros/variant.toml"] = "extends = \"one\"\n[release.8.extra]\npesid = \"variant8-extra\"\n"
	p["content/events/e.toml"] = "[defaults]\nfrom = \"7.7\"\nto = \"8.0\"\nin_repo = \"base\"\ntags = [\"time\"]\n" +
		"allow = [\"missing-architecture\"]\n[[removed]]\nin = [\"ntp\", \"ntpdate\"]\ntags = [\"network\"]\n"
	files := p.Files(t)
	got, _ := source.Parse(files, 1)
	if _, list := compile.Compile(got, time.Time{}); list.Failed() {
		t.Fatal(list.All())
	}
	want, _ := source.Parse(files, 1)
	if d := cmp.Diff(want, got, cmp.Comparer(func(a, b *diag.File) bool { return a == b })); d != "" {
		t.Error(d)
	}
}

// A variant has the os id of the distribution that it extends, even where that has none but the name of its folder.
func TestVariantHasTheOSIDOfItsParent(t *testing.T) {
	t.Parallel()
	p := sample.Project{
		"content/distros/one.toml":     "name = \"One\"\n",
		"content/distros/variant.toml": "extends = \"one\"\n",
		"content/distros/other.toml":   "extends = \"one\"\nos_id = \"another\"\n",
	}
	for _, d := range p.Compile(t).Distros {
		if want := map[string]string{"one": "one", "variant": "one", "other": "another"}[d.Folder]; d.OSID != want {
			t.Errorf("%s has the os id %q, want %q", d.Folder, d.OSID, want)
		}
	}
}
