package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"pes/generator/diag"
	"pes/generator/internal/roots"
	"pes/generator/list"
	"pes/generator/source"
)

// A fenced is a block of a guide: what stands between two lines of ```.
type fenced struct {
	page, before string // the paragraph before it
	line         int
	info         string // behind the ```
	text         string
}

// fencedBlocks are those of a page, in order.
func fencedBlocks(t *testing.T, page string) (out []fenced) {
	t.Helper()
	before, blank, open := "", false, false
	for i, line := range strings.Split(textOf(t, page), "\n") {
		info, fence := strings.CutPrefix(line, "```")
		switch {
		case fence && !open:
			out = append(out, fenced{page: page, before: before, line: i + 1, info: info})
		case open && !fence:
			out[len(out)-1].text += line + "\n"
		case line == "" || fence:
			blank = true
		default:
			if blank {
				before, blank = "", false
			}
			before += line + "\n"
		}
		open = open != fence
	}
	return out
}

// guidePages are the guides, the README and CONTRIBUTING.
func guidePages(t *testing.T) []string {
	t.Helper()
	pages, err := filepath.Glob("../../content/docs/*.md")
	if err != nil || len(pages) < 4 {
		t.Fatal(pages, err)
	}
	return append(pages, "../../README.md", "../../.github/CONTRIBUTING.md")
}

// Commands of which a block marked "sh machine" consists: they want root, a network or a machine with Enterprise Linux,
// or they are this test suite. Every other block of commands is run, and may call pes and the harmless ones.
var (
	onMachines = strings.Fields("/opt/app/venv/bin/pip /opt/app/venv312/bin/pip /usr/libexec/qemu-kvm alternatives " +
		"ausearch authselect bash cat cp curl cut cyrusbdb2current dconf diff dnf do docker " +
		"done doveconf echo fc-cache find firewall-cmd flatpak for getenforce getent git " +
		"gpg grdctl grep grubby gsettings httpd id insights-client install iptables " +
		"journalctl jq leapp less ls make mariadb-dump mariadb-upgrade mkdir modprobe mount mv " +
		"mysql mysql_upgrade mysqlcheck mysqldump newaliases nginx openssl pes pg_dumpall php " +
		"podman postconf postfix postgresql-setup postmap postqueue ps python3 python3.12 " +
		"reboot redis-cli rm rpm rsync sed semodule sort split ss ssh sshd sssctl " +
		"subscription-manager sudo systemctl tail tar uniq update-crypto-policies valkey-cli " +
		"virsh wait xargs yum")
	harmless = strings.Fields("pes bin/pes cat cd cp grep mkdir printf rpm")
)

// commands are the first words of what a shell would run.
func commands(text string) (out []string) {
	text = regexp.MustCompile(`(?m)(^|\s)#.*$`).ReplaceAllString(strings.ReplaceAll(text, "\\\n", " "), "")
	for _, part := range regexp.MustCompile(`\n|\|\|?|&&|;`).Split(regexp.MustCompile(`'[^']*'|"[^"]*"`).ReplaceAllString(text, "_"), -1) {
		if words := strings.Fields(part); len(words) > 0 {
			out = append(out, words[0])
		}
	}
	return out
}

// Every command that a guide shows works: the blocks of a page are run one after the other, in a project that has this
// one's content, with the files that the text takes for granted (testdata/guides.txtar).
func TestGuideCommands(t *testing.T) {
	ran := 0
	for _, page := range guidePages(t) {
		var shell []fenced
		for _, b := range fencedBlocks(t, page) {
			switch b.info {
			case "sh", "toml":
				shell = append(shell, b)
			case "sh machine":
				for _, c := range commands(b.text) {
					if !slices.Contains(onMachines, c) {
						t.Errorf("%s:%d: %s is no command of a real machine: a block that can be run is marked sh "+
							"alone", page, b.line, c)
					}
				}
			case "sh site": // TestGuideToTheAPI runs them
			case "text", "yaml", "json", "ini":
			case "events 7-8", "events 8-9", "events 9-10": // TestEventsInGuides looks at the names
			default:
				t.Errorf("%s:%d: a block is sh, sh machine, sh site, toml, text, yaml, json, ini or events of a path, "+
					"and not %q", page, b.line, b.info)
			}
		}
		if slices.ContainsFunc(shell, func(b fenced) bool { return b.info == "sh" }) {
			ran++
			t.Run(filepath.Base(page), func(t *testing.T) {
				t.Parallel()
				runGuide(t, shell)
			})
		}
	}
	if ran < 5 {
		t.Errorf("only %d pages have commands", ran)
	}
}

// runGuide runs the commands of a page; a block of TOML behind the name of its file is written there.
func runGuide(t *testing.T, all []fenced) {
	text := strings.Join(list.Map(all, func(b fenced) string { return b.text }), "\n")
	home := guideHome(t, func(vendor string) bool { return vendor == "epel" || strings.Contains(text, vendor) })
	dir := filepath.Join(home, "project")
	name := regexp.MustCompile("`((?:content|vendors)/[a-z0-9/-]+\\.toml)`")
	for _, b := range all {
		if b.info == "toml" {
			if m := name.FindStringSubmatch(b.before); m != nil {
				writeFiles(t, dir, map[string]string{m[1]: b.text})
			}
			continue
		}
		for _, c := range commands(b.text) {
			if !slices.Contains(harmless, c) {
				t.Fatalf("%s:%d: %s is not run by tests: mark the block sh machine, or write it otherwise", b.page,
					b.line, c)
			}
		}
		cmd := exec.Command("sh", "-eu", "-c", strings.NewReplacer(" /etc/leapp/", " ~/etc/leapp/", "--root /",
			"--root ~/machine/").Replace(b.text))
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "HOME="+home, "PATH="+home+"/bin:"+os.Getenv("PATH"),
			"SOURCE_DATE_EPOCH=1767225600")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s:%d: %v\n%s\n%s", b.page, b.line, err, b.text, out)
		}
	}
}

// guideHome is the home of somebody who reads a guide: our own project with one Leapp version and the vendors that the
// guide is about, as all of them take long to build, published data, and the files of testdata/guides.txtar.
func guideHome(t *testing.T, about func(vendor string) bool) string {
	t.Helper()
	home := t.TempDir()
	files, err := txtar.ParseFile("testdata/guides.txtar")
	if err != nil {
		t.Fatal(err)
	}
	keys, err := txtar.ParseFile("testdata/rules/project.txtar")
	if err != nil {
		t.Fatal(err)
	}
	write := map[string]string{}
	for _, f := range files.Files {
		write[f.Name] = string(f.Data)
	}
	for _, f := range keys.Files {
		if strings.HasSuffix(f.Name, "web.gpg") {
			write["project/acme.asc"], write["project/nginx_signing.key"] = string(f.Data), string(f.Data)
		}
	}
	secret, public := signingKey(t)
	write["project/release-key.asc"], write["project/releases.asc"] = textOf(t, secret), string(public)
	writeFiles(t, home, write)
	for _, dir := range []string{"machine", "machine/mnt"} {
		if err := roots.Write(filepath.Join(home, dir), write["machine/packages"], false); err != nil {
			t.Fatal(err)
		}
	}
	folders := []string{"content"}
	vendors, err := os.ReadDir("../../vendors")
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range vendors {
		name := v.Name()
		if about(name) && name != "nginx-stable" && name != "imunify360-alt-php" { // one is made, the other has a debt
			folders = append(folders, "vendors/"+name)
		}
	}
	for _, name := range folders {
		if err := os.CopyFS(filepath.Join(home, "project", name), os.DirFS("../../"+name)); err != nil {
			t.Fatal(err)
		}
	}
	setUp := exec.Command("sh", "-eu", "-c", `chmod +x bin/rpm
		sed -i 's/^leapp *=.*/leapp = ["0.21"]/' project/content/distros/*.toml # the version that guides are about
		pes fmt -C project >/dev/null
		mkdir -p project/bin project/path/to
		ln -s "$(command -v pes)" project/bin/pes
		pes build -C project --leapp 0.21 --only data --out "$PWD/built" 2>/dev/null
		mv built/data/leapp-0.21 leapp-data
		ln -s "$PWD/leapp-data" project/path/to/leapp-data
		mkdir -p etc
		cp -r leapp-data/almalinux/el9/etc/leapp machine/etc/leapp
		cp -r machine/etc machine/mnt
		tar -cf project/web.tar -C machine/mnt .
		cp project/web.tar project/web01.tar
		cp -r leapp-data/almalinux/el8/etc/leapp etc/leapp`)
	setUp.Dir = home
	if out, err := setUp.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return home
}

// Every block of TOML in a guide is a source, or a part of one.
func TestGuideSources(t *testing.T) {
	n := 0
	for _, page := range guidePages(t) {
		for _, b := range fencedBlocks(t, page) {
			if b.info != "toml" {
				continue
			}
			n++
			read := func(name string) bool {
				_, list := source.Parse(source.Files{TOML: []*diag.File{{Name: name, Text: []byte(b.text)}}}, 1)
				return !list.Failed()
			}
			if !read("content/events/a.toml") && !read("vendors/a/vendor.toml") && !read("content/distros/a.toml") &&
				!read("content/releases/a.toml") && !read(source.RulesFile) {
				t.Errorf("%s:%d: this is no source:\n%s", b.page, b.line, b.text)
			}
		}
	}
	if n < 15 {
		t.Errorf("only %d blocks were found", n)
	}
}

// Guides have a title, and each flag that they name in indented text is there.
func TestDocumentation(t *testing.T) {
	call := regexp.MustCompile(`(?m)(?:^|[ "/])pes"? ((?:new |import |keys |sync )?[a-z-]+)((?:[^\n|&]|\\\n)*)`)
	flag := regexp.MustCompile(`--[a-z-]+`)
	for _, page := range guidePages(t) {
		text := textOf(t, page)
		if strings.Contains(page, "/content/docs/") && !strings.HasPrefix(text, "+++\ntitle = \"") {
			t.Errorf("%s has no front matter", page)
		}
		for _, block := range regexp.MustCompile(`(?m)(?:^    .*\n)+`).FindAllString(text, -1) {
			for _, m := range call.FindAllStringSubmatch(block, -1) {
				var stdout, stderr strings.Builder
				args := append(strings.Fields(m[1]), "--help")
				if code := Run(args, &stdout, &stderr); code != 0 {
					continue // prose, or the name of a job
				}
				for _, f := range flag.FindAllString(strings.Split(m[2], "#")[0], -1) {
					if !strings.Contains(stdout.String(), f) {
						t.Errorf("%s: pes %s has no flag %s", page, m[1], f)
					}
				}
			}
		}
	}
}
