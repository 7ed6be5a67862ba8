package simulator

import (
	"io"
	"io/fs"
	"slices"
	"strings"
	"time"
)

// memory is a file system that holds files by path: no more of one than reading a tree takes.
type memory map[string][]byte

// Open opens a file; folders are only listed.
func (m memory) Open(name string) (fs.File, error) {
	data, ok := m[name]
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return &opened{entry{name, len(data)}, strings.NewReader(string(data))}, nil
}

// ReadDir lists the files of a folder, by name.
func (m memory) ReadDir(name string) (out []fs.DirEntry, err error) {
	for path, data := range m {
		if rest, ok := strings.CutPrefix(path, name+"/"); ok && !strings.Contains(rest, "/") {
			out = append(out, entry{rest, len(data)})
		}
	}
	slices.SortFunc(out, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return out, nil
}

type opened struct {
	entry
	io.Reader
}

func (o *opened) Stat() (fs.FileInfo, error) { return o.entry, nil }
func (o *opened) Close() error               { return nil }

// entry is what is known of a file.
type entry struct {
	path string
	size int
}

func (e entry) Name() string               { return e.path }
func (e entry) Size() int64                { return int64(e.size) }
func (e entry) Mode() fs.FileMode          { return 0o444 }
func (e entry) Type() fs.FileMode          { return 0 }
func (e entry) ModTime() time.Time         { return time.Time{} }
func (e entry) IsDir() bool                { return false }
func (e entry) Sys() any                   { return nil }
func (e entry) Info() (fs.FileInfo, error) { return e, nil }
