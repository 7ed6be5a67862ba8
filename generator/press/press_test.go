package press_test

import (
	"archive/tar"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pes/generator/internal/need"
	"pes/generator/press"
)

var day = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

func Example() {
	p := press.New()
	a := p.Archive([]press.File{{Path: "etc/leapp/", Pieces: nil},
		{Path: "etc/motd", Pieces: [][]byte{[]byte("Hello, "), []byte("world\n")}}}, day)
	unpacked, _ := gzip.NewReader(bytes.NewReader(a.Bytes()))
	for t := tar.NewReader(unpacked); ; {
		h, err := t.Next()
		if err != nil {
			break
		}
		fmt.Println(h.Name, h.FileInfo().Mode(), h.Uname, h.ModTime.UTC().Format(time.DateOnly), h.Size)
	}
	// Output:
	// etc/ drwxr-xr-x root 2026-01-01 0
	// etc/leapp/ drwxr-xr-x root 2026-01-01 0
	// etc/motd -rw-r--r-- root 2026-01-01 13
}

// files share a large piece, and have lengths around a block of tar.
func files(shared []byte) (out []press.File) {
	out = append(out, press.File{Path: "var/empty/"}, press.File{Path: "none"})
	for _, n := range []int{1, 511, 512, 513} {
		own := bytes.Repeat([]byte{byte(n)}, n)
		out = append(out, press.File{Path: fmt.Sprintf("etc/%d", n), Pieces: [][]byte{own}},
			press.File{Path: fmt.Sprintf("etc/shared/%d", n), Pieces: [][]byte{shared, own}})
	}
	deep := strings.Repeat("folder/", 20) + strings.Repeat("x", 99)
	for _, name := range []string{deep, "etc/" + strings.Repeat("long", 40), "etc/Schlüssel"} {
		out = append(out, press.File{Path: name, Pieces: [][]byte{[]byte("deep\n")}})
	}
	return out
}

func sharedPiece() []byte {
	var b bytes.Buffer
	for i := range 4000 {
		fmt.Fprintf(&b, "line %d of what several files have\n", i*i)
	}
	return b.Bytes()
}

// tar, gzip and Go's own packages read the same from an archive, and what is in it is what was given.
func TestToolsReadArchives(t *testing.T) {
	t.Parallel()
	need.Program(t, "tar")
	need.Program(t, "gzip")
	all, dir := files(sharedPiece()), t.TempDir()
	p := press.New()
	a := p.Archive(all, day)
	a.Compress(2)
	if again := press.New().Archive(all, day); !bytes.Equal(again.Bytes(), a.Bytes()) {
		t.Error("the same files have other bytes the second time")
	}
	name := filepath.Join(dir, "a.tar.gz")
	if err := os.WriteFile(name, a.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, words := range [][]string{{"gzip", "-t", name}, {"tar", "-C", dir, "-xzf", name},
		{"tar", "-C", dir, "--compare", "-zf", name, "--no-same-owner"}} {
		if words[2] == dir && words[3] == "--compare" && os.Getuid() != 0 {
			continue // files belong to whoever unpacks them
		}
		if out, err := exec.Command(words[0], words[1:]...).CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", words, err, out)
		}
	}
	for _, f := range all {
		if strings.HasSuffix(f.Path, "/") {
			if info, err := os.Stat(filepath.Join(dir, f.Path)); err != nil || !info.IsDir() {
				t.Errorf("%s: %v", f.Path, err)
			}
			continue
		}
		got, err := os.ReadFile(filepath.Join(dir, f.Path))
		if err != nil || !bytes.Equal(got, bytes.Join(f.Pieces, nil)) {
			t.Errorf("%s: %d bytes, %v", f.Path, len(got), err)
		}
		if info, err := os.Stat(filepath.Join(dir, f.Path)); err == nil && !info.ModTime().Equal(day) {
			t.Errorf("%s: %s", f.Path, info.ModTime())
		}
	}
}

// Several files take what they share from one place.
func TestSharedPiecesAreCompressedOnce(t *testing.T) {
	t.Parallel()
	shared, p := sharedPiece(), press.New()
	a, b := p.Archive(files(shared), day), p.Archive(files(shared)[2:4], day)
	found := 0
	for _, x := range a.Pieces() {
		for _, y := range b.Pieces() {
			if len(x) > 0 && len(y) > 0 && &x[0] == &y[0] {
				found++
			}
		}
	}
	if found != 4 {
		t.Errorf("two archives share %d pieces, want the one of four files in one and one file in the other", found)
	}
	stream := p.Stream([][]byte{[]byte("a"), shared, []byte("b")})(nil)
	got, err := io.ReadAll(flate.NewReader(bytes.NewReader(stream)))
	if want := "a" + string(shared) + "b"; err != nil || string(got) != want {
		t.Errorf("a stream has %d bytes, %v; want %d", len(got), err, len(want))
	}
}
