package tree

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

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
