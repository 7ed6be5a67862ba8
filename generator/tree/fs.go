// Archives are not for browsers: a program there has no use for them, and no room.

//go:build !js

package tree

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io/fs"
	"strings"
)

// FS is the tree as a file system. The files are copied in memory.
func (t Tree) FS() (fs.FS, error) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, e := range t {
		if !fs.ValidPath(strings.TrimSuffix(e.Path, "/")) {
			return nil, fmt.Errorf("%q is no path inside a tree", e.Path)
		}
		f, err := w.CreateHeader(&zip.FileHeader{Name: e.Path, Method: zip.Store})
		if err == nil && !strings.HasSuffix(e.Path, "/") {
			_, err = f.Write(e.Bytes())
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", e.Path, err)
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
}
