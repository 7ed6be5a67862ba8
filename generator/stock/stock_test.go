package stock

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pes/generator/diag"
	"pes/generator/internal/repos"
	"pes/generator/inventory"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/tree"
)

// part reads a repository that is made up.
func part(t *testing.T, arch string, r repos.Repository) *Part {
	t.Helper()
	dir := t.TempDir()
	r.Write(t, dir)
	p, err := ReadFolder(os.DirFS(dir), arch)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func find(inv *model.Inventory, name string) *model.Available {
	return list.Find(inv.Packages, func(p *model.Available) bool { return p.Name == name })
}

// Hints are names that say something: not the package itself, no forms of their own, no other versions of Python.
func TestHints(t *testing.T) {
	inv := Inventories([]*Role{{Distro: "acme", Major: 9, Name: "baseos", Parts: []*Part{part(t, "x86_64",
		repos.Repository{Packages: []repos.Package{
			{Name: "web", Provides: []string{"web = 1", "web(x86-64) = 1", "config(web) = 1", "webserver", "perl(Web)",
				"bundled(zlib)", "libweb.so.2()(64bit)", "libweb.so.2(WEB_1)(64bit)", "mod_web.so()(64bit)",
				"libold.so.1",
				"/usr/lib/web", "apache = 2"},
				Obsoletes: []string{"web < 0.9", "oldweb", "apache < 3"},
				Files: []string{"/usr/bin/web", "/usr/sbin/webctl", "/etc/web.conf", "/usr/bin/ab",
					"/usr/lib/sendmail"},
				Requires: []string{"/usr/bin/sh", "web-common = 1", "libssl.so.3()(64bit)", "either", "(a if b)",
					"gone"}},
			{Name: "web-common", Source: "web"},
			{Name: "shell", Files: []string{"/usr/bin/sh"}},
			{Name: "ssl-libs", Source: "ssl", Provides: []string{"libssl.so.3()(64bit)"}},
			{Name: "one", Provides: []string{"either"}}, {Name: "other", Provides: []string{"either"}},
			{Name: "python3-six", Source: "six", Provides: []string{"python-six", "python3.9-six", "python3.9dist(six)",
				"six-compat"}},
			{Name: "noisy", Arch: "src", EVR: "9-9"},
		}})}}}, nil)[0]
	web := find(inv, "web")
	for _, x := range []struct {
		what      string
		got, want []string
	}{
		{"provides", web.Provides, []string{"apache", "webserver"}},
		{"obsoletes", web.Obsoletes, []string{"apache", "oldweb"}},
		{"libraries", web.Libraries, []string{"libold.so.1", "libweb.so.2"}},
		{"commands", web.Commands, []string{"ab", "webctl"}},
		{"needs", web.Needs, []string{"shell", "ssl-libs"}},
		{"provides of a module of Python", find(inv, "python3-six").Provides, []string{"six-compat"}},
	} {
		if !slices.Equal(x.got, x.want) {
			t.Errorf("%s are %v, not %v", x.what, x.got, x.want)
		}
	}
	if find(inv, "noisy") != nil {
		t.Error("a source package is taken for one to install")
	}
}

// What packages need is also found in repositories that were not read this time.
func TestNeedsBeside(t *testing.T) {
	beside := &model.Inventory{Distro: "acme", Major: 9, Role: "baseos", Release: model.Release{Major: 9, Minor: 4},
		Packages: []*model.Available{{Name: "ssl-libs", Source: "ssl", Libraries: []string{"libssl.so.3"}},
			{Name: "shell", Source: "shell", Commands: []string{"sh"}}, {Name: "zip", Source: "zip",
				Provides: []string{"pack"}}}}
	inv := Inventories([]*Role{{Distro: "acme", Major: 9, Name: "appstream", Parts: []*Part{part(t, "x86_64",
		repos.Repository{Packages: []repos.Package{{Name: "web",
			Requires: []string{"/usr/bin/sh", "libssl.so.3(V)(64bit)", "pack", "libgone.so.1()(64bit)"}}}})}}},
		[]*model.Inventory{beside})[0]
	if want := []string{"shell", "ssl-libs", "zip"}; !slices.Equal(inv.Packages[0].Needs, want) {
		t.Error(inv.Packages[0].Needs)
	}
	if inv.Release.String() != "9.4" {
		t.Error(inv.Release)
	}
}

// The minor release is what the package says that tells a machine which system it is.
func TestRelease(t *testing.T) {
	system := []string{"system-release"}
	for _, c := range []struct {
		major int
		p     repos.Package
		want  string
	}{
		{9, repos.Package{Name: "almalinux-release", EVR: "9.6-1.el9", Provides: system}, "9.6"},
		{7, repos.Package{Name: "centos-release", EVR: "7-9.2009.1.el7.centos", Provides: system}, "7.9"},
		{8, repos.Package{Name: "oraclelinux-release", EVR: "8:8.10-1.0.6.el8", Provides: system}, "8.10"},
		{7, repos.Package{Name: "redhat-release-server", EVR: "7.9-6.el7_9", Provides: system}, "7.9"},
		{9, repos.Package{Name: "epel-release", EVR: "9-7.el9"}, "-"},
		{9, repos.Package{Name: "almalinux-release", EVR: "10.0-1.el10", Provides: system}, "-"},
		{9, repos.Package{Name: "odd-release", EVR: "nine-x", Provides: system}, "-"},
	} {
		p := part(t, "x86_64", repos.Repository{Packages: []repos.Package{c.p}})
		inv := Inventories([]*Role{{Distro: "acme", Major: c.major, Name: "baseos", Parts: []*Part{p}}}, nil)[0]
		if got := inv.Release.String(); got != c.want {
			t.Errorf("%s %s: %s, not %s", c.p.Name, c.p.EVR, got, c.want)
		}
	}
}

// A release that has much to say fits all the same: hints go, packages stay, and the same ones each time.
func TestFit(t *testing.T) {
	const n = 9000
	var r repos.Repository
	for i := range n {
		p := repos.Package{Name: fmt.Sprintf("package-%d", i), Source: fmt.Sprintf("source-%d", i/4),
			EVR: "1.2.3-4.el9"}
		for j := range 6 {
			if i%4 == 0 {
				p.Files = append(p.Files, fmt.Sprintf("/usr/bin/command-%d-%d", i, j))
			}
			if i%2 == 0 {
				p.Provides = append(p.Provides, fmt.Sprintf("libpackage%d-%d.so.1()(64bit)", i, j))
			}
			p.Requires = append(p.Requires, fmt.Sprintf("package-%d", (i*7+j*131)%n))
		}
		r.Packages = append(r.Packages, p)
	}
	read := func() []byte {
		inv := Inventories([]*Role{{Distro: "acme", Major: 9, Name: "baseos", Parts: []*Part{part(t, "x86_64", r)}}},
			nil)[0]
		if len(inv.Packages) != n {
			t.Fatalf("%d packages", len(inv.Packages))
		}
		return inventory.Print(inv, nil)
	}
	text := read()
	if len(text) > maxRelease || len(text) < maxRelease*3/4 {
		t.Errorf("%d bytes", len(text))
	}
	if string(read()) != string(text) {
		t.Error("another time it is another text")
	}
}

// project reads files of inventories.
func project(t *testing.T, dir string) []*model.Inventory {
	t.Helper()
	var files []*diag.File
	names, err := filepath.Glob(dir + "/content/inventory/*/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, &diag.File{Name: strings.TrimPrefix(name, dir+"/"), Text: text})
	}
	all, found := inventory.Parse(files, 1)
	if found.Failed() {
		t.Fatal(found.All())
	}
	return all
}

// write writes the files that change with inventories, and gives their paths.
func write(t *testing.T, dir string, known []*model.Inventory, read ...*model.Inventory) (paths []string) {
	t.Helper()
	files := Files(known, read)
	for _, f := range files {
		name := filepath.Join(dir, f.Path)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return list.Map(files, func(e tree.Entry) string { return e.Path })
}

// Of two distributions that have nearly the same, one says only how it differs. When the other one is renewed, it is
// written again and means what it meant.
func TestLike(t *testing.T) {
	dir := t.TempDir()
	make := func(distro string, r repos.Repository) *model.Inventory {
		return Inventories([]*Role{{Distro: distro, Major: 9, Name: "baseos", Parts: []*Part{part(t, "x86_64", r)}}},
			nil)[0]
	}
	many := func() repos.Repository { return repos.Many(300) }
	other := many()
	other.Packages[7].EVR, other.Packages = "99-1", other.Packages[:290]
	small := repos.Repository{Packages: many().Packages[:5]}
	write(t, dir, nil, make("rocky", other), make("almalinux", many()), make("tiny", small))
	all := project(t, dir)
	likes := strings.Join(list.Map(all, func(inv *model.Inventory) string { return inv.Distro + "=" + inv.Like }), " ")
	if likes != "almalinux= rocky=almalinux tiny=" {
		t.Error(likes)
	}
	same := func(inv *model.Inventory, r repos.Repository) {
		t.Helper()
		brief := func(p *model.Available) string { return p.Name + " " + p.EVR + " " + p.Stream.String() }
		want := list.Map(make(inv.Distro, r).Packages, brief)
		if diff := cmp.Diff(want, list.Map(inv.Packages, brief)); diff != "" {
			t.Error(diff)
		}
	}
	same(all[1], other)

	// The base is renewed.
	newer := many()
	for i := range 20 {
		newer.Packages[i*10].EVR = "100-1"
	}
	paths := write(t, dir, all, make("almalinux", newer))
	if len(paths) != 2 {
		t.Errorf("written were %v", paths)
	}
	all = project(t, dir)
	same(all[0], newer)
	same(all[1], other)
	if all[1].Like != "almalinux" {
		t.Error("it is no longer like it")
	}

	// The base becomes something else, so that the other one stands alone.
	write(t, dir, all, make("almalinux", small))
	all = project(t, dir)
	same(all[0], small)
	same(all[1], other)
	if all[1].Like != "" {
		t.Error("it is still like it")
	}

	// Nothing new: nothing is written.
	if paths := write(t, dir, all, make("rocky", other), make("almalinux", small)); len(paths) > 0 {
		t.Errorf("written again were %v", paths)
	}
}
