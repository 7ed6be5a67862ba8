package stock

import (
	"path"
	"slices"
	"strings"

	"pes/generator/model"
)

// The hints of a package are what tells which one takes its place when it is gone: they are names alone, sorted, and
// what its own name says already is left out.

// plainProvides are the names that a package provides besides its own, such as webserver: no file, no library, and none
// in a form of its own, such as perl(Foo), config(httpd) or bundled(zlib).
func plainProvides(name string, provides []string) []string {
	return tidy(provides, func(s string) string {
		if s == name || strings.ContainsAny(s, "()/ ") || strings.Contains(s, ".so") || isPython(name, s) {
			return ""
		}
		return s
	})
}

// isPython reports whether a word is the name of a package of Python modules with another version of Python, as
// python-six and python3.9-six of python3-six.
func isPython(name, word string) bool {
	_, a, okA := strings.Cut(name, "-")
	_, b, okB := strings.Cut(word, "-")
	return okA && okB && a == b && strings.HasPrefix(name, "python") && strings.HasPrefix(word, "python")
}

// libraries are the sonames that a package provides, without the versions of symbols and the mark of 64 bits.
func libraries(provides []string) []string {
	return tidy(provides, func(s string) string {
		s, _, _ = strings.Cut(s, "(")
		if !strings.HasPrefix(s, "lib") || !strings.Contains(s, ".so.") || strings.ContainsAny(s, "/ ") {
			return ""
		}
		return s
	})
}

// otherObsoletes are the names that a package takes the place of.
func otherObsoletes(name string, obsoletes []string) []string {
	return tidy(obsoletes, func(s string) string {
		if s == name {
			return ""
		}
		return s
	})
}

// commands are the names of a package's commands that are not its own.
func commands(name string, files []string) []string {
	return tidy(files, func(s string) string {
		if s = path.Base(s); s == name {
			return ""
		}
		return s
	})
}

// tidy maps words, drops those that become empty or that no file of inventories can hold, and sorts them.
func tidy(words []string, of func(string) string) (out []string) {
	for _, w := range words {
		if w = of(w); model.ValidWord(w) {
			out = append(out, w)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
