package tree

import (
	"bytes"
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
	temp       bool // it is not where it will be
	entries    []int
	there      []fs.DirEntry // what lay in it before this Write, sorted
}

// look finds what lies in a folder. It goes by the path, as reading through an [os.Root] takes three times
// the system calls; whatever is written or removed goes through the root.
func (w *writer) look(f *folder) (err error) {
	if f.fresh {
		return nil
	}
	if f.there, err = os.ReadDir(w.name(f)); err != nil {
		return fmt.Errorf("output folder %s: %w", f.path, err)
	}
	return nil
}

// name is the path of a folder that is where it will be.
func (w *writer) name(f *folder) string {
	return filepath.Join(w.root.Name(), filepath.FromSlash(f.path))
}

// find returns what has a name in a folder, nil when nothing has.
func (f *folder) find(name string) fs.DirEntry {
	i, found := slices.BinarySearchFunc(f.there, name, func(e fs.DirEntry, name string) int { return strings.Compare(e.Name(), name) })
	if !found {
		return nil
	}
	return f.there[i]
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
func (w *writer) folders(jobs int) error {
	w.by = map[string]*folder{}
	for i, e := range w.tree {
		f := w.folder(path.Dir(e.Path)) // of "a/b/" it is "a/b"
		if !strings.HasSuffix(e.Path, "/") {
			f.entries = append(f.entries, i)
		}
	}
	var leaves []*folder
	for _, f := range w.order {
		if f.children == 0 && f.parent != nil && f.parent.parent != nil {
			leaves = append(leaves, f)
		} else if err := w.make(f); err != nil {
			return err
		}
	}
	return errors.Join(par.Map(jobs, len(leaves), func(i int) error { return w.make(leaves[i]) })...)
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
		return w.look(f)
	}
	if f.parent.parent == nil {
		if err := w.apart(f); err != nil {
			return err
		}
	}
	at, name := w.at(f)
	var err error
	switch there := f.parent.find(f.base); {
	case f.temp || there == nil:
		err, f.fresh = at.Mkdir(name, 0o777), true
	case there.Type()&fs.ModeSymlink != 0:
		return fmt.Errorf("%s in the output is a link: two trees would share files; remove it", f.path)
	case !there.IsDir():
		return fmt.Errorf("%s in the output is no folder; remove it", f.path)
	}
	if err == nil && f.children >= many {
		f.root, err = at.OpenRoot(name)
	}
	if err != nil {
		return fmt.Errorf("output folder %s: %w", f.path, err)
	}
	return w.look(f)
}

// apart has a top folder that is new written under another name, and renamed when all of it is there: that is one step for
// thousands of files, and whoever looks sees all of them or none.
func (w *writer) apart(f *folder) error {
	temp := tempPrefix + f.path + tempSuffix
	if err := w.root.RemoveAll(temp); err != nil { // of a write that was interrupted
		return fmt.Errorf("output folder: %w", err)
	}
	if f.parent.find(f.path) == nil {
		f.base, f.temp = temp, true
	}
	return nil
}

// giveUp removes the folders that were written apart.
func (w *writer) giveUp() (err error) {
	for _, f := range w.order {
		if f.temp {
			err = errors.Join(err, w.root.RemoveAll(f.base))
		}
	}
	return err
}

// arrive renames the folders that were written apart.
func (w *writer) arrive() error {
	for _, f := range w.order {
		if f.temp {
			if err := w.root.Rename(f.base, f.path); err != nil {
				return fmt.Errorf("output folder: %w", err)
			}
		}
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
	if err := joined(errs); err != nil {
		return result, errors.Join(err, w.giveUp())
	}
	return result, w.arrive()
}

// apart reports whether the folder is in one that is written apart.
func (f *folder) apart() bool {
	for ; f != nil; f = f.parent {
		if f.temp {
			return true
		}
	}
	return false
}

// fill writes the files of one folder that are not there yet as they should be, and finds those of others.
func (w *writer) fill(f *folder) (written int, foreign []string, err error) {
	var open *os.Root // what is as it should be needs none
	defer func() {
		if open != nil && f.parent != nil {
			open.Close()
		}
	}()
	apart := f.apart()
	var errs []error
	for _, i := range f.entries {
		name, data := path.Base(w.tree[i].Path), w.tree[i].Bytes()
		if f.find(name) != nil && same(filepath.Join(w.name(f), name), data) {
			continue
		}
		if open == nil {
			if open, err = w.open(f); err != nil {
				return written, nil, err
			}
		}
		err := writeFile(open, name, data, apart)
		if err == nil {
			written++
		}
		errs = append(errs, err)
	}
	if w.known != nil && f.parent != nil {
		var others []string
		for _, e := range f.there {
			if p := f.path + "/" + e.Name(); !w.known[p] && w.by[p] == nil {
				others = append(others, e.Name())
			}
		}
		if len(others) > 0 && open == nil {
			if open, err = w.open(f); err != nil {
				return written, nil, err
			}
		}
		foreign, err = w.foreign(open, f.path, others)
		errs = append(errs, err)
	}
	return written, foreign, joined(errs)
}

// open opens a folder to write in it; the caller closes it, unless it is the output folder.
func (w *writer) open(f *folder) (*os.Root, error) {
	if f.parent == nil {
		return w.root, nil
	}
	at, name := w.at(f)
	open, err := at.OpenRoot(name)
	if err != nil {
		return nil, fmt.Errorf("output folder %s: %w", f.path, err)
	}
	return open, nil
}

// foreign finds what is nobody's of ours among these. What an interrupted Write left half done is removed here.
func (w *writer) foreign(open *os.Root, dir string, names []string) (found []string, err error) {
	for _, name := range names {
		p := dir + "/" + name
		if w.known[p] || w.by[p] != nil {
			continue
		}
		info, err := open.Lstat(name)
		switch {
		case errors.Is(err, fs.ErrNotExist): // it was a temporary name of this Write
		case err == nil && info.IsDir():
			more, err := w.foreignBelow(open, name, p)
			if found = append(found, more...); err != nil {
				return found, fmt.Errorf("output folder %s: %w", p, err)
			}
		case strings.HasPrefix(name, tempPrefix) && strings.HasSuffix(name, tempSuffix):
			if err := open.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return found, fmt.Errorf("output folder: %w", err)
			}
		default:
			found = append(found, p)
		}
	}
	return found, nil
}

// foreignBelow looks into a folder that the tree does not have.
func (w *writer) foreignBelow(open *os.Root, name, dir string) ([]string, error) {
	inner, err := open.OpenRoot(name)
	if err != nil {
		return nil, err
	}
	defer inner.Close()
	there, err := fs.ReadDir(inner.FS(), ".")
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range there {
		names = append(names, e.Name())
	}
	return w.foreign(inner, dir, names)
}

// buffers are for reading files to compare them with.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

// same reports whether a file holds these bytes. A link to such a file is as good: once the bytes change, it is replaced.
// It asks the system without package os in between: most of the time of a build that changes nothing went there.
func same(name string, data []byte) bool {
	f, err := syscall.Open(name, syscall.O_RDONLY|syscall.O_CLOEXEC|nonblock, 0)
	if err != nil {
		return false
	}
	defer syscall.Close(f)
	b := buffers.Get().(*[]byte)
	defer buffers.Put(b)
	if len(*b) <= len(data) {
		*b = make([]byte, 2*len(data)+64)
	}
	old := (*b)[:len(data)+1] // one more: what does not fill it ends there
	n := 0
	for n < len(old) {
		more, err := syscall.Read(f, old[n:])
		if errors.Is(err, syscall.EINTR) {
			continue
		}
		if err != nil {
			return false
		}
		if more == 0 {
			break
		}
		n += more
	}
	return n == len(data) && bytes.Equal(old[:n], data)
}

// writeFile replaces the file of a name, so that a reader sees the old or the new, never a part. Apart, nobody sees it yet.
func writeFile(root *os.Root, name string, data []byte, apart bool) error {
	temp := tempPrefix + name + tempSuffix
	if apart {
		temp = name
	}
	err := writeNew(root, temp, data)
	if errors.Is(err, fs.ErrExist) { // of a write that was interrupted; whatever else has the name is not followed
		root.Remove(temp)
		err = writeNew(root, temp, data)
	}
	if err == nil && !apart {
		err = root.Rename(temp, name)
	}
	if err != nil {
		root.Remove(temp)
		return fmt.Errorf("write: %w", err)
	}
	return nil
}

func writeNew(root *os.Root, name string, data []byte) error {
	f, err := root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Close())
}

// joined is all that went wrong; where the disk is full, once, as that is so of every other file too.
func joined(errs []error) error {
	for _, err := range errs {
		if errors.Is(err, syscall.ENOSPC) {
			return err
		}
	}
	return errors.Join(errs...)
}
