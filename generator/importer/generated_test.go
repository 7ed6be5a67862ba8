package importer_test

import (
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"pes/generator/diag"
	"pes/generator/follow"
	"pes/generator/importer"
	"pes/generator/internal/need"
	"pes/generator/internal/overlay"
	"pes/generator/internal/sample"
	"pes/generator/leapp"
	"pes/generator/model"
	"pes/generator/tree"
	"pes/generator/upgrade"
)

// A generation is a checkout of the five distributions with the event files that their config.json make of a file of
// upstream.
type generation struct {
	upstream []byte
	fsys     fstest.MapFS
	configs  map[string]*overlay.Config
	files    map[string]*overlay.File
}

// generate makes the event files; edit, which may be nil, changes them by hand.
func generate(t *testing.T, upstream []byte, edit func(distro string, f *overlay.File)) *generation {
	t.Helper()
	return generateWith(t, upstream, nil, edit)
}

// generateWith is generate with other config.json.
func generateWith(t *testing.T, upstream []byte, config func(real []byte) []byte,
	edit func(distro string, f *overlay.File)) *generation {
	t.Helper()
	g := &generation{upstream, sample.Shared(t, "leapp-data/2024-10"), map[string]*overlay.Config{},
		map[string]*overlay.File{}}
	for name, f := range maps.Clone(g.fsys) {
		if path.Base(name) != "config.json" {
			continue
		}
		distro := path.Base(path.Dir(name))
		if config != nil {
			f = &fstest.MapFile{Data: config(f.Data)}
			g.fsys[name] = f
		}
		file, err := overlay.Apply(upstream, f.Data)
		if err != nil {
			t.Fatal(err)
		}
		if g.configs[distro], err = overlay.ReadConfig(f.Data); err != nil {
			t.Fatal(err)
		}
		if edit != nil {
			edit(distro, file)
		}
		data, err := file.JSON()
		if err != nil {
			t.Fatal(err)
		}
		g.files[distro] = file
		g.fsys[path.Dir(name)+"/pes-events.json"] = &fstest.MapFile{Data: data}
	}
	if len(g.files) != 5 {
		t.Fatalf("%d config.json files, not 5", len(g.files))
	}
	return g
}

// imported is the project that an import makes, and its report.
func imported(t *testing.T, fsys fs.FS, upstream []byte) (sample.Project, *importer.Report) {
	t.Helper()
	layer, found := follow.Read(&diag.File{Name: "pes-events.json", Text: upstream})
	if layer == nil {
		t.Fatal(found.All())
	}
	files, report, found, err := importer.ImportGenerated(fsys, 2, layer, follow.Files(layer))
	if err != nil || found.Failed() {
		t.Fatal(err, found.All())
	}
	p := sample.Project{}
	for _, f := range files {
		p[f.Path] = string(f.Data)
	}
	return p, report
}

// upstreams are files of upstream: every shape that a rule is for, and real events.
func upstreams(t *testing.T) map[string][]byte {
	t.Helper()
	shapes, err := overlay.Shapes().JSON()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]byte{"shapes": shapes, "random": sample.Upstream(3000)}
	for name, f := range sample.Shared(t, "leapp-data/upstream/facts") {
		facts, err := overlay.ReadFacts(f.Data)
		if err != nil {
			t.Fatal(err)
		}
		if out[name], err = facts.JSON(); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// What the tool of leapp-data makes of upstream's events and what the imported project makes of them are the same, but
// for the intended differences, which the report names; and Leapp decides the same for machines that have no package of
// these.
func TestGeneratedFilesAndTreesAgree(t *testing.T) {
	need.Time(t)
	for name, upstream := range upstreams(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := generate(t, upstream, nil)
			p, report := imported(t, g.fsys, upstream)
			p.InForm(t)
			c := p.Compile(t)
			trees := sample.Write(t, c, "0.21")
			for i, target := range c.Targets {
				g.decides(t, target, trees, rand.New(rand.NewPCG(uint64(i), 17)))
			}
			found := map[string]bool{}
			for distro, major := range targets(trees) {
				for _, n := range major {
					g.compare(t, distro, n, trees, found)
				}
			}
			for _, purpose := range importer.Purposes {
				said := slices.ContainsFunc(report.Items, func(it importer.Item) bool {
					return it.Kind == importer.Differs && strings.HasPrefix(it.Text, purpose)
				})
				if said != found[purpose] {
					t.Errorf("%s: the report says it %v, the trees differ so %v", purpose, said, found[purpose])
				}
			}
			for _, it := range report.Items {
				byHand := it.Kind == importer.ByHand && !strings.Contains(it.Text, "config.json")
				if it.Kind == importer.Unlike || byHand {
					t.Errorf("%s: %s", it.Where, it.Text)
				}
			}
		})
	}
}

// targets are the majors that each distribution has a tree for.
func targets(trees tree.Tree) map[string][]string {
	out := map[string][]string{}
	for _, f := range trees {
		if parts := strings.Split(f.Path, "/"); parts[len(parts)-1] == "pes-events.json" {
			out[parts[2]] = append(out[parts[2]], strings.TrimPrefix(parts[3], "el"))
		}
	}
	return out
}

// events are those of a tree, by id; what is not upstream's by what it says.
func events(t *testing.T, trees tree.Tree, distro, major string) *overlay.File {
	t.Helper()
	for _, f := range trees {
		if strings.HasSuffix(f.Path, "/"+distro+"/el"+major+"/etc/leapp/files/pes-events.json") {
			file, err := overlay.Read(f.Bytes())
			if err != nil {
				t.Fatal(err)
			}
			return file
		}
	}
	t.Fatalf("no events for %s %s", distro, major)
	return nil
}

// compare holds a generated file against a tree, as far as the tree can have its events, and notes in which intended
// ways they differ.
func (g *generation) compare(t *testing.T, distro, major string, trees tree.Tree, found map[string]bool) {
	t.Helper()
	ours := events(t, trees, distro, major).Events
	arches := archesOf(ours)
	upstream, err := overlay.Read(g.upstream)
	if err != nil {
		t.Fatal(err)
	}
	of, a, b := byID(upstream.Events), map[int]*overlay.Event{}, map[int]*overlay.Event{}
	var ownA, ownB []*overlay.Event
	added := map[string]bool{} // whose ids may be those of events of upstream that were dropped
	for _, e := range reached(g.configs[distro].AdditionalActions, major, arches) {
		added[e.String()] = true
	}
	for _, e := range reached(g.files[distro].Events, major, arches) {
		if of[e.ID] == nil || added[e.String()] {
			ownA = append(ownA, e)
		} else {
			a[e.ID] = e
		}
	}
	for _, e := range reached(ours, major, arches) {
		if b[e.ID] = e; of[e.ID] == nil {
			ownB = append(ownB, e)
		}
	}
	for _, line := range overlay.Diff(ownA, ownB) {
		t.Errorf("%s el%s: additions: %s", distro, major, line)
	}
	for id, u := range of {
		theirs, ours := a[id], b[id]
		if theirs == nil && ours == nil || theirs != nil && ours != nil && theirs.String() == ours.String() {
			continue
		}
		purpose := g.purpose(distro, u, theirs, ours, ownB)
		if found[purpose] = true; purpose == "" {
			t.Errorf("%s el%s: event %d:\n  tool: %v\n  tree: %v", distro, major, id, theirs, ours)
		}
	}
}

// purpose is the intended way in which two events differ, found without asking the importer.
func (g *generation) purpose(distro string, u, theirs, ours *overlay.Event, own []*overlay.Event) string {
	switch {
	case theirs != nil && ours != nil && g.isUncovered(distro, u):
		if whole, _ := packages(ours); len(whole) < size(u) {
			return importer.Purposes[5]
		}
		return importer.Purposes[6]
	case theirs == nil:
		if whole, _ := packages(ours); len(whole) < size(u) {
			return importer.Purposes[0]
		}
	case ours == nil:
		names := g.names(u, theirs)
		if slices.ContainsFunc(own, func(e *overlay.Event) bool {
			taken, _ := packages(&overlay.Event{In: e.In})
			return e.To.Major == u.To.Major && e.To.Minor == u.To.Minor && slices.ContainsFunc(taken,
				func(name string) bool { return slices.Contains(names, name) })
		}) {
			return importer.Purposes[4]
		}
		if g.isUncovered(distro, u) {
			return importer.Purposes[5]
		}
	default:
		namesA, _ := packages(theirs)
		namesB, _ := packages(ours)
		_, outA := packages(&overlay.Event{In: &overlay.Set{}, Out: theirs.Out})
		_, outB := packages(&overlay.Event{In: &overlay.Set{}, Out: ours.Out})
		keeps := u.Action == int(model.Present) || u.Action == int(model.Deprecated)
		switch {
		case !slices.Equal(namesA, namesB):
			return importer.Purposes[1]
		case slices.Equal(outA, outB) && !keeps:
			return importer.Purposes[3]
		case keeps:
			_, repos := packages(u)
			if slices.ContainsFunc(repos, func(repo string) bool {
				return !strings.HasPrefix(repo, fmt.Sprintf("rhel%d-", u.To.Major))
			}) {
				return importer.Purposes[2]
			}
		}
	}
	return ""
}

// isUncovered reports whether an event has a repository that config.json says nothing of.
func (g *generation) isUncovered(distro string, u *overlay.Event) bool {
	_, repos := packages(u)
	return slices.ContainsFunc(repos, func(repo string) bool {
		_, replaced := g.configs[distro].RepositoryReplacing[repo]
		return !replaced && !slices.Contains(g.configs[distro].RemovableRepositories, repo)
	})
}

// names are what the in packages of an event may be called before the upgrade: as a generated file says, or as another
// distribution does, since what is upgraded is CentOS for all.
func (g *generation) names(u, theirs *overlay.Event) []string {
	names, _ := packages(&overlay.Event{In: theirs.In})
	upstream, _ := packages(&overlay.Event{In: u.In})
	for _, c := range g.configs {
		for _, r := range c.PackageReplacing {
			if slices.Contains(upstream, r.Name) && r.New.In != nil {
				names = append(names, *r.New.In)
			}
		}
	}
	return names
}

// packages are the names and the repositories of an event, sorted.
func packages(e *overlay.Event) (names, repos []string) {
	for _, s := range []*overlay.Set{e.In, e.Out} {
		if s != nil {
			for _, p := range s.Packages {
				names, repos = append(names, p.Name), append(repos, p.Repository)
			}
		}
	}
	slices.Sort(names)
	slices.Sort(repos)
	return names, repos
}

func size(e *overlay.Event) int {
	names, _ := packages(e)
	return len(names)
}

func byID(events []*overlay.Event) map[int]*overlay.Event {
	out := map[int]*overlay.Event{}
	for _, e := range events {
		out[e.ID] = e
	}
	return out
}

func archesOf(events []*overlay.Event) (arches []string) {
	for _, e := range events {
		arches = append(arches, e.Arches...)
	}
	slices.Sort(arches)
	return slices.Compact(arches)
}

// reached are the events that an upgrade to a major can apply, without names of systems, on some architectures.
func reached(events []*overlay.Event, major string, arches []string) (out []*overlay.Event) {
	for _, x := range events {
		e, to := *x, *x.To
		e.Arches = slices.DeleteFunc(slices.Clone(x.Arches), func(a string) bool { return !slices.Contains(arches, a) })
		if r := (model.Release{Major: to.Major, Minor: to.Minor}); len(e.Arches) == 0 || !r.Applies(atoi(major)) {
			continue
		}
		if to.OS = ""; x.From != nil {
			from := *x.From
			from.OS = ""
			e.From = &from
		}
		e.To = &to
		e.In, e.Out = once(x.In), once(x.Out)
		out = append(out, &e)
	}
	return out
}

// once is a set with the first of packages that Leapp does not tell apart.
func once(s *overlay.Set) *overlay.Set {
	if s == nil {
		return nil
	}
	seen := map[string]bool{}
	out := *s
	out.Packages = slices.DeleteFunc(slices.Clone(s.Packages), func(p overlay.Package) bool {
		p.Repository = ""
		again := seen[p.String()]
		seen[p.String()] = true
		return again
	})
	return &out
}

func atoi(s string) (n int) {
	fmt.Sscan(s, &n)
	return n
}

// Importing the trees that the project makes, with the same file of upstream and no config.json, gives a project that
// makes the same trees, and that comes back as it is.
func TestGeneratedProjectComesBack(t *testing.T) {
	need.Time(t)
	shapes, err := overlay.Shapes().JSON()
	if err != nil {
		t.Fatal(err)
	}
	for name, upstream := range map[string][]byte{"shapes": shapes, "random": sample.Upstream(1000)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, _ := imported(t, generate(t, upstream, nil).fsys, upstream)
			for _, version := range []string{"0.21", "0.23"} { // the latter has no trees for release 8
				first := sample.Write(t, p.Compile(t), version)
				q, _ := imported(t, sample.Published(first, version), upstream)
				second := sample.Write(t, q.Compile(t), version)
				sample.SameTree(t, withoutNames(second), withoutNames(first))
				if n := strings.Count(q.String(), "\nsupersedes"); n > strings.Count(p.String(), "\nsupersedes") {
					t.Errorf("%s: %d events of upstream are events of the project", version, n)
				}
				again, _ := imported(t, sample.Published(second, version), upstream)
				if d := cmp.Diff(q.String(), again.String()); d != "" {
					t.Errorf("%s: the sources are others (-first +again):\n%.3000s", version, d)
				}
			}
		})
	}
}

// decides compares what becomes of machines of a target that have no package of an event which differs on purpose.
func (g *generation) decides(t *testing.T, target *model.Target, trees tree.Tree, r *rand.Rand) {
	t.Helper()
	distro, major := target.Distro.Folder, fmt.Sprint(target.Major)
	folder := "data/leapp-0.21/" + distro + "/el" + major + "/etc/leapp/files/"
	fsys := fstest.MapFS{}
	for _, f := range trees {
		if name, ok := strings.CutPrefix(f.Path, folder); ok && !strings.HasSuffix(name, "/") {
			fsys[name] = &fstest.MapFile{Data: f.Bytes()}
		}
	}
	ours := engine(t, fsys)
	file := *g.files[distro]
	file.Streams = []string{"3.1"}
	data, err := file.JSON()
	if err != nil {
		t.Fatal(err)
	}
	fsys["pes-events.json"] = &fstest.MapFile{Data: data}
	theirs := engine(t, fsys)
	ownEvents := events(t, trees, distro, major).Events
	arches := archesOf(ownEvents)
	differs := map[string]bool{}
	a, b := reached(file.Events, major, arches), reached(ownEvents, major, arches)
	for _, pair := range [][2][]*overlay.Event{{a, b}, {b, a}} {
		lines := map[string]bool{}
		for _, e := range pair[1] {
			lines[e.String()] = true
		}
		for _, e := range pair[0] {
			if names, _ := packages(e); !lines[e.String()] {
				for _, name := range names {
					differs[name] = true
				}
			}
		}
	}
	for n := range need.Repeat(10, 300) {
		m := sample.Machine(r, target)
		m.Installed = slices.DeleteFunc(m.Installed, func(p upgrade.Package) bool { return differs[p.Name] })
		if d := cmp.Diff(theirs.Run(m).Transaction, ours.Run(m).Transaction); d != "" {
			t.Fatalf("%s el%s, machine %d (-generated +ours):\n%.3000s", distro, major, n, d)
		}
	}
}

func engine(t *testing.T, fsys fs.FS) *upgrade.Engine {
	t.Helper()
	row, err := leapp.FindVersion("0.21")
	if err != nil {
		t.Fatal(err)
	}
	files, err := leapp.ReadTree(fsys, ".", row)
	if err != nil {
		t.Fatal(err)
	}
	e, err := upgrade.New(files)
	if err != nil {
		t.Fatal(err)
	}
	return e
}
