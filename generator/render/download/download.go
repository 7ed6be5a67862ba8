// Package download knows the trees of files that the site offers for download.
//
//	for _, t := range download.Trees(data, jobs) {
//		fmt.Println(t.Version, t.Distro, t.Target, len(t.Files)) // 0.21 rocky el8 24
//	}
package download

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"pes/generator/list"
	"pes/generator/par"
	"pes/generator/render/address"
	"pes/generator/tree"
)

// A Tree is what a machine needs for one Leapp version, distribution and target.
type Tree struct {
	Version, Distro, Target string // 0.21, rocky, el8
	Files                   []File
}

// A File is a file of a tree.
type File struct {
	Path   string // below the root of the site
	Size   int
	SHA256 string
}

// Trees finds the trees in data and adds up their files.
func Trees(data tree.Tree, jobs int) (out []*Tree) {
	files := list.Select(data, func(e tree.Entry) bool { return !strings.HasSuffix(e.Path, "/") })
	slices.SortStableFunc(files, func(a, b tree.Entry) int { return strings.Compare(a.Path, b.Path) })
	described := par.Map(jobs, len(files), func(i int) File { return describe(files[i]) })
	for i, e := range files {
		parts := strings.SplitN(e.Path, "/", 5) // data, leapp-V, distro, elN, rest
		if len(parts) < 5 {
			continue
		}
		t := &Tree{Version: strings.TrimPrefix(parts[1], "leapp-"), Distro: parts[2], Target: parts[3]}
		if n := len(out); n > 0 && out[n-1].Folder() == t.Folder() {
			t = out[n-1]
		} else {
			out = append(out, t)
		}
		t.Files = append(t.Files, described[i])
	}
	return out
}

func describe(e tree.Entry) File {
	f, h := File{Path: e.Path}, sha256.New()
	for _, piece := range e.Pieces() {
		f.Size += len(piece)
		h.Write(piece)
	}
	f.SHA256 = hex.EncodeToString(h.Sum(nil))
	return f
}

// Address is the page of a tree.
func (t *Tree) Address() string {
	return "downloads/" + address.Escape(t.Version+"/"+t.Distro+"/"+t.Target) + "/"
}

// Of reports whether the tree is that of a distribution and target release.
func (t *Tree) Of(distro string, major int) bool {
	return t.Distro == distro && t.Target == fmt.Sprintf("el%d", major)
}

// Folder is where the files are, without a slash at the end.
func (t *Tree) Folder() string {
	return "data/leapp-" + t.Version + "/" + t.Distro + "/" + t.Target
}

// Vendor is the vendor whose .repo file this is, "" for any other. A vendor's first file in a tree is its .repo.
func (f File) Vendor() string {
	_, name, _ := strings.Cut(f.Path, "/vendors.d/")
	name, ok := strings.CutSuffix(name, ".repo")
	if !ok || strings.Contains(name, "/") {
		return ""
	}
	return name
}
