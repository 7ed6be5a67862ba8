//go:build !js

package compile

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"pes/generator/diag"
	"pes/generator/inventory"
	"pes/generator/list"
	"pes/generator/model"
)

// inventories reads the inventories of the distributions and vendors that there are. Where a distribution has no file
// of its own for a role, that of the distribution it extends does, if they share the repository, else that of all
// distributions.
func (c *compiler) inventories() (out []*model.Inventory) {
	read, found := inventory.Parse(c.stock(), c.project.Jobs)
	c.list.Merge(found)
	c.partial = c.partial || found.Failed()
	type key struct {
		owner string
		major int
		role  string
	}
	byPlace := make(map[key]*model.Inventory, len(read))
	for _, inv := range read {
		byPlace[key{cmp.Or(inv.Distro, "vendors/"+inv.Vendor), inv.Major, inv.Role}] = inv
	}
	for _, d := range c.distros {
		for _, major := range slices.Sorted(maps.Keys(d.releases)) {
			r := d.releases[major]
			roles := list.Select(r.names, func(role string) bool { return r.roles[role] != nil })
			ids := list.Map(roles, func(role string) []string {
				return []string{r.roles[role].PESID.Value, sourceSide(r.roles[role]).PESID.Value}
			})
			d.out.Roles = append(d.out.Roles, model.ReleaseRoles{Major: major, Roles: roles, PESIDs: ids})
			for _, role := range roles {
				own := byPlace[key{d.src.Folder, major, role}]
				for v := d; own == nil && v.shares(major, role); v = v.parent {
					own = byPlace[key{v.parent.src.Folder, major, role}]
				}
				if own != nil && own.Distro != d.src.Folder {
					of := *own
					of.Distro = d.src.Folder
					own = &of
				}
				if shared := byPlace[key{model.EveryDistro, major, role}]; own == nil && shared != nil {
					own = r.standIn(d, shared)
				}
				if own != nil {
					own.PESID, own.Source = r.roles[role].PESID.Value, sourceSide(r.roles[role]).PESID.Value
					out = append(out, own)
				}
			}
		}
	}
	for _, inv := range read {
		if inv.Vendor == "" {
			c.ofNothing(inv)
		} else if c.vendorHas(inv) {
			out = append(out, inv)
		}
	}
	return out
}

// standIn is an inventory of all distributions as that of one, with the distribution's names of packages.
func (r *release) standIn(d *distro, shared *model.Inventory) *model.Inventory {
	inv := *shared
	inv.Distro = d.src.Folder
	if !slices.ContainsFunc(inv.Packages, func(a *model.Available) bool { _, ok := r.rename[a.Name]; return ok }) {
		return &inv
	}
	inv.Packages = list.Map(inv.Packages, func(a *model.Available) *model.Available {
		if other, ok := r.rename[a.Name]; ok {
			renamed := *a
			renamed.Name = other.Value
			return &renamed
		}
		return a
	})
	list.Sort(inv.Packages, func(a, b *model.Available) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), a.Stream.Compare(b.Stream))
	})
	inv.Packages = slices.CompactFunc(inv.Packages, func(a, b *model.Available) bool {
		return a.Name == b.Name && a.Stream == b.Stream
	})
	return &inv
}

// ofNothing reports an inventory of a role that the distribution does not have, or of no distribution.
func (c *compiler) ofNothing(inv *model.Inventory) {
	at := diag.Pos{File: inv.File}
	if inv.Distro != model.EveryDistro && c.byName[inv.Distro] == nil {
		c.list.Add(diag.Diagnostic{Pos: at, Severity: diag.Warning, Rule: "unused-inventory",
			Message:    "there is no distribution " + inv.Distro,
			Suggestion: c.nearDistro(inv.Distro)})
		return
	}
	has := func(d *distro) bool {
		r := d.releases[inv.Major]
		return r != nil && r.roles[inv.Role] != nil && (d.src.Folder == inv.Distro || inv.Distro == model.EveryDistro)
	}
	if !slices.ContainsFunc(c.distros, has) {
		who := inv.Distro + " has no"
		if inv.Distro == model.EveryDistro {
			who = "no distribution has a"
		}
		c.list.Warnf(at, "unused-inventory", "%s [release.%d.%s]: name the file after an existing role", who,
			inv.Major,
			inv.Role)
	}
}

// vendorHas reports whether a vendor has the repository that an inventory is of, with a warning if not.
func (c *compiler) vendorHas(inv *model.Inventory) bool {
	at := diag.Pos{File: inv.File}
	v := list.Find(c.vendors, func(v *vendor) bool { return v.src.Folder == inv.Vendor })
	if v == nil {
		return false // which is said of the vendor
	}
	var names []string
	for _, r := range v.src.Repositories.Pairs {
		names = append(names, r.Key.Value)
	}
	if slices.Contains(names, inv.Role) {
		inv.PESID, _ = vendorPESID(v, inv.Role, inv.Major, inv.Major)
		inv.Source, _ = vendorPESID(v, inv.Role, inv.Major, inv.Major+1)
		return true
	}
	c.list.Add(diag.Diagnostic{Pos: at, Severity: diag.Warning, Rule: "unused-inventory",
		Message: "the vendor " + inv.Vendor + " has no repository " + inv.Role +
			": name the file after an existing one",
		Suggestion: diag.Near(inv.Role, names)})
	return false
}
