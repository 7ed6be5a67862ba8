// Package tree is the one kind of output: a sorted list of paths, each with its bytes.
//
// Back ends return a [Tree]; only this package touches the output disk:
//
//	t := tree.Tree{{Path: "data/a.json", Data: b}, {Path: "data/keys/"}}
//	result, err := t.Write("dist", 2)
//
// A path has slashes, is relative and clean; one that ends in a slash is a folder that must exist even when empty.
package tree

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"pes/generator/par"
)

// An Entry is a file, or a folder when Path ends in a slash.
type Entry struct {
	Path string
	Data []byte
}

// A Tree is sorted by path, without repetition once [Tree.Sort] was called.
type Tree []Entry

// Sort orders the entries by path. A path that appears twice is an error: two back ends must not write one file.
func (t Tree) Sort() error {
	slices.SortStableFunc(t, func(a, b Entry) int { return strings.Compare(a.Path, b.Path) })
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
	Foreign                 []string // files below the tree's top folders that are somebody else's; they stay
}

// A file is written under a name of this form beside its place, and renamed.
const (
	tempPrefix = ".pes-"
	tempSuffix = ".tmp"
)

// manifest lists what the last Write put there, so that only files of ours are ever removed.
const manifest = ".pes-files"

// Write puts the tree below dir: only what changed, each file written beside its place and renamed.
// Files that an earlier Write made and this tree lacks are removed.
func (t Tree) Write(dir string, jobs int) (Result, error) {
	root, err := t.open(dir)
	if err != nil {
		return Result{}, err
	}
	defer root.Close()
	unlock, err := lock(root)
	if err != nil {
		return Result{}, fmt.Errorf("output folder %s: %w", dir, err)
	}
	defer unlock()
	old, err := readManifest(root)
	if err != nil {
		return Result{}, err
	}
	if err := t.folders(root); err != nil {
		return Result{}, err
	}
	// The list grows before the first file appears and shrinks after the last one went: an interrupted Write forgets none.
	now := t.paths()
	if err := writeManifest(root, union(old, now)); err != nil {
		return Result{}, err
	}
	result, err := t.files(root, jobs)
	if err != nil {
		return result, err
	}
	if result.Removed, err = removeStale(root, old, now); err != nil {
		return result, err
	}
	if result.Foreign, err = t.foreign(root); err != nil {
		return result, err
	}
	return result, writeManifest(root, now)
}

// foreign finds what lies between the files of the tree. What an interrupted Write left half done is removed here.
func (t Tree) foreign(root *os.Root) (found []string, err error) {
	ours, tops := map[string]bool{}, map[string]bool{}
	for _, e := range t {
		ours[e.Path] = true
		top, _, _ := strings.Cut(e.Path, "/")
		tops[top] = true
	}
	for _, top := range slices.Sorted(maps.Keys(tops)) {
		err = errors.Join(err, fs.WalkDir(root.FS(), top, func(name string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() || ours[name]:
			case strings.HasPrefix(d.Name(), tempPrefix) && strings.HasSuffix(d.Name(), tempSuffix):
				return root.Remove(filepath.FromSlash(name))
			default:
				found = append(found, name)
			}
			return nil
		}))
	}
	if err != nil {
		return found, fmt.Errorf("output folder: %w", err)
	}
	return found, nil
}

// Make writes the tree into a folder that is new or empty, without the list Write keeps: these files are the user's from now on.
func (t Tree) Make(dir string, jobs int) error {
	root, err := t.open(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	if err := t.folders(root); err != nil {
		return err
	}
	_, err = t.files(root, jobs)
	return err
}

// open checks the paths and opens the folder they go to.
func (t Tree) open(dir string) (*os.Root, error) {
	if err := t.Sort(); err != nil {
		return nil, err
	}
	for _, e := range t {
		if p := strings.TrimSuffix(e.Path, "/"); !fs.ValidPath(p) || p == "." {
			return nil, fmt.Errorf("%q is no path inside the output", e.Path)
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

func (t Tree) paths() []string {
	out := make([]string, 0, len(t))
	for _, e := range t {
		out = append(out, e.Path)
	}
	return out
}

func (t Tree) folders(root *os.Root) error {
	made := map[string]bool{}
	for _, e := range t {
		d := path.Dir(e.Path) // of "a/b/" it is "a/b"
		if made[d] {
			continue
		}
		made[d] = true
		for p := d; p != "."; p = path.Dir(p) {
			if info, err := root.Lstat(filepath.FromSlash(p)); err == nil && info.Mode()&fs.ModeSymlink != 0 {
				return fmt.Errorf("%s in the output is a link: two trees would share files; remove it", p)
			}
		}
		if err := root.MkdirAll(filepath.FromSlash(d), 0o777); err != nil {
			return fmt.Errorf("output folder %s: %w", d, err)
		}
	}
	return nil
}

func (t Tree) files(root *os.Root, jobs int) (Result, error) {
	type done struct {
		written bool
		err     error
	}
	var result Result
	var errs []error
	for _, d := range par.Map(jobs, len(t), func(i int) done {
		if strings.HasSuffix(t[i].Path, "/") {
			return done{}
		}
		written, err := writeFile(root, t[i].Path, t[i].Data)
		return done{written, err}
	}) {
		if d.written {
			result.Written++
		}
		errs = append(errs, d.err)
	}
	for _, e := range t {
		if !strings.HasSuffix(e.Path, "/") {
			result.Files++
		}
	}
	return result, errors.Join(errs...)
}

// writeFile replaces the file at name if its bytes differ, so that a reader sees the old or the new, never a part.
func writeFile(root *os.Root, name string, data []byte) (bool, error) {
	name = filepath.FromSlash(name)
	if info, err := root.Lstat(name); err == nil && info.Mode().IsRegular() && info.Size() == int64(len(data)) {
		if old, err := root.ReadFile(name); err == nil && bytes.Equal(old, data) {
			return false, nil
		}
	}
	if err := replace(root, name, data, 0); err != nil {
		return false, err
	}
	return true, nil
}

// Replace puts data in the place of a file that is somebody's: as a whole or not at all, with the permissions it had. It
// does not follow a link, as that would put a file in the place of the link.
func Replace(root *os.Root, name string, data []byte) error {
	info, err := root.Lstat(filepath.FromSlash(name))
	if err != nil {
		return fmt.Errorf("write: %w", err)
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("write: %s is no regular file; name the file it leads to", name)
	}
	return replace(root, filepath.FromSlash(name), data, info.Mode().Perm())
}

// Create puts a file where none is yet: as a whole or not at all.
func Create(root *os.Root, name string, data []byte) error {
	if _, err := root.Lstat(filepath.FromSlash(name)); err == nil {
		return fmt.Errorf("write: %s is there already", name)
	}
	return replace(root, filepath.FromSlash(name), data, 0)
}

// replace writes a file beside its place and renames it.
func replace(root *os.Root, name string, data []byte, mode fs.FileMode) error {
	temp := filepath.Join(filepath.Dir(name), tempPrefix+filepath.Base(name)+tempSuffix)
	root.Remove(temp) // of a write that was interrupted; whatever else has the name is not followed
	err := writeNew(root, temp, data)
	if err == nil && mode != 0 {
		err = root.Chmod(temp, mode)
	}
	if err == nil {
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

func removeStale(root *os.Root, old, now []string) (removed int, err error) {
	keep := make(map[string]bool, len(now))
	for _, p := range now {
		for q := p; q != "."; q = path.Dir(q) {
			keep[strings.TrimSuffix(q, "/")] = true
		}
	}
	for _, p := range slices.Backward(old) {
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
				break // not empty: somebody else's file is in it
			}
		}
	}
	return removed, nil
}

func readManifest(root *os.Root) ([]string, error) {
	if info, err := root.Lstat(manifest); err == nil && !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s in the output is no regular file; remove it", manifest)
	}
	b, err := root.ReadFile(manifest)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("list of written files: %w", err)
	}
	return strings.Split(strings.TrimSuffix(string(b), "\n"), "\n"), nil
}

func writeManifest(root *os.Root, paths []string) error {
	_, err := writeFile(root, manifest, []byte(strings.Join(paths, "\n")+"\n"))
	return err
}

func union(a, b []string) []string {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}
