package main

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Every command and flag that the documentation names is there.
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
}
