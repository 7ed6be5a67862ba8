//go:build !js

package check

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"pes/generator/diag"
	"pes/generator/english"
	"pes/generator/inventory"
	"pes/generator/known"
	"pes/generator/list"
	"pes/generator/model"
)

// A supply is what machines could have packages from in one major release: the repositories of the systems that are
// upgraded, or of the system that they become, and those of a vendor.
type supply struct {
	major    int
	releases []*inventory.Release
	guess    bool // a PES ID that no inventory has says by its name which role it is
	named    map[string][]*model.Inventory

	provide, obsolete map[string]string // packages by names that they have, or take the place of; made when asked for
}

// supplyOf is the supply of a release as a tree knows it; vendor is that of an event. It is nil where nothing is known.
func (s *inventoryCheck) supplyOf(t *model.Target, major int, vendor string) *supply {
	out := &supply{major: major, guess: s.Published, named: map[string][]*model.Inventory{}}
	systems := []*model.Distro{t.Distro}
	if major != t.Major {
		systems = s.systems(t, major)
	}
	releases := list.Map(systems, func(d *model.Distro) *inventory.Release { return s.index.Of(d.Folder, major) })
	if vendor != "" {
		releases = append(releases, s.index.Vendor(vendor, major))
	}
	out.releases = list.Select(releases, func(r *inventory.Release) bool { return r != nil })
	if len(out.releases) == 0 {
		return nil
	}
	return out
}

// systems are those that a tree upgrades from a release. Published files do not say it, the project does.
func (s *inventoryCheck) systems(t *model.Target, major int) []*model.Distro {
	for _, t := range append(list.Select(s.stock.Targets, func(o *model.Target) bool {
		return o.Distro.Folder == t.Distro.Folder && o.Major == t.Major
	}), t) {
		if p := list.Find(t.Paths, func(p *model.Path) bool { return p.Source == major }); p != nil {
			return p.Systems
		}
	}
	return nil
}

// find gives the places of a package.
func (s *supply) find(name string) (out []inventory.Place) {
	for _, r := range s.releases {
		out = append(out, r.Find(name)...)
	}
	return out
}

// all are the inventories.
func (s *supply) all() []*model.Inventory {
	return list.FlatMap(s.releases, func(r *inventory.Release) []*model.Inventory { return r.Inventories })
}

// of are the inventories of the repository that has a PES ID: one of each system, as they have it under several.
func (s *supply) of(pesid string) []*model.Inventory {
	found, asked := s.named[pesid]
	if asked {
		return found
	}
	all, role, ofVendor := s.all(), "", false
	has := func(inv *model.Inventory) bool { return inv.Is(pesid) }
	if inv := list.Find(all, has); inv != nil {
		role, ofVendor = inv.Role, inv.Vendor != ""
	} else if s.guess {
		role, _ = known.Role(pesid)
	}
	if role != "" {
		found = list.Select(all, func(inv *model.Inventory) bool {
			return inv.Role == role && (inv.Vendor != "") == ofVendor
		})
	}
	s.named[pesid] = found
	return found
}

// proves reports whether some inventories tell what is not in them on some architectures.
func proves(all []*model.Inventory, arches []string, since model.Release) bool {
	return len(archesTold(all, arches, since)) == len(arches)
}

// archesTold are the architectures for which all of some inventories tell what is not in them: they are complete and
// not older than the minor release. What vendors have is of no minor release.
func archesTold(all []*model.Inventory, arches []string, since model.Release) []string {
	mute := func(inv *model.Inventory) bool {
		return !inv.Complete || inv.Release.Compare(since) < 0 && (inv.Vendor == "" || !inv.Release.IsZero()) ||
			inv.Vendor == "" && inv.Release.IsZero()
	}
	if len(all) == 0 || slices.ContainsFunc(all, mute) {
		return nil
	}
	return list.Select(arches, func(arch string) bool {
		return !slices.ContainsFunc(all, func(inv *model.Inventory) bool {
			return len(inv.Arches) > 0 && !slices.Contains(inv.Arches, arch)
		})
	})
}

func incomplete(inv *model.Inventory) bool { return !inv.Complete }

// lacks reports whether a package is in none of the repositories, all of which that are known are known completely.
func (s *supply) lacks(name string, arches []string, since model.Release) bool {
	return s != nil && len(s.find(name)) == 0 && proves(s.all(), arches, since)
}

// newerBuilds are roles of which packages go by the names of those in others.
var newerBuilds = []string{"updates", "security", "els", "plus", "fasttrack"}

// elsewhere are the places that are in other repositories than some, apart from those of newer builds.
func elsewhere(places []inventory.Place, named []*model.Inventory) []inventory.Place {
	return list.Select(places, func(p inventory.Place) bool {
		return !slices.Contains(named, p.In) && !slices.Contains(newerBuilds, p.In.Role)
	})
}

// isIn reports whether one of the places is in one of the inventories.
func isIn(places []inventory.Place, named []*model.Inventory) bool {
	return slices.ContainsFunc(places, func(p inventory.Place) bool { return slices.Contains(named, p.In) })
}

// roles are the repositories of some places.
func roles(places []inventory.Place) []string {
	return list.AppendNew(nil, list.Map(places, func(p inventory.Place) string { return p.In.Role })...)
}

// evidence is a note on an inventory.
func evidence(inv *model.Inventory) diag.Note {
	complete := "not complete"
	if inv.Complete {
		complete = "complete"
	}
	if inv.Complete && len(inv.Arches) > 0 {
		complete += " for " + english.And(inv.Arches)
	}
	words := []string{ownerOf(inv), inv.Role, complete}
	if !inv.Day.IsZero() {
		words = append(words, "as of "+inv.Day.Format(time.DateOnly))
	}
	return diag.Note{Pos: diag.Pos{File: inv.File, End: 1}, Text: strings.Join(words, ", ")}
}

// ownerOf names the release of the distribution or vendor that an inventory is of: rocky 9.6.
func ownerOf(inv *model.Inventory) string {
	return cmp.Or(inv.Distro, inv.Vendor) + " " + releaseOf(inv)
}

// releaseOf is the release that an inventory is of, as exactly as it is known: 9.6 or 9.
func releaseOf(inv *model.Inventory) string {
	if inv.Release.IsZero() {
		return strconv.Itoa(inv.Major)
	}
	return inv.Release.String()
}

// there is a note on a place.
func there(p inventory.Place) diag.Note {
	version := ""
	if p.EVR != "" {
		version = " " + p.EVR
	}
	return diag.Note{Pos: p.Pos, Text: p.Name + version + " in " + p.In.Role + " of " + ownerOf(p.In)}
}

// standsFor is the package that has a name besides its own, or takes the place of one that had it; "" where none does.
func (s *supply) standsFor(name string) (provider, obsoleter string) {
	if s.provide == nil {
		s.provide, s.obsolete = map[string]string{}, map[string]string{}
		for _, inv := range s.all() {
			for _, a := range inv.Packages {
				for _, other := range a.Provides {
					s.provide[other] = a.Name
				}
				for _, other := range a.Obsoletes {
					s.obsolete[other] = a.Name
				}
			}
		}
	}
	return s.provide[name], s.obsolete[name]
}

// nearest suggests the package that a name which nobody has may mean: one that has the name besides its own, or takes
// the place of such a package, else one that begins alike and is spelled nearly so.
func (s *supply) nearest(name string) func() string {
	if name == "" {
		return noWord
	}
	return func() string {
		provider, obsoleter := s.standsFor(name)
		if other := cmp.Or(provider, obsoleter); other != "" {
			return strconv.Quote(other)
		}
		var near []string
		for _, inv := range s.all() {
			i, _ := slices.BinarySearchFunc(inv.Packages, name[:1], func(a *model.Available, first string) int {
				return strings.Compare(a.Name, first)
			})
			for ; i < len(inv.Packages) && inv.Packages[i].Name[0] == name[0]; i++ {
				if a := inv.Packages[i]; max(len(a.Name)-len(name), len(name)-len(a.Name)) <= 2 {
					near = append(near, a.Name)
				}
			}
		}
		slices.Sort(near) // of several alike the first, whatever repository it is in
		return diag.Near(name, slices.Compact(near))
	}
}
