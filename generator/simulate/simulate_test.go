package simulate

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"pes/generator/leapp"
	"pes/generator/machine"
	"pes/generator/model"
)

func release(major, minor int) model.Release { return model.Release{Major: major, Minor: minor} }

func version(t testing.TB, name string) *leapp.Version {
	t.Helper()
	v, err := leapp.FindVersion(name)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// sevenToEight asks for the upgrade that the trees of these tests have.
func sevenToEight() Options {
	return Options{Upgrade: machine.Upgrade{Source: release(7, 9), Target: release(8, 10)}}
}

// readOne reads the data of one upgrade from a tree.
func readOne(fsys fs.FS, dir string, o Options) (*Data, error) {
	t, err := readTree(fsys, dir, o)
	if err != nil {
		return nil, err
	}
	return t.data(o)
}

// data is the tree called 1 of the requests: a is replaced by b.
func data(t testing.TB) *Data {
	t.Helper()
	fsys, err := fs.Sub(batchTrees(), "1")
	if err != nil {
		t.Fatal(err)
	}
	d, err := readOne(fsys, "trees/1", sevenToEight())
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestReadTree(t *testing.T) {
	t.Parallel()
	if got := data(t).Title(); got != "7.9 to 8.10 with the tree trees/1, Leapp 0.21" {
		t.Error(got)
	}
	later := `{"version_format":"1.3.0","provided_data_streams":["4.3"],"mapping":[{"source_major_version":"8",
		"target_major_version":"9","entries":[{"source":"b","target":["b"]}]}],"repositories":[{"pesid":"b","entries":[
		{"repoid":"r","major_version":"9","arch":"x86_64","channel":"ga","repo_type":"rpm","distro":"rocky"},
		{"repoid":"a","major_version":"9","arch":"x86_64","channel":"ga","repo_type":"rpm","distro":"almalinux"}]}]}`
	for _, x := range []struct {
		repomap string
		change  func(*Options)
		want    string // the error
	}{
		{"", func(*Options) {}, "tree: there is no pes-events.json in d: a tree is a folder such as /etc/leapp/files"},
		{"{}", func(*Options) {}, "tree: the repomap.json in d has no format that is known: say --leapp V"},
		{later, func(*Options) {}, "d has no upgrade path 7-8: it has 8-9"},
		{later, func(o *Options) { o.Source, o.Target = release(8, 10), release(9, 4) },
			"distro is missing: the tree has repositories of almalinux, rocky"},
		{later, func(o *Options) { o.Source, o.Target, o.Distro = release(8, 10), release(9, 4), "ol" },
			`distro: the tree has no repository of "ol": it has some of almalinux, rocky`},
		{later, func(o *Options) { o.Leapp, o.Distro = version(t, "0.21"), "rocky" },
			"distro says nothing here: a tree of Leapp 0.21 is of one distribution"},
	} {
		fsys, o := fstest.MapFS{}, sevenToEight()
		if x.repomap != "" {
			fsys["repomap.json"] = &fstest.MapFile{Data: []byte(x.repomap)}
		}
		x.change(&o)
		_, err := readOne(fsys, "d", o)
		var option OptionError
		if err == nil || err.Error() != x.want || errors.As(err, &option) != strings.HasPrefix(x.want, "distro") {
			t.Errorf("%.20s: %v, not %s", x.repomap, err, x.want)
		}
	}
	d, err := readOne(fstest.MapFS{"repomap.json": {Data: []byte(later)}}, "d", Options{Distro: "rocky",
		Upgrade: machine.Upgrade{Source: release(8, 10), Target: release(9, 4)}})
	if err != nil || d.Upgrade.SourceOS != "rocky" || d.Upgrade.TargetOS != "rocky" {
		t.Error(d, err)
	}
}

func TestFromCatalog(t *testing.T) {
	t.Parallel()
	rocky := &model.Distro{Folder: "rocky", OSID: "rocky", Arches: model.Arches}
	alma := &model.Distro{Folder: "alma", OSID: "almalinux", Arches: model.Arches}
	target := func(d *model.Distro, major int, versions ...string) *model.Target {
		p := &model.Path{Source: major - 1, Target: major, Systems: []*model.Distro{d}, Leapp: versions}
		return &model.Target{Distro: d, Major: major, Paths: []*model.Path{p}}
	}
	c := &model.Catalog{Distros: []*model.Distro{alma, {Folder: "centos"}, rocky}, Targets: []*model.Target{
		target(alma, 8, "0.16"), target(alma, 9, "0.23", "0.25"), target(rocky, 8)}}
	for _, x := range []struct {
		distro, leapp, want string // the title, or the error
		from                int
	}{
		{"rocky", "", "7.9 to 8.9 with rocky of these sources, Leapp 0.21", 7},
		{"rocky", "0.19", "7.9 to 8.9 with rocky of these sources, Leapp 0.19", 7},
		{"alma", "", "7.9 to 8.9 with alma of these sources, Leapp 0.16 (decided as Leapp 0.21 does)", 7},
		{"alma", "", "8.9 to 9.9 with alma of these sources, Leapp 0.25", 8},
		{"rocky", "", "rocky has no upgrade path 8-9: it has 7-8", 8},
		{"rocky", "0.25", "leapp: Leapp 0.25 has no upgrade from 7 to 8: 0.16, 0.18, 0.19, 0.20 and 0.21 have", 7},
		{"centos", "", "centos is only upgraded from: --distro is what the machine becomes", 7},
		{"", "", "distro is missing: what the machine becomes: alma, rocky", 7},
		{"", "", "distro is missing: what the machine becomes: alma", 8},
		{"", "", "distro is missing: what the machine becomes: alma, rocky", 9},
	} {
		o := Options{Distro: x.distro}
		o.Source, o.Target = release(x.from, 9), release(x.from+1, 9)
		if x.leapp != "" {
			o.Leapp = version(t, x.leapp)
		}
		d, err := newSources(c).data(o)
		switch {
		case err != nil:
			if err.Error() != x.want {
				t.Errorf("%q %d: %v, not %s", x.distro, x.from, err, x.want)
			}
		case d.Title() != x.want:
			t.Errorf("%q %d: %s, not %s", x.distro, x.from, d.Title(), x.want)
		case (len(d.assumed) > 0) != (x.distro == "alma" && x.from == 7):
			t.Errorf("%q %d: assumed is %q", x.distro, x.from, d.assumed)
		case (d.Upgrade.TargetOS == "almalinux") != (x.from == 8):
			t.Errorf("%q %d: becomes %q", x.distro, x.from, d.Upgrade.TargetOS)
		}
	}
}

// Where the repository of a package is assumed, the result names none.
func TestMachine(t *testing.T) {
	t.Parallel()
	list, err := machine.Read("l", []byte(`[{"name":"a"},{"name":"c","repository":"base"},{"name":"d","repository":"x"}]`))
	if err != nil {
		t.Fatal(err)
	}
	r, err := data(t).Machine("web01", list, false)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range r.Packages {
		got = append(got, p.Name+" "+p.Fate+" "+p.From)
	}
	if d := cmp.Diff([]string{"a replaced ", "b new ", "c unknown base", "d foreign x"}, got); d != "" {
		t.Errorf("packages (-want +got):\n%s", d)
	}
	if r.Name != "web01" || r.Form != "JSON" || r.Unmapped["x"] != 1 || len(r.Assumed) != 4 {
		t.Errorf("%+v", r)
	}
}

// folder writes files into a new folder.
func folder(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755),
			os.WriteFile(path, []byte(text), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestFindLists(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{"m/b.txt": "b", "m/sub/a": "a", "m/.hidden": "x", "m/.git/config": "x",
		"one/l": "l", "none/.x": ""})
	for _, x := range []struct {
		args []string
		want string // the names, or the error
		many bool
	}{
		{[]string{"m/b.txt"}, "DIR/m/b.txt", false},
		{[]string{"-"}, "standard input", false},
		{[]string{"m"}, "b.txt sub/a", true},
		{[]string{"one"}, "l", true},
		{[]string{"m", "-", "one/l"}, "DIR/m/b.txt DIR/m/sub/a standard input DIR/one/l", true},
		{[]string{"-", "-"}, "installed - stands twice: there is one standard input", false},
		{[]string{"none"}, "installed: there is no list of packages in DIR/none", false},
		{[]string{"gone"}, "installed: stat DIR/gone: no such file or directory", false},
	} {
		args := slices.Clone(x.args)
		for i := range args {
			if args[i] != "-" {
				args[i] = filepath.Join(dir, args[i])
			}
		}
		lists, many, err := FindLists(args, strings.NewReader("from-stdin"), Archives{})
		var names []string
		for _, l := range lists {
			names = append(names, l.Name)
			list, err := l.Read()
			if err != nil || l.Name == "standard input" && list.Packages[0].Name != "from-stdin" {
				t.Error(l.Name, list, err)
			}
		}
		got := strings.Join(names, " ")
		if err != nil {
			got = err.Error()
		}
		if got = strings.ReplaceAll(got, dir, "DIR"); got != x.want || many != x.many {
			t.Errorf("%v: %s, %v", x.args, got, many)
		}
	}
	if err := os.Symlink("nowhere", filepath.Join(dir, "m/link")); err != nil {
		t.Fatal(err)
	}
	if _, _, err := FindLists([]string{dir + "/m"}, nil, Archives{}); err == nil {
		t.Error("a link to nothing is a list")
	}
}
