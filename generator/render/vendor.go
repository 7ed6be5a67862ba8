package render

import (
	"fmt"
	"slices"
	"strings"

	"pes/generator/english"
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
func (s *site) vendorLinks(root string, wanted func(cell int) bool) (out []link) {
	for _, v := range s.xref.Vendors {
		if slices.ContainsFunc(v.Cells, wanted) {
			out = append(out, link{root + address.Vendor(v.Name), v.DisplayName()})
		}
	}
	return out
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
			if slices.ContainsFunc(v.Cells, func(i int) bool { return s.xref.Cells[i].Path == p }) {
				c.Paths = append(c.Paths, fmt.Sprintf("%d → %d", p.Source, p.Target))
			}
		}
		out = append(out, c)
	}
	return out
}

// host is what people call a site.
func host(address string) string {
	_, rest, _ := strings.Cut(web(address), "://")
	name, _, _ := strings.Cut(rest, "/")
	return strings.TrimPrefix(name, "www.")
}

func (s *site) vendorJobs() (out []job) {
	out = append(out, func() ([]page, error) {
		const summary = "Third parties whose packages survive an upgrade."
		d := s.draft("vendors", page{Path: "vendor/", Title: "Vendors", Summary: summary, Section: "vendors"})
		d.data["Cards"] = s.vendorCards(d.root)
		return s.finish(d)
	})
	for _, v := range s.xref.Vendors {
		out = append(out, func() ([]page, error) { return s.vendorPage(v) })
	}
	return out
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
	Entries     []string
	Distros     []string
}

func (s *site) vendorPage(v *xref.Vendor) ([]page, error) {
	name := v.DisplayName()
	d := s.draft("vendor", page{Path: address.Vendor(v.Name), Title: name, Section: "vendors",
		Summary: "Repositories, keys and events of " + name + " in an upgrade."})
	d.json = document.Root + "vendors/" + address.Segment(v.Name) + ".json"
	d.feed = d.Path + atom.FileName
	var matrix markup.Builder
	s.matrix(&matrix, "Where it is supported", d.root, func(cell int) {
		if slices.Contains(v.Cells, cell) {
			matrix.Tag("<td class=present>").Link(d.root+s.xref.Cells[cell].Address(), "supported")
		} else {
			matrix.Tag("<td class=none>not supported")
		}
	})
	var rows []row
	for _, e := range s.xref.Events {
		if v.Owns(e) && len(e.In) > 0 {
			rows = append(rows, eventRow(e))
		}
	}
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
	return s.finish(d)
}

// vendorTargets are the vendor's repositories by target release; what distributions agree about is said once.
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
				t.family(family{f.PESID, root + address.Repository(f.PESID), wording.Entries(f.Entries),
					[]string{where}})
			}
			for _, g := range repomap.Groups(&x.Map, p) {
				mappings = joinMapping(mappings, vendorMapping{g, []string{where}})
			}
		}
		if len(t.Sections)+len(t.Families) == 0 {
			continue
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

func (t *vendorTarget) family(f family) {
	for i, o := range t.Families {
		if o.PESID == f.PESID && slices.Equal(o.Entries, f.Entries) {
			t.Families[i].Distros = append(o.Distros, f.Distros...)
			return
		}
	}
	t.Families = append(t.Families, f)
}

// A vendorMapping is what becomes of repositories in some distributions.
type vendorMapping struct {
	repomap.Group
	distros []string
}

func joinMapping(mappings []vendorMapping, l vendorMapping) []vendorMapping {
	for i, o := range mappings {
		if slices.Equal(o.From, l.From) && slices.Equal(o.To, l.To) {
			mappings[i].distros = append(o.distros, l.distros...)
			return mappings
		}
	}
	return append(mappings, l)
}
