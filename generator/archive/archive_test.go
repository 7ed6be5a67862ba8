package archive_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"pes/generator/archive"
	"pes/generator/internal/need"
)

// A file of a test: "name text", "name -> link", "name = hard link", "name/".
type files []string

// tarOf is a tar archive of files.
func tarOf(t testing.TB, list files) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, f := range list {
		name, text, _ := strings.Cut(f, " ")
		h := &tar.Header{Name: name, Mode: 0o644, Typeflag: tar.TypeReg}
		if link, ok := strings.CutPrefix(text, "-> "); ok {
			h.Typeflag, h.Linkname, text = tar.TypeSymlink, link, ""
		} else if link, ok := strings.CutPrefix(text, "= "); ok {
			h.Typeflag, h.Linkname, text = tar.TypeLink, link, ""
		} else if strings.HasSuffix(name, "/") {
			h.Typeflag = tar.TypeDir
		} else if text == "|" {
			h.Typeflag, text = tar.TypeFifo, ""
		}
		h.Size = int64(len(text))
		if err := w.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func write(t testing.TB, data []byte) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "archive")
	if err := os.WriteFile(name, data, 0o666); err != nil {
		t.Fatal(err)
	}
	return name
}

func zipped(data []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write(data)
	w.Close()
	return b.Bytes()
}

func sum(data []byte) string {
	s := sha256.Sum256(data)
	return hex.EncodeToString(s[:])
}

var root = []string{"var/lib/rpm", "usr/lib/sysimage/rpm", "etc/os-release", "usr/lib/os-release", "etc/yum.repos.d"}

// contents are the files of an archive with what is in them.
func contents(t testing.TB, path string, patterns ...string) string {
	t.Helper()
	fsys, closeAll, err := archive.Open(path, patterns...)
	if err != nil {
		return "error: " + strings.ReplaceAll(err.Error(), path, "archive")
	}
	defer closeAll()
	var out []string
	err = fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			text = []byte("!")
			if !errors.Is(err, fs.ErrNotExist) {
				text = []byte("! " + err.Error())
			}
		}
		out = append(out, name+"="+string(text))
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	return strings.Join(out, " ")
}

// A machine as a tar archive: what is wanted of it, links within it, and nothing that harms.
func TestTar(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		what string
		in   files
		want string
	}{
		{"only what is wanted", files{"./", "./etc/", "./etc/os-release rocky", "./etc/passwd x", "./usr/bin/rpm y"},
			"etc/os-release=rocky"},
		{"links", files{"etc/os-release -> ../usr/lib/os-release", "usr/lib/os-release rocky",
			"usr/lib/sysimage/rpm/db 1", "var/lib/rpm -> /usr/lib/sysimage/rpm"},
			"etc/os-release=rocky usr/lib/os-release=rocky usr/lib/sysimage/rpm/db=1 var/lib/rpm=! read rpm: invalid " +
				"argument"},
		{"below a link",
			files{"var -> data", "var/lib/rpm/db 1", "etc/os-release -> /var/lib/rpm/db"},
			"data/lib/rpm/db=1 etc/os-release=1 var=! read var: invalid argument"},
		{"hard links, also to what is not wanted", files{"etc/os-release = usr/share/x", "usr/share/x rocky",
			"var/lib/rpm/a 1", "var/lib/rpm/b = ./var/lib/rpm/a", "etc/yum.repos.d/gone = nothing"},
			"usr/share/x=rocky var/lib/rpm/a=1 var/lib/rpm/b=1"},
		{"links out and loops", files{"etc/os-release -> ../../../../../etc/hostname", "var/lib/rpm/a -> b",
			"var/lib/rpm/b -> a", "usr/lib/os-release -> os-release", "usr/lib/os-release/x 1"},
			"etc/os-release=! usr/lib/os-release=! open usr/lib/os-release: links lead too far " +
				"var/lib/rpm/a=! open var/lib/rpm/a: links lead too far " +
				"var/lib/rpm/b=! open var/lib/rpm/b: links lead too far"},
		{"names", files{"../etc/os-release a", "/var/lib/rpm/abs 1", "var/lib/rpm/../../../etc/os-release b",
			"var//lib/./rpm/twice 1", "var/lib/rpm/twice 2", "var/lib/rpm/\xff 3", "etc/os-release |"},
			"var/lib/rpm/abs=1 var/lib/rpm/twice=2"},
		{"a file that becomes a folder, and back", files{"var/lib/rpm 1", "var/lib/rpm/db 2", "etc/yum.repos.d/x 1",
			"etc/yum.repos.d x"}, "etc/yum.repos.d=x var/lib/rpm/db=2"},
		{"no whiteouts outside images", files{"etc/yum.repos.d/.wh.x 1"}, "etc/yum.repos.d/.wh.x=1"},
	} {
		if got := contents(t, write(t, tarOf(t, x.in)), root...); got != x.want {
			t.Errorf("%s:\n got %s\nwant %s", x.what, got, x.want)
		}
	}
}

// Compressed in each of the ways; what is large, too, which lies in a temporary file until it is closed.
func TestCompressed(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	large := strings.Repeat("0123456789abcdef", 10_000)
	plain := tarOf(t, files{"etc/os-release rocky", "var/lib/rpm/db " + large})
	for _, program := range []string{"", "gzip", "xz", "zstd", "bzip2"} {
		data := plain
		if program != "" {
			cmd := exec.Command(need.Program(t, program), "-c")
			cmd.Stdin = bytes.NewReader(plain)
			var err error
			if data, err = cmd.Output(); err != nil {
				t.Fatal(err)
			}
		}
		fsys, closeAll, err := archive.Open(write(t, data), root...)
		if err != nil {
			t.Fatal(program, err)
		}
		if err := fstest.TestFS(fsys, "etc/os-release", "var/lib/rpm/db"); err != nil {
			t.Error(program, err)
		}
		f, err := fsys.Open("var/lib/rpm/db")
		if err != nil {
			t.Fatal(err)
		}
		at := make([]byte, 4)
		if n, err := f.(io.ReaderAt).ReadAt(at, 16*9_999+10); n != 4 || err != nil || string(at) != "abcd" {
			t.Errorf("%s: read %q, %v", program, at, err)
		}
		if err := closeAll(); err != nil {
			t.Error(err)
		}
		if left, err := os.ReadDir(os.Getenv("TMPDIR")); err != nil || len(left) > 0 {
			t.Error("something is left:", left, err)
		}
		if got := contents(t, write(t, data[:len(data)/2]), root...); !strings.HasPrefix(got, "error: ") {
			t.Errorf("%s, cut off: %s", program, got)
		}
	}
}

func js(t testing.TB, v any) []byte {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// Three layers: a machine, what an update changes, what is removed.
func layers(t testing.TB) [][]byte {
	return [][]byte{
		tarOf(t, files{"etc/", "etc/os-release old", "etc/yum.repos.d/", "etc/yum.repos.d/a.repo a",
			"etc/yum.repos.d/b.repo b", "var/lib/rpm/", "var/lib/rpm/Packages bdb"}),
		zipped(tarOf(t, files{"etc/os-release new", "etc/yum.repos.d/c.repo c", "etc/yum.repos.d/.wh.a.repo ",
			"var/lib/rpm/rpmdb.sqlite new", "var/lib/rpm/.wh..wh..opq ", "var/lib/.wh..wh.plnk "})),
		tarOf(t, files{"etc/yum.repos.d/.wh.c.repo ", "etc/.wh.nothing ", "etc/yum.repos.d/c.repo d"}),
	}
}

const stacked = "etc/os-release=new etc/yum.repos.d/b.repo=b etc/yum.repos.d/c.repo=d var/lib/rpm/rpmdb.sqlite=new"

// What docker save wrote for years, links between layers and all, also as podman does it, and compressed.
func TestDockerSave(t *testing.T) {
	t.Parallel()
	l := layers(t)
	image := func(layers ...string) map[string]any {
		return map[string]any{"Config": "c.json", "RepoTags": []string{"rocky:8"}, "Layers": layers}
	}
	manifest := func(images ...any) string { return "manifest.json " + string(js(t, images)) }
	for _, x := range []struct {
		what string
		in   files
		want string
	}{
		{"of docker", files{"1/", "1/VERSION 1.0", "3/layer.tar " + string(l[2]), "2/layer.tar " + string(l[1]),
			"1/layer.tar -> ../0/layer.tar", "0/layer.tar " + string(l[0]),
			manifest(image("1/layer.tar", "2/layer.tar", "3/layer.tar")), "repositories {}"}, stacked},
		{"of podman", files{"a.tar " + string(l[0]), "b.tar " + string(l[1]), "c.tar " + string(l[2]),
			manifest(image("a.tar", "b.tar", "c.tar"))}, stacked},
		{"a layer twice, and an empty one", files{"a.tar " + string(l[0]), "e.tar " + string(tarOf(t, nil)),
			manifest(image("a.tar", "e.tar", "a.tar"))}, "etc/os-release=old etc/yum.repos.d/a.repo=a " +
			"etc/yum.repos.d/b.repo=b var/lib/rpm/Packages=bdb"},
		{"a layer is missing", files{"a.tar " + string(l[0]), manifest(image("a.tar", "b.tar"))},
			"error: archive: the image has a layer b.tar, which is missing"},
		{"several images", files{manifest(image("a.tar"), image("b.tar"))},
			"error: archive: there are 2 images in it (rocky:8, rocky:8): save one alone"},
		{"another manifest.json", files{"manifest.json {}", "etc/os-release rocky"}, "etc/os-release=rocky"},
	} {
		data := tarOf(t, x.in)
		for _, data := range [][]byte{data, zipped(data)} {
			if got := contents(t, write(t, data), root...); got != x.want {
				t.Errorf("%s:\n got %s\nwant %s", x.what, got, x.want)
			}
		}
	}
}

// An OCI layout of images by platform. Blobs are named by their SHA-256.
type layout struct {
	files map[string][]byte
	index []any
}

func (l *layout) blob(data []byte) map[string]any {
	l.files["blobs/sha256/"+sum(data)] = data
	return map[string]any{"digest": "sha256:" + sum(data), "size": len(data)}
}

// add adds an image to the index.
func (l *layout) add(t testing.TB, platform string, layers ...[]byte) {
	var list []any
	for _, data := range layers {
		list = append(list, l.blob(data))
	}
	d := l.blob(js(t, map[string]any{"schemaVersion": 2, "config": l.blob([]byte(`{"os":"linux"}`)), "layers": list}))
	if os, arch, ok := strings.Cut(platform, "/"); ok {
		d["platform"] = map[string]string{"os": os, "architecture": arch}
		if os == "unknown" {
			d["annotations"] = map[string]string{"vnd.docker.reference.type": "attestation-manifest"}
		}
	}
	l.index = append(l.index, d)
}

// pack is the layout as a tar archive.
func (l *layout) pack(t testing.TB) []byte {
	l.files["oci-layout"] = []byte(`{"imageLayoutVersion": "1.0.0"}`)
	l.files["index.json"] = js(t, map[string]any{"schemaVersion": 2, "manifests": l.index})
	var list files
	for _, name := range slices.Sorted(maps.Keys(l.files)) {
		list = append(list, name+" "+string(l.files[name]))
	}
	return tarOf(t, list)
}

func newLayout() *layout { return &layout{files: map[string][]byte{}} }

// OCI layouts, as tar archives and as folders.
func TestLayout(t *testing.T) {
	t.Parallel()
	only := func(platforms ...string) *layout { // each says which it is
		out := newLayout()
		for _, p := range platforms {
			out.add(t, p, append(layers(t), tarOf(t, files{"etc/os-release " + p}))...)
		}
		return out
	}
	is := func(platform string) string { return strings.ReplaceAll(stacked, "=new etc", "="+platform+" etc") }
	nested := only("linux/arm64", "linux/amd64")
	inner := nested.blob(js(t, map[string]any{"manifests": nested.index}))
	nested.index = []any{inner}
	tagged := only("linux/amd64")
	tagged.index = append(tagged.index, tagged.index...) // as skopeo does for two tags
	sparse := only("linux/arm64")
	sparse.index = append(sparse.index, map[string]any{"digest": "sha256:" + sum(nil), "platform": map[string]string{
		"os": "linux", "architecture": "s390x"}})
	damaged := only("")
	for name, data := range damaged.files {
		if bytes.HasPrefix(data, []byte("\x1f\x8b")) {
			damaged.files[name] = append(bytes.Clone(data), 0)
		}
	}
	for _, x := range []struct {
		what, want string
		in         *layout
	}{
		{"one image", is(""), only("")},
		{"one with a note on how it was built", is("linux/arm64"), only("linux/arm64", "unknown/unknown")},
		{"of two platforms", is("linux/amd64"), only("linux/arm64", "linux/amd64")},
		{"in an index", is("linux/amd64"), nested},
		{"of two tags", is("linux/amd64"), tagged},
		{"others are not there", is("linux/arm64"), sparse},
		{"none of the usual platform", "error: archive: there are images of several platforms in it (linux/arm64, " +
			"linux/s390x), and not one of linux/amd64: copy one alone", only("linux/arm64", "linux/s390x")},
		{"none", "error: archive: there is no image in it", only()},
		{"damaged", "error: archive: the blob blobs/sha256/x is damaged: its SHA-256 is another", damaged},
	} {
		data := x.in.pack(t)
		dir := t.TempDir()
		for name, data := range x.in.files {
			os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o777)
			if err := os.WriteFile(filepath.Join(dir, name), data, 0o666); err != nil {
				t.Fatal(err)
			}
		}
		for _, path := range []string{write(t, data), dir} {
			got := contents(t, path, root...)
			if before, _, ok := strings.Cut(x.want, "x is damaged"); ok && strings.HasPrefix(got, before) {
				got = before + "x" + got[strings.LastIndex(got, " is damaged"):]
			}
			if got != x.want {
				t.Errorf("%s:\n got %s\nwant %s", x.what, got, x.want)
			}
			if !archive.Is(path) {
				t.Error("no archive:", x.what)
			}
		}
	}
}
