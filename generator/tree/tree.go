// Package tree defines the form of all output: a sorted list of paths, each with its bytes.
//
// Back ends return a [Tree]; only this package touches the output disk. The example writes one.
//
// A path has slashes, is relative and clean; one that ends in a slash is a folder that must exist even when empty.
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
	"time"

	"pes/generator/list"
)

// An Entry is a file, or a folder when Path ends in a slash. A file has its bytes, in one slice or in parts that other
// files share, or a function that appends them to a buffer when they are wanted: thousands of pages need not be in
// memory at once. The function gives the same bytes each time and may be called concurrently.
type Entry struct {
	Path  string
	Data  []byte
	Parts [][]byte
	Make  func(buffer []byte) []byte
	Link  string // the path of a file that may get this name too, if it has the same Data or Parts
}

// Bytes are those of the file.
func (e Entry) Bytes() []byte {
	pieces := e.Pieces()
	if len(pieces) == 1 {
		return pieces[0]
	}
	return slices.Concat(pieces...)
}

// Pieces are the bytes of the file, one slice after the other.
func (e Entry) Pieces() [][]byte {
	switch {
	case e.Make != nil:
		return [][]byte{e.Make(nil)}
	case e.Parts != nil:
		return e.Parts
	}
	return [][]byte{e.Data}
}

// A Tree is sorted by path, without repetition once [Tree.Sort] was called.
type Tree []Entry

// Sort orders the entries by path. A path that appears twice is an error: two back ends must not write one file.
func (t Tree) Sort() error {
	list.Sort(t, func(a, b Entry) int { return strings.Compare(a.Path, b.Path) })
	for i := 1; i < len(t); i++ {
		if t[i].Path == t[i-1].Path && !strings.HasSuffix(t[i].Path, "/") {
			return fmt.Errorf("%s would be written twice", t[i].Path)
		}
	}
	return nil
}

// A Result counts what Write did.
type Result struct {
	Files, Written, Removed int
	Foreign                 []string // files below the tree's top folders that no Write wrote; they stay
}

// A file is written under a name of this form beside its place, and renamed.
const (
	tempPrefix = ".pes-"
	tempSuffix = ".tmp"
)

// listName is a file with the paths that the last Write wrote: nothing else is ever removed.
const listName = ".pes-files"

// Write puts the tree below dir: only what changed, each file written beside its place and renamed. Where a file
// that no Write made stands in the place of one with other bytes, nothing is written and the error names it. Files
// that an earlier Write made and this tree lacks are removed; where parts are named, only below those folders. A
// part may hold the wildcards of [path.Match], as data/*/rocky does.
func (t Tree) Write(dir string, jobs int, parts ...string) (Result, error) {
	defer Hold()()
	root, err := t.open(dir)
	if err != nil {
		return Result{}, err
	}
	defer root.Close()
	unlock, err := lock(root, 0)
	if err != nil {
		return Result{}, fmt.Errorf("output folder %s: %w", dir, err)
	}
	defer unlock()
	old, err := readList(root)
	if err != nil {
		return Result{}, err
	}
	w := writer{tree: t, root: root, known: map[string]bool{}}
	defer w.close()
	if err := w.makeFolders(jobs); err != nil {
		return Result{}, err
	}
	if err := w.refuseForeign(old); err != nil {
		return Result{}, err
	}
	// The list grows before the first file appears and shrinks after the last one went, so none is ever forgotten.
	now := list.Map(t, func(e Entry) string { return e.Path })
	if len(parts) > 0 {
		now = union(now, slices.DeleteFunc(slices.Clone(old), func(p string) bool {
			return p == "" || slices.ContainsFunc(parts, func(part string) bool { return isBelow(p, part) })
		}))
	}
	if err := writeList(root, union(old, now)); err != nil {
		return Result{}, err
	}
	for _, p := range slices.Concat(old, now) {
		w.known[p] = true
	}
	result, err := w.writeFiles(jobs)
	if err != nil {
		return result, err
	}
	if result.Removed, err = removeStale(root, old, now); err != nil {
		return result, err
	}
	return result, writeList(root, now)
}

// HasList reports whether a Write made a folder.
func HasList(dir string) bool {
	_, err := os.Lstat(filepath.Join(dir, listName))
	return err == nil
}

// isBelow reports whether a path is below a folder of a pattern.
func isBelow(p, pattern string) bool {
	end := 0
	for range strings.Count(pattern, "/") + 1 {
		i := strings.IndexByte(p[end:], '/')
		if i < 0 {
			return false
		}
		end += i + 1
	}
	folder := p[:end-1]
	if folder == pattern {
		return true
	}
	ok, err := path.Match(pattern, folder)
	return ok && err == nil
}

// Make writes the tree into a folder that is new or empty, without the list that Write keeps: these files are the
// user's from now on.
func (t Tree) Make(dir string, jobs int) error {
	defer Hold()()
	root, err := t.open(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	w := writer{tree: t, root: root}
	defer w.close()
	if err := w.makeFolders(jobs); err != nil {
		return err
	}
	_, err = w.writeFiles(jobs)
	return err
}

// open checks the paths and opens the folder they go to.
func (t Tree) open(dir string) (*os.Root, error) {
	if Interrupted() {
		return nil, ErrInterrupted
	}
	if err := t.Sort(); err != nil {
		return nil, err
	}
	for _, e := range t {
		if p := strings.TrimSuffix(e.Path, "/"); !fs.ValidPath(p) || p == "." {
			return nil, fmt.Errorf("%q is not a path inside the output", e.Path)
		}
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, fmt.Errorf("output folder: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("output folder: %w", err)
	}
	return root, nil
}

// removeStale removes the paths of old that now, which is sorted, does not have, and folders that this empties.
func removeStale(root *os.Root, old, now []string) (removed int, err error) {
	stale := list.Select(old, func(p string) bool {
		_, found := slices.BinarySearch(now, p)
		return !found
	})
	if len(stale) == 0 {
		return 0, nil
	}
	keep := make(map[string]bool, len(now))
	for _, p := range now {
		for q := p; q != "."; q = path.Dir(q) {
			keep[strings.TrimSuffix(q, "/")] = true
		}
	}
	for _, p := range slices.Backward(stale) {
		p = strings.TrimSuffix(p, "/")
		if keep[p] || !fs.ValidPath(p) {
			continue
		}
		if err := root.Remove(filepath.FromSlash(p)); err == nil {
			removed++
		} else if info, lerr := root.Lstat(filepath.FromSlash(p)); lerr == nil && !info.IsDir() {
			return removed, fmt.Errorf("remove stale file: %w", err)
		}
		for d := path.Dir(p); d != "." && !keep[d]; d = path.Dir(d) {
			if root.Remove(filepath.FromSlash(d)) != nil {
				break // not empty: a foreign file is in it
			}
		}
	}
	return removed, nil
}

func readList(root *os.Root) ([]string, error) {
	if info, err := root.Lstat(listName); err == nil && !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s in the output is not a regular file; remove it", listName)
	}
	b, err := root.ReadFile(listName)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("list of written files: %w", err)
	}
	ours := func(line string) bool { // anything else was not written by us
		p := strings.TrimSuffix(line, "/")
		return len(line) <= maxPath && p != "." && fs.ValidPath(p)
	}
	return list.Select(strings.Split(string(b), "\n"), ours), nil
}

// maxPath is the number of bytes of the longest path that systems take.
const maxPath = 4096

func writeList(root *os.Root, paths []string) error {
	data := [][]byte{[]byte(strings.Join(paths, "\n") + "\n")}
	if same(filepath.Join(root.Name(), listName), data) {
		return nil
	}
	return writeFile(root, listName, data, false)
}

func union(a, b []string) []string {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}

// errBusy says that somebody else has the lock.
var errBusy = errors.New("another build is writing there; wait for it, or name another folder with --out")

// Lock keeps every other Lock and Write out of a folder, which must exist, until unlock is called or the process ends.
// It waits for others as long as patience says.
func Lock(dir string, patience time.Duration) (unlock func(), err error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("lock: %w", err)
	}
	defer root.Close()
	return lock(root, patience)
}

// LockFolder is Lock for a folder of the user, below a root: it leaves no file there.
func LockFolder(root *os.Root, name string, patience time.Duration) (unlock func(), err error) {
	return lockFolder(root, name, patience)
}
