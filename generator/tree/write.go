package tree

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"pes/generator/par"
)

// A writer writes a tree folder by folder: each is opened once, and what is done in it needs no way through its parents.
type writer struct {
	tree  Tree
	root  *os.Root
	order []*folder
	by    map[string]*folder
	known map[string]bool // files of ours, of this Write and the last; nil: nobody asks for others
}

// A folder is one of the tree's, with its entries.
type folder struct {
	path, base string
	parent     *folder // nil: it is the output folder
	root       *os.Root
	children   int
	fresh      bool // it was made just now, so nothing is in it
	entries    []int
}

// many is the number of folders in one from which on it stays open while they are written.
const many = 8

// close closes what stayed open.
func (w *writer) close() {
	for _, f := range w.order {
		if f.root != nil {
			f.root.Close()
		}
	}
}

// folders finds the folders of the tree and makes those that are missing.
func (w *writer) folders() error {
	w.by = map[string]*folder{}
	for i, e := range w.tree {
		f := w.folder(path.Dir(e.Path)) // of "a/b/" it is "a/b"
		if !strings.HasSuffix(e.Path, "/") {
			f.entries = append(f.entries, i)
		}
	}
	for _, f := range w.order {
		if err := w.make(f); err != nil {
			return err
		}
	}
	return nil
}

// folder returns that of a path; parents come before their children.
func (w *writer) folder(p string) *folder {
	f := w.by[p]
	if f != nil {
		return f
	}
	f = &folder{path: p, base: path.Base(p)}
	if p != "." {
		f.parent = w.folder(path.Dir(p))
		f.parent.children++
	}
	w.by[p] = f
	w.order = append(w.order, f)
	return f
}

func (w *writer) make(f *folder) error {
	if f.parent == nil {
		return nil
	}
	at, name := w.at(f)
	err := at.Mkdir(name, 0o777)
	f.fresh = err == nil
	if errors.Is(err, fs.ErrExist) {
		var info fs.FileInfo
		switch info, err = at.Lstat(name); {
		case err == nil && info.Mode()&fs.ModeSymlink != 0:
			return fmt.Errorf("%s in the output is a link: two trees would share files; remove it", f.path)
		case err == nil && !info.IsDir():
			return fmt.Errorf("%s in the output is no folder; remove it", f.path)
		}
	}
	if err == nil && f.children >= many {
		f.root, err = at.OpenRoot(name)
	}
	if err != nil {
		return fmt.Errorf("output folder %s: %w", f.path, err)
	}
	return nil
}

// at gives the nearest open folder above one, and the way from there.
func (w *writer) at(f *folder) (open *os.Root, name string) {
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

// files writes all files, and finds those of others.
func (w *writer) files(jobs int) (Result, error) {
	type done struct {
		written int
		foreign []string
		err     error
	}
	var result Result
	var errs []error
	for i, d := range par.Map(jobs, len(w.order), func(i int) (d done) {
		f := w.order[i]
		if len(f.entries) == 0 && (w.known == nil || f.fresh) {
			return d
		}
		d.written, d.foreign, d.err = w.fill(f)
		return d
	}) {
		result.Files += len(w.order[i].entries)
		result.Written += d.written
		result.Foreign = append(result.Foreign, d.foreign...)
		errs = append(errs, d.err)
	}
	slices.Sort(result.Foreign)
	return result, errors.Join(errs...)
}

// fill writes the files of one folder.
func (w *writer) fill(f *folder) (written int, foreign []string, err error) {
	open := w.root
	if f.parent != nil {
		at, name := w.at(f)
		if open, err = at.OpenRoot(name); err != nil {
			return 0, nil, fmt.Errorf("output folder %s: %w", f.path, err)
		}
		defer open.Close()
	}
	var errs []error
	for _, i := range f.entries {
		changed, err := writeFile(open, path.Base(w.tree[i].Path), w.tree[i].Data, f.fresh)
		if changed {
			written++
		}
		errs = append(errs, err)
	}
	if w.known != nil && !f.fresh && f.parent != nil {
		foreign, err = w.foreign(open, f.path)
		errs = append(errs, err)
	}
	return written, foreign, errors.Join(errs...)
}

// foreign finds what lies between the files of the tree. What an interrupted Write left half done is removed here.
func (w *writer) foreign(open *os.Root, dir string) (found []string, err error) {
	list, err := open.Open(".")
	if err != nil {
		return nil, fmt.Errorf("output folder %s: %w", dir, err)
	}
	defer list.Close()
	names, err := list.ReadDir(-1)
	if err != nil {
		return nil, fmt.Errorf("output folder %s: %w", dir, err)
	}
	for _, d := range names {
		p := dir + "/" + d.Name()
		switch {
		case d.IsDir() && w.by[p] == nil:
			inner, err := open.OpenRoot(d.Name())
			if err != nil {
				return found, fmt.Errorf("output folder %s: %w", p, err)
			}
			more, err := w.foreign(inner, p)
			inner.Close()
			if found = append(found, more...); err != nil {
				return found, err
			}
		case d.IsDir() || w.known[p]:
		case strings.HasPrefix(d.Name(), tempPrefix) && strings.HasSuffix(d.Name(), tempSuffix):
			if err := open.Remove(d.Name()); err != nil {
				return found, fmt.Errorf("output folder: %w", err)
			}
		default:
			found = append(found, p)
		}
	}
	return found, nil
}

// writeFile replaces the file of a name if its bytes differ, so that a reader sees the old or the new, never a part.
func writeFile(root *os.Root, name string, data []byte, fresh bool) (bool, error) {
	if !fresh {
		if info, err := root.Lstat(name); err == nil && info.Mode().IsRegular() && info.Size() == int64(len(data)) {
			if old, err := root.ReadFile(name); err == nil && bytes.Equal(old, data) {
				return false, nil
			}
		}
	}
	temp := tempPrefix + name + tempSuffix
	err := writeNew(root, temp, data)
	if errors.Is(err, fs.ErrExist) { // of a write that was interrupted; whatever else has the name is not followed
		root.Remove(temp)
		err = writeNew(root, temp, data)
	}
	if err == nil {
		err = root.Rename(temp, name)
	}
	if err != nil {
		root.Remove(temp)
		return false, fmt.Errorf("write: %w", err)
	}
	return true, nil
}

func writeNew(root *os.Root, name string, data []byte) error {
	f, err := root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Close())
}
