package download_test

import (
	"fmt"
	"strings"
	"testing"

	"pes/generator/render/download"
	"pes/generator/tree"
)

func data() tree.Tree {
	return tree.Tree{
		{Path: "data/leapp-0.21/rocky/el8/etc/leapp/files/pes-events.json", Data: []byte("{}\n")},
		{Path: "data/leapp-0.21/rocky/el8/etc/leapp/files/repomap.json", Data: []byte("{}\n")},
		{Path: "data/leapp-0.21/rocky/el9/etc/leapp/files/repomap.json", Data: []byte("{}\n")},
	}
}

func ExampleTrees() {
	for _, t := range download.Trees(data(), 2) {
		fmt.Println(t.Version, t.Distro, t.Target, len(t.Files))
	}
	// Output:
	// 0.21 rocky el8 2
	// 0.21 rocky el9 1
}

// The checksums are those that sha256sum -c takes: a digest, two blanks and a path, a file a line.
func TestChecksums(t *testing.T) {
	t.Parallel()
	const empty = "ca3d163bab055381827226140568f3bef7eaac187cebd76878e0b63e9e442356" // of "{}\n"
	for _, x := range download.Trees(data(), 1) {
		for _, f := range x.Files {
			if !strings.Contains(fmt.Sprintf("%+v", f), empty) {
				t.Errorf("%s: %+v has not the digest of its bytes", x.Target, f)
			}
		}
	}
}
