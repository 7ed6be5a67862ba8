// Package archive makes a read-only file system of an archive ([Open]), without unpacking it:
//
//   - a tar archive, plain or compressed with gzip, xz, zstd or bzip2,
//   - what docker save and podman save write: an image in a tar archive,
//   - an OCI image layout, a folder or a tar archive of one.
//
// Which it is follows from what is in it, never from its name. The layers of an image are stacked as a container
// runtime does it, with the whiteouts of the OCI image specification (layer.md, "Whiteouts"), and the SHA-256 of each
// blob must be the one that its name says.
//
// An image has gigabytes, and few of its files are wanted: Open takes patterns, and keeps nothing else. Small files
// stay in memory; others, such as a database of rpm, lie in a temporary file until the file system is closed. See the
// example.
//
// Archives are foreign bytes. Names with .. in them, devices and pipes are left out; links are resolved within the
// archive, never outside it; and what unpacks to far more than it has, is an error.
package archive

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// Is reports whether a path is what [Open] is for: a file, or a folder with an OCI image layout in it. Whether a file
// is an archive, only opening it tells.
func Is(path string) bool {
	info, err := os.Stat(path)
	if err != nil || !info.IsDir() {
		return err == nil && info.Mode().IsRegular()
	}
	info, err = os.Stat(filepath.Join(path, layoutFile))
	return err == nil && info.Mode().IsRegular()
}

// Open makes a file system of the archive at a path. It has the files that some pattern names, and those below the
// folders that one names. Patterns are as those of [path.Match], and name all folders from the top, as in
// "var/lib/rpm" or "*/etc/yum.repos.d". Files are an [io.ReaderAt], too, and the file system an [fs.ReadLinkFS].
//
// Whoever opens it calls closeAll at the end, which removes what lies in a temporary file.
func Open(path string, patterns ...string) (fsys fs.FS, closeAll func() error, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, nil, err
	}
	a := &archive{wanted: newWanted(patterns), packed: info.Size()}
	var t *tree
	if info.IsDir() {
		t, err = a.openLayout(path)
	} else {
		t, err = a.openFile(path)
	}
	if err != nil {
		err = fmt.Errorf("%s: %w", path, err)
		return nil, nil, errors.Join(err, a.spool.close())
	}
	return t, a.spool.close, nil
}

// archive is an archive that is being opened.
type archive struct {
	wanted *wanted
	spool  spool
	packed int64 // bytes of the files it consists of
	count        // since the last rewind
}

// count is what was read of an archive.
type count struct {
	open    int64 // bytes that were unpacked
	entries int   // that are kept
	names   int   // bytes of their names and links
}

// ErrNoTar is for files that are something else.
var ErrNoTar = errors.New("this is no tar archive, neither plain nor compressed with gzip, xz, zstd or bzip2")

// openFile reads a tar archive: of a file system, or of an image.
func (a *archive) openFile(path string) (*tree, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	first, err := a.readTar(f, func(name string, size int64) bool {
		return a.wanted.has(name) || describes(name) && size <= maxDescription
	})
	if err != nil {
		return nil, err
	}
	described, err := stack(false, first)
	if err != nil {
		return nil, err
	}
	rewind := func() error {
		a.count = count{}
		_, err := f.Seek(0, io.SeekStart)
		return err
	}
	layers, err := layersOf(described)
	if err == errNoImage {
		first = slices.DeleteFunc(first, func(e entry) bool { return !a.wanted.has(e.name) })
		return a.complete(false, []diff{first}, func() ([]diff, error) {
			if err := rewind(); err != nil {
				return nil, err
			}
			again, err := a.readTar(f, func(name string, _ int64) bool { return a.wanted.has(name) })
			return []diff{again}, err
		})
	} else if err != nil {
		return nil, err
	}
	read := func() ([]diff, error) {
		if err := rewind(); err != nil {
			return nil, err
		}
		return a.readLayers(f, layers)
	}
	diffs, err := read()
	if err != nil {
		return nil, err
	}
	return a.complete(true, diffs, read)
}

// openLayout reads an OCI image layout that is a folder.
func (a *archive) openLayout(path string) (*tree, error) {
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	layers, err := layersOf(root.FS())
	if err == errNoImage {
		return nil, errors.New("this is a folder, and no OCI image layout")
	} else if err != nil {
		return nil, err
	}
	for _, l := range layers {
		if info, err := root.Stat(l.name); err == nil {
			a.packed += info.Size()
		}
	}
	read := func() (diffs []diff, err error) {
		a.count = count{}
		for _, l := range layers {
			d, err := a.readBlob(root, l)
			if err != nil {
				return nil, err
			}
			diffs = append(diffs, d)
		}
		return diffs, nil
	}
	diffs, err := read()
	if err != nil {
		return nil, err
	}
	return a.complete(true, diffs, read)
}

func (a *archive) readBlob(root *os.Root, l layer) (diff, error) {
	f, err := root.Open(l.name)
	if err != nil {
		return nil, fmt.Errorf("layer: %w", err)
	}
	defer f.Close()
	return a.readLayer(f, l)
}

// complete stacks the diffs of an archive. Where hard links lead to files that no pattern names, as in images of
// ostree, all is read once more with these.
func (a *archive) complete(image bool, diffs []diff, again func() ([]diff, error)) (*tree, error) {
	t, err := stack(image, diffs...)
	if err != nil || !a.wanted.add(t.lacking) {
		return t, err
	}
	if diffs, err = again(); err != nil {
		return nil, err
	}
	return stack(image, diffs...)
}
