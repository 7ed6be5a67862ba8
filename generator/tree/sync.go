package tree

import (
	"io/fs"
	"os"
)

// Sync makes everything below a folder last: after it, a power failure takes nothing of it. It comes before a rename
// that publishes the folder, as the rename may reach the disk first.
func Sync(dir string) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	return fs.WalkDir(root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir():
			syncFolder(root, name)
			return nil
		case !d.Type().IsRegular():
			return nil
		}
		f, err := root.Open(name)
		if err != nil {
			return err
		}
		defer f.Close()
		return f.Sync()
	})
}

// SyncFolder makes the names in a folder last. Not every file system can; where it cannot, nothing is lost that could
// be kept.
func SyncFolder(dir string) {
	if f, err := os.Open(dir); err == nil {
		_ = f.Sync()
		f.Close()
	}
}

func syncFolder(root *os.Root, name string) {
	if f, err := root.Open(name); err == nil {
		_ = f.Sync()
		f.Close()
	}
}
