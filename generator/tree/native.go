// Functions that programs in a browser do not need: leaving them out keeps these small.

//go:build !js

package tree

import (
	"bytes"
	"compress/gzip"
	"io/fs"
	"path"
	"slices"
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

// textSuffixes are those of files that hosts send compressed: not keys, archives, WebAssembly.
var textSuffixes = []string{
	".html", ".css", ".js", ".json", ".xml", ".atom", ".svg", ".txt", ".repo", ".sigs", ".webmanifest",
}

// Gzip gives the compressed copies of the text files of a tree, each beside its file under its name with .gz: what
// gzip_static of nginx, or precompressed of Caddy, sends instead of compressing again and again. They are made when
// they are written, as small as gzip can, and hold no date and no name, so equal files have equal copies.
func (t Tree) Gzip() (out Tree) {
	for _, e := range t {
		if slices.Contains(textSuffixes, path.Ext(e.Path)) || path.Base(e.Path) == "SHA256SUMS" {
			write := func(b []byte) []byte { return append(b, compress(e.Bytes())...) }
			out = append(out, Entry{Path: e.Path + ".gz", Make: write})
		}
	}
	return out
}

func compress(data []byte) []byte {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err == nil {
		_, err = z.Write(data)
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		panic(err) // the level exists, and a Buffer takes everything
	}
	return b.Bytes()
}
