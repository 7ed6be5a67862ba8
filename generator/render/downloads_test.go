package render_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp"
	"github.com/ProtonMail/go-crypto/openpgp/packet"
	"github.com/chromedp/chromedp"
	"golang.org/x/net/html"

	"pes/generator/internal/need"
	"pes/generator/internal/sample"
	"pes/generator/leapp"
	"pes/generator/pgp"
	"pes/generator/render"
	"pes/generator/tree"
)

var day = time.Unix(1767225600, 0)

// siteSigner is a signer with a new key.
func siteSigner(t *testing.T) *render.Signer {
	t.Helper()
	born := func() time.Time { return day.AddDate(-1, 0, 0) }
	e, err := openpgp.NewEntity("a", "", "a@b.example", &packet.Config{Algorithm: packet.PubKeyAlgoEdDSA, Time: born})
	if err != nil {
		t.Fatal(err)
	}
	var secret bytes.Buffer
	if err := e.SerializePrivate(&secret, nil); err != nil {
		t.Fatal(err)
	}
	s, err := pgp.ReadSigner(secret.Bytes(), nil)
	if err != nil {
		t.Fatal(err)
	}
	key, err := s.Public()
	if err != nil {
		t.Fatal(err)
	}
	return &render.Signer{Key: key, Fingerprint: s.Fingerprint(),
		Sign: func(data []byte) ([]byte, error) { return s.Detached(data, day) }}
}

// acmeSite is the site of a small project, in a folder.
func acmeSite(t *testing.T, o render.Options) (dir string) {
	t.Helper()
	c := sample.Acme(t).Compile(t)
	data, _ := leapp.Write(c, leapp.Options{Date: day})
	o.Date, o.Jobs = day, 2
	site, err := render.Site(render.Input{Catalog: c, Data: func() tree.Tree { return data }}, o)
	if err != nil {
		t.Fatal(err)
	}
	dir = t.TempDir()
	if _, err := append(site, data...).Write(dir, 2); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, "site")
}

// commandsOf are the texts of the commands of a page, one a line.
func commandsOf(t *testing.T, page string) (out []string) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(textOf(t, page)))
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		if n.Data == "pre" && n.FirstChild != nil && n.FirstChild.Data == "code" {
			out = append(out, n.FirstChild.FirstChild.Data)
		}
	}
	return out
}

// machineWithLeapp is the root of a machine on which a package of Leapp is installed: it has the link to its actors.
func machineWithLeapp(t *testing.T) (root string) {
	t.Helper()
	root = t.TempDir()
	for _, dir := range []string{"etc/leapp/repos.d", "usr/share/leapp-repository/repositories/system_upgrade/common"} {
		if err := os.MkdirAll(filepath.Join(root, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	const actors = "../../../usr/share/leapp-repository/repositories/system_upgrade"
	if err := os.Symlink(actors, filepath.Join(root, "etc/leapp/repos.d/system_upgrade")); err != nil {
		t.Fatal(err)
	}
	return root
}

// shell runs commands of a page as they stand there, but that the site is a folder and the machine another.
func shell(t *testing.T, site, root string, commands []string) (string, error) {
	t.Helper()
	script := strings.ReplaceAll(strings.Join(commands, "\n"), "tar -C / ", "tar -C "+root+" ")
	cmd := exec.Command("sh", "-ec", script)
	cmd.Dir = t.TempDir()
	cmd.Env = append(os.Environ(), "SITE=file://"+site, "GNUPGHOME="+filepath.Join(cmd.Dir, "."))
	if err := os.Chmod(cmd.Dir, 0o700); err != nil {
		t.Fatal(err)
	}
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// The three commands on the page of a tree install it: what stands in its folder is then on the machine, and Leapp's
// link is what it was.
func TestCommandsInstallATree(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"curl", "tar", "gzip", "sha256sum", "gpg"} {
		need.Program(t, name)
	}
	for name, signer := range map[string]*render.Signer{"unsigned": nil, "signed": siteSigner(t)} {
		site := acmeSite(t, render.Options{Signer: signer})
		for _, tree := range []string{"0.21/acme/el8", "0.25/acme/el9"} {
			page, root := filepath.Join(site, "downloads", tree, "index.html"), machineWithLeapp(t)
			commands := commandsOf(t, page)
			if want := map[string]int{"unsigned": 3, "signed": 4}[name]; len(commands) != want {
				t.Fatalf("%s: %q", name, commands)
			}
			if out, err := shell(t, site, root, commands); err != nil {
				t.Fatalf("%s, %s: %v\n%s", name, commands, err, out)
			}
			got, want := readTree(t, root), readTree(t, filepath.Join(site, "data/leapp-"+tree))
			for path, text := range want {
				if got[path] != text {
					t.Errorf("%s: %s is not on the machine as it was published", name, path)
				}
			}
			if len(got) != len(want) || len(want) < 3 {
				t.Errorf("%s: %d files on the machine, %d published", name, len(got), len(want))
			}
			if info, err := os.Lstat(filepath.Join(root, "etc/leapp/repos.d/system_upgrade")); err != nil ||
				info.Mode()&os.ModeSymlink == 0 {
				t.Errorf("%s: the link to Leapp's actors is gone (%v)", name, err)
			}
			damage(t, site, tree)
			if out, err := shell(t, site, machineWithLeapp(t), commands); err == nil {
				t.Errorf("%s: a damaged archive is installed\n%s", name, out)
			}
		}
		text := textOf(t, filepath.Join(site, "downloads/0.21/acme/el8/index.html"))
		if strings.Contains(text, "not signed") != (signer == nil) {
			t.Errorf("%s: the page says something else of signatures", name)
		}
	}
}

// damage changes a byte of the archive of a tree.
func damage(t *testing.T, site, tree string) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(site, "downloads", tree, "*.tar.gz"))
	if err != nil || len(names) != 1 {
		t.Fatal(names, err)
	}
	data := []byte(textOf(t, names[0]))
	data[len(data)/2] ^= 1
	if err := os.WriteFile(names[0], data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// Where the address of the site is known, commands have it; the page downloads/ has the commands of one archive, and
// leads to the page of each.
func TestDownloadsPage(t *testing.T) {
	t.Parallel()
	site := acmeSite(t, render.Options{Base: "https://pes.example/leapp"})
	text := textOf(t, filepath.Join(site, "downloads/index.html"))
	commands := strings.Join(commandsOf(t, filepath.Join(site, "downloads/index.html")), "\n")
	for _, want := range []string{"rpm -q leapp-upgrade-el7toel8 leapp-upgrade-el8toel9 leapp-upgrade-el9toel10 ",
		"curl -fO https://pes.example/leapp/downloads/0.21/acme/el8/leapp-data-acme-el8-leapp0.21.tar.gz\n",
		"sha256sum -c", "tar -C / -xzf leapp-data-acme-el8-leapp0.21.tar.gz"} {
		if !strings.Contains(commands, want) {
			t.Errorf("no %q among the commands\n%s", want, commands)
		}
	}
	linked := regexp.MustCompile(`href="?\.\./downloads/([^ ">]*/el\d+)/`).FindAllStringSubmatch(text, -1)
	trees, err := filepath.Glob(filepath.Join(site, "downloads/*/*/*/index.html"))
	if err != nil || len(trees) == 0 || len(linked) != len(trees) {
		t.Errorf("%d of %d trees are linked", len(linked), len(trees))
	}
	if !strings.Contains(text, "The archives are not signed") {
		t.Error("nothing is said of signatures")
	}
}

// What rpm says of Leapp, pasted, marks the version and the archives, and puts the one that fits into the commands.
func TestWhichLeappBrowser(t *testing.T) {
	t.Parallel()
	b := newBrowser(t, siteOf(t, sample.Acme(t).Compile(t), nil, "", 2))
	for _, x := range []struct{ pasted, told, row, archive string }{
		{"package leapp-upgrade-el7toel8 is not installed\nleapp-upgrade-el8toel9-0.22.0-1.el8.noarch\n" +
			"leapp-upgrade-el8toel9-deps-0.22.0-1.el8.noarch",
			"from 8 to 9: take the files for Leapp 0.21", "0.21 and 0.22", "0.21/acme/el9"},
		{"leapp-upgrade-el7toel8-0.21.0-3.el7.elevate.24.noarch", "Leapp 0.21, from 7 to 8", "0.21 and 0.22",
			"0.21/acme/el8"},
		{"leapp-upgrade-el9toel10-0.99.0-1.el9.noarch", "Leapp 0.99 is not in the table", "", ""},
		{"package leapp-upgrade-el7toel8 is not installed", "Leapp is not installed there yet", "", ""},
		{"bash-4.2", "No package of Leapp", "", ""},
	} {
		paste := `const a = document.getElementById("answer"); a.value = ` + string(jsonText(x.pasted)) +
			`; a.dispatchEvent(new Event("input"))`
		told := `document.getElementById("told").textContent.includes(` + string(jsonText(x.told)) + `)`
		marked := `[...document.querySelectorAll("#leapps .yours th")].map((e) => e.textContent).join() == ` +
			string(jsonText(x.row))
		if x.archive == "" {
			b.page("downloads/", evaluate(paste), b.is(told), b.is(marked))
			continue
		}
		name := "leapp-data-acme-" + x.archive[len(x.archive)-3:] + "-leapp0.21.tar.gz"
		b.page("downloads/", evaluate(paste), b.is(told), b.is(marked),
			b.is(`document.getElementById("archive").value == `+string(jsonText(x.archive))),
			b.is(`document.querySelectorAll(".archives a.yours[aria-current]").length == 1`),
			b.is(`document.querySelector("#told a").href.endsWith("/downloads/`+x.archive+`/")`),
			b.is(`[...document.querySelectorAll(".install pre")].every((c) => c.textContent.includes("`+name+`"))`),
			b.is(`document.querySelector(".install code").textContent.startsWith("curl -fO " + location.origin +
				"/downloads/`+x.archive+`/")`),
			size(390, 800, false), b.is(`document.documentElement.scrollWidth <= innerWidth`))
	}
}

// A choice that leaves something out says what that means before anything is made.
func TestPartialChoiceBrowser(t *testing.T) {
	t.Parallel()
	p := sample.Acme(t)
	p["content/events/tagged.toml"] = "[[removed]]\nin = \"dialup-tool\"\nfrom = \"7.9\"\nto = \"8.0\"\n" +
		"in_repo = \"base\"\ntags = [\"dial-up\"]\n"
	c := p.Compile(t)
	data, _ := leapp.Write(c, leapp.Options{Date: day})
	site, err := render.Site(render.Input{Catalog: c, Data: func() tree.Tree { return data }, Sources: []byte("{}"),
		Programs: &render.Programs{Glue: []byte("'use strict'")}}, render.Options{Date: day, Jobs: 2})
	if err != nil {
		t.Fatal(err)
	}
	for i := range site {
		site[i] = tree.Entry{Path: site[i].Path, Data: site[i].Bytes()}
	}
	b := newBrowser(t, site)
	says := func(text string) chromedp.Action {
		return b.is(`document.getElementById("partial").textContent.includes(` + string(jsonText(text)) + `)`)
	}
	b.page("downloads/", b.is(`document.getElementById("partial").textContent == ""`),
		chromedp.Click("input[name=tag]"), says("Not enough for an upgrade. These files have only the events tagged "),
		chromedp.Click("input[name=tag]"), b.is(`document.getElementById("partial").textContent == ""`),
		chromedp.Click("input[name=vendor]"), says("packages stay as they are"),
		chromedp.Click("input[name=arch]"), says("machines with another architecture cannot be upgraded"))
}

func jsonText(s string) []byte {
	b, _ := json.Marshal(s) // texts always can
	return b
}

func evaluate(script string) chromedp.Action { return chromedp.Evaluate("{"+script+"}", nil) }
