package tree

import (
	"fmt"
	"os"
	"path/filepath"
)

// Replace replaces a file of the user: as a whole or not at all, with the permissions it had. A link is refused, as a
// file would take its place.
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

// Create writes a file where there is none yet: as a whole or not at all.
func Create(root *os.Root, name string, data []byte) error {
	if _, err := root.Lstat(filepath.FromSlash(name)); err == nil {
		return fmt.Errorf("write: %s is there already", name)
	}
	return replace(root, filepath.FromSlash(name), data, 0)
}
