package render

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/klauspost/compress/flate"

	"pes/generator/inventory"
	"pes/generator/leapp"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/render/download"
	"pes/generator/render/xref"
	"pes/generator/tree"
	"pes/generator/web/pack"
)

// packs are what the page simulate/ loads: a file for each tree, with the files that Leapp reads, as they are
// published, and what the new release has; and one for each upgrade path with what people wrote about its events, which
// the files for Leapp do not hold. They are compressed when they are written.
func (s *site) packs() (out tree.Tree) {
	if s.Programs == nil {
		return nil
	}
	press := presser{}
	files := map[string]tree.Entry{}
	for _, e := range s.data {
		files[e.Path] = e
	}
	for _, t := range s.Catalog.Targets {
		stock := s.stockFile(t)
		for _, d := range s.trees {
			if v, err := leapp.FindVersion(d.Version); err != nil || v.Does == nil || !d.Of(t.Distro.Folder, t.Major) {
				continue
			}
			all := append(packed(d, files), stock...)
			out = append(out, press.file(fmt.Sprintf("%s-%s-%d", d.Version, d.Distro, t.Major), pack.Pieces(all)))
		}
	}
	for _, p := range s.xref.Paths {
		all := s.xref.EventsOn(p)
		write := sync.OnceValue(func() []byte { return pressed(eventWords(all)) })
		out = append(out, packEntry(fmt.Sprintf("words-%d-%d", p.Source, p.Target), func(b []byte) []byte {
			return append(append(b, write()...), endOfStream...)
		}))
	}
	return out
}

func packEntry(name string, write func([]byte) []byte) tree.Entry {
	return tree.Entry{Path: "site/simulate/" + name + ".bin", Make: write}
}

// packed are the files of a tree that a pack holds.
func packed(t *download.Tree, files map[string]tree.Entry) (out []pack.File) {
	for _, f := range t.Files {
		if path := strings.TrimPrefix(f.Path, t.Folder()+"/"); pack.Reads(path) {
			out = append(out, pack.File{Path: path, Pieces: files[f.Path].Pieces()})
		}
	}
	return out
}

// stockFile is what a release has, with what vendors have for it; none where nothing is known of it.
func (s *site) stockFile(t *model.Target) []pack.File {
	if s.inventories.Of(t.Distro.Folder, t.Major) == nil {
		return nil
	}
	vendors := list.Map(t.Vendors, func(v *model.Vendor) string { return v.Name })
	brief := inventory.Brief(s.inventories.Inventories(t.Distro.Folder, t.Major, vendors))
	return []pack.File{{Path: pack.Stock, Pieces: [][]byte{brief}}}
}

// eventWords are what people wrote about events, for those that have it.
func eventWords(events []*xref.EventGroup) []byte {
	all := []pack.Words{}
	for _, e := range events {
		if e.Why != "" || e.Advice != "" {
			all = append(all, pack.Words{IDs: e.IDs, Why: e.Why, Advice: e.Advice, Links: e.Links})
		}
	}
	out, _ := json.Marshal(all) // strings and numbers always can
	return out
}

// A presser compresses pieces. What several trees share is compressed once.
type presser map[*byte]func() []byte

// shared is how many bytes a piece has that is worth to be compressed on its own.
const shared = 8 << 10

// file is a file of some pieces, compressed.
func (p presser) file(name string, pieces [][]byte) tree.Entry {
	var parts []func() []byte
	var small [][]byte
	flush := func() {
		if len(small) > 0 {
			joined := small
			parts = append(parts, sync.OnceValue(func() []byte { return pressed(slices.Concat(joined...)) }))
			small = nil
		}
	}
	for _, piece := range pieces {
		if len(piece) < shared {
			small = append(small, piece)
			continue
		}
		flush()
		if p[&piece[0]] == nil {
			p[&piece[0]] = sync.OnceValue(func() []byte { return pressed(piece) })
		}
		parts = append(parts, p[&piece[0]])
	}
	flush()
	return packEntry(name, func(b []byte) []byte {
		for _, part := range parts {
			b = append(b, part()...)
		}
		return append(b, endOfStream...)
	})
}

// endOfStream is the last block of a DEFLATE stream, without anything in it (RFC 1951, section 3.2.4).
const endOfStream = "\x01\x00\x00\xff\xff"

// level is how much time is spent to compress: 2 ms for the events of a release.
const level = 5

// pressed is the part of a DEFLATE stream that holds some bytes. It ends at a whole byte, so that parts can stand
// behind each other.
func pressed(data []byte) []byte {
	var out sink
	w, err := flate.NewWriter(&out, level)
	if err == nil {
		_, err = w.Write(data)
	}
	if err == nil {
		err = w.Flush()
	}
	if err != nil {
		panic(err) // memory takes everything, and the level is one
	}
	return out
}

// A sink takes what is written.
type sink []byte

func (s *sink) Write(b []byte) (int, error) {
	*s = append(*s, b...)
	return len(b), nil
}
