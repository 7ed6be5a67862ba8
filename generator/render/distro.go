package render

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"pes/generator/english"
	"pes/generator/model"
	"pes/generator/render/address"
)

// section is a repository as dnf reads it.
type section struct {
	Repoid, Name string
	Lines        [][2]string // what else it says
	Keys         []string
}

func dnfSections(all []model.Section) (out []section) {
	for _, x := range all {
		s := section{Repoid: x.Repoid}
		for _, o := range x.Options {
			if o.Key == "name" {
				s.Name = o.Value
			} else {
				s.Lines = append(s.Lines, [2]string{o.Key, o.Value})
			}
		}
		for _, k := range x.Keys {
			text := k.File + k.URL // one of the two
			for _, f := range k.Fingerprints {
				text += ", fingerprint " + spaced(f)
			}
			s.Keys = append(s.Keys, text)
		}
		out = append(out, s)
	}
	return out
}

// key is a key file with what is in it.
type key struct {
	Name   string
	Public []publicKey
}

type publicKey struct {
	Fingerprint, ID, Created, Expires string
	Subkey, Signs                     bool
}

func keysOf(all []model.Key) (out []key) {
	for _, k := range all {
		x := key{Name: k.Name}
		for _, p := range k.Public {
			x.Public = append(x.Public, publicKey{Fingerprint: spaced(p.Fingerprint), ID: p.ID, Created: day(p.Created), Expires: day(p.Expires), Subkey: p.Subkey, Signs: p.Signs})
		}
		out = append(out, x)
	}
	return out
}

// spaced is a fingerprint as people compare it: in groups of four.
func spaced(s string) string {
	var groups []string
	for g := range slices.Chunk([]byte(strings.ToUpper(s)), 4) {
		groups = append(groups, string(g))
	}
	return strings.Join(groups, " ")
}

func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02")
}

// lifeEnd is the end of life of a release.
type lifeEnd struct{ Release, Day string }

func ends(d *model.Distro) (out []lifeEnd) {
	for _, e := range d.Ends {
		out = append(out, lifeEnd{fmt.Sprintf("%s %d", d.NameIn(e.Major), e.Major), day(e.Day)})
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
	root := s.root(path)
	type target struct {
		Major    int
		Sections []section
		Keys     []key
		Trees    []named
		Files    []string
	}
	var targets []target
	for _, t := range s.Catalog.Targets {
		if t.Distro == d {
			x := target{Major: t.Major, Sections: dnfSections(t.Repo), Keys: keysOf(t.Keys), Trees: s.treeLinks(root, d.Folder, t.Major)}
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
	var from []named
	for i, cell := range s.xref.Cells {
		href := root + address.DistroPath(cell.Path.String(), cell.Target.Distro.Folder)
		if cell.Target.Distro == d {
			t := s.byCell[i]
			ways = append(ways, way{href, cell.Path.Words(), leappNames(cell.Authored), namesIn(cell.Authored.Systems, cell.Path.Source), t.total(), t.bar("Shares of the actions on " + cell.Path.Words()).HTML(), t.legend()})
		} else if slices.Contains(cell.Authored.Systems, d) {
			from = append(from, named{href, fmt.Sprintf("%s %d to %s %d", d.NameIn(cell.Path.Source), cell.Path.Source, title(cell.Target.Distro), cell.Path.Target)})
		}
	}
	feed := ""
	if slices.Contains(s.distros, d) {
		feed = path + feedName
	}
	head, foot := alternateLinks(root, apiRoot+"distributions/"+address.Segment(d.Folder)+".json", feed)
	lead := title(d) + " is a system that is upgraded from."
	if len(ways) > 0 {
		lead = "What an upgrade to " + title(d) + " does: its paths, repositories and keys."
	}
	body, err := s.fill("distro", map[string]any{"Distro": d, "Title": title(d), "Lead": lead, "Ways": ways, "From": from, "Targets": targets, "Root": root,
		"Homepage": web(d.Homepage), "Bugs": web(d.Bugs), "Arches": english.And(d.Arches), "Ends": ends(d), "Alternates": foot.HTML(),
		"Vendors": s.vendorLinks(root, func(i int) bool { return s.xref.Cells[i].Target.Distro == d })})
	return page{path: path, title: title(d), summary: lead, section: "upgrades", head: head, body: body}, err
}
