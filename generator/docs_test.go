package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// What the documentation shows is true: its events are events, and every command and flag that it names is there.
func TestDocumentation(t *testing.T) {
	pages, err := filepath.Glob("../content/docs/*.md")
	if err != nil || len(pages) < 4 {
		t.Fatal(pages, err)
	}
	call := regexp.MustCompile(`(?m)(?:^|[ "/])pes"? ((?:new |import |keys )?[a-z-]+)((?:[^\n|&]|\\\n)*)`)
	flag := regexp.MustCompile(`--[a-z-]+`)
	for _, page := range append(pages, "../README.md") {
		text := textOf(t, page)
		if page != "../README.md" && !strings.HasPrefix(text, "+++\ntitle = \"") {
			t.Errorf("%s has no front matter", page)
		}
		for _, block := range regexp.MustCompile(`(?m)(?:^    .*\n)+`).FindAllString(text, -1) {
			for _, m := range call.FindAllStringSubmatch(block, -1) {
				var stdout, stderr strings.Builder
				args := append(strings.Fields(m[1]), "--help")
				if code := run(args, &stdout, &stderr); code != 0 {
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
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "content"), os.DirFS("../content")); err != nil {
		t.Fatal(err)
	}
	event := regexp.MustCompile(`(?m)(?:^    .*\n)*^    \[\[split\]\]\n(?:^    .*\n)*`).FindString(textOf(t, "../content/docs/events.md"))
	writeFiles(t, dir, map[string]string{"content/events/el7-el8/time.toml": strings.ReplaceAll(event, "\n    ", "\n")[4:]})
	var stdout, stderr strings.Builder
	if code := run([]string{"check", "-C", dir}, &stdout, &stderr); code != 0 {
		t.Error(stderr.String())
	}
	if code := run([]string{"fmt", "-C", dir, "--check"}, &stdout, &stderr); code != 0 {
		t.Error("the event is not in its form:", event)
	}
}
