package cli

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/rpmpack"

	"pes/generator/internal/need"
)

const (
	leappActors = "usr/share/leapp-repository/repositories/system_upgrade"
	leappLink   = "etc/leapp/repos.d/system_upgrade"
)

// Packages of Leapp ship /etc/leapp/repos.d/system_upgrade as a link to their actors. Whatever is published goes
// beside them: as a package before and after Leapp's own, as an archive that is unpacked onto /, as a tree that is
// copied there. The link stays, the actors stay, and the key is where the .repo file says.
func TestInstallsBesideLeapp(t *testing.T) {
	t.Parallel()
	rpm := need.Program(t, "rpm")
	if os.Geteuid() != 0 {
		need.Missing(t, "the right to install packages into another root")
	}
	leapp := leappPackage(t)
	project := filepath.Join(t.TempDir(), "acme")
	if err := os.CopyFS(project, os.DirFS("testdata/golden/acme/project")); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if Run([]string{"release", "-C", project, "--version", "2026.1"}, &out, &out) != 0 ||
		Run([]string{"build", "-C", project, "--only", "data", "--out", project + "/dist"}, &out, &out) != 0 {
		t.Fatal(out.String())
	}
	for version, key := range map[string]string{
		"0.21": "/common/files/rpm-gpg/8/RPM-GPG-KEY-acme",
		"0.25": "/common/files/distro/acmeos/rpm-gpg/9/RPM-GPG-KEY-acme",
	} {
		published := func(pattern string) string { return onlyFile(t, project, pattern) }
		target := regexp.MustCompile(`rpm-gpg/(\d+)/`).FindStringSubmatch(key)[1]
		release := "dist/public/releases/2026.1/"
		data := published(release + "rpm/leapp-" + version + "/el" + target + "/leapp-data-acme-*.rpm")
		archive := published(release + "leapp-data-acme-el" + target + "-leapp" + version + "-*.tar.gz")
		tree := published("dist/data/leapp-" + version + "/acme/el" + target)
		root := func() string {
			root := t.TempDir()
			program(t, rpm, "--root", root, "-i", leapp)
			return root
		}
		install := []string{"-U", "--nodeps", "--nosignature", "--noscripts"}

		first := root()
		program(t, rpm, append([]string{"--root", first}, append(install, data)...)...)
		besideLeapp(t, first, key)
		trustsNoOther(t, first, key)

		second := t.TempDir()
		program(t, rpm, append([]string{"--root", second}, append(install, data)...)...)
		program(t, rpm, "--root", second, "-i", leapp)
		besideLeapp(t, second, key)

		unpacked := root()
		program(t, "tar", "-C", unpacked, "-xzf", archive)
		besideLeapp(t, unpacked, key)

		copied := root()
		program(t, "cp", "-a", tree+"/.", copied)
		besideLeapp(t, copied, key)
	}
}

// besideLeapp checks a machine that has Leapp and the data.
func besideLeapp(t *testing.T, root, key string) {
	t.Helper()
	if to, err := os.Readlink(filepath.Join(root, leappLink)); err != nil || to != "/"+leappActors {
		t.Errorf("the link to Leapp's actors is gone: %s %v", to, err)
	}
	for _, name := range []string{leappActors + "/common/actor.py", leappActors + key, "etc/leapp/files/repomap.json"} {
		if _, err := os.Stat(filepath.Join(root, name)); err != nil {
			t.Error(err)
		}
	}
	repo, err := os.ReadFile(filepath.Join(root, "etc/leapp/files/leapp_upgrade_repositories.repo"))
	if named := "gpgkey=file:///" + leappLink + key + "\n"; err != nil || !strings.Contains(string(repo), named) {
		t.Errorf("%v\nno %s in\n%s", err, named, repo)
	}
}

// trustsNoOther holds a machine against what was published; a key beside the published one is found.
func trustsNoOther(t *testing.T, root, key string) {
	t.Helper()
	var out bytes.Buffer
	if Run([]string{"verify", root}, &out, &out) != 0 {
		t.Errorf("what rpm installed is not what was published:\n%s", out.String())
	}
	other := filepath.Join(root, leappActors+key+"-2")
	if err := os.WriteFile(other, []byte("key"), 0o644); err != nil {
		t.Fatal(err)
	}
	out.Reset()
	want := leappActors + key + "-2: foreign: it was not published, and Leapp trusts this key"
	if Run([]string{"verify", root}, &out, &out) != 1 || !strings.Contains(out.String(), want) {
		t.Errorf("a key beside the published one:\n%s", out.String())
	}
}

// leappPackage is a package with what matters of Leapp's: an actor, the link, and the folder of its files.
func leappPackage(t *testing.T) string {
	t.Helper()
	r, err := rpmpack.NewRPM(rpmpack.RPMMetaData{
		Name: "leapp-upgrade", Version: "0.21.0", Release: "1", Arch: "noarch", Licence: "ASL 2.0",
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{leappActors, leappActors + "/common", leappActors + "/common/files",
		"etc/leapp/repos.d"} {
		r.AddFile(rpmpack.RPMFile{Name: "/" + dir, Mode: 0o40755, Owner: "root", Group: "root"})
	}
	r.AddFile(rpmpack.RPMFile{Name: "/" + leappActors + "/common/actor.py", Body: []byte("class Actor: pass\n"),
		Mode: 0o100644, Owner: "root", Group: "root"})
	r.AddFile(rpmpack.RPMFile{Name: "/" + leappLink, Body: []byte("/" + leappActors), Mode: 0o120777,
		Owner: "root", Group: "root"})
	var b bytes.Buffer
	if err := r.Write(&b); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "leapp-upgrade.rpm")
	if err := os.WriteFile(name, b.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
	return name
}

// onlyFile is the only file or folder below dir that matches a pattern.
func onlyFile(t *testing.T, dir, pattern string) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, pattern))
	if err != nil || len(found) != 1 {
		t.Fatal(pattern, found, err)
	}
	return found[0]
}

// program runs a program that must succeed.
func program(t *testing.T, name string, args ...string) {
	t.Helper()
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		t.Errorf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
}
