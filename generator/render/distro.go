package render

import (
	"fmt"
	"slices"

	"pes/generator/english"
	"pes/generator/model"
	"pes/generator/render/address"
	"pes/generator/render/atom"
	"pes/generator/render/document"
	"pes/generator/render/wording"
)

// lifeEnd is the end of life of a release.
type lifeEnd struct{ Release, Day string }

func ends(d *model.Distro) (out []lifeEnd) {
	for _, e := range d.Ends {
		out = append(out, lifeEnd{fmt.Sprintf("%s %d", d.NameIn(e.Major), e.Major), wording.Day(e.Day)})
	}
	return out
}

func (s *site) distroJobs() (out []job) {
	for _, d := range s.Catalog.Distros {
		out = append(out, one(func() (page, error) { return s.distroPage(d) }))
	}
	return out
}

// distroPage is a distribution, or a system that is only upgraded from.
func (s *site) distroPage(d *model.Distro) (page, error) {
	path := address.Distro(d.Folder)
	root := s.Root(path)
	type target struct {
		Major    int
		Sections []wording.Section
		Keys     []wording.Key
		Trees    []link
		Files    []string
	}
	var targets []target
	for _, t := range s.Catalog.Targets {
		if t.Distro == d {
			x := target{Major: t.Major, Sections: wording.Sections(t.Repo), Keys: wording.Keys(t.Keys), Trees: s.treeLinks(root, d.Folder, t.Major)}
			for _, f := range t.Files {
				x.Files = append(x.Files, f.Name)
			}
			targets = append(targets, x)
		}
	}
	type way struct {
		Path, Words, Leapp string
		Systems            []string
		Packages           int
		Bar                markupHTML
		Legend             []legend
	}
	var ways []way
	var from []link
	for i, cell := range s.xref.Cells {
		href := root + cell.Address()
		if cell.Target.Distro == d {
			t := s.byCell[i]
			ways = append(ways, way{href, cell.Path.Words(), english.And(wording.LeappVersions(cell.Authored)), wording.NamesIn(cell.Authored.Systems, cell.Path.Source), t.total(), t.bar("Shares of the actions on " + cell.Path.Words()).HTML(), t.legend()})
		} else if slices.Contains(cell.Authored.Systems, d) {
			from = append(from, link{href, fmt.Sprintf("%s %d to %s %d", d.NameIn(cell.Path.Source), cell.Path.Source, wording.Title(cell.Target.Distro), cell.Path.Target)})
		}
	}
	feed := ""
	if slices.Contains(s.distros, d) {
		feed = path + atom.FileName
	}
	head, foot := alternateLinks(root, document.Root+"distributions/"+address.Segment(d.Folder)+".json", feed)
	lead := wording.Title(d) + " is a system that is upgraded from."
	if len(ways) > 0 {
		lead = "What an upgrade to " + wording.Title(d) + " does: its paths, repositories and keys."
	}
	body, err := s.Fill("distro", map[string]any{"Distro": d, "Title": wording.Title(d), "Lead": lead, "Ways": ways, "From": from, "Targets": targets, "Root": root,
		"Homepage": web(d.Homepage), "Bugs": web(d.Bugs), "Arches": english.And(d.Arches), "Ends": ends(d), "Alternates": foot.HTML(),
		"Vendors": s.vendorLinks(root, func(i int) bool { return s.xref.Cells[i].Target.Distro == d })})
	return page{Path: path, Title: wording.Title(d), Summary: lead, Section: "upgrades", Head: head, Body: body}, err
}
