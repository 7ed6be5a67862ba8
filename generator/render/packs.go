package render

import (
	"encoding/json"
	"fmt"
	"strings"

	"pes/generator/inventory"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/render/xref"
	"pes/generator/tree"
	"pes/generator/web/pack"
)

// packs are what the page simulate/ loads: one file for each choice that it offers. It holds the files that Leapp
// reads, as they are published, with their digests; what the new release has; and what people wrote about the events,
// which the files for Leapp do not hold. They are compressed when they are written.
func (s *site) packs() (out tree.Tree) {
	if s.Programs == nil {
		return nil
	}
	p := packer{site: s, files: map[string]tree.Entry{}, words: map[int][]byte{}}
	for _, e := range s.data {
		p.files[e.Path] = e
	}
	made := map[string]bool{}
	for _, o := range list.FlatMap(s.simulatedUpgrades(), func(g upgradeOptions) []upgradeOption { return g.Options }) {
		if o.hops != nil {
			files := list.FlatMap(o.hops, func(h upgradeOption) []pack.File { return p.hop(h.Version, h.target) })
			out = append(out, p.entry(fmt.Sprintf("%s-%d-%d", o.Value, o.From, o.To), files))
		}
		for _, v := range o.versions {
			name := fmt.Sprintf("%s-%s-%d", v.Name, o.Value, o.To)
			if !made[name] {
				made[name] = true
				out = append(out, p.entry(name, p.hop(v.Name, o.target)))
			}
		}
	}
	return out
}

// A packer packs trees.
type packer struct {
	*site
	files map[string]tree.Entry
	words map[int][]byte // what people wrote about events, by the release that they lead to
}

func (p *packer) entry(name string, files []pack.File) tree.Entry {
	return tree.Entry{Path: "site/simulate/" + name + ".bin", Make: p.site.press.Stream(pack.Pieces(files))}
}

// hop is what one upgrade needs, in the folder of its target.
func (p *packer) hop(version string, t *model.Target) (out []pack.File) {
	d := p.treeOf(version, t)
	for _, f := range d.Files {
		if path := strings.TrimPrefix(f.Path, d.Folder()+"/"); pack.Reads(path) {
			out = append(out, pack.File{Path: path, Pieces: p.files[f.Path].Pieces()})
		}
	}
	out = append(out, p.stockFile(t)...)
	if p.words[t.Major] == nil {
		of := list.Select(p.xref.Paths, func(x *xref.Path) bool { return x.Target == t.Major })
		p.words[t.Major] = eventWords(list.FlatMap(of, p.xref.EventsOn))
	}
	out = append(out, pack.File{Path: pack.WordsFile, Pieces: [][]byte{p.words[t.Major]}},
		pack.File{Path: pack.Sums, Pieces: [][]byte{checksumsOf(d)}})
	for i := range out {
		out[i].Path = d.Target + "/" + out[i].Path
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
