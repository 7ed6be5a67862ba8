package render

import (
	"fmt"
	"slices"
	"strings"

	"pes/generator/english"
	"pes/generator/leapp"
	"pes/generator/list"
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

func (s *site) downloadsPage() *draft {
	d := s.toolDraft("downloads", page{Path: "downloads/", Title: "Downloads", Section: "downloads",
		Summary: "The files Leapp reads, by Leapp version, distribution and target, with checksums."}, "customise")
	type version struct {
		Name, Also, Paths string
		Trees             []link
	}
	var versions []version
	for _, v := range leapp.Versions {
		paths := list.Map(v.Paths, func(p [2]int) string { return fmt.Sprintf("%d to %d", p[0], p[1]) })
		x := version{Name: v.Name, Also: english.And(v.Also), Paths: english.And(paths)}
		for _, t := range s.trees {
			if t.Version == v.Name {
				x.Trees = append(x.Trees, link{d.root + t.Address(), s.treeTitle(t)})
			}
		}
		if len(x.Trees) > 0 {
			versions = append(versions, x)
		}
	}
	d.data["Versions"], d.data["Channels"] = versions, s.channelRows(d.root)
	d.data["Upgrades"] = s.upgradesOf(versionsFor)
	return d
}

// treeTitle returns the name of a tree's target.
func (s *site) treeTitle(t *download.Tree) string {
	return wording.FolderTitle(s.Catalog, t.Distro) + " " + strings.TrimPrefix(t.Target, "el")
}

// treePage lists the files of a tree.
func (s *site) treePage(t *download.Tree) *draft {
	title := s.treeTitle(t) + " for Leapp " + t.Version
	summary := "Files and checksums: " + title + "."
	d := s.draft("tree", page{Path: t.Address(), Title: title, Summary: summary, Section: "downloads"})
	var rows markup.Builder
	for _, f := range t.Files {
		rows.Tag("<tr")
		if v := f.Vendor(); v != "" {
			rows.Attr("id", "vendor-"+address.Segment(v))
		}
		rows.Tag("><th scope=row>").Link(d.root+address.Escape(f.Path), strings.TrimPrefix(f.Path, t.Folder()))
		rows.Tag("<td>").Text(english.Grouped(f.Size)).Tag("<td><code>").Text(f.SHA256).Tag("</code>")
	}
	d.data = map[string]any{
		"Title": title, "Rows": rows.Fragment().HTML(), "Up": d.root + "downloads/", "Count": len(t.Files),
	}
	return d
}

// checksums are the files of each tree as sha256sum writes them.
func (s *site) checksums() (out tree.Tree) {
	for _, t := range s.trees {
		var b strings.Builder
		for _, f := range t.Files {
			b.WriteString(f.SHA256 + "  " + strings.TrimPrefix(f.Path, t.Folder()+"/") + "\n")
		}
		path := "site/downloads/" + t.Version + "/" + t.Distro + "/" + t.Target + "/SHA256SUMS"
		out = append(out, tree.Entry{Path: path, Data: []byte(b.String())})
	}
	return out
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
		title := s.treeTitle(d)
		x := list.FindOrAdd(&out, vendorTrees{Title: title}, func(x vendorTrees) bool { return x.Title == title })
		x.Trees = append(x.Trees, link{root + d.Address() + "#vendor-" + address.Segment(v.Name), "Leapp " + d.Version})
	}
	slices.SortStableFunc(out, func(a, b vendorTrees) int { return strings.Compare(a.Title, b.Title) })
	return out
}
