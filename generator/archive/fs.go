package archive

import (
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
)

// Open opens a file, which is an [io.ReaderAt] and an [io.Seeker] too, or a folder.
func (t *tree) Open(name string) (fs.File, error) {
	n, err := t.named("open", name, true)
	if err != nil {
		return nil, err
	}
	i := info{path.Base(name), n}
	if n.kind == fs.ModeDir {
		return &folder{info: i, left: n.entries()}, nil
	}
	return &file{n.contents.open(), i}, nil
}

// ReadLink and Lstat make it an [fs.ReadLinkFS].

func (t *tree) ReadLink(name string) (string, error) {
	n, err := t.named("readlink", name, false)
	if err != nil {
		return "", err
	}
	if n.kind != fs.ModeSymlink {
		return "", &fs.PathError{Op: "readlink", Path: name, Err: fs.ErrInvalid}
	}
	return n.link, nil
}

func (t *tree) Lstat(name string) (fs.FileInfo, error) {
	n, err := t.named("lstat", name, false)
	if err != nil {
		return nil, err
	}
	return info{path.Base(name), n}, nil
}

func (t *tree) named(op, name string, follow bool) (*node, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: op, Path: name, Err: fs.ErrInvalid}
	}
	n, err := t.find(name, follow)
	if err != nil {
		return nil, &fs.PathError{Op: op, Path: name, Err: err}
	}
	return n, nil
}

// entries are what is in a folder, in order.
func (n *node) entries() (out []fs.DirEntry) {
	for name, below := range n.below {
		out = append(out, fs.FileInfoToDirEntry(info{name, below}))
	}
	slices.SortFunc(out, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return out
}

// info is what is known of a file, all of which may be read by anybody.
type info struct {
	name string
	node *node
}

func (i info) Name() string       { return i.name }
func (i info) Size() int64        { return i.node.contents.size }
func (i info) ModTime() time.Time { return time.Time{} }
func (i info) IsDir() bool        { return i.node.kind == fs.ModeDir }
func (i info) Sys() any           { return nil }

func (i info) Mode() fs.FileMode {
	if i.IsDir() {
		return fs.ModeDir | 0o555
	}
	return i.node.kind | 0o444
}

type file struct {
	*io.SectionReader
	info info
}

func (f *file) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *file) Close() error               { return nil }

type folder struct {
	info info
	left []fs.DirEntry
}

func (f *folder) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *folder) Close() error               { return nil }

func (f *folder) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: f.info.name, Err: fs.ErrInvalid}
}

func (f *folder) ReadDir(n int) ([]fs.DirEntry, error) {
	if n <= 0 {
		n = len(f.left)
	} else if len(f.left) == 0 {
		return nil, io.EOF
	}
	out := f.left[:min(n, len(f.left))]
	f.left = f.left[len(out):]
	return out, nil
}
