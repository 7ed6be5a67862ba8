package main

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
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

// The architecture says of every package what it is for.
func TestArchitectureNamesEveryPackage(t *testing.T) {
	guide, err := os.ReadFile("../content/docs/architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range slices.Sorted(maps.Keys(readTable())) {
		name = strings.TrimPrefix(name, "generator/")
		if name != "generator" && !strings.Contains(string(guide), "`"+name+"`") {
			t.Errorf("content/docs/architecture.md does not name package %s", name)
		}
	}
}

// make torture runs every fuzz test, where it is.
func TestTortureFuzzesEverything(t *testing.T) {
	makefile, err := os.ReadFile("../Makefile")
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]bool{}
	err = filepath.WalkDir(".", func(name string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(name, "_test.go") {
			return err
		}
		text, err := os.ReadFile(name)
		for _, m := range regexp.MustCompile(`(?m)^func (Fuzz\w+)\(`).FindAllStringSubmatch(string(text), -1) {
			tests["./generator/"+filepath.ToSlash(filepath.Dir(name))+" -fuzz '^"+m[1]+"$$'"] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`\./generator/\S+ -fuzz '\S+'`).FindAllString(string(makefile), -1) {
		if !tests[m] {
			t.Errorf("the Makefile names a fuzz test that is not there: %s", m)
		}
		delete(tests, m)
	}
	for _, name := range slices.Sorted(maps.Keys(tests)) {
		t.Errorf("make torture does not run %s", name)
	}
}
