// Package download knows the trees of files that the site offers for download, each with an archive of its files.
//
//	for _, t := range download.Trees(data, press.New(), date, jobs) {
//		fmt.Println(t.Version, t.Distro, t.Target, len(t.Files), t.Archive.SHA256) // 0.21 rocky el8 24 4b1c...
//	}
package download

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"pes/generator/model"
	"pes/generator/par"
	"pes/generator/press"
	"pes/generator/render/address"
	"pes/generator/tree"
)

// A Tree is what a machine needs for one Leapp version, distribution and target.
type Tree struct {
	Version, Distro, Target string // 0.21, rocky, el8
	Files                   []File
	Archive                 File // all of them, to be unpacked onto /
	entries                 []press.File
	archive                 *press.Archive
}

// A File is a file of a tree.
type File struct {
	Path   string // below the root of the site
	Size   int
	SHA256 string
}

// Trees finds the trees in data, adds up their files and makes their archives, whose files have a date. Versions and
// releases are in the order of their numbers, as names say them: 8, 9, 10.
func Trees(data tree.Tree, p *press.Press, date time.Time, jobs int) (out []*Tree) {
	files := slices.Clone(data)
	slices.SortStableFunc(files, func(a, b tree.Entry) int { return strings.Compare(a.Path, b.Path) })
	described := par.Map(jobs, len(files), func(i int) File { return NewFile(files[i].Path, files[i].Pieces()) })
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
		t.entries = append(t.entries, press.File{Path: parts[4], Pieces: e.Pieces()})
		if !strings.HasSuffix(e.Path, "/") {
			t.Files = append(t.Files, described[i])
		}
	}
	out = slices.DeleteFunc(out, func(t *Tree) bool { return len(t.Files) == 0 })
	slices.SortStableFunc(out, func(a, b *Tree) int {
		return cmp.Or(model.CompareVersions(a.Version, b.Version), strings.Compare(a.Distro, b.Distro),
			model.CompareVersions(a.Target, b.Target))
	})
	for _, t := range out {
		t.archive = p.Archive(t.entries, date)
	}
	par.Map(jobs, len(out), func(i int) (none struct{}) {
		t := out[i]
		name := "leapp-data-" + t.Distro + "-" + t.Target + "-leapp" + t.Version + ".tar.gz"
		t.Archive = NewFile(t.page()+"/"+name, t.archive.Pieces())
		return none
	})
	return out
}

// NewFile adds a file up.
func NewFile(path string, pieces [][]byte) File {
	f, h := File{Path: path}, sha256.New()
	for _, piece := range pieces {
		f.Size += len(piece)
		h.Write(piece)
	}
	f.SHA256 = hex.EncodeToString(h.Sum(nil))
	return f
}

// ArchiveFile is the archive among the files of the site.
func (t *Tree) ArchiveFile() tree.Entry {
	return tree.Entry{Path: "site/" + t.Archive.Path, Parts: t.archive.Pieces()}
}

// SignatureEnd is what the name of a file ends in that has the signature of another.
const SignatureEnd = ".asc"

// Name is what the file is called.
func (f File) Name() string { return path.Base(f.Path) }

// Address is the page of a tree.
func (t *Tree) Address() string { return address.Escape(t.page()) + "/" }

func (t *Tree) page() string { return "downloads/" + t.Version + "/" + t.Distro + "/" + t.Target }

// Of reports whether the tree is that of a distribution and target release.
func (t *Tree) Of(distro string, major int) bool {
	return t.Distro == distro && t.Target == fmt.Sprintf("el%d", major)
}

// Major is the target release.
func (t *Tree) Major() int {
	n, _ := strconv.Atoi(strings.TrimPrefix(t.Target, "el")) // pes names the folder
	return n
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
