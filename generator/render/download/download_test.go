package download_test

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pes/generator/datarelease"
	"pes/generator/press"
	"pes/generator/render/download"
	"pes/generator/tree"
)

func data() tree.Tree {
	return tree.Tree{
		{Path: "data/leapp-0.21/rocky/el8/etc/leapp/files/pes-events.json", Data: []byte("{}\n")},
		{Path: "data/leapp-0.21/rocky/el8/etc/leapp/files/repomap.json", Data: []byte("{}\n")},
		{Path: "data/leapp-0.21/rocky/el8/usr/share/empty/"},
		{Path: "data/leapp-0.21/rocky/el10/etc/leapp/files/repomap.json", Data: []byte("{}\n")},
		{Path: "data/leapp-0.21/rocky/el9/etc/leapp/files/repomap.json", Data: []byte("{}\n")},
	}
}

func trees(jobs int) []*download.Tree {
	return download.Trees(data(), press.New(), time.Unix(1767225600, 0), jobs)
}

func ExampleTrees() {
	for _, t := range trees(2) {
		fmt.Println(t.Version, t.Distro, t.Target, len(t.Files))
	}
	// Output:
	// 0.21 rocky el8 2
	// 0.21 rocky el9 1
	// 0.21 rocky el10 1
}

// The checksums are those that sha256sum -c takes: a digest, two blanks and a path, a file a line.
func TestChecksums(t *testing.T) {
	t.Parallel()
	const empty = "ca3d163bab055381827226140568f3bef7eaac187cebd76878e0b63e9e442356" // of "{}\n"
	for _, x := range trees(1) {
		for _, f := range x.Files {
			if !strings.Contains(fmt.Sprintf("%+v", f), empty) {
				t.Errorf("%s: %+v has not the digest of its bytes", x.Target, f)
			}
		}
	}
}

// The archive of a tree is what a release's archive is: the same paths for /, and only root may write them.
func TestArchives(t *testing.T) {
	t.Parallel()
	for _, x := range trees(2) {
		e := x.ArchiveFile()
		sum := fmt.Sprintf("%x", sha256.Sum256(e.Bytes()))
		if x.Archive.SHA256 != sum || x.Archive.Size != len(e.Bytes()) {
			t.Errorf("%s: %+v, and it has %d bytes and %s", e.Path, x.Archive, len(e.Bytes()), sum)
		}
		files, dirs, err := datarelease.Unpack(e.Path, e.Bytes())
		if err != nil || len(files) != len(x.Files) {
			t.Errorf("%s: %d files, %v", e.Path, len(files), err)
		}
		for i, f := range files {
			if f.Path != strings.TrimPrefix(x.Files[i].Path, x.Folder()+"/") {
				t.Errorf("%s holds %s", e.Path, f.Path)
			}
		}
		if empty := slices.Contains(dirs, "usr/share/empty"); empty != (x.Target == "el8") {
			t.Errorf("%s: folders %s", e.Path, dirs)
		}
	}
	if name := trees(1)[2].Archive.Name(); name != "leapp-data-rocky-el10-leapp0.21.tar.gz" {
		t.Error(name)
	}
}
