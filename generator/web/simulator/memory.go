package simulator

import (
	"io/fs"
	"strings"

	"pes/generator/list"
)

// memory holds files by path. It only implements what leapp.ReadTree needs, reading files and listing folders, to keep
// the program that browsers load small.
type memory map[string][]byte

// Open is part of fs.FS; it is never called.
func (m memory) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
}

// ReadFile returns a file.
func (m memory) ReadFile(name string) ([]byte, error) {
	data, ok := m[name]
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return data, nil
}

// ReadDir lists the files of a folder, by name.
func (m memory) ReadDir(name string) (out []fs.DirEntry, err error) {
	for path := range m {
		if file, ok := strings.CutPrefix(path, name+"/"); ok && !strings.Contains(file, "/") {
			out = append(out, entry(file))
		}
	}
	list.Sort(out, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return out, nil
}

// An entry is the name of a file in a folder.
type entry string

func (e entry) Name() string               { return string(e) }
func (e entry) IsDir() bool                { return false }
func (e entry) Type() fs.FileMode          { return 0 }
func (e entry) Info() (fs.FileInfo, error) { return nil, fs.ErrInvalid }
