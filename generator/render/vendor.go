package render

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"pes/generator/english"
	"pes/generator/list"
	"pes/generator/render/address"
	"pes/generator/render/atom"
	"pes/generator/render/badge"
	"pes/generator/render/document"
	"pes/generator/render/markup"
	"pes/generator/render/repomap"
	"pes/generator/render/wording"
	"pes/generator/render/xref"
	"pes/generator/tree"
)

// web is an address that may be a link, else nothing.
func web(address string) string {
	if markup.MayLink(address) {
		return address
	}
	return ""
}

// vendorLinks are the vendors with a cell that is wanted.
func (s *site) vendorLinks(root string, wanted func(cell int) bool) []link {
	here := list.Select(s.xref.Vendors, func(v *xref.Vendor) bool { return slices.ContainsFunc(v.Cells, wanted) })
	return list.Map(here, func(v *xref.Vendor) link { return link{root + address.Vendor(v.Name), v.DisplayName()} })
}

// vendorGroup are the vendors that support the same paths.
type vendorGroup struct {
	ID, Title string
	Vendors   []link
}

// vendorGroups are all vendors, those that support most paths first.
func (s *site) vendorGroups(root string) (out []vendorGroup) {
	paths := map[string]int{}
	for _, v := range s.xref.Vendors {
		var on []string
		for _, p := range s.xref.Paths {
			if len(p.Among(v.Cells)) > 0 {
				on = append(on, p.Words())
			}
		}
		title := english.And(on)
		paths[title] = len(on)
		g := list.FindOrAdd(&out, vendorGroup{Title: title}, func(g vendorGroup) bool { return g.Title == title })
		g.Vendors = append(g.Vendors, link{root + address.Vendor(v.Name), v.DisplayName()})
	}
	slices.SortStableFunc(out, func(a, b vendorGroup) int {
		return cmp.Or(paths[b.Title]-paths[a.Title], strings.Compare(a.Title, b.Title))
	})
	for i := range out {
		out[i].ID = "group-" + strconv.Itoa(i+1)
	}
	return out
}

// host returns the name of a site for readers: its host without www.
func host(address string) string {
	_, rest, _ := strings.Cut(web(address), "://")
	name, _, _ := strings.Cut(rest, "/")
	return strings.TrimPrefix(name, "www.")
}

// vendorAt is the vendor on whose own pages an address is, nil where it is on nobody's.
func (s *site) vendorAt(address string) *xref.Vendor {
	return list.Find(s.xref.Vendors, func(v *xref.Vendor) bool {
		return v.Homepage != "" && strings.HasPrefix(address, strings.TrimSuffix(v.Homepage, "/")+"/")
	})
}

// vendorGuides are the guides that name a vendor: by its folder, or one of its repositories.
func (s *site) vendorGuides(v *xref.Vendor, root string) (out []link) {
	names := map[string]bool{v.Name: true}
	for _, x := range v.PerCell {
		for _, e := range x.Map.Entries() {
			names[e.Repoid] = true
		}
	}
	for _, g := range s.guides {
		if slices.ContainsFunc(g.Code, func(name string) bool { return names[name] }) {
			out = append(out, link{root + g.path, g.title})
		}
	}
	return out
}

func (s *site) vendorsPage() *draft {
	const summary = "Third parties with packages that are upgraded too, and in which upgrades."
	d := s.draft("vendors", page{Path: "vendor/", Title: "Vendors", Summary: summary, Section: "vendors"})
	d.data["Groups"], d.data["Count"] = s.vendorGroups(d.root), len(s.xref.Vendors)
	return d
}

// vendorMatrix shows where a vendor is supported; nothing where that is everywhere.
func (s *site) vendorMatrix(v *xref.Vendor, root string) markup.Fragment {
	var b markup.Builder
	if len(v.Cells) == len(s.xref.Cells) {
		return b.Fragment()
	}
	s.matrix(&b, "Supported upgrades", root, func(cell int) {
		if slices.Contains(v.Cells, cell) {
			b.Tag("<td class=present>").Link(root+s.xref.Cells[cell].Address(), "supported")
		} else {
			b.Tag("<td class=none>not supported")
		}
	})
	return b.Fragment()
}

// vendorSupport says on which paths a vendor is supported, and on which it is not.
func (s *site) vendorSupport(v *xref.Vendor) (on, off []string) {
	for _, p := range s.xref.Paths {
		switch cells := p.Among(v.Cells); len(cells) {
		case 0:
			off = append(off, p.Words())
		case len(p.Cells):
			on = append(on, p.Words())
		default:
			on = append(on, p.Words()+" "+wording.Where(s.xref, xref.Outcome{Path: p, Cells: cells}, false))
		}
	}
	return on, off
}

// A wake is which repositories of some releases make a vendor active: Leapp reads its files where one is enabled.
type wake struct {
	On      string
	Repoids []string
}

func (s *site) vendorWakes(v *xref.Vendor) (out []wake) {
	byMajor := map[int][]string{}
	for i, x := range v.PerCell {
		major := s.xref.Cells[v.Cells[i]].Path.Source
		for _, e := range x.Map.Entries() {
			if e.Major == major {
				byMajor[major] = list.AppendNew(byMajor[major], e.Repoid)
			}
		}
	}
	var majors [][]string
	for major, repoids := range list.ByKey(byMajor) {
		slices.Sort(repoids)
		i := slices.IndexFunc(out, func(w wake) bool { return slices.Equal(w.Repoids, repoids) })
		if i < 0 {
			i, out, majors = len(out), append(out, wake{Repoids: repoids}), append(majors, nil)
		}
		majors[i] = append(majors[i], strconv.Itoa(major))
		out[i].On = english.And(majors[i])
	}
	return out
}

// badges are pictures for the README of a vendor, made when they are written.
func (s *site) badges() tree.Tree {
	return list.Map(s.xref.Vendors, func(v *xref.Vendor) tree.Entry {
		return tree.Entry{Path: "site/badge/" + address.File(v.Name) + ".svg", Make: func(b []byte) []byte {
			return append(b, badge.Draw("pes", s.badgeText(v))...)
		}}
	})
}

// badgeText is what the badge of a vendor says.
func (s *site) badgeText(v *xref.Vendor) string {
	paths := list.Select(s.xref.Paths, func(p *xref.Path) bool { return len(p.Among(v.Cells)) > 0 })
	return "supported " + strings.Join(list.Map(paths, (*xref.Path).Words), ", ")
}

// badgeMarkdown is what the README of a vendor says to show its badge.
func (s *site) badgeMarkdown(v *xref.Vendor) string {
	base := cmp.Or(s.Base, "https://SITE/")
	return "[![pes: " + s.badgeText(v) + "](" + base + "badge/" + address.Segment(v.Name) + ".svg)](" + base +
		address.Vendor(v.Name) + ")"
}

// vendorTarget is what a vendor ships for one target release.
type vendorTarget struct {
	Major    int
	Sections []wording.Section
	Families []family
	Map      markup.HTML
}

// family is a PES ID with its repositories, and the distributions in which it has them.
type family struct {
	PESID, Href string
	Again       bool // the one before has the same PES ID
	Entries     []string
	Distros     []string
}

func (s *site) vendorPage(v *xref.Vendor) *draft {
	name := v.DisplayName()
	d := s.draft("vendor", page{Path: address.Vendor(v.Name), Title: name, Section: "vendors", Source: fileOf(v.Pos),
		Summary: "Repositories, keys and events of " + name + " in an upgrade."})
	d.json, d.feed = document.Root+"vendors/"+address.Segment(v.Name)+".json", d.Path+atom.FileName
	on, off := s.vendorSupport(v)
	rows := list.Map(list.Select(s.xref.Events, v.Owns), eventRow)
	d.data = map[string]any{
		"On": on, "Off": off, "Wakes": s.vendorWakes(v), "Guides": s.vendorGuides(v, d.root),
		"Badge": address.Segment(v.Name), "Text": s.badgeText(v),
		"Markdown": s.badgeMarkdown(v),
		"Title":    name, "Homepage": web(v.Homepage), "Host": host(v.Homepage), "Owner": v.Owner, "Bugs": web(v.Bugs),
		"Licence": v.Licence, "Matrix": s.vendorMatrix(v, d.root).HTML(), "Signatures": v.SignatureIDs(),
		"Keys": wording.Keys(v.KeyFiles()), "Targets": s.vendorTargets(v, d.root),
		"Downloads": s.vendorTrees(v, d.root), "Count": len(rows),
		"Events": d.excerpt(listing{
			path: d.Path + "events/", title: "Events of " + name, rows: rows,
			lead: "Packages of this vendor, and what happens to them.",
		}),
	}
	return d
}

// vendorTargets are the vendor's repositories by target release; what is the same in several distributions is merged.
func (s *site) vendorTargets(v *xref.Vendor, root string) (out []vendorTarget) {
	for _, p := range s.xref.Paths {
		t := vendorTarget{Major: p.Target}
		var mappings []vendorMapping
		for i, x := range v.PerCell {
			cell := s.xref.Cells[v.Cells[i]]
			if cell.Path != p {
				continue
			}
			where := wording.Title(cell.Target.Distro)
			for _, sec := range wording.Sections(x.Repo) {
				t.Sections = wording.AddSection(t.Sections, sec)
			}
			for _, f := range x.Map.Families {
				entries := wording.Entries(f.Entries)
				same := func(o family) bool { return o.PESID == f.PESID && slices.Equal(o.Entries, entries) }
				new := family{PESID: f.PESID, Href: root + address.Repository(f.PESID), Entries: entries}
				known := list.FindOrAdd(&t.Families, new, same)
				known.Distros = append(known.Distros, where)
			}
			for _, g := range repomap.Groups(&x.Map, p) {
				same := func(o vendorMapping) bool { return slices.Equal(o.From, g.From) && slices.Equal(o.To, g.To) }
				known := list.FindOrAdd(&mappings, vendorMapping{Group: g}, same)
				known.distros = append(known.distros, where)
			}
		}
		if len(t.Sections)+len(t.Families) == 0 {
			continue
		}
		slices.SortStableFunc(t.Families, func(a, b family) int { return strings.Compare(a.PESID, b.PESID) })
		for i := range t.Families {
			t.Families[i].Again = i > 0 && t.Families[i].PESID == t.Families[i-1].PESID
		}
		var m markup.Builder
		for _, l := range mappings {
			repomap.Row(&m, l.Group, root)
			m.Tag("<td>").Text(english.And(l.distros))
		}
		t.Map = m.Fragment().HTML()
		out = append(out, t)
	}
	return out
}

// A vendorMapping is what becomes of repositories in some distributions.
type vendorMapping struct {
	repomap.Group
	distros []string
}
