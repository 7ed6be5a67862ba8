package render

import (
	"fmt"
	"slices"
	"strings"

	"pes/generator/english"
	"pes/generator/leapp"
	"pes/generator/list"
	"pes/generator/render/download"
	"pes/generator/render/wording"
)

// A leappRow is what the page says of a Leapp version, by which people find the files for theirs.
type leappRow struct {
	Name, Packages, ELevate, Paths string
	Offered                        bool
}

func (s *site) leappRows() []leappRow {
	return list.Map(leapp.Versions, func(v *leapp.Version) leappRow {
		paths := list.Map(v.Paths, func(p [2]int) string { return fmt.Sprintf("%d to %d", p[0], p[1]) })
		return leappRow{v.Name, english.And(v.Names()), v.ELevate, english.And(paths), s.offers(v)}
	})
}

// offers reports whether the site has files for a Leapp version.
func (s *site) offers(v *leapp.Version) bool {
	return slices.ContainsFunc(s.trees, func(t *download.Tree) bool { return t.Version == v.Name })
}

// An archiveRow are the archives for a distribution, by Leapp version.
type archiveRow struct {
	Title    string
	Archives []archiveLink
}

type archiveLink struct{ Href, Version string }

// An archiveTable has the archives for one upgrade.
type archiveTable struct {
	From, To int
	Rows     []archiveRow
}

func (s *site) archiveTables(root string) (out []archiveTable) {
	for _, t := range s.trees {
		same := func(x archiveTable) bool { return x.To == t.Major() }
		table := list.FindOrAdd(&out, archiveTable{From: t.Major() - 1, To: t.Major()}, same)
		title := wording.FolderTitle(s.Catalog, t.Distro)
		isRow := func(x archiveRow) bool { return x.Title == title }
		row := list.FindOrAdd(&table.Rows, archiveRow{Title: title}, isRow)
		row.Archives = append(row.Archives, archiveLink{root + t.Address(), t.Version})
	}
	list.Sort(out, func(a, b archiveTable) int { return a.To - b.To })
	for _, table := range out {
		list.Sort(table.Rows, func(a, b archiveRow) int { return strings.Compare(a.Title, b.Title) })
	}
	return out
}

// installations are the archives to choose from, in the order of the tables, and the one that stands there first: for
// the version that most machines run.
func (s *site) installations(root string) (all []installation, first installation) {
	byTarget := slices.Clone(s.trees)
	slices.SortStableFunc(byTarget, func(a, b *download.Tree) int { return a.Major() - b.Major() })
	usual := leapp.Usual(list.Select(leapp.Versions, func(v *leapp.Version) bool { return s.offers(v) }))
	for _, t := range byTarget {
		x := s.installation(t, root)
		if first.Name == "" && usual != nil && usual.Name == t.Version {
			first = x
		}
		all = append(all, x)
	}
	return all, first
}

// A wholeSite is the archive of the site, as its page offers it.
type wholeSite struct {
	Href, Name, SHA256 string
	Signed             bool
	Size               string
}

func (s *site) downloadsPage() *draft {
	d := s.toolDraft("downloads", page{Path: "downloads/", Title: "Downloads", Section: "downloads",
		Summary: "What Leapp reads, in one archive for each distribution, target and Leapp version, " +
			"with checksums and the commands that install it."})
	s.withCommands(d)
	all, first := s.installations(d.root)
	d.data["Leapps"], d.data["Tables"] = s.leappRows(), s.archiveTables(d.root)
	d.data["All"], d.data["Install"] = all, first
	d.data["Repositories"], d.data["Repository"] = s.dnfChannels(d.root, s.commandSite())
	if s.whole != nil {
		d.data["Whole"] = wholeSite{d.root + s.whole.Path, s.whole.Name(), s.whole.SHA256, s.Signer != nil,
			fmt.Sprintf("%.1f MB", float64(s.whole.Size)/1e6)}
	}
	d.data["Channels"], d.data["Upgrades"] = s.channelRows(d.root), s.upgradesOf(versionsFor)
	return d
}
