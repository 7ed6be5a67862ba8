// Package describe makes the source file of a new vendor or distribution from the files it offers: .repo files, keys, a
// package. What no file says is guessed where that is safe, and reported: see the examples of [Vendor] and [Distro].
// Data that others publish for Leapp is read by package importer, whose functions write the repositories here too.
package describe

import (
	"path"
	"strconv"
	"strings"

	"pes/generator/diag"
	"pes/generator/source"
	"pes/generator/tree"
)

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
