package tree

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"

	"pes/generator/list"
	"pes/generator/par"
)

// A writer writes a tree folder by folder: each is opened once, so that its files need no lookup of the parents.
type writer struct {
	tree    Tree
	root    *os.Root
	folders []*folder // parents before their children
	byPath  map[string]*folder
	known   map[string]bool // paths that this Write or the last one wrote; nil: foreign files are not looked for
	links   map[int]bool    // indexes of the files that become links to others
}

// A folder is one of the tree's, with its entries.
type folder struct {
	path, base string
	parent     *folder  // nil: it is the output folder
	root       *os.Root // kept open where the folder has many children
	children   int
	created    bool          // by this Write, so nothing is in it
	staged     bool          // a new top folder under a temporary name until all of it is written
	hidden     bool          // it is a staged folder or below one
	entries    []int         // indexes of its files in the tree
	present    []fs.DirEntry // what was in it before this Write, sorted
}

// list finds what is in a folder. It goes by the path, as reading through an [os.Root] takes three times
// the system calls; whatever is written or removed goes through the root.
func (w *writer) list(f *folder) (err error) {
	if f.created {
		return nil
	}
	if f.present, err = os.ReadDir(w.name(f)); err != nil {
		return fmt.Errorf("output folder %s: %w", f.path, err)
	}
	return nil
}

// name is the final path of a folder.
func (w *writer) name(f *folder) string {
	return filepath.Join(w.root.Name(), filepath.FromSlash(f.path))
}

// find returns what has a name in a folder, nil when nothing has.
func (f *folder) find(name string) fs.DirEntry {
	i, found := slices.BinarySearchFunc(f.present, name, func(e fs.DirEntry, name string) int {
		return strings.Compare(e.Name(), name)
	})
	if !found {
		return nil
	}
	return f.present[i]
}

// keepOpen is the number of child folders from which on a folder stays open while they are written.
const keepOpen = 8

// close closes the folders that stayed open.
func (w *writer) close() {
	for _, f := range w.folders {
		if f.root != nil {
			f.root.Close()
		}
	}
}

// makeFolders makes the folders of the tree that are missing.
func (w *writer) makeFolders(jobs int) error {
	w.byPath = map[string]*folder{}
	for i, e := range w.tree {
		f := w.folder(path.Dir(e.Path)) // of "a/b/" it is "a/b"
		if !strings.HasSuffix(e.Path, "/") {
			f.entries = append(f.entries, i)
		}
	}
	w.findLinks()
	var leaves []*folder
	for _, f := range w.folders {
		if f.children == 0 && f.parent != nil && f.parent.parent != nil {
			leaves = append(leaves, f)
		} else if err := w.makeFolder(f); err != nil {
			return err
		}
	}
	return errors.Join(par.Map(jobs, len(leaves), func(i int) error { return w.makeFolder(leaves[i]) })...)
}

// folder returns the folder of a path, which it registers with its parents when it is new.
func (w *writer) folder(p string) *folder {
	f := w.byPath[p]
	if f != nil {
		return f
	}
	f = &folder{path: p, base: path.Base(p)}
	if p != "." {
		f.parent = w.folder(path.Dir(p))
		f.parent.children++
	}
	w.byPath[p] = f
	w.folders = append(w.folders, f)
	return f
}

func (w *writer) makeFolder(f *folder) error {
	if f.parent == nil {
		return w.list(f)
	}
	if f.parent.parent == nil {
		if err := w.stage(f); err != nil {
			return err
		}
	}
	f.hidden = f.staged || f.parent.hidden
	open, name := w.nearestOpen(f)
	var err error
	switch present := f.parent.find(f.base); {
	case f.staged || present == nil:
		err, f.created = open.Mkdir(name, 0o777), true
	case present.Type()&fs.ModeSymlink != 0:
		return fmt.Errorf("%s in the output is a link: two trees would share files; remove it", f.path)
	case !present.IsDir():
		return fmt.Errorf("%s in the output is not a folder; remove it", f.path)
	}
	if err == nil && f.children >= keepOpen {
		f.root, err = open.OpenRoot(name)
	}
	if err != nil {
		return fmt.Errorf("output folder %s: %w", f.path, err)
	}
	return w.list(f)
}

// stage gives a top folder that is new a temporary name until all of it is written: one rename then shows thousands of
// files, and readers see all of them or none.
func (w *writer) stage(f *folder) error {
	temp := tempPrefix + f.path + tempSuffix
	if err := w.root.RemoveAll(temp); err != nil { // of an interrupted write
		return fmt.Errorf("output folder: %w", err)
	}
	if f.parent.find(f.path) == nil {
		f.base, f.staged = temp, true
	}
	return nil
}

// commit gives the staged folders their names.
func (w *writer) commit() error {
	for _, f := range w.folders {
		if f.staged {
			if err := w.root.Rename(f.base, f.path); err != nil {
				return fmt.Errorf("output folder: %w", err)
			}
		}
	}
	return nil
}

// discard removes the staged folders.
func (w *writer) discard() (err error) {
	for _, f := range w.folders {
		if f.staged {
			err = errors.Join(err, w.root.RemoveAll(f.base))
		}
	}
	return err
}

// nearestOpen gives the nearest open folder above one, and the path from there.
func (w *writer) nearestOpen(f *folder) (open *os.Root, name string) {
	name, open = f.base, w.root
	for p := f.parent; p.parent != nil; p = p.parent {
		if p.root != nil {
			open = p.root
			break
		}
		name = p.base + "/" + name
	}
	return open, name
}

// writeFiles writes all files, finds foreign ones, and commits the staged folders, or on failure discards them.
func (w *writer) writeFiles(jobs int) (Result, error) {
	type outcome struct {
		written int
		foreign []string
		err     error
	}
	var result Result
	var errs []error
	for i, o := range par.Map(jobs, len(w.folders), func(i int) (o outcome) {
		f := w.folders[i]
		if len(f.entries) > 0 || w.known != nil && !f.created {
			o.written, o.foreign, o.err = w.writeFolder(f)
		}
		return o
	}) {
		result.Files += len(w.folders[i].entries)
		result.Written += o.written
		result.Foreign = append(result.Foreign, o.foreign...)
		errs = append(errs, o.err)
	}
	slices.Sort(result.Foreign)
	linked, err := w.writeLinks(jobs)
	result.Written += linked
	if err := joinErrors(append(errs, err)); err != nil {
		return result, errors.Join(err, w.discard())
	}
	return result, w.commit()
}

// refuseForeign is an error that names the files which this Write would replace although no earlier one wrote them; old
// are the paths that earlier ones wrote.
func (w *writer) refuseForeign(old []string) error {
	ours := make(map[string]bool, len(old))
	for _, p := range old {
		ours[p] = true
	}
	var errs []error
	for _, f := range w.folders {
		for _, i := range f.entries {
			e := w.tree[i]
			if len(f.present) == 0 || ours[e.Path] || f.find(path.Base(e.Path)) == nil {
				continue
			}
			if name := filepath.Join(w.name(f), path.Base(e.Path)); !same(name, e.Pieces()) {
				errs = append(errs, fmt.Errorf("%s is there already and no build wrote it: move it away, "+
					"or name another output folder", name))
			}
		}
	}
	if len(errs) == 0 {
		return nil
	}
	return errors.Join(append(errs, w.discard())...)
}

// made are for files that are made when they are written.
var made = sync.Pool{New: func() any { return new([]byte) }}

// piecesIn are the Pieces of a file, until the next call.
func (e Entry) piecesIn(buffer *[]byte) [][]byte {
	if e.Make == nil {
		return e.Pieces()
	}
	*buffer = e.Make((*buffer)[:0])
	return [][]byte{*buffer}
}

// writeFolder writes the files of one folder that are missing or differ, and finds foreign ones.
func (w *writer) writeFolder(f *folder) (written int, foreign []string, err error) {
	var dir *os.Root // opened where something changes: most folders of a second build need nothing
	open := func() (err error) {
		if dir == nil {
			dir, err = w.open(f)
		}
		return err
	}
	defer func() {
		if dir != nil && dir != w.root {
			dir.Close()
		}
	}()
	buffer := made.Get().(*[]byte)
	defer made.Put(buffer)
	var errs []error
	for _, i := range f.entries {
		if Interrupted() {
			return written, nil, ErrInterrupted
		}
		if w.links[i] {
			continue // once there is what it is a link to
		}
		name, data := path.Base(w.tree[i].Path), w.tree[i].piecesIn(buffer)
		if f.find(name) != nil && same(filepath.Join(w.name(f), name), data) {
			continue
		}
		if err := open(); err != nil {
			return written, nil, err
		}
		err := writeFile(dir, name, data, f.hidden)
		if err == nil {
			written++
		}
		errs = append(errs, err)
	}
	if w.known != nil && f.parent != nil {
		if others := w.foreignNames(f.path, f.present); len(others) > 0 {
			if err := open(); err != nil {
				return written, nil, err
			}
			foreign, err = w.foreign(dir, f.path, others)
			errs = append(errs, err)
		}
	}
	return written, foreign, joinErrors(errs)
}

// open opens a folder to write in it; the caller closes it, unless it is the output folder.
func (w *writer) open(f *folder) (*os.Root, error) {
	if f.parent == nil {
		return w.root, nil
	}
	nearest, name := w.nearestOpen(f)
	dir, err := nearest.OpenRoot(name)
	if err != nil {
		return nil, fmt.Errorf("output folder %s: %w", f.path, err)
	}
	return dir, nil
}

// foreignNames are the names in a folder that no Write of ours put there.
func (w *writer) foreignNames(dir string, present []fs.DirEntry) []string {
	return list.Select(list.Map(present, fs.DirEntry.Name), func(name string) bool {
		p := dir + "/" + name
		return !w.known[p] && w.byPath[p] == nil
	})
}

// foreign gives the paths of foreign files among names, also below folders, and removes what interrupted Writes left.
func (w *writer) foreign(root *os.Root, dir string, names []string) (found []string, err error) {
	for _, name := range names {
		p := dir + "/" + name
		info, err := root.Lstat(name)
		switch {
		case errors.Is(err, fs.ErrNotExist): // it was a temporary name of this Write
		case err == nil && info.IsDir():
			more, err := w.foreignBelow(root, name, p)
			if found = append(found, more...); err != nil {
				return found, fmt.Errorf("output folder %s: %w", p, err)
			}
		case strings.HasPrefix(name, tempPrefix) && strings.HasSuffix(name, tempSuffix):
			if err := root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return found, fmt.Errorf("output folder: %w", err)
			}
		default:
			found = append(found, p)
		}
	}
	return found, nil
}

// foreignBelow gives the foreign files of a folder that the tree does not have.
func (w *writer) foreignBelow(root *os.Root, name, dir string) ([]string, error) {
	inner, err := root.OpenRoot(name)
	if err != nil {
		return nil, err
	}
	defer inner.Close()
	present, err := fs.ReadDir(inner.FS(), ".")
	if err != nil {
		return nil, err
	}
	return w.foreign(inner, dir, w.foreignNames(dir, present))
}

// joinErrors joins all errors; where the disk is full, or the user interrupts, it is that one alone, as every other
// file fails with it too.
func joinErrors(errs []error) error {
	for _, err := range errs {
		if errors.Is(err, syscall.ENOSPC) || errors.Is(err, ErrInterrupted) {
			return err
		}
	}
	return errors.Join(errs...)
}
