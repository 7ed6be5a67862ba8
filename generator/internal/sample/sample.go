// Package sample is for tests only: projects in memory, what is made of them, and published data to compare with.
//
//	p := sample.Random(rand.New(rand.NewPCG(seed, 1)))
//	trees := sample.Write(t, p.Compile(t), "0.21")
//	again, report := sample.Reimport(t, trees, "0.21")
package sample

import (
	"bytes"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"pes/generator/compile"
	"pes/generator/diag"
	"pes/generator/importer"
	"pes/generator/internal/need"
	"pes/generator/leapp"
	"pes/generator/model"
	"pes/generator/source"
	"pes/generator/tree"
	"pes/generator/upgrade"
)

// A Project is the files of a project, by path.
type Project map[string]string

// Compile makes the catalog of a project that has no errors.
func (p Project) Compile(t testing.TB) *model.Catalog {
	t.Helper()
	catalog, list := p.TryCompile(t)
	if list.Failed() {
		var b bytes.Buffer
		list.Print(&b, diag.Text{})
		t.Fatalf("the project does not compile:\n%s\n%s", b.String(), p)
	}
	return catalog
}

// TryCompile makes the catalog of any project.
func (p Project) TryCompile(t testing.TB) (*model.Catalog, diag.List) {
	t.Helper()
	parsed, list := source.Parse(p.Files(t), 2)
	catalog, found := compile.Compile(parsed, time.Time{})
	list.Merge(found)
	return catalog, list
}

// Files are those of the project as they are read.
func (p Project) Files(t testing.TB) source.Files {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range p {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	files, err := source.Read(fsys, 2)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func (p Project) String() string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(p)) {
		fmt.Fprintf(&b, "-- %s --\n%s\n", name, p[name])
	}
	return b.String()
}

// Formatted is the project with every source in its one form.
func (p Project) Formatted(t testing.TB) Project {
	t.Helper()
	out := Project{}
	for name, text := range p {
		out[name] = text
		if strings.HasSuffix(name, ".toml") {
			var list diag.List
			formatted, ok := source.Format(&diag.File{Name: name, Text: []byte(text)}, &list)
			if !ok {
				t.Fatal(list.All())
			}
			out[name] = string(formatted)
		}
	}
	return out
}

// InForm checks that every source of the project is in canonical format.
func (p Project) InForm(t testing.TB) {
	t.Helper()
	for name, text := range p.Formatted(t) {
		if p[name] != text {
			t.Fatalf("%s is not in its form:\n%s", name, p[name])
		}
	}
}

// Acme is a small project with everything that a project can have: the one of the golden trees.
func Acme(t testing.TB) Project {
	t.Helper()
	p := Project{}
	for name, f := range Folder(t, filepath.Join(need.Checkout(t), "generator/cli/testdata/golden/acme/project")) {
		p[name] = string(f.Data)
	}
	return p
}

// Write makes the trees of one Leapp version.
func Write(t testing.TB, c *model.Catalog, version string) tree.Tree {
	t.Helper()
	row, err := leapp.FindVersion(version)
	if err != nil {
		t.Fatal(err)
	}
	files, _ := leapp.Write(c, leapp.Options{Versions: []*leapp.Version{row}, Date: time.Unix(0, 0)})
	if err := files.Sort(); err != nil {
		t.Fatal(err)
	}
	return files
}

// Published is what has been written for one version as a checkout of leapp-data has it.
func Published(files tree.Tree, version string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for _, f := range files {
		if !strings.HasSuffix(f.Path, "/") {
			fsys[strings.TrimPrefix(f.Path, "data/leapp-"+version+"/")] = &fstest.MapFile{Data: f.Bytes()}
		}
	}
	return fsys
}

// Reimport imports the trees of a version.
func Reimport(t testing.TB, files tree.Tree, version string) (Project, *importer.Report) {
	t.Helper()
	return Import(t, Published(files, version))
}

// Import imports published data.
func Import(t testing.TB, fsys fs.FS) (Project, *importer.Report) {
	t.Helper()
	out, report, list, err := importer.Import(fsys, 2)
	if err != nil || list.Failed() {
		t.Fatal(err, list.All())
	}
	p := Project{}
	for _, f := range out {
		p[f.Path] = string(f.Data)
	}
	return p, report
}

// Shared is a folder of the reference data in memory.
func Shared(t testing.TB, dir string) fstest.MapFS {
	t.Helper()
	return Folder(t, need.Shared(t, dir))
}

// Folder is a folder in memory.
func Folder(t testing.TB, dir string) fstest.MapFS {
	t.Helper()
	fsys, root := fstest.MapFS{}, os.DirFS(dir)
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(root, name)
		fsys[name] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return fsys
}

// SameTree checks that two trees have the same files with the same bytes.
func SameTree(t testing.TB, got, want tree.Tree) {
	t.Helper()
	for i := range max(len(got), len(want)) {
		switch {
		case i >= len(got) || i >= len(want) || got[i].Path != want[i].Path:
			t.Fatalf("file %d differs: got %d files, want %d", i, len(got), len(want))
		case !bytes.Equal(got[i].Bytes(), want[i].Bytes()):
			t.Fatalf("%s differs:\n got %s\nwant %s", got[i].Path,
				FirstDifference(got[i].Bytes(), want[i].Bytes()), FirstDifference(want[i].Bytes(), got[i].Bytes()))
		}
	}
}

// FirstDifference is the first line of a that b has not in the same place.
func FirstDifference(a, b []byte) []byte {
	x, y := bytes.Split(a, []byte("\n")), bytes.Split(b, []byte("\n"))
	for i := range x {
		if i >= len(y) || !bytes.Equal(x[i], y[i]) {
			return x[i]
		}
	}
	return nil
}

// Machine has packages that events name, and some of the source's repositories.
func Machine(r *rand.Rand, t *model.Target) *upgrade.Machine {
	p := t.Paths[0]
	m := &upgrade.Machine{
		Arch:     t.Distro.Arches[r.IntN(len(t.Distro.Arches))],
		Source:   model.Release{Major: p.Source, Minor: 5 + r.IntN(5)},
		Target:   model.Release{Major: p.Target, Minor: r.IntN(11)},
		SourceOS: p.Systems[0].OSID, TargetOS: t.Distro.OSID,
	}
	for _, vendor := range append([]*model.Vendor{{Map: t.Map, Events: t.Events}}, t.Vendors...) {
		for _, f := range vendor.Map.Families {
			for _, e := range f.Entries {
				if e.Major == p.Source && r.IntN(2) == 0 && !slices.Contains(m.Enabled, e.Repoid) {
					m.Enabled = append(m.Enabled, e.Repoid)
				}
			}
		}
		for _, e := range vendor.Events {
			for _, in := range e.In {
				if r.IntN(10) == 0 {
					m.Installed = append(m.Installed, upgrade.Package{
						Name: in.Name, Repoid: "installed-from", Stream: in.AllStreams()[0],
					})
				}
			}
		}
	}
	return m
}
