package cli

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pes/generator/fetch"
	"pes/generator/internal/need"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/stock"
)

// specs are source packages: name, epoch, version, release, a release of their module, subpackages and tags.
var specs = []struct {
	name, evr string
	tags      []string
	parts     []string
}{
	{"web", "1:2.4-3", []string{"Provides: webserver", "Obsoletes: oldweb < 2"}, []string{"tools", "libs"}},
	{"web", "1:2.4-10", []string{"Provides: webserver"}, []string{"tools"}},
	{"web", "3.0-1", nil, []string{"libs"}}, // older: it has no epoch
	{"tilde", "1.0~rc1-1", nil, nil},
	{"tilde", "1.0-1", nil, []string{"doc"}},
	{"caret", "1.0^git2-1", nil, nil},
	{"caret", "1.0-1", nil, nil},
	{"plus+", "1.10-1", nil, []string{"devel_x"}},
	{"plus+", "1.9-1", nil, nil},
	{"lang", "7.4-1", nil, []string{"cli"}},
	{"lang", "8.0-1.module1", nil, []string{"cli", "pdo"}},
	{"lang", "8.1-1.module1", nil, []string{"cli", "opcache"}},
	{"lang", "8.1-2.module1", nil, []string{"cli"}},
	{"only", "2-1.module1", nil, nil},
}

// streams are the builds of module streams: the artifacts of each, without the architecture.
var streams = []struct {
	stream    string
	version   int
	artifacts []string
}{
	{"lang:8.0", 1, []string{"lang-0:8.0-1.module1", "lang-cli-0:8.0-1.module1", "lang-pdo-0:8.0-1.module1"}},
	{"lang:8.1", 1, []string{"lang-0:8.1-1.module1", "lang-cli-0:8.1-1.module1", "lang-opcache-0:8.1-1.module1"}},
	{"lang:8.1", 2, []string{"lang-0:8.1-2.module1", "lang-cli-0:8.1-2.module1"}},
	{"only:1", 1, []string{"only-0:2-1.module1"}},
}

// makeRepository builds the packages with rpmbuild and their metadata with createrepo_c and modifyrepo_c.
func makeRepository(t *testing.T, dir string) {
	t.Helper()
	rpmbuild, createrepo := need.Program(t, "rpmbuild"), need.Program(t, "createrepo_c")
	modifyrepo, temp := need.Program(t, "modifyrepo_c"), t.TempDir()
	run := func(program string, args ...string) {
		t.Helper()
		if out, err := exec.Command(program, args...).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", program, err, out)
		}
	}
	args := []string{"-bb", "--define", "_topdir " + temp, "--define", "_rpmdir " + dir}
	for i, s := range specs {
		epoch, version, ok := strings.Cut(s.evr, ":")
		if !ok {
			epoch, version = "0", s.evr
		}
		version, release, _ := strings.Cut(version, "-")
		text := fmt.Sprintf("Name: %s\nEpoch: %s\nVersion: %s\nRelease: %s\nSummary: x\nLicense: MIT\nBuildArch: "+
			"noarch\n"+
			"%s\n%%description\nx\n%%files\n", s.name, epoch, version, release, strings.Join(s.tags, "\n"))
		for _, part := range s.parts {
			text += fmt.Sprintf("%%package %s\nSummary: x\n%%description %[1]s\nx\n%%files %[1]s\n", part)
		}
		spec := filepath.Join(temp, fmt.Sprint(i, ".spec"))
		if err := os.WriteFile(spec, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		args = append(args, spec)
	}
	run(rpmbuild, args...)
	run(createrepo, "--quiet", dir)
	modules := ""
	for _, s := range streams {
		name, stream, _ := strings.Cut(s.stream, ":")
		modules += fmt.Sprintf("---\ndocument: modulemd\nversion: 2\ndata:\n  name: %s\n  stream: %q\n  version: %d\n"+
			"  context: c0ffee\n  arch: x86_64\n  summary: x\n  description: x\n  license:\n    module: [MIT]\n"+
			"  artifacts:\n    rpms:\n", name, stream, s.version)
		for _, a := range s.artifacts {
			modules += "    - " + a + ".noarch\n"
		}
		modules += "...\n"
	}
	modules += "---\ndocument: modulemd-defaults\nversion: 1\ndata:\n  module: lang\n  stream: \"8.0\"\n" +
		"  profiles: {}\n...\n"
	file := filepath.Join(temp, "modules.yaml")
	if err := os.WriteFile(file, []byte(modules), 0o666); err != nil {
		t.Fatal(err)
	}
	run(modifyrepo, "--mdtype=modules", file, filepath.Join(dir, "repodata"))
}

// What dnf says is in a repository, the inventory says too: names, the newest version of each, and what each module
// stream has.
func TestInventoryAgreesWithDNF(t *testing.T) {
	dnf, repo, root := need.Program(t, "dnf"), t.TempDir(), t.TempDir()
	makeRepository(t, repo)
	server := httptest.NewServer(http.FileServer(http.Dir(repo)))
	defer server.Close()
	ask := func(args ...string) (lines []string) {
		t.Helper()
		cmd := exec.Command(dnf, append([]string{"--quiet", "--assumeyes", "--installroot", root, "--releasever", "9",
			"--setopt=module_platform_id=platform:el9", "--setopt=x.gpgcheck=0", "--repofrompath=x," + server.URL,
			"--repo=x"}, args...)...)
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("dnf %v: %v", args, err)
		}
		return list.Distinct(strings.Split(strings.TrimSpace(string(out)), "\n"))
	}
	dir := t.TempDir()
	writeFiles(t, dir, map[string]string{"content/distros/acme.toml": "arches = [\"x86_64\"]\n[release.9.appstream]\n" +
		"pesid = \"acme9\"\nrepo = { name = \"x\", baseurl = \"" + server.URL + "\" }\n"})
	inv := fetchOne(t, dir)
	for _, enabled := range [][]string{{"lang:8.0"}, {"lang:8.1"}, {"lang:8.1", "only:1"}} {
		if enabled[0] != "lang:8.0" { // the default stream
			ask(append([]string{"module", "enable"}, enabled...)...)
		}
		got := ask("repoquery", "--latest-limit=1", "--qf", "%{name} %{evr}")
		if diff := cmp.Diff(got, available(inv, enabled)); diff != "" {
			t.Errorf("with %v dnf has (-), the inventory (+):\n%s", enabled, diff)
		}
	}
	want := []model.InventoryStream{{Stream: model.Stream{Module: "lang", Stream: "8.0"}, Default: true},
		{Stream: model.Stream{Module: "lang", Stream: "8.1"}}, {Stream: model.Stream{Module: "only", Stream: "1"}}}
	if diff := cmp.Diff(want, inv.Streams); diff != "" {
		t.Error(diff)
	}
}

// available are the packages of an inventory, with their versions, on a machine on which module streams are enabled: of
// a name that a stream has, no other is.
func available(inv *model.Inventory, enabled []string) []string {
	newest := map[string]string{}
	for _, stream := range append([]string{"-"}, enabled...) {
		for _, p := range inv.Packages {
			if p.Stream.String() == stream {
				newest[p.Name] = p.EVR
			}
		}
	}
	var lines []string
	for name, evr := range list.ByKey(newest) {
		lines = append(lines, name+" "+evr)
	}
	return lines
}

// fetchOne fetches the inventories of a project that has one repository, and reads what was written.
func fetchOne(t *testing.T, dir string) *model.Inventory {
	t.Helper()
	t.Setenv("PES_CACHE", t.TempDir())
	var stdout, stderr bytes.Buffer
	a := &app{out: &stdout, err: &stderr, dir: dir, jobs: 2}
	if err := a.fetchInventories(context.Background(), fetch.New(), stock.Selection{}, false); err != nil {
		t.Fatal(err, stderr.String())
	}
	_, known, err := a.inventories()
	if err != nil || len(known) != 1 {
		t.Fatal(len(known), err)
	}
	return known[0]
}
