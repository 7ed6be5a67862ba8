package render_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"pes/generator/internal/need"
	"pes/generator/render"
	"pes/generator/render/xref"
)

// Every command of the guide does what the guide shows, on the site of our own content: blocks marked "sh site" run one
// after the other in one folder, and a block of text is what the one before it prints.
func TestGuideToTheAPI(t *testing.T) {
	need.Time(t)
	t.Parallel()
	for _, tool := range []string{"curl", "jq", "sha256sum", "comm"} {
		need.Program(t, tool)
	}
	c, guides, _ := ownProject(t)
	address := serveTree(t, siteOf(t, c, guides, "", 2))
	bin, dir := t.TempDir(), t.TempDir()
	rpm := "#!/bin/sh\nprintf 'bash\\nntp\\nwvdial\\nempathy\\n'\n" // a machine
	if err := os.WriteFile(filepath.Join(bin, "rpm"), []byte(rpm), 0o777); err != nil {
		t.Fatal(err)
	}
	blocks := fencedBlocks(t, "../../content/docs/use-the-json-api.md")
	ran, compared := 0, 0
	for i, b := range blocks {
		if b.info != "sh site" || strings.HasPrefix(b.text, "SITE=") {
			continue
		}
		cmd := exec.Command("bash", "-euo", "pipefail", "-c", b.text)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "SITE="+strings.TrimSuffix(address, "/"), "PATH="+bin+":"+os.Getenv("PATH"),
			"LC_ALL=C", "NO_PROXY=*", "no_proxy=*")
		out, err := cmd.CombinedOutput()
		ran++
		switch {
		case err != nil:
			t.Errorf("%v\n%s\n%s", err, b.text, out)
		case i+1 < len(blocks) && blocks[i+1].info == "text":
			compared++
			if want := blocks[i+1].text; string(out) != want {
				t.Errorf("%s\nprints\n%sand the guide says\n%s", b.text, out, want)
			}
		case len(out) == 0 && !strings.Contains(b.text, " > "):
			t.Errorf("%s\nprints nothing", b.text)
		}
	}
	if ran < 10 || compared < 4 {
		t.Errorf("only %d commands ran, %d with an answer", ran, compared)
	}
	for _, name := range []string{"ntp.md", "names.txt", "7-8.json", "all.xml", "etc/leapp/files/pes-events.json"} {
		if len(textOf(t, filepath.Join(dir, name))) == 0 {
			t.Errorf("%s is empty", name)
		}
	}
}

// Where a guide says what becomes of packages (a block "events 8-9"), events take each of them on that path.
func TestEventsInGuides(t *testing.T) {
	c, guides, _ := ownProject(t)
	x := xref.New(c)
	for _, g := range guides {
		for _, m := range fences.FindAllStringSubmatch(string(g.Text), -1) {
			path, ok := strings.CutPrefix(m[1], "events ")
			if !ok {
				continue
			}
			for _, name := range strings.Fields(m[2]) {
				if x.Path(path) == nil || len(x.Taking(name, x.Path(path))) == 0 {
					t.Errorf("%s: no event takes %s from %s", g.Name, name, path)
				}
			}
		}
	}
}

// A guide's table says in words what becomes of each package, and where an event holds only for some.
func TestTablesOfEvents(t *testing.T) {
	t.Parallel()
	guide := render.Guide{Name: "web", Title: "Web",
		Text: []byte("Text.\n\n```events 7-8\nhttpd bash-doc webby\n```\n")}
	page := plainText(siteOf(t, sidesProject().Compile(t), []render.Guide{guide}, "", 2), "docs/web/index.html")
	const want = "What happens to them from 7 to 8 Package What happens to it httpd removed in Acme " +
		"httpd replaced by nginx in Beta bash-doc moves to AppStream in Acme " +
		"bash-doc moves to BaseOS in Beta and Rocky " +
		"webby removed with Web"
	if !strings.Contains(page, want) {
		t.Errorf("it does not say %q:\n%s", want, page)
	}
}
