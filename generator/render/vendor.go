package render

import (
	"slices"
	"strings"

	"pes/generator/english"
	"pes/generator/list"
	"pes/generator/render/address"
	"pes/generator/render/atom"
	"pes/generator/render/document"
	"pes/generator/render/markup"
	"pes/generator/render/repomap"
	"pes/generator/render/wording"
	"pes/generator/render/xref"
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

// vendorCard is a vendor as overviews show it.
type vendorCard struct {
	Href, Title, Homepage string
	Paths                 []string
}

func (s *site) vendorCards(root string) (out []vendorCard) {
	for _, v := range s.xref.Vendors {
		c := vendorCard{Href: root + address.Vendor(v.Name), Title: v.DisplayName(), Homepage: host(v.Homepage)}
		for _, p := range s.xref.Paths {
			if len(p.Among(v.Cells)) > 0 {
				c.Paths = append(c.Paths, p.Arrow())
			}
		}
		out = append(out, c)
	}
	return out
}

// host returns the name of a site for readers: its host without www.
func host(address string) string {
	_, rest, _ := strings.Cut(web(address), "://")
	name, _, _ := strings.Cut(rest, "/")
	return strings.TrimPrefix(name, "www.")
}

func (s *site) vendorsPage() *draft {
	const summary = "Third parties whose packages survive an upgrade."
	d := s.draft("vendors", page{Path: "vendor/", Title: "Vendors", Summary: summary, Section: "vendors"})
	d.data["Cards"] = s.vendorCards(d.root)
	return d
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
	d := s.draft("vendor", page{Path: address.Vendor(v.Name), Title: name, Section: "vendors",
		Summary: "Repositories, keys and events of " + name + " in an upgrade."})
	d.json, d.feed = document.Root+"vendors/"+address.Segment(v.Name)+".json", d.Path+atom.FileName
	var matrix markup.Builder
	s.matrix(&matrix, "Where it is supported", d.root, func(cell int) {
		if slices.Contains(v.Cells, cell) {
			matrix.Tag("<td class=present>").Link(d.root+s.xref.Cells[cell].Address(), "supported")
		} else {
			matrix.Tag("<td class=none>not supported")
		}
	})
	rows := list.Map(list.Select(s.xref.Events, v.Owns), eventRow)
	d.data = map[string]any{
		"Title": name, "Homepage": web(v.Homepage), "Host": host(v.Homepage), "Owner": v.Owner, "Bugs": web(v.Bugs),
		"Licence": v.Licence, "Matrix": matrix.Fragment().HTML(), "Signatures": v.SignatureIDs(),
		"Keys": wording.Keys(v.KeyFiles()), "Targets": s.vendorTargets(v, d.root),
		"Downloads": s.vendorTrees(v, d.root), "Count": len(rows),
		"Events": d.excerpt(listing{
			path: d.Path + "events/", title: "Events of " + name, rows: rows,
			lead: "Packages of this vendor, and what becomes of them.",
		}, 0),
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
