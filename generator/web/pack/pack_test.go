package pack_test

import (
	"bytes"
	"fmt"
	"testing"

	"pes/generator/web/pack"
)

func Example() {
	shared := []byte("lines that many trees have\n")
	data := bytes.Join(pack.Pieces([]pack.File{
		{Path: "a b.json", Pieces: [][]byte{shared, []byte("end\n")}},
		{Path: "empty"},
	}), nil)
	fmt.Printf("%s", data)
	files, err := pack.Read(data)
	fmt.Printf("%q %q %v\n", files["a b.json"], files["empty"], err)
	// Output:
	// a b.json 31
	// empty 0
	//
	// lines that many trees have
	// end
	// "lines that many trees have\nend\n" "" <nil>
}

func TestReads(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]bool{
		"etc/leapp/files/repomap.json": true, "etc/leapp/files/leapp_upgrade_repositories.repo": true,
		"etc/leapp/files/vendors.d/web.sigs": true, "etc/leapp/files/vendors.d/rpm-gpg/web.gpg": false,
		"etc/leapp/files/device_driver_deprecation_data.json": false, "repomap.json": false, "etc/leapp/files/": false,
	} {
		if pack.Reads(path) != want {
			t.Errorf("%s: %v", path, !want)
		}
	}
}

// What is cut off, too long or no pack at all is refused.
func FuzzRead(f *testing.F) {
	whole := bytes.Join(pack.Pieces([]pack.File{{Path: "a", Pieces: [][]byte{[]byte("one")}}}), nil)
	for i := range whole {
		if _, err := pack.Read(whole[:i]); err == nil {
			f.Errorf("%q is read", whole[:i])
		}
		f.Add(whole[:i])
	}
	f.Add([]byte("a -1\n\n"))
	f.Add([]byte("\n\n"))
	f.Add(append(whole, 'x'))
	f.Fuzz(func(t *testing.T, data []byte) {
		files, err := pack.Read(data)
		if err != nil {
			return
		}
		size := 0
		for _, f := range files {
			size += len(f)
		}
		if size > len(data) {
			t.Errorf("%d bytes in %d", size, len(data))
		}
	})
}
