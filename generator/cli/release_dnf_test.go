package cli

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"pes/generator/internal/need"
)

// The site offers the repositories of the channels whose releases lie at an address: dnf installs from what its .repo
// file says, checks the signatures of a signed release, and refuses one that somebody changed.
func TestSiteOffersRepositories(t *testing.T) {
	t.Parallel()
	need.Program(t, "dnf")
	if os.Geteuid() != 0 {
		need.Missing(t, "the right to install packages into another root")
	}
	key, _ := signingKey(t)
	for name, sign := range map[string]string{"signed": key, "unsigned": ""} {
		dir := acme(t)
		public := filepath.Join(dir, "dist/public")
		server := httptest.NewServer(http.FileServer(http.Dir(public)))
		defer server.Close()
		a := &app{out: io.Discard, err: io.Discard, dir: dir, jobs: 2}
		release := releaseFlags{version: "2026.1", channel: "stable", sign: sign, out: public}
		if err := a.checkRelease(&release); err != nil {
			t.Fatal(err)
		}
		if err := a.makeRelease(&release); err != nil {
			t.Fatal(err)
		}
		f := buildFlags{only: "site", releases: server.URL}
		if err := a.checkBuild(&f); err != nil {
			t.Fatal(err)
		}
		if err := a.buildProject(&f); err != nil {
			t.Fatal(err)
		}
		site := filepath.Join(dir, "dist/site")
		page := textOf(t, filepath.Join(site, "downloads/index.html"))
		for _, want := range []string{"../channel/stable/leapp-0.21-el8.repo", "../channel/stable/leapp-0.21-el9.repo",
			"dnf install leapp-data-acme", "<code>leapp-data-bolt</code>"} {
			if !strings.Contains(page, want) {
				t.Errorf("%s: the page downloads/ does not have %s", name, want)
			}
		}
		if strings.Contains(page, "dnf checks the signatures") != (sign != "") {
			t.Errorf("%s: the page says something else of signatures", name)
		}
		tree := textOf(t, filepath.Join(site, "downloads/0.21/acme/el8/index.html"))
		if !strings.Contains(tree, server.URL+"/stable/leapp-data-acme-el8-leapp0.21-2026.1.tar.gz") {
			t.Errorf("%s: the page of a tree does not lead to its archive in the release", name)
		}
		repo := textOf(t, filepath.Join(site, "channel/stable/leapp-0.21-el8.repo"))
		root, out, err := dnfInstall(t, repo)
		if err != nil {
			t.Fatalf("%s: %v\n%s", name, err, out)
		}
		got := readTree(t, filepath.Join(root, "etc/leapp/files"))
		want := readTree(t, filepath.Join(site, "data/leapp-0.21/acme/el8/etc/leapp/files"))
		if len(got) != len(want) || got["pes-events.json"] != want["pes-events.json"] || len(want) < 3 {
			t.Errorf("%s: dnf installed %d files, the tree has %d", name, len(got), len(want))
		}
		if sign == "" {
			continue
		}
		repomd := filepath.Join(public, "stable/rpm/leapp-0.21/el8/repodata/repomd.xml")
		changed := strings.Replace(textOf(t, repomd), "<revision>", "<revision>1", 1)
		if err := os.WriteFile(repomd, []byte(changed), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, out, err := dnfInstall(t, repo); err == nil {
			t.Errorf("dnf takes a repository that was changed\n%s", out)
		}
	}
}

// dnfInstall installs a package into the root of a machine that never was, from what a .repo file says.
func dnfInstall(t *testing.T, repo string) (root, out string, err error) {
	t.Helper()
	work := t.TempDir()
	conf := "[main]\nplugins=0\nreposdir=" + work + "/none\nvarsdir=" + work + "/none\ncachedir=" + work +
		"/cache\nlogdir=" + work + "/log\npersistdir=" + work + "/state\n" + repo
	name := filepath.Join(work, "dnf.conf")
	if err := os.WriteFile(name, []byte(conf), 0o666); err != nil {
		t.Fatal(err)
	}
	root = filepath.Join(work, "root")
	cmd := exec.Command("dnf", "-y", "-q", "-c", name, "--installroot", root, "--releasever", "8", "install",
		"leapp-data-acme")
	cmd.Env = append(os.Environ(), "NO_PROXY=*", "no_proxy=*")
	b, err := cmd.CombinedOutput()
	return root, string(b), err
}
