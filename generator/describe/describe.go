// Package describe makes the source file of a new vendor or distribution from the files it offers: .repo files, keys, a
// package. What no file says is guessed where that is safe, and reported: see the examples of [Vendor] and [Distro].
// Data that others publish for Leapp is read by package importer, whose functions write the repositories here too.
package describe

import (
	"fmt"
	"path"
	"regexp"
	"strconv"
	"strings"

	"pes/generator/diag"
	"pes/generator/importer"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/source"
	"pes/generator/tree"
)

var (
	targetPrefix = regexp.MustCompile(`^el([0-9]+)-`)
	fileTarget   = regexp.MustCompile(`\.el([0-9]+)$`)
	auxiliary    = regexp.MustCompile(`-(debug|debuginfo|debugsource|source|sources|srpm|src)$`)
)

// majorOf returns the release that a section is for, according to its repoid, its file's name or its address; 0 if it
// is for all.
func majorOf(file string, s model.Section, known []int) int {
	m := targetPrefix.FindStringSubmatch(s.Repoid)
	if m == nil {
		m = fileTarget.FindStringSubmatch(path.Base(file))
	}
	if m != nil {
		n, _ := strconv.Atoi(m[1])
		return n
	}
	for _, n := range known {
		for _, key := range model.AddressKeys {
			if v, ok := s.Get(key); ok && !strings.Contains(v, "$releasever") && importer.Generic(v, n) != v {
				return n
			}
		}
	}
	return 0
}

// forTarget is a section as it would be for a target release; major is the release that it is for, 0 for all.
func forTarget(s model.Section, base string, major, target int) model.Section {
	release := strings.NewReplacer("$releasever", strconv.Itoa(target), "${releasever}", strconv.Itoa(target))
	text := func(v string) string {
		v = release.Replace(v)
		if major > 0 && major != target {
			v = importer.Concrete(importer.Generic(v, major), target)
		}
		return v
	}
	return model.Section{
		Repoid: fmt.Sprintf("el%d-%s", target, text(base)),
		Options: list.Map(s.Options, func(o model.Option) model.Option {
			return model.Option{Key: o.Key, Value: text(o.Value), Pos: o.Pos}
		}),
		Keys: list.Map(s.Keys, func(k model.KeyRef) model.KeyRef { return model.KeyRef{URL: text(k.URL), Pos: k.Pos} }),
		Pos:  s.Pos,
	}
}

// formatted is the file in its one form; with errors in found there is none.
func formatted(name, text string, found *diag.List) (tree.Entry, bool) {
	data, ok := source.Format(&diag.File{Name: path.Base(name), Text: []byte(text)}, found)
	return tree.Entry{Path: name, Data: data}, ok
}

// majors are the source and target major of a path such as "8-9", zeros where it is none.
func majors(path string) (from, to int) {
	a, b, _ := strings.Cut(path, "-")
	from, errA := strconv.Atoi(a)
	to, errB := strconv.Atoi(b)
	if errA != nil || errB != nil {
		return 0, 0
	}
	return from, to
}
