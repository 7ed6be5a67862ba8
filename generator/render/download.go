package render

import (
	"fmt"
	"slices"
	"strings"

	"pes/generator/english"
	"pes/generator/leapp"
	"pes/generator/render/address"
	"pes/generator/render/download"
	"pes/generator/render/markup"
	"pes/generator/render/wording"
	"pes/generator/render/xref"
	"pes/generator/tree"
)

// treeLinks are the trees of a distribution and target, by Leapp version.
func (s *site) treeLinks(root, distro string, major int) (out []link) {
	for _, d := range s.trees {
		if d.Of(distro, major) {
			out = append(out, link{root + d.Address(), "Leapp " + d.Version})
		}
	}
	return out
}

func (s *site) downloadJobs() (out []job) {
	out = append(out, one(s.downloadsPage))
	for _, d := range s.trees {
		out = append(out, func() ([]page, tree.Tree, error) {
			p, sums, err := s.treePage(d)
			return []page{p}, tree.Tree{sums}, err
		})
	}
	return out
}

func (s *site) downloadsPage() (page, error) {
	const path = "downloads/"
	root := s.Root(path)
	type version struct {
		Name, Also, Paths string
		Trees             []link
	}
	var versions []version
	for _, v := range leapp.Versions {
		x := version{Name: v.Name, Also: english.And(v.Also)}
		var paths []string
		for _, p := range v.Paths {
			paths = append(paths, fmt.Sprintf("%d to %d", p[0], p[1]))
		}
		x.Paths = english.And(paths)
		for _, d := range s.trees {
			if d.Version == v.Name {
				x.Trees = append(x.Trees, link{root + d.Address(), wording.FolderTitle(s.Catalog, d.Distro) + " " + strings.TrimPrefix(d.Target, "el")})
			}
		}
		if len(x.Trees) > 0 {
			versions = append(versions, x)
		}
	}
	body, err := s.Fill("downloads", map[string]any{"Versions": versions, "Channels": s.channelRows(root), "Root": root, "Programs": s.Programs != nil, "Program": root + s.programs["compose"],
		"Sources": root + s.programs["sources"], "Date": s.Date.Unix(), "Ways": s.writable(), "Vendors": s.vendorNames(), "Tags": s.tagNames()})
	return page{Path: path, Title: "Downloads", Summary: "The files Leapp reads, by Leapp version, distribution and target, with checksums.", Section: "downloads", Head: s.toolHead(root, "customise"), Body: body, Wasm: s.Programs != nil}, err
}

// treePage lists the files of a tree; sums is the same as sha256sum writes it.
func (s *site) treePage(d *download.Tree) (page, tree.Entry, error) {
	path := d.Address()
	root := s.Root(path)
	var rows markup.Builder
	var sums strings.Builder
	prefix := d.Folder()
	for _, f := range d.Files {
		name := strings.TrimPrefix(f.Path, prefix)
		rows.Tag("<tr")
		if v := f.Vendor(); v != "" {
			rows.Attr("id", "vendor-"+address.Segment(v))
		}
		rows.Tag("><th scope=row>").Link(root+address.Escape(f.Path), name).Tag("<td>").Text(english.Grouped(f.Size)).Tag("<td><code>").Text(f.SHA256).Tag("</code>")
		sums.WriteString(f.SHA256 + "  " + strings.TrimPrefix(name, "/") + "\n")
	}
	heading := wording.FolderTitle(s.Catalog, d.Distro) + " " + strings.TrimPrefix(d.Target, "el") + " for Leapp " + d.Version
	body, err := s.Fill("tree", map[string]any{"Title": heading, "Rows": rows.Fragment().HTML(), "Up": root + "downloads/", "Count": len(d.Files)})
	file := tree.Entry{Path: "site/downloads/" + d.Version + "/" + d.Distro + "/" + d.Target + "/SHA256SUMS", Data: []byte(sums.String())}
	return page{Path: path, Title: heading, Summary: "Files and checksums: " + heading + ".", Section: "downloads", Body: body}, file, err
}

// vendorTrees are the trees that hold files of a vendor, by distribution and target; each link leads to those files.
type vendorTrees struct {
	Title string
	Trees []link
}

func (s *site) vendorTrees(v *xref.Vendor, root string) (out []vendorTrees) {
	for _, d := range s.trees {
		if !slices.ContainsFunc(d.Files, func(f download.File) bool { return f.Vendor() == v.Name }) {
			continue
		}
		title := wording.FolderTitle(s.Catalog, d.Distro) + " " + strings.TrimPrefix(d.Target, "el")
		i := slices.IndexFunc(out, func(x vendorTrees) bool { return x.Title == title })
		if i < 0 {
			i, out = len(out), append(out, vendorTrees{Title: title})
		}
		out[i].Trees = append(out[i].Trees, link{root + d.Address() + "#vendor-" + address.Segment(v.Name), "Leapp " + d.Version})
	}
	slices.SortStableFunc(out, func(a, b vendorTrees) int { return strings.Compare(a.Title, b.Title) })
	return out
}
