// Package vectors is for tests only: upgrades of machines together with what the real Leapp code answered. The README
// beside it says what is in the archives and how they were made.
package vectors

import (
	"archive/tar"
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/klauspost/compress/zstd"

	"pes/generator/internal/need"
)

//go:embed *.tar.zst
var archives embed.FS

// A Set is the content of an archive.
type Set struct {
	Trees   map[string]fstest.MapFS // by name
	Vectors []Vector
}

// A Vector is a machine to upgrade, in the shape of upgrade.Request, and the answer, in that of upgrade.Answer.
type Vector struct{ Request, Answer json.RawMessage }

// Synthetic are ELevate's answers for random trees.
func Synthetic(t testing.TB) *Set { return embedded(t, "synthetic") }

// Upstream are the answers of upstream's Leapp for random trees.
func Upstream(t testing.TB) *Set { return embedded(t, "upstream") }

func embedded(t testing.TB, name string) *Set {
	t.Helper()
	file, err := archives.Open(name + ".tar.zst")
	if err != nil {
		t.Fatal(err)
	}
	r, err := zstd.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	return read(t, r, "")
}

// Real are ELevate's answers for published data; they are part of the reference data.
func Real(t testing.TB) *Set {
	t.Helper()
	archive := need.Shared(t, "leapp-vectors/real.tar.xz")
	data, err := exec.Command(need.Program(t, "xz"), "-dc", archive).Output()
	if err != nil {
		t.Fatal(err)
	}
	return read(t, bytes.NewReader(data), "real/")
}

// read reads an archive in which every name begins with prefix.
func read(t testing.TB, archive io.Reader, prefix string) *Set {
	t.Helper()
	set := &Set{Trees: map[string]fstest.MapFS{}}
	for r := tar.NewReader(archive); ; {
		header, err := r.Next()
		if errors.Is(err, io.EOF) {
			return set
		} else if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimPrefix(header.Name, prefix)
		tree, file, _ := strings.Cut(strings.TrimPrefix(name, "trees/"), "/")
		switch {
		case header.Typeflag == tar.TypeDir:
		case name == "vectors.jsonl":
			set.Vectors = vectorsOf(t, data)
		case set.Trees[tree] == nil:
			set.Trees[tree] = fstest.MapFS{file: {Data: data}}
		default:
			set.Trees[tree][file] = &fstest.MapFile{Data: data}
		}
	}
}

func vectorsOf(t testing.TB, lines []byte) (all []Vector) {
	t.Helper()
	for line := range bytes.Lines(lines) {
		var v Vector
		if err := json.Unmarshal(line, &v); err != nil {
			t.Fatal(err)
		}
		all = append(all, v)
	}
	return all
}
