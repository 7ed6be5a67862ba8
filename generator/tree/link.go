package tree

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"pes/generator/par"
)

// minLink is the size from which on a second name for a file takes less time than a second file.
const minLink = 64 << 10

// findLinks finds the files that become links: large ones with the bytes of the file that they name.
func (w *writer) findLinks() {
	w.links = map[int]bool{}
	for i, e := range w.tree {
		if e.Link != "" && e.Make == nil && w.original(e) != nil {
			w.links[i] = true
		}
	}
}

// original is the file that another can be a link to, nil where there is none.
func (w *writer) original(e Entry) *Entry {
	byPath := func(e Entry, p string) int { return strings.Compare(e.Path, p) }
	i, found := slices.BinarySearchFunc(w.tree, e.Link, byPath)
	if !found || w.tree[i].Link != "" || w.tree[i].Make != nil {
		return nil
	}
	size := 0
	for _, piece := range e.Pieces() {
		size += len(piece)
	}
	if size < minLink || !slices.EqualFunc(e.Pieces(), w.tree[i].Pieces(), bytes.Equal) {
		return nil
	}
	return &w.tree[i]
}

// writeLinks writes the files that are links, or files of their own where the file system has no links.
func (w *writer) writeLinks(jobs int) (written int, err error) {
	var links []int
	for i := range w.tree {
		if w.links[i] {
			links = append(links, i)
		}
	}
	errs := make([]error, len(links))
	for i, new := range par.Map(jobs, len(links), func(i int) (new bool) {
		new, errs[i] = w.writeLink(w.tree[links[i]])
		return new
	}) {
		if new && errs[i] == nil {
			written++
		}
	}
	return written, joinErrors(errs)
}

// writeLink writes a file that can be a link, unless it is there with its bytes.
func (w *writer) writeLink(e Entry) (written bool, err error) {
	if Interrupted() {
		return false, ErrInterrupted
	}
	f := w.byPath[path.Dir(e.Path)]
	name := path.Base(e.Path)
	from, to := w.place(e.Link), w.place(e.Path)
	if f.find(name) != nil && (w.isLink(from, to) || same(filepath.Join(w.name(f), name), e.Pieces())) {
		return false, nil
	}
	if info, err := w.root.Lstat(from); err == nil && info.Mode().IsRegular() && w.link(from, to) == nil {
		return true, nil
	}
	dir, err := w.open(f)
	if err != nil {
		return false, err
	}
	if dir != w.root {
		defer dir.Close()
	}
	return true, writeFile(dir, name, e.Pieces(), f.hidden)
}

// link gives a file a second name, in place of what has that name.
func (w *writer) link(from, to string) error {
	temp := filepath.Join(filepath.Dir(to), tempPrefix+filepath.Base(to)+tempSuffix)
	if err := w.root.Remove(temp); err != nil && !errors.Is(err, fs.ErrNotExist) { // of an interrupted write
		return err
	}
	err := w.root.Link(from, temp)
	if err == nil {
		if err = w.root.Rename(temp, to); err != nil {
			w.root.Remove(temp)
		}
	}
	return err
}

// isLink reports whether two paths are one regular file.
func (w *writer) isLink(from, to string) bool {
	a, err := w.root.Lstat(from)
	if err != nil {
		return false
	}
	b, err := w.root.Lstat(to)
	return err == nil && a.Mode().IsRegular() && os.SameFile(a, b)
}

// place is the path of a file below the root while staged folders have their temporary names.
func (w *writer) place(p string) string {
	parts := []string{path.Base(p)}
	for f := w.byPath[path.Dir(p)]; f.parent != nil; f = f.parent {
		parts = append(parts, f.base)
	}
	slices.Reverse(parts)
	return filepath.Join(parts...)
}
