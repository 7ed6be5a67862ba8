package archive

import (
	"path"
	"strings"
)

// wanted says which names are kept: what patterns name, what is below that, and the folders above it, which may be
// links.
type wanted struct {
	patterns [][]string      // each as its elements
	files    map[string]bool // by name, because of hard links to them
}

func newWanted(patterns []string) *wanted {
	w := &wanted{files: map[string]bool{}}
	for _, p := range patterns {
		w.patterns = append(w.patterns, strings.Split(p, "/"))
	}
	return w
}

func (w *wanted) has(name string) bool {
	if w.files[name] || name == "." {
		return true
	}
	elements := strings.Split(name, "/")
	for _, pattern := range w.patterns {
		if matches(pattern, elements) {
			return true
		}
	}
	return false
}

// matches reports whether a name is below what a pattern names, or above it.
func matches(pattern, elements []string) bool {
	for i := range min(len(pattern), len(elements)) {
		if ok, _ := path.Match(pattern[i], elements[i]); !ok {
			return false
		}
	}
	return true
}

// add reports whether there are names, and adds them.
func (w *wanted) add(names []string) bool {
	for _, name := range names {
		w.files[name] = true
	}
	return len(names) > 0
}
