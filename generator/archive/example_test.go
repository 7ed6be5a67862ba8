package archive_test

import (
	"archive/tar"
	"fmt"
	"io/fs"
	"log"
	"os"
	"path/filepath"

	"pes/generator/archive"
)

// What a root file system says of its system, without unpacking it.
func ExampleOpen() {
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "root.tar")
	f, err := os.Create(path)
	if err != nil {
		log.Fatal(err)
	}
	w := tar.NewWriter(f)
	text := "ID=rocky\n"
	w.WriteHeader(&tar.Header{Name: "etc/os-release", Typeflag: tar.TypeSymlink, Linkname: "../usr/lib/os-release"})
	w.WriteHeader(&tar.Header{Name: "usr/lib/os-release", Mode: 0o644, Size: int64(len(text))})
	w.Write([]byte(text))
	w.Close()
	f.Close()

	root, closeAll, err := archive.Open(path, "etc/os-release", "usr/lib/os-release", "var/lib/rpm")
	if err != nil {
		log.Fatal(err)
	}
	defer closeAll()
	release, err := fs.ReadFile(root, "etc/os-release")
	fmt.Printf("%s%v\n", release, err)
	// Output:
	// ID=rocky
	// <nil>
}
