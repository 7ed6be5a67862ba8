package render

import (
	"fmt"
	"slices"
	"strings"

	"pes/generator/english"
	"pes/generator/leapp"
	"pes/generator/list"
	"pes/generator/par"
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

// treeTitle says which upgrade a tree is for: what the machine becomes, and the releases that it leaves and reaches.
// The target alone would read like the machine that asks.
func (s *site) treeTitle(t *download.Tree) string {
	return fmt.Sprintf("%s, %d to %d", wording.FolderTitle(s.Catalog, t.Distro), t.Major()-1, t.Major())
}

// An installation is an archive and the commands that install it.
type installation struct {
	Value, Title string // 0.21/rocky/el8; Rocky Linux, 7 to 8, Leapp 0.21
	Href         string // of the archive, from the page
	Size         int
	Path         string // of the archive, below the address of the site
	Name, SHA256 string
	Site         string // the address of the site as commands name it, without a slash at the end
	Key          string // the fingerprint of the key that signs; "" where nobody does
}

func (s *site) installation(t *download.Tree, root string) installation {
	out := installation{Value: t.Version + "/" + t.Distro + "/" + t.Target,
		Title: s.treeTitle(t) + ", Leapp " + t.Version,
		Href:  root + address.Escape(t.Archive.Path), Path: address.Escape(t.Archive.Path), Size: t.Archive.Size,
		Name: t.Archive.Name(), SHA256: t.Archive.SHA256, Site: s.commandSite()}
	if s.Signer != nil {
		out.Key = s.Signer.Fingerprint
	}
	return out
}

// commandSite is the address of the site as commands name it. Where it is not known, that is a variable, which a script
// replaces.
func (s *site) commandSite() string {
	if s.Base == "" {
		return "$SITE"
	}
	return strings.TrimSuffix(s.Base, "/")
}

// withCommands adds to the head of a page what lets it copy commands.
func (s *site) withCommands(d *draft) {
	var b markup.Builder
	b.Add(d.Head)
	if d.Tool == "" {
		b.Tag("<link rel=stylesheet").Attr("href", d.root+s.Asset("tools_css")).Tag(">")
	}
	d.Head = b.Tag("<script defer").Attr("src", d.root+s.Asset("install_js")).Tag("></script>").Fragment()
}

// treePage has the archive of a tree, and lists its files.
func (s *site) treePage(t *download.Tree) *draft {
	title := s.treeTitle(t) + ", for Leapp " + t.Version
	summary := "One archive with what Leapp " + t.Version + " needs for the upgrade to " + s.treeTitle(t) +
		": its checksum, and the commands that install it."
	d := s.draft("tree", page{Path: t.Address(), Title: title, Summary: summary, Section: "downloads"})
	s.withCommands(d)
	var rows markup.Builder
	for _, f := range t.Files {
		rows.Tag("<tr")
		if v := f.Vendor(); v != "" {
			rows.Attr("id", "vendor-"+address.Segment(v))
		}
		rows.Tag("><th scope=row>").Link(d.root+address.Escape(f.Path), strings.TrimPrefix(f.Path, t.Folder()))
		rows.Tag("<td>").Text(english.Grouped(f.Size)).Tag("<td><code>").Text(f.SHA256).Tag("</code>")
	}
	var others []link
	for _, o := range s.trees {
		if o != t && o.Distro == t.Distro && o.Target == t.Target {
			others = append(others, link{d.root + o.Address(), "Leapp " + o.Version})
		}
	}
	d.data = map[string]any{
		"Title": title, "Rows": rows.Fragment().HTML(), "Up": d.root + "downloads/", "Count": len(t.Files),
		"Names": versionNames(t.Version), "From": t.Major() - 1, "To": t.Major(), "Others": others,
		"Install": s.installation(t, d.root), "Published": s.publishedArchives(t, d.root),
	}
	return d
}

// versionNames are the Leapp versions that read the files of one.
func versionNames(name string) string {
	v, err := leapp.FindVersion(name)
	if err != nil {
		return name
	}
	return english.Or(v.Names())
}

// keyFile is where the site has the key that signs what it offers.
const keyFile = "signing-key.asc"

// checksumsOf are the files of a tree as sha256sum writes them.
func checksumsOf(t *download.Tree) (out []byte) {
	for _, f := range t.Files {
		out = append(out, f.SHA256+"  "+strings.TrimPrefix(f.Path, t.Folder()+"/")+"\n"...)
	}
	return out
}

// archives are the archive of each tree with its signature, and the checksums of its files as sha256sum writes them.
func (s *site) archives() (out tree.Tree, err error) {
	for _, t := range s.trees {
		path := "site/downloads/" + t.Version + "/" + t.Distro + "/" + t.Target + "/SHA256SUMS"
		out = append(out, tree.Entry{Path: path, Data: checksumsOf(t)}, t.ArchiveFile())
	}
	if s.Signer == nil {
		return out, nil
	}
	type signed struct {
		file tree.Entry
		err  error
	}
	for _, x := range par.Map(s.Jobs, len(s.trees), func(i int) (x signed) {
		e := s.trees[i].ArchiveFile()
		x.file.Path = e.Path + download.SignatureEnd
		x.file.Data, x.err = s.Signer.Sign(e.Bytes())
		return x
	}) {
		if x.err != nil {
			return nil, x.err
		}
		out = append(out, x.file)
	}
	return append(out, tree.Entry{Path: "site/" + keyFile, Data: s.Signer.Key}), nil
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
