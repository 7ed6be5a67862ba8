package search_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"pes/generator/compile"
	"pes/generator/importer"
	"pes/generator/internal/need"
	"pes/generator/model"
	"pes/generator/search"
	"pes/generator/source"
)

var real struct {
	once    sync.Once
	catalog *model.Catalog
	err     error
}

// realCatalog is the catalog of the five distributions that leapp-data published in July 2024.
func realCatalog(t testing.TB) *model.Catalog {
	t.Helper()
	dir := need.Shared(t, "leapp-data/2024-07")
	real.once.Do(func() { real.catalog, real.err = compileData(dir) })
	if real.err != nil {
		t.Fatal(real.err)
	}
	return real.catalog
}

func compileData(dir string) (*model.Catalog, error) {
	files, _, list, err := importer.Import(os.DirFS(dir), 2)
	if err != nil || list.Failed() {
		return nil, fmt.Errorf("import: %w %v", err, list.All())
	}
	sources := fstest.MapFS{}
	for _, f := range files {
		sources[f.Path] = &fstest.MapFile{Data: f.Data}
	}
	read, err := source.Read(sources, 2)
	if err != nil {
		return nil, err
	}
	project, _ := source.Parse(read, 2)
	catalog, list := compile.Compile(project, time.Unix(0, 0))
	if list.Failed() {
		return nil, fmt.Errorf("compile: %v", list.All())
	}
	return catalog, nil
}

// realEntries are the entries of the real data, and a handful of guides.
func realEntries(t testing.TB) []search.Entry {
	t.Helper()
	entries := search.Catalog(realCatalog(t))
	for _, rule := range []string{"no-mapping", "stream-lost", "unknown-repository", "duplicate-event"} {
		entries = append(entries, search.Entry{Kind: search.Guide, Name: "docs/rules/#" + rule, Title: "Rule " + rule})
	}
	return entries
}

func zipped(data []byte) int {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
	w.Write(data)
	w.Close()
	return b.Len()
}

// tenfold is ten times the real data: every package ten times, nine of them with other letters in its name.
func tenfold(entries []search.Entry) (out []search.Entry) {
	for n := range 10 {
		rename := func(s string) string {
			if n == 0 {
				return s
			}
			return strings.Map(func(r rune) rune {
				if r >= 'a' && r <= 'z' {
					return 'a' + (r-'a'+rune(n)*7)%26
				}
				return r
			}, s)
		}
		for _, e := range entries {
			if e.Kind != search.Package && n > 0 {
				continue
			}
			if e.Kind == search.Package {
				e.Name = rename(e.Name)
				facts := append([]search.Fact(nil), e.Facts...)
				for i := range facts {
					out := make([]string, 0, len(facts[i].Out))
					for _, o := range facts[i].Out {
						out = append(out, rename(o))
					}
					facts[i].Out = out
				}
				e.Facts = facts
			}
			out = append(out, e)
		}
	}
	return out
}

// The first visit of a page must not wait for the index: 25 KB compressed for real data.
func TestIndexSize(t *testing.T) {
	entries := realEntries(t)
	for _, c := range []struct {
		what    string
		entries []search.Entry
		limit   int
	}{{"real data", entries, 25_000}, {"ten times", tenfold(entries), 200_000}} {
		index := search.Index(c.entries, search.Elsewhere{})
		size := zipped(index)
		t.Logf("%s: %d entries, %d bytes, %d gzip", c.what, len(c.entries), len(index), size)
		if size > c.limit {
			t.Errorf("%s: the index has %d bytes after gzip, at most %d are promised", c.what, size, c.limit)
		}
	}
}
