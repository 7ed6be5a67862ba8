package render

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"pes/generator/english"
	"pes/generator/leapp"
	"pes/generator/par"
	"pes/generator/render/address"
	"pes/generator/render/markup"
	"pes/generator/render/wording"
	"pes/generator/render/xref"
	"pes/generator/tree"
)

// A download is one tree: what a machine needs for one Leapp version, distribution and target.
type download struct {
	version, distro, target string // 0.21, rocky, el8
	files                   []fileSum
}

type fileSum struct {
	path string // of the site
	size int
	sum  string
}

// downloadPages finds the trees in the data and adds up their files.
func (s *site) downloadPages() {
	byDir := map[string]*download{}
	var files tree.Tree
	s.data = s.Data()
	for _, e := range s.data {
		if !strings.HasSuffix(e.Path, "/") {
			files = append(files, e)
		}
	}
	slices.SortStableFunc(files, func(a, b tree.Entry) int { return strings.Compare(a.Path, b.Path) })
	sums := par.Map(s.Jobs, len(files), func(i int) string {
		sum := sha256.Sum256(files[i].Data)
		return hex.EncodeToString(sum[:])
	})
	for i, e := range files {
		parts := strings.SplitN(e.Path, "/", 5) // data, leapp-V, distro, elN, rest
		if len(parts) < 5 {
			continue
		}
		dir := strings.Join(parts[:4], "/")
		d := byDir[dir]
		if d == nil {
			d = &download{version: strings.TrimPrefix(parts[1], "leapp-"), distro: parts[2], target: parts[3]}
			byDir[dir] = d
			s.trees = append(s.trees, d)
		}
		d.files = append(d.files, fileSum{e.Path, len(e.Data), sums[i]})
	}
}

func (d *download) page() string {
	return "downloads/" + address.Segment(d.version) + "/" + address.Segment(d.distro) + "/" + address.Segment(d.target) + "/"
}

// folder is where the files lie, without a slash at the end.
func (d *download) folder() string {
	return "data/leapp-" + d.version + "/" + d.distro + "/" + d.target
}

// treeLinks are the trees of a distribution and target, by Leapp version.
func (s *site) treeLinks(root, distro string, major int) (out []link) {
	for _, d := range s.trees {
		if d.distro == distro && d.target == fmt.Sprintf("el%d", major) {
			out = append(out, link{root + d.page(), "Leapp " + d.version})
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
			if d.version == v.Name {
				x.Trees = append(x.Trees, link{root + d.page(), wording.FolderTitle(s.Catalog, d.distro) + " " + strings.TrimPrefix(d.target, "el")})
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
func (s *site) treePage(d *download) (page, tree.Entry, error) {
	path := d.page()
	root := s.Root(path)
	var rows markup.Builder
	var sums strings.Builder
	prefix := d.folder()
	for _, f := range d.files {
		name := strings.TrimPrefix(f.path, prefix)
		rows.Tag("<tr")
		if v := vendorOf(f.path); v != "" {
			rows.Attr("id", "vendor-"+address.Segment(v))
		}
		rows.Tag("><th scope=row>").Link(root+address.Escape(f.path), name).Tag("<td>").Text(english.Grouped(f.size)).Tag("<td><code>").Text(f.sum).Tag("</code>")
		sums.WriteString(f.sum + "  " + strings.TrimPrefix(name, "/") + "\n")
	}
	heading := wording.FolderTitle(s.Catalog, d.distro) + " " + strings.TrimPrefix(d.target, "el") + " for Leapp " + d.version
	body, err := s.Fill("tree", map[string]any{"Title": heading, "Rows": rows.Fragment().HTML(), "Up": root + "downloads/", "Count": len(d.files)})
	file := tree.Entry{Path: "site/downloads/" + d.version + "/" + d.distro + "/" + d.target + "/SHA256SUMS", Data: []byte(sums.String())}
	return page{Path: path, Title: heading, Summary: "Files and checksums: " + heading + ".", Section: "downloads", Body: body}, file, err
}

// vendorTrees are the trees that hold files of a vendor, by distribution and target; each link leads to those files.
type vendorTrees struct {
	Title string
	Trees []link
}

func (s *site) vendorTrees(v *xref.Vendor, root string) (out []vendorTrees) {
	for _, d := range s.trees {
		if !slices.ContainsFunc(d.files, func(f fileSum) bool { return vendorOf(f.path) == v.Name }) {
			continue
		}
		title := wording.FolderTitle(s.Catalog, d.distro) + " " + strings.TrimPrefix(d.target, "el")
		i := slices.IndexFunc(out, func(x vendorTrees) bool { return x.Title == title })
		if i < 0 {
			i, out = len(out), append(out, vendorTrees{Title: title})
		}
		out[i].Trees = append(out[i].Trees, link{root + d.page() + "#vendor-" + address.Segment(v.Name), "Leapp " + d.version})
	}
	slices.SortStableFunc(out, func(a, b vendorTrees) int { return strings.Compare(a.Title, b.Title) })
	return out
}

// vendorOf is the vendor whose file it is, "" for any other. A vendor's first file in a tree is its .repo.
func vendorOf(path string) string {
	_, name, _ := strings.Cut(path, "/vendors.d/")
	name, ok := strings.CutSuffix(name, ".repo")
	if !ok || strings.Contains(name, "/") {
		return ""
	}
	return name
}
