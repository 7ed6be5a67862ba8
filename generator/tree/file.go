package tree

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"syscall"
)

// buffers are for reading files to compare them with.
var buffers = sync.Pool{New: func() any { return new([64 << 10]byte) }}

// same reports whether a file holds these bytes. A link to such a file is as good: once the bytes change, it is
// replaced. It uses system calls, as a build that changes nothing spent most of its time in package os.
func same(name string, pieces [][]byte) bool {
	f, err := syscall.Open(name, syscall.O_RDONLY|syscall.O_CLOEXEC|nonblock, 0)
	if err != nil {
		return false
	}
	defer syscall.Close(f)
	read := func(b []byte) int { // 0 at the end, less where it fails
		for {
			n, err := syscall.Read(f, b)
			switch {
			case errors.Is(err, syscall.EINTR):
				continue
			case err != nil:
				return -1
			}
			return n
		}
	}
	buffer := buffers.Get().(*[64 << 10]byte)
	defer buffers.Put(buffer)
	for _, piece := range pieces {
		for len(piece) > 0 {
			n := read(buffer[:min(len(piece), len(buffer))])
			if n <= 0 || !bytes.Equal(buffer[:n], piece[:n]) {
				return false
			}
			piece = piece[n:]
		}
	}
	return read(buffer[:1]) == 0 // it is not longer
}

// Put writes a file of the user, as a whole or not at all, whatever happens to the machine: a new one, with the folders
// above it, or in place of an old one, whose permissions it keeps. A link is refused, as a file would take its place.
func Put(root *os.Root, name string, data []byte) error {
	defer Hold()()
	if Interrupted() {
		return ErrInterrupted
	}
	name = filepath.FromSlash(name)
	if err := root.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		return fmt.Errorf("write: %w", err)
	}
	info, err := root.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return replace(root, name, [][]byte{data}, 0, true)
	case err != nil:
		return fmt.Errorf("write: %w", err)
	case !info.Mode().IsRegular():
		return fmt.Errorf("write: %s is not a regular file; name the file it leads to", filepath.ToSlash(name))
	}
	return replace(root, name, [][]byte{data}, info.Mode().Perm(), true)
}

// writeFile replaces a file: readers see the old or the new one, never a part. A staged folder has no readers yet.
func writeFile(root *os.Root, name string, data [][]byte, hidden bool) error {
	if !hidden {
		return replace(root, name, data, 0, false)
	}
	if err := writeNew(root, name, data, false); err != nil {
		root.Remove(name)
		return fmt.Errorf("write: %w", err)
	}
	return nil
}

// replace writes a file beside its place and renames it. lasting says that it must be there after a power failure too.
func replace(root *os.Root, name string, data [][]byte, mode fs.FileMode, lasting bool) error {
	temp := filepath.Join(filepath.Dir(name), tempPrefix+filepath.Base(name)+tempSuffix)
	err := writeNew(root, temp, data, lasting)
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
	if lasting {
		syncFolder(root, filepath.Dir(name))
	}
	return nil
}

// writeNew creates a file. A file of that name is left over from an interrupted write: it is removed, and a link is not
// followed.
func writeNew(root *os.Root, name string, data [][]byte, lasting bool) error {
	// Without O_NONBLOCK, which means nothing to regular files, package os sets it and takes it back in four calls.
	const flags = os.O_CREATE | os.O_EXCL | os.O_WRONLY | nonblock
	create := func() (*os.File, error) { return root.OpenFile(name, flags, 0o666) }
	f, err := create()
	if errors.Is(err, fs.ErrExist) {
		root.Remove(name)
		f, err = create()
	}
	if err != nil {
		return err
	}
	for _, piece := range data {
		if err == nil {
			_, err = f.Write(piece)
		}
	}
	if err == nil && lasting {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}
