// Package stock makes inventories of what repositories have, and the files of a project that change with them.
//
// A [Part] is what was read of a repository on one architecture: [ReadFolder] reads a local one, [Fetch] those that
// sources name. [Inventories] puts the parts of one release together: of each name the newest package, with hints at
// what may take its place. [Files] writes them, so that distributions share what is equal. See the example.
package stock

import (
	"cmp"
	"slices"
	"strings"

	"pes/generator/inventory"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/rpmver"
)

// A Role is a repository of which all architectures were read.
type Role struct {
	Distro, Vendor string // folders; one of the two
	Major          int
	Name           string
	Parts          []*Part // by architecture
}

// Inventories are those of the repositories of one release of a distribution or vendor. Beside are the inventories of
// its other repositories, which were not read.
func Inventories(roles []*Role, beside []*model.Inventory) []*model.Inventory {
	merged := list.Map(roles, (*Role).merge)
	needed := needs(merged, beside)
	var minor model.Release
	for i, r := range roles {
		if found := release(merged[i], r.Major); found.Compare(minor) > 0 {
			minor = found
		}
	}
	if minor.IsZero() {
		for _, inv := range beside {
			if inv.Release.Compare(minor) > 0 {
				minor = inv.Release
			}
		}
	}
	var out []*model.Inventory
	for i, r := range roles {
		inv := r.inventory(merged[i], needed)
		inv.Release = minor
		out = append(out, inv)
	}
	size := func(inv *model.Inventory) int { return len(inventory.Print(inv, nil)) }
	others := 0
	for _, inv := range beside {
		others += size(inv)
	}
	fit(out, others, size)
	return out
}

// merge puts the architectures of a repository together: of each name the newest package, whatever architecture has it.
func (r *Role) merge() map[key]*entry {
	out := map[key]*entry{}
	for _, p := range r.Parts {
		for k, e := range p.packages {
			old := out[k]
			newest := e
			if old != nil && rpmver.Compare(e.version, old.version) <= 0 {
				newest = old
			}
			if old != nil {
				newest.arches = old.arches
			}
			newest.arches = append(newest.arches, p.Arch)
			out[k] = newest
		}
	}
	return out
}

// inventory makes the inventory of a repository whose architectures were put together.
func (r *Role) inventory(packages map[key]*entry, needed map[*entry][]string) *model.Inventory {
	inv := &model.Inventory{Distro: r.Distro, Vendor: r.Vendor, Major: r.Major, Role: r.Name, Complete: true}
	for _, p := range r.Parts {
		inv.Arches = append(inv.Arches, p.Arch)
		inv.Repomd = append(inv.Repomd, model.Repomd{Arch: p.Arch, SHA256: p.Repomd})
		if p.Day.After(inv.Day) {
			inv.Day = p.Day
		}
		inv.Streams = list.AppendNew(inv.Streams, p.streams...)
	}
	for k, e := range packages {
		a := &model.Available{Name: k.name, EVR: e.version, Source: e.source, Stream: k.stream,
			Provides: plainProvides(k.name, e.provides), Obsoletes: otherObsoletes(k.name, e.obsoletes),
			Libraries: libraries(e.provides), Commands: commands(k.name, e.files), Needs: needed[e]}
		if len(e.arches) < len(r.Parts) {
			a.Arches = e.arches
		}
		inv.Packages = append(inv.Packages, a)
	}
	sortPackages(inv)
	list.Sort(inv.Streams, func(a, b model.InventoryStream) int { return a.Stream.Compare(b.Stream) })
	return inv
}

func sortPackages(inv *model.Inventory) {
	list.Sort(inv.Packages, func(a, b *model.Available) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), a.Stream.Compare(b.Stream))
	})
}

// release is the minor release that a repository says of itself, by the package that tells a machine which system it
// is: almalinux-release 9.6-1.el9, or centos-release 7-9.2009.1.el7.centos. Zero where it has none.
func release(packages map[key]*entry, major int) (newest model.Release) {
	for k, e := range packages {
		if !slices.Contains(e.provides, "system-release") || !strings.Contains(k.name, "release") {
			continue
		}
		_, version, found := strings.Cut(e.version, ":")
		if !found {
			version = e.version
		}
		version, build, _ := strings.Cut(version, "-")
		if !strings.Contains(version, ".") {
			minor, _, _ := strings.Cut(build, ".")
			version += "." + minor
		}
		parts := strings.SplitN(version, ".", 3)
		if r, err := model.ParseRelease(strings.Join(parts[:2], ".")); err == nil && r.Major == major &&
			r.Compare(newest) > 0 {
			newest = r
		}
	}
	return newest
}
