package host

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"
	"syscall"
)

// A Dir is a folder as the root of a machine: its own / where it is a mounted disk or an unpacked image. As on the
// machine, a link that begins with / begins at this root, and .. at the root stays there: no name leads out of it.
// Only files and folders can be opened, no devices and pipes, which could wait for ever.
type Dir struct{ root *os.Root }

// OpenDir opens a folder as a root.
func OpenDir(name string) (*Dir, error) {
	root, err := os.OpenRoot(name)
	if err != nil {
		return nil, err
	}
	return &Dir{root}, nil
}

// Close ends the use of the folder.
func (d *Dir) Close() error { return d.root.Close() }

// Open opens a file or a folder for reading.
func (d *Dir) Open(name string) (fs.File, error) {
	fail := func(err error) (fs.File, error) {
		var inner *fs.PathError
		if errors.As(err, &inner) {
			err = inner.Err
		}
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	if !fs.ValidPath(name) {
		return fail(fs.ErrInvalid)
	}
	real := name
	info, err := d.root.Stat(real)
	if err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrPermission) {
		if real, err = d.resolve(name); err == nil { // os.Root refuses links that begin with /
			info, err = d.root.Stat(real)
		}
	}
	if err != nil {
		return fail(err)
	}
	if mode := info.Mode(); !mode.IsRegular() && !mode.IsDir() {
		return fail(fmt.Errorf("it is neither a file nor a folder (%s)", mode))
	}
	// The file may have become a pipe in the meantime, and opening one waits for whoever writes to it.
	f, err := d.root.OpenFile(real, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return fail(err)
	}
	return f, nil
}

// maxLinks is how many links a name may lead over, as in Linux.
const maxLinks = 40

// resolve is the name of what a name leads to, without links.
func (d *Dir) resolve(name string) (string, error) {
	done, todo := ".", strings.Split(name, "/")
	for links := 0; len(todo) > 0; {
		part := todo[0]
		todo = todo[1:]
		if part == ".." {
			done = path.Dir(done)
			continue
		}
		next := path.Join(done, part)
		info, err := d.root.Lstat(next)
		if err != nil {
			return "", err
		}
		if info.Mode().Type() != fs.ModeSymlink {
			done = next
			continue
		}
		if links++; links > maxLinks {
			return "", errors.New("it leads over too many links")
		}
		target, err := d.root.Readlink(next)
		if err != nil {
			return "", err
		}
		if path.IsAbs(target) {
			done = "."
		}
		todo = append(strings.Split(target, "/"), todo...)
	}
	return done, nil
}
