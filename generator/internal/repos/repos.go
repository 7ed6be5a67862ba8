// Package repos is for tests only: it makes the metadata of rpm repositories, without rpmbuild and createrepo_c.
//
//	repo := repos.Repository{Packages: []repos.Package{{Name: "httpd", EVR: "2.4.62-4.el9", Arch: "x86_64"}}}
//	repo.Write(t, dir) // repodata/repomd.xml and what it names
//	repos.Many(10_000).Write(t, dir)
package repos

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"
)

// A Repository is what repodata says of one. The zero value of a field is something usual.
type Repository struct {
	Revision   string // 1764288000, which is 2025-11-28
	Compressed string // gz (what "" means), zst, xz or none
	Packages   []Package
	Streams    []Stream
	Defaults   map[string]string // module to its default stream
}

// A Package is an entry of primary. Provides, Requires, Obsoletes and Conflicts are written as in a spec file:
// "httpd-mmn = 20120211", "httpd(x86-64) >= 1:2.4-1"; Recommends and Suggests are weak.
type Package struct {
	Name   string
	EVR    string // 1.0-1.el9
	Arch   string // noarch
	Source string // the name of the source package; that of the package

	Provides, Requires, Obsoletes, Conflicts, Recommends, Suggests []string

	Files []string
}

// A Stream is a document of modules.yaml.
type Stream struct {
	Name, Stream string
	Version      string   // 9010020250101000000
	Context      string   // rhel9
	Arch         string   // x86_64
	Artifacts    []string // NEVRAs; each package has an epoch there
}

// NEVRA is how modules name the package.
func (p Package) NEVRA() string {
	p = p.usual()
	evr := p.EVR
	if !strings.Contains(evr, ":") {
		evr = "0:" + evr
	}
	return p.Name + "-" + evr + "." + p.Arch
}

func (p Package) usual() Package {
	set(&p.EVR, "1.0-1.el9")
	set(&p.Arch, "noarch")
	set(&p.Source, p.Name)
	return p
}

func set(field *string, usual string) {
	if *field == "" {
		*field = usual
	}
}

// Files are the files of the repository by their path.
func (r Repository) Files() map[string][]byte {
	set(&r.Revision, "1764288000")
	set(&r.Compressed, "gz")
	files := map[string][]byte{}
	var repomd bytes.Buffer
	fmt.Fprintf(&repomd, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<repomd "+
		"xmlns=\"http://linux.duke.edu/metadata/repo\" xmlns:rpm=\"http://linux.duke.edu/metadata/rpm\">\n"+
		"  <revision>%s</revision>\n", escaped(r.Revision))
	add := func(kind, name string, open []byte) {
		packed, end := pack(open, r.Compressed)
		path := "repodata/" + sum(packed) + "-" + name + end
		files[path] = packed
		fmt.Fprintf(&repomd, "  <data type=\"%s\">\n    <checksum type=\"sha256\">%s</checksum>\n    <open-checksum "+
			"type=\"sha256\">%s</open-checksum>\n    <location href=\"%s\"/>\n    <timestamp>1764288000</timestamp>\n"+
			"    <size>%d</size>\n    <open-size>%d</open-size>\n  </data>\n",
			kind, sum(packed), sum(open), path, len(packed), len(open))
	}
	add("primary", "primary.xml", r.primary())
	if len(r.Streams)+len(r.Defaults) > 0 {
		add("modules", "modules.yaml", r.modules())
	}
	repomd.WriteString("</repomd>\n")
	files["repodata/repomd.xml"] = repomd.Bytes()
	return files
}

// Write puts the files below a folder.
func (r Repository) Write(t testing.TB, dir string) {
	t.Helper()
	for name, data := range r.Files() {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

func sum(data []byte) string {
	s := sha256.Sum256(data)
	return hex.EncodeToString(s[:])
}

func escaped(s string) string {
	var b strings.Builder
	xml.EscapeText(&b, []byte(s)) // a Builder never fails
	return b.String()
}

// pack compresses, and says with what a name of such a file ends.
func pack(open []byte, how string) (packed []byte, end string) {
	var b bytes.Buffer
	var w io.WriteCloser
	var err error
	switch how {
	case "none":
		return open, ""
	case "gz":
		w, err = gzip.NewWriterLevel(&b, gzip.BestSpeed)
	case "zst":
		w, err = zstd.NewWriter(&b, zstd.WithEncoderConcurrency(1))
	case "xz":
		w, err = xz.NewWriter(&b)
	default:
		panic("nothing compresses with " + how)
	}
	if err == nil {
		_, err = w.Write(open)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		panic(err) // into memory
	}
	return b.Bytes(), "." + how
}
