package archive_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"

	"pes/generator/archive"
)

// header is the header of a file whose content is missing.
func header(t testing.TB, name string, size int64) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := tar.NewWriter(&b).WriteHeader(&tar.Header{Name: name, Typeflag: tar.TypeReg, Size: size}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// What is no archive, or one that would fill memory and disk, is told in a sentence.
func TestHostile(t *testing.T) {
	t.Parallel()
	var zeros bytes.Buffer
	w, _ := gzip.NewWriterLevel(&zeros, gzip.BestCompression)
	w.Write(make([]byte, 8<<20))
	w.Close()
	bomb := append(zipped(header(t, "var/log/lastlog", 1<<40)), bytes.Repeat(zeros.Bytes(), 100)...)
	docker := files{`manifest.json [{"Layers": ["x.tar"]}]`, "x.tar " + string(bomb)}
	const noTar = "this is no tar archive, neither plain nor compressed with gzip, xz, zstd or bzip2"
	long := strings.Repeat("n", 4000)
	names := make(files, 4500)
	for i := range names {
		names[i] = fmt.Sprintf("var/lib/rpm/%d%s ", i, long)
	}
	chain := files{"var/lib/rpm/d/x ", "var/lib/rpm/38 -> d"}
	for i := range 38 {
		chain = append(chain, fmt.Sprintf("var/lib/rpm/%d -> %s%d", i, strings.Repeat("d/../", 100), i+1))
	}
	for i := range 1000 {
		chain = append(chain, fmt.Sprintf("var/lib/rpm/0/%d ", i))
	}
	deep := strings.Repeat("a/", 300)
	for _, x := range []struct {
		what string
		in   []byte
		want string
	}{
		{"nothing", nil, "the archive is empty"},
		{"zeros", make([]byte, 1024), "the archive is empty"},
		{"text", []byte("bash-4.2.46-34.el7.x86_64\n"), noTar},
		{"compressed text", zipped([]byte(strings.Repeat("bash\n", 1000))), noTar},
		{"a disk", append([]byte("QFI\xfb"), make([]byte, 4096)...), "this is the image of a disk: mount it, and " +
			"name the folder"},
		{"cut off", header(t, "etc/os-release", 100), "the archive is cut off"},
		{"cut off in what is not wanted", header(t, "x", 100), "the archive is cut off"},
		{"a bomb", bomb, "it unpacks to more than 100 times its size: no machine does"},
		{"a bomb as a layer", tarOf(t, docker), "layer x.tar: it unpacks to more than 100 times its size: no machine " +
			"does"},
		{"a huge file", header(t, "var/lib/rpm/db", 1<<40), "files of more than 2 GB in all are wanted of it: no " +
			"machine has that much"},
		{"a digest that is none", tarOf(t, files{"oci-layout {}", `index.json {"manifests": [{"digest": "../../x"}]}`}),
			`manifest: "../../x" is no digest that is known here: those are sha256: and 64 hexadecimal digits`},
		{"a layer outside", tarOf(t, files{`manifest.json [{"Layers": ["../x"]}]`}),
			`manifest.json: "../x" is no name of a layer`},
		{"too deep", tarOf(t, files{"var/lib/rpm/" + deep + "x 1"}), ""},
		{"long names", zipped(tarOf(t, names)), "more than 200000 files or 16 MB of names are wanted of it: no " +
			"machine has as many"},
		{"long ways", tarOf(t, chain), "it has more links that lead to others than any machine"},
		{"links that grow", tarOf(t, files{"var/lib/rpm -> " + deep + "etc", "etc -> var/lib/rpm",
			"var/lib/rpm/x 1"}),
			"etc=! open etc: links lead too far var/lib/rpm=! open var/lib/rpm: links lead too far"},
	} {
		got := contents(t, write(t, x.in), root...)
		if got = strings.TrimPrefix(got, "error: archive: "); got != x.want {
			t.Errorf("%s:\n got %s\nwant %s", x.what, got, x.want)
		}
	}
	if got := contents(t, t.TempDir(), root...); !strings.HasSuffix(got, "this is a folder, and no OCI image layout") {
		t.Error(got)
	}
	if _, _, err := archive.Open("nothing"); !os.IsNotExist(err) || archive.Is("nothing") || archive.Is(t.TempDir()) {
		t.Error("what is not there:", err)
	}
}

// Whatever the bytes are: no panic, and every name that a file system has can be asked for.
func FuzzOpen(f *testing.F) {
	l := layers(f)
	layout := newLayout()
	layout.add(f, "linux/amd64", l...)
	layout.add(f, "linux/arm64", l...)
	f.Add(layout.pack(f))
	f.Add(l[0])
	f.Add(l[1])
	f.Add(tarOf(f, files{"1/layer.tar -> ../0/layer.tar", "0/layer.tar " + string(l[0]), "2.tar " + string(l[1]),
		`manifest.json [{"Layers": ["1/layer.tar", "2.tar"]}]`}))
	f.Add(tarOf(f, files{"etc/os-release = usr/share/x", "usr/share/x rocky", "var -> data", "var/lib/rpm/../x 1",
		"usr/lib/os-release -> os-release", "etc/yum.repos.d -> ../../var"}))
	f.Fuzz(func(t *testing.T, data []byte) {
		fsys, closeAll, err := archive.Open(write(t, data), root...)
		if err != nil {
			return
		}
		defer closeAll()
		err = fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
			if err == nil && d.Type().IsRegular() {
				_, err = fs.ReadFile(fsys, name)
			} else if err == nil && !d.IsDir() {
				_, _ = fs.Stat(fsys, name) // a link may lead nowhere
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}
