package tree

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Put writes a file of the user, as a whole or not at all: a new one, with the folders above it, or in place of an old
// one, whose permissions it keeps. A link is refused, as a file would take its place.
func Put(root *os.Root, name string, data []byte) error {
	name = filepath.FromSlash(name)
	if err := root.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		return fmt.Errorf("write: %w", err)
	}
	info, err := root.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return replace(root, name, data, 0)
	case err != nil:
		return fmt.Errorf("write: %w", err)
	case !info.Mode().IsRegular():
		return fmt.Errorf("write: %s is no regular file; name the file it leads to", filepath.ToSlash(name))
	}
	return replace(root, name, data, info.Mode().Perm())
}
