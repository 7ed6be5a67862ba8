// Package pack is what the page simulate/ loads: several files in one, so that they take one request. See the example.
//
// A [File] is one that the site publishes, byte for byte; those of each upgrade lie in the folder of its target, such
// as el8. A pack is text and bytes: a line PATH SIZE for each file, an empty line, then the files one behind the other.
// Packs are published as raw DEFLATE streams, which browsers expand.
package pack

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Files of a pack beside those of its tree.
const (
	Stock     = "stock"      // what the new release has, as package inventory writes it in brief
	WordsFile = "words"      // what people wrote about events: a JSON array of Words
	Sums      = "SHA256SUMS" // of the tree
)

// Words are what people wrote about events.
type Words struct {
	IDs    []uint64 `json:"ids"`
	Why    string   `json:"why,omitempty"`
	Advice string   `json:"advice,omitempty"`
	Links  []string `json:"links,omitempty"`
}

// Files is where Leapp looks for its data in a tree.
const Files = "etc/leapp/files/"

// Reads reports whether Leapp reads a file of a tree to compute an upgrade: not keys, nor lists of drivers.
func Reads(path string) bool {
	name, ok := strings.CutPrefix(path, Files)
	if vendor, found := strings.CutPrefix(name, "vendors.d/"); found {
		return ok && !strings.Contains(vendor, "/")
	}
	return ok && (name == "pes-events.json" || name == "repomap.json" || name == "leapp_upgrade_repositories.repo")
}

// A File is one of a pack. Its bytes may be in pieces that other files share.
type File struct {
	Path   string
	Pieces [][]byte
}

// Pieces are the bytes of a pack. Those of its files are among them as they are.
func Pieces(files []File) (out [][]byte) {
	var head strings.Builder
	out = append(out, nil)
	for _, f := range files {
		size := 0
		for _, piece := range f.Pieces {
			size += len(piece)
		}
		fmt.Fprintf(&head, "%s %d\n", f.Path, size)
		out = append(out, f.Pieces...)
	}
	head.WriteByte('\n')
	out[0] = []byte(head.String())
	return out
}

// Read returns the files of a pack by path. They are parts of data.
func Read(data []byte) (map[string][]byte, error) {
	errBroken := errors.New("a file of this site was not loaded whole: load this page again")
	head, rest, ok := bytes.Cut(data, []byte("\n\n"))
	if !ok {
		return nil, errBroken
	}
	files := map[string][]byte{}
	for line := range strings.SplitSeq(string(head), "\n") {
		at := strings.LastIndexByte(line, ' ')
		size, err := strconv.Atoi(line[at+1:])
		if at < 0 || err != nil || size < 0 || size > len(rest) {
			return nil, errBroken
		}
		files[line[:at]], rest = rest[:size:size], rest[size:]
	}
	if len(rest) > 0 {
		return nil, errBroken
	}
	return files, nil
}
