package archive

import (
	"archive/tar"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// Limits of a file system.
const (
	maxNodes = 500_000
	maxLinks = 40        // that are followed for one name, as Linux does
	maxSteps = 256       // folders on the way to a file, with those that links add
	maxWalks = 5_000_000 // folders on the ways to all files, while it is made
)

// A node is a folder, a file or a link.
type node struct {
	kind     fs.FileMode // ModeDir, ModeSymlink or 0
	link     string
	contents content
	below    map[string]*node // of a folder
}

// A tree is a file system in memory.
type tree struct {
	root    *node
	nodes   int      // that were ever made
	lacking []string // files that hard links lead to, and that were not kept
	making  bool     // nobody reads it yet
	walked  int      // folders, while it is made
}

func newFolder() *node { return &node{kind: fs.ModeDir, below: map[string]*node{}} }

// How whiteouts are named (layer.md of the OCI image specification). Others that begin twice are notes of aufs.
const (
	whiteout = ".wh."
	opaque   = ".wh..wh..opq"
)

// hidden is the name of what a whiteout hides: a file, or all that is in a folder; else the name itself.
func hidden(name string) string {
	dir, base := path.Split(name)
	switch {
	case base == opaque:
		return path.Clean(dir)
	case strings.HasPrefix(base, whiteout):
		return dir + strings.TrimPrefix(base, whiteout)
	}
	return name
}

// stack puts layers on each other, the lowest first. In images names may be whiteouts: they hide what lower layers
// have, wherever they stand in theirs.
func stack(image bool, diffs ...diff) (*tree, error) {
	t := &tree{root: newFolder(), making: true}
	defer func() { t.making = false }()
	for _, d := range diffs {
		if image {
			for _, e := range d {
				if strings.HasPrefix(path.Base(e.name), whiteout) {
					t.hide(e.name)
				}
				if t.walked > maxWalks {
					return nil, errWalks
				}
			}
		}
		for i := range d {
			if image && strings.HasPrefix(path.Base(d[i].name), whiteout) {
				continue
			}
			if err := t.put(&d[i]); err != nil {
				return nil, err
			}
			if t.walked > maxWalks {
				return nil, errWalks
			}
		}
	}
	return t, nil
}

// hide does what a whiteout says.
func (t *tree) hide(name string) {
	target := hidden(name)
	if path.Base(name) == opaque {
		if n, _ := t.find(target, false); n != nil && n.kind == fs.ModeDir {
			clear(n.below)
		}
		return
	}
	if n, _ := t.find(path.Dir(target), true); n != nil && n.kind == fs.ModeDir {
		delete(n.below, path.Base(target))
	}
}

// put adds an entry, in place of what has its name. A folder stays with what is in it.
func (t *tree) put(e *entry) error {
	w := walk{tree: t, make: true}
	parent, err := w.to(path.Dir(e.name), true)
	if err == errLinks {
		return nil
	} else if err != nil {
		return err
	}
	base := path.Base(e.name)
	if old := parent.below[base]; old != nil && old.kind == fs.ModeDir && e.kind == tar.TypeDir {
		return nil
	}
	delete(parent.below, base)
	var n *node
	switch e.kind {
	case tar.TypeDir:
		n = newFolder()
	case tar.TypeSymlink:
		n = &node{kind: fs.ModeSymlink, link: e.link}
	case tar.TypeReg:
		n = &node{contents: e.contents}
	case tar.TypeLink:
		n = t.linked(e)
	}
	if n == nil {
		return nil
	}
	parent.below[base] = n
	return t.count()
}

// linked is what a hard link leads to.
func (t *tree) linked(e *entry) *node {
	name, ok := cleanName(e.link)
	if !ok {
		return nil
	}
	n, _ := t.find(name, false)
	if n == nil {
		t.lacking = append(t.lacking, name)
		return nil
	}
	if n.kind == fs.ModeDir {
		return nil
	}
	return n
}

func (t *tree) count() error {
	if t.nodes++; t.nodes > maxNodes {
		return fmt.Errorf("more than %d files and folders are wanted of it: no machine has as many", maxNodes)
	}
	return nil
}

// find walks to a name; a link at its end is followed or not.
func (t *tree) find(name string, follow bool) (*node, error) {
	w := walk{tree: t}
	return w.to(name, follow)
}

// A walk goes through a tree, and through links on the way. What leads out of it leads to its top.
type walk struct {
	tree *tree
	make bool // folders that are not there, also in place of what is none
	path []*node
	left []string // elements
	seen int      // links
}

var (
	errLinks = errors.New("links lead too far")
	errWalks = errors.New("it has more links that lead to others than any machine")
)

func (w *walk) to(name string, follow bool) (*node, error) {
	w.path, w.left = []*node{w.tree.root}, strings.Split(name, "/")
	for len(w.left) > 0 {
		element := w.left[0]
		w.left = w.left[1:]
		if w.tree.making {
			w.tree.walked++
		}
		here := w.path[len(w.path)-1]
		switch element {
		case "", ".":
			continue
		case "..":
			w.path = w.path[:max(1, len(w.path)-1)]
			continue
		}
		next := here.below[element]
		switch {
		case next != nil && next.kind == fs.ModeSymlink && (follow || len(w.left) > 0):
			if err := w.follow(next); err != nil {
				return nil, err
			}
			continue
		case next == nil && !w.make:
			return nil, fs.ErrNotExist
		case (next == nil || next.kind != fs.ModeDir) && w.make:
			next = newFolder()
			here.below[element] = next
			if err := w.tree.count(); err != nil {
				return nil, err
			}
		case next.kind != fs.ModeDir && len(w.left) > 0:
			return nil, fs.ErrNotExist
		}
		w.path = append(w.path, next)
	}
	return w.path[len(w.path)-1], nil
}

// follow goes on where a link leads.
func (w *walk) follow(link *node) error {
	w.seen++
	if w.seen > maxLinks || len(w.left)+strings.Count(link.link, "/") > maxSteps {
		return errLinks
	}
	if strings.HasPrefix(link.link, "/") {
		w.path = w.path[:1]
	}
	w.left = append(strings.Split(link.link, "/"), w.left...)
	return nil
}
