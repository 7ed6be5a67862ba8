package render

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"

	"pes/generator/inventory"
	"pes/generator/leapp"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/press"
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
			out = append(out, packEntry(fmt.Sprintf("%s-%s-%d", d.Version, d.Distro, t.Major),
				s.press.Stream(pack.Pieces(all))))
		}
	}
	for _, p := range s.xref.Paths {
		all := s.xref.EventsOn(p)
		write := sync.OnceValue(func() []byte { return press.New().Stream([][]byte{eventWords(all)})(nil) })
		out = append(out, packEntry(fmt.Sprintf("words-%d-%d", p.Source, p.Target), func(b []byte) []byte {
			return append(b, write()...)
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
