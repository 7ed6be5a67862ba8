package repodata_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pes/generator/internal/need"
	"pes/generator/internal/repos"
	"pes/generator/repodata"
)

// dnf runs dnf on one repository, for which this machine is of no importance.
func dnf(t *testing.T, dir string, args ...string) []string {
	t.Helper()
	work := t.TempDir()
	conf := fmt.Sprintf("[main]\nplugins=0\nreposdir=%[1]s/none\nvarsdir=%[1]s/none\ncachedir=%[1]s/cache\n"+
		"logdir=%[1]s/log\npersistdir=%[1]s/state\nmodule_platform_id=platform:el9\n[repo]\nname=repo\n"+
		"baseurl=file://%[2]s\ngpgcheck=0\n", work, dir)
	name := filepath.Join(work, "dnf.conf")
	if err := os.WriteFile(name, []byte(conf), 0o666); err != nil {
		t.Fatal(err)
	}
	args = append([]string{"-q", "-c", name, "--installroot", filepath.Join(work, "root"), "--releasever", "9",
		"--forcearch", "x86_64"}, args...)
	lines := strings.Split(strings.TrimSpace(tool(t, "dnf", args...)), "\n")
	slices.Sort(lines)
	return slices.Compact(lines)
}

// agree asks dnf what is there, and what packages provide, require and obsolete.
func agree(t *testing.T, dir string, packages []*repodata.Package) {
	t.Helper()
	var want []string
	for _, p := range packages {
		if p.Arch == "src" {
			continue
		}
		want = append(want, fmt.Sprintf("%s %s %s %s", p.Name, p.EVR, p.Arch, p.Source))
	}
	slices.Sort(want)
	all := []string{"repoquery", "--disable-modular-filtering"}
	got := dnf(t, dir, append(all, "--qf", "%{name} %{evr} %{arch} %{source_name}")...)
	got = slices.DeleteFunc(got, func(s string) bool { return strings.Contains(s, " src ") })
	if diff := cmp.Diff(want, got); diff != "" || len(want) == 0 {
		t.Errorf("packages: %s", diff)
	}
	for word, of := range map[string]func(*repodata.Package) []repodata.Dependency{
		"--provides":  func(p *repodata.Package) []repodata.Dependency { return p.Provides },
		"--requires":  func(p *repodata.Package) []repodata.Dependency { return p.Requires },
		"--obsoletes": func(p *repodata.Package) []repodata.Dependency { return p.Obsoletes },
		"--conflicts": func(p *repodata.Package) []repodata.Dependency { return p.Conflicts },
	} {
		set := map[string]bool{}
		for _, p := range packages {
			for _, d := range of(p) {
				set[d.String()] = true
			}
		}
		got := dnf(t, dir, append(all, word)...)
		got = slices.DeleteFunc(got, func(s string) bool { return s == "" || strings.HasPrefix(s, "rpmlib(") })
		if diff := cmp.Diff(append([]string{}, slices.Sorted(maps.Keys(set))...), got); diff != "" {
			t.Errorf("%s: %s", word, diff)
		}
	}
}

// dnf sees the same packages and modules in a repository that rpmbuild, createrepo_c and modifyrepo_c made.
func TestAsDNF(t *testing.T) {
	t.Parallel()
	need.Time(t)
	dir, _ := builtRepository(t)
	tool(t, "createrepo_c", "-q", dir)
	agree(t, dir, second(readBack(t, dir)))

	modules := filepath.Join(t.TempDir(), "modules.yaml")
	if err := os.WriteFile(modules, []byte(someModules), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, how := range []string{"gz", "bz2", "xz"} {
		tool(t, "createrepo_c", "-q", dir)
		tool(t, "modifyrepo_c", "--mdtype", "modules", "--compress-type", how, modules, filepath.Join(dir, "repodata"))
		_, packages, m := readBack(t, dir)
		agree(t, dir, packages)
		modulesAgree(t, dir, m)
	}
}

func second[A, B, C any](_ A, b B, _ C) B { return b }

// modulesAgree asks dnf for the streams, which of them are the default, and the packages that it sees for that reason.
func modulesAgree(t *testing.T, dir string, m *repodata.Modules) {
	t.Helper()
	var want []string
	for _, s := range m.Streams {
		line := s.Name + " " + s.Stream
		if m.Defaults[s.Name] == s.Stream {
			line += " [d]"
		}
		want = append(want, line)
	}
	slices.Sort(want)
	want = slices.Compact(want)
	var got []string
	for _, line := range dnf(t, dir, "module", "list", "--all") {
		words := strings.Fields(line)
		if len(words) < 2 || words[0] == "Name" || words[0] == "Hint:" || words[0] == "repo" {
			continue
		}
		got = append(got, strings.TrimSpace(strings.TrimSuffix(strings.Join(words[:3], " "), words[2])+
			map[bool]string{true: words[2]}[words[2] == "[d]"]))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("modules: %s", diff)
	}
}

const someModules = `---
document: modulemd
version: 2
data:
  name: one
  stream: "1.10"
  version: 9010020250101000000
  context: rhel9
  arch: x86_64
  summary: One
  description: One
  license: {module: [MIT]}
  artifacts:
    rpms: [ "one-0:1.0-1.module_el9+1+abc.noarch", "one-0:1.0-1.module_el9+1+abc.src" ]
...
---
document: modulemd
version: 2
data:
  name: one
  stream: 2.10
  version: 1
  context: aa
  arch: x86_64
  summary: One
  description: >-
    One
  license:
    module: [MIT]
...
---
document: modulemd-defaults
version: 1
data:
  module: one
  stream: "1.10"
  modified: 1
...
---
document: modulemd-defaults
version: 1
data:
  module: one
  stream: "2.10"
  modified: 2
...
---
document: modulemd-obsoletes
version: 1
data:
  modified: 2025-01-01T00:00Z
  reset: true
  module: one
  stream: "2.10"
  message: "nobody reads this"
...
`

// dnf reads the repositories that tests make up, and sees in them what is read from them.
func TestMadeUp(t *testing.T) {
	t.Parallel()
	need.Time(t)
	for _, how := range []string{"gz", "xz", "zst", "none"} {
		r := repos.Many(150)
		r.Compressed = how
		dir := t.TempDir()
		r.Write(t, dir)
		about, packages, m := readBack(t, dir)
		agree(t, dir, packages)
		modulesAgree(t, dir, m)
		if len(packages) != 150 || len(m.Streams) < 3 || len(m.Defaults) < 2 || about.Revision != "1764288000" {
			t.Errorf("%d packages, %d streams, %+v", len(packages), len(m.Streams), about)
		}
	}
}
