package render

import (
	"slices"

	"pes/generator/english"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/render/address"
	"pes/generator/render/atom"
	"pes/generator/render/document"
	"pes/generator/render/markup"
	"pes/generator/render/versions"
	"pes/generator/render/wording"
	"pes/generator/render/xref"
)

// A distroPath is an upgrade path to a distribution, on its page.
type distroPath struct {
	Path, Words, Leapp string
	Bar                markup.HTML
	Legend             []legend
}

// isUpgraded reports whether an upgrade begins at a system.
func (s *site) isUpgraded(distro *model.Distro) bool {
	return slices.ContainsFunc(s.xref.Cells, func(c *xref.Cell) bool {
		return slices.Contains(c.Authored.Systems, distro)
	})
}

// distroPage is a distribution, or a system that is only upgraded from.
func (s *site) distroPage(distro *model.Distro) *draft {
	name := wording.Title(distro)
	d := s.draft("distro", page{Path: address.Distro(distro.Folder), Title: name, Section: "upgrades",
		Source: fileOf(distro.Pos)})
	var paths []distroPath
	var from []link // what it can be upgraded to
	for i, c := range s.xref.Cells {
		if c.Target.Distro == distro {
			t := s.byCell[i]
			paths = append(paths, distroPath{d.root + c.Address(), c.Title(),
				english.And(wording.LeappVersions(c.Authored)),
				t.bar("Shares of the actions on " + c.Path.Words()).HTML(), t.legend()})
		} else if slices.Contains(c.Authored.Systems, distro) {
			from = append(from, link{d.root + c.Address(), c.Title()})
		}
	}
	d.json = document.Root + "distributions/" + address.Segment(distro.Folder) + ".json"
	d.Summary = name + " can only be upgraded to another system."
	switch {
	case len(paths) == 0 && len(from) == 0:
		d.Summary = "No upgrade begins at " + name + ": convert it to another system first."
	case len(paths) > 0:
		d.Summary = "Upgrades to " + name + ": paths, repositories and keys."
		d.feed = d.Path + atom.FileName
	}
	d.data = map[string]any{
		"Distro": distro, "Title": name, "Lead": d.Summary, "Paths": paths, "From": from,
		"Sides":   s.pairLinks(distro, d.root),
		"Targets": s.distroTargets(distro, d.root), "Homepage": web(distro.Homepage), "Bugs": web(distro.Bugs),
		"Majors": s.majorLinks(d.root, func(m *versions.Major) bool { return len(m.Of([]*model.Distro{distro})) > 0 }),
		"Arches": english.And(distro.Arches), "Ends": s.endsOf(distro, distro.Majors...),
		"Vendors": s.vendorLinks(d.root, func(i int) bool { return s.xref.Cells[i].Target.Distro == distro }),
	}
	return d
}

// A distroTarget is what a distribution has for one target release.
type distroTarget struct {
	Major    int
	Sections []wording.Section
	Keys     []wording.Key
	Trees    []link
	Files    []string
}

func (s *site) distroTargets(d *model.Distro, root string) (out []distroTarget) {
	for _, t := range s.Catalog.Targets {
		if t.Distro == d {
			out = append(out, distroTarget{t.Major, wording.Sections(t.Repo), wording.Keys(t.Keys),
				s.treeLinks(root, d.Folder, t.Major), list.Map(t.Files, func(f model.File) string { return f.Name })})
		}
	}
	return out
}
