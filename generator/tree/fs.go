// A program in a browser does not need this file.

//go:build !js

package tree

import (
	"io/fs"
	"strings"
	"testing/fstest"
)

// FS is the tree as a file system in memory. It has the files of the tree alone, without its empty folders.
func (t Tree) FS() fs.FS {
	fsys := fstest.MapFS{}
	for _, e := range t {
		if !strings.HasSuffix(e.Path, "/") {
			fsys[e.Path] = &fstest.MapFile{Data: e.Bytes(), Mode: 0o644}
		}
	}
	return fsys
}
