package inventory

import (
	"cmp"
	"iter"
	"slices"
	"strings"

	"pes/generator/list"
	"pes/generator/model"
)

// An Index answers what releases of distributions and vendors have.
type Index struct {
	releases map[owner]*Release
	all      []*Release
}

type owner struct {
	distro, vendor string
	major          int
}

// A Release is what the repositories of a release have, as far as inventories say. The methods of a nil Release know
// nothing.
type Release struct {
	Distro, Vendor string // folders; one of them is ""
	Major          int
	Inventories    []*model.Inventory // in the order of the catalog: baseos before appstream
	roles          []string           // of all its repositories, where the catalog says
}

// A Place is a package in a repository.
type Place struct {
	*model.Available
	In *model.Inventory
}

// IsVisible reports whether dnf sees the package on a machine that chose no module stream.
func (p Place) IsVisible() bool { return p.Stream.IsZero() || p.InDefault() }

// InDefault reports whether the package is in a module stream that machines have which chose none.
func (p Place) InDefault() bool {
	return slices.ContainsFunc(p.In.Streams, func(s model.InventoryStream) bool {
		return s.Stream == p.Stream && s.Default
	})
}

// NewIndex arranges the inventories of a catalog.
func NewIndex(c *model.Catalog) *Index {
	x := &Index{releases: map[owner]*Release{}}
	for _, inv := range c.Inventories {
		k := owner{inv.Distro, inv.Vendor, inv.Major}
		if x.releases[k] == nil {
			x.releases[k] = &Release{Distro: inv.Distro, Vendor: inv.Vendor, Major: inv.Major}
			x.all = append(x.all, x.releases[k])
		}
		x.releases[k].Inventories = append(x.releases[k].Inventories, inv)
	}
	list.Sort(x.all, func(a, b *Release) int {
		return cmp.Or(strings.Compare(a.Vendor, b.Vendor), strings.Compare(a.Distro, b.Distro),
			cmp.Compare(a.Major, b.Major))
	})
	for _, d := range c.Distros {
		for _, of := range d.Roles {
			if r := x.Of(d.Folder, of.Major); r != nil {
				r.roles = of.Roles
			}
		}
	}
	return x
}

// Of is a release of a distribution, nil where nothing is known of it.
func (x *Index) Of(distro string, major int) *Release { return x.releases[owner{distro, "", major}] }

// Vendor is what a vendor has for a release, nil where nothing is known of it.
func (x *Index) Vendor(vendor string, major int) *Release {
	return x.releases[owner{"", vendor, major}]
}

// All are the releases, by distribution and major, then those of vendors.
func (x *Index) All() []*Release { return x.all }

// Inventories are those of a release of a distribution, then those that vendors have for it.
func (x *Index) Inventories(distro string, major int, vendors []string) (out []*model.Inventory) {
	releases := append([]*Release{x.Of(distro, major)}, list.Map(vendors, func(v string) *Release {
		return x.Vendor(v, major)
	})...)
	for _, r := range releases {
		if r != nil {
			out = append(out, r.Inventories...)
		}
	}
	return out
}

// Find gives all places of a package: by repository, then stream.
func (r *Release) Find(name string) (out []Place) {
	if r == nil {
		return nil
	}
	for _, inv := range r.Inventories {
		for _, a := range Find(inv, name) {
			out = append(out, Place{a, inv})
		}
	}
	return out
}

// Find gives the packages of a name in one inventory, by stream.
func Find(inv *model.Inventory, name string) []*model.Available {
	i, _ := slices.BinarySearchFunc(inv.Packages, name, func(a *model.Available, name string) int {
		return strings.Compare(a.Name, name)
	})
	end := i
	for end < len(inv.Packages) && inv.Packages[end].Name == name {
		end++
	}
	return inv.Packages[i:end]
}

// All iterates over all packages by name, with their places.
func (r *Release) All() iter.Seq2[string, []Place] {
	return func(yield func(string, []Place) bool) {
		if r == nil {
			return
		}
		next := make([]int, len(r.Inventories))
		for {
			name, more := "", false
			for i, inv := range r.Inventories {
				if next[i] < len(inv.Packages) {
					if n := inv.Packages[next[i]].Name; !more || n < name {
						name, more = n, true
					}
				}
			}
			if !more {
				return
			}
			var places []Place
			for i, inv := range r.Inventories {
				for ; next[i] < len(inv.Packages) && inv.Packages[next[i]].Name == name; next[i]++ {
					places = append(places, Place{inv.Packages[next[i]], inv})
				}
			}
			if !yield(name, places) {
				return
			}
		}
	}
}

// A Stream is a module stream with the packages it contains, by name, and the repository that has it.
type Stream struct {
	model.InventoryStream
	In       *model.Inventory
	Packages []*model.Available
}

// Streams are the module streams of a release: by repository, then module and stream.
func (r *Release) Streams() (out []Stream) {
	if r == nil {
		return nil
	}
	for _, inv := range r.Inventories {
		at := make(map[model.Stream]int, len(inv.Streams))
		for _, s := range inv.Streams {
			at[s.Stream] = len(out)
			out = append(out, Stream{InventoryStream: s, In: inv})
		}
		for _, a := range inv.Packages {
			if i, ok := at[a.Stream]; ok {
				out[i].Packages = append(out[i].Packages, a)
			}
		}
	}
	return out
}

// Lacking are the roles of which there is no complete inventory.
func (r *Release) Lacking() []string {
	if r == nil {
		return nil
	}
	all := list.AppendNew(list.Map(r.Inventories, func(inv *model.Inventory) string { return inv.Role }), r.roles...)
	return list.Select(all, func(role string) bool {
		inv := r.Role(role)
		return inv == nil || !inv.Complete
	})
}

// Absent reports whether a package is in none of the repositories, which only complete inventories of all can tell.
func (r *Release) Absent(name string) bool {
	return r != nil && len(r.Find(name)) == 0 && len(r.Lacking()) == 0
}

// Role is the inventory of a role, nil where there is none.
func (r *Release) Role(role string) *model.Inventory {
	if r == nil {
		return nil
	}
	return list.Find(r.Inventories, func(inv *model.Inventory) bool { return inv.Role == role })
}
