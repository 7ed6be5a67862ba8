package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Comments that cite the guide How Leapp reads the data ("Leapp guide 4.6") name sections that it has.
func TestCitedSectionsExist(t *testing.T) {
	guide, err := os.ReadFile("../content/docs/how-leapp-reads-the-data.md")
	if err != nil {
		t.Fatal(err)
	}
	sections := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^##+ (\d+(?:\.\d+)?)\.? `).FindAllStringSubmatch(string(guide), -1) {
		sections[m[1]] = true
	}
	citation := regexp.MustCompile(`Leapp guide ((?:\d+(?:\.\d+)?(?:, | and | to )?)+)`)
	number := regexp.MustCompile(`\d+(?:\.\d+)?`)
	lineBreak := regexp.MustCompile(`\s*\n\s*//\s*`)
	cited := 0
	err = filepath.WalkDir(".", func(name string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(name, ".go") {
			return err
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		for _, m := range citation.FindAllStringSubmatch(lineBreak.ReplaceAllString(string(text), " "), -1) {
			for _, n := range number.FindAllString(m[1], -1) {
				if cited++; !sections[n] {
					t.Errorf("%s cites section %s, which the guide does not have", name, n)
				}
			}
		}
		return nil
	})
	if err != nil || cited == 0 || len(sections) < 40 {
		t.Errorf("%v: %d citations, %d sections", err, cited, len(sections))
	}
}
