package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// What readers see holds no phrase that was mended once: .github/CONTRIBUTING.md, section Style, says why, and what to
// write instead. Comments of Go are not looked at.
func TestPlainWords(t *testing.T) {
	mended := regexp.MustCompile(`(?i)\b(` + strings.Join([]string{
		`as (maps|dnf) (name|calls) (them|it)`, `becomes of`, `became of`, `knows no`, `leads? nowhere`, `led nowhere`,
		`no valid (TOML|JSON)`, `nobody knows`, `of yours`, `stands? twice`, `take it out`, `thereof`, `whoever`,
		`in the place of`, `anyone on the way`, `who knows what`,
	}, `|`) + `)\b`)
	literal := regexp.MustCompile("\"(?:[^\"\\\\\n]|\\\\.)*\"")
	for _, dir := range strings.Fields("../content/docs ../site/templates cli/help rules/rules.toml check compile " +
		"describe published render source") {
		err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
			api := strings.HasPrefix(name, "render/api") // its texts are part of the promise about v1
			if err != nil || d.IsDir() || api || strings.HasSuffix(name, "_test.go") {
				return err
			}
			text, err := os.ReadFile(name)
			lines := []string{string(text)}
			if strings.HasSuffix(name, ".go") {
				lines = literal.FindAllString(string(text), -1)
			}
			for _, l := range lines {
				if found := mended.FindString(l); found != "" {
					t.Errorf("%s: %q", name, found)
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
