package simulate

import (
	"cmp"
	"slices"

	"pes/generator/known"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/upgrade"
)

// A repositories knows what a system calls the repositories that an upgrade to its release used. Leapp gives these
// names of its own (almalinux8-baseos, el8-epel); the release package and vendors' packages bring the system's (baseos,
// epel), which the map of the next upgrade knows as sources.
type repositories struct {
	this, next *model.Tree
	machine    *upgrade.Machine
	nextOS     string
	known      map[string]bool   // sources of the next upgrade
	vendors    map[string]bool   // those of vendors
	byPESID    map[string]string // of the distribution, by PES ID
	byRole     map[string]string
	targets    map[string]string // what was found
	sources    map[string]string
}

// newRepositories prepares what the trees of two upgrades in a row say.
func newRepositories(d, next *Data, m *upgrade.Machine) *repositories {
	x := &repositories{this: d.tree, next: next.tree, machine: m, nextOS: next.Upgrade.SourceOS,
		known: map[string]bool{}, vendors: map[string]bool{}, byPESID: map[string]string{},
		byRole: map[string]string{}, targets: map[string]string{}, sources: map[string]string{}}
	for f, e := range x.next.Map.Map.Entries() {
		if !x.isSource(e) {
			continue
		}
		x.known[e.Repoid] = true
		if e.Channel != "ga" || e.RHUI != m.Cloud {
			continue
		}
		if x.byPESID[f.PESID] == "" {
			x.byPESID[f.PESID] = e.Repoid
		}
		if role := roleOf(f.PESID, e.Repoid); role != "" && x.byRole[role] == "" {
			x.byRole[role] = e.Repoid
		}
	}
	for i := range x.next.Vendors {
		for _, e := range x.next.Vendors[i].Map.Map.Entries() {
			if x.isSource(e) {
				x.vendors[e.Repoid] = !x.known[e.Repoid]
				x.known[e.Repoid] = true
			}
		}
	}
	return x
}

// isSource reports whether an entry of the next map is of the release that the upgrade leads to.
func (x *repositories) isSource(e *model.Entry) bool {
	return e.Major == x.machine.Target.Major && e.Arch == x.machine.Arch && e.Type == "rpm" &&
		(e.Distro == "" || x.nextOS == "" || e.Distro == x.nextOS)
}

// roleOf is the role that a PES ID or else a repoid names; "" where neither does.
func roleOf(pesid, repoid string) string {
	for _, id := range []string{pesid, repoid} {
		if role, ok := known.Role(id); ok {
			return role
		}
	}
	return ""
}

// target is what the system calls a repository that the upgrade used; "" where that is not known. A vendor's is its own
// name then: the next upgrade does not know it either, and does not take its packages for the distribution's.
func (x *repositories) target(repoid string) string {
	if name, found := x.targets[repoid]; found || repoid == "" {
		return name
	}
	x.targets[repoid] = x.findTarget(repoid)
	return x.targets[repoid]
}

func (x *repositories) findTarget(repoid string) string {
	if x.known[repoid] {
		return repoid
	}
	if pesid := x.family(&x.this.Map.Map, repoid, x.machine.Target.Major); pesid != "" {
		if name := x.byPESID[pesid]; name != "" {
			return name
		}
		return x.byRole[roleOf(pesid, repoid)]
	}
	for i := range x.this.Vendors {
		v := &x.this.Vendors[i]
		if pesid := x.family(&v.Map.Map, repoid, x.machine.Target.Major); pesid != "" {
			return cmp.Or(x.vendorTarget(v, pesid), repoid)
		}
	}
	return ""
}

// family is the PES ID of a repository of a release in a map of this upgrade, "" where it has none.
func (x *repositories) family(m *model.Map, repoid string, major int) string {
	for f, e := range m.Entries() {
		if e.Repoid == repoid && e.Major == major && e.Arch == x.machine.Arch {
			return f.PESID
		}
	}
	return ""
}

// vendorTarget is what the system calls a vendor's repository. A vendor's packages call it the same in every release:
// it is one that leads to this one now and that the next map knows.
func (x *repositories) vendorTarget(v *model.VendorFiles, pesid string) string {
	next := x.nextVendor(v.Name)
	if next == nil {
		return ""
	}
	var found []string
	for f, e := range next.Map.Map.Entries() {
		if f.PESID == pesid && x.isSource(e) {
			return e.Repoid
		}
	}
	for _, m := range v.Map.Map.Mappings {
		if m.Source != x.machine.Source.Major || !slices.Contains(m.To, pesid) {
			continue
		}
		if f := v.Map.Map.Family(m.From); f != nil {
			for _, e := range f.Entries {
				if x.vendors[e.Repoid] && e.Major == m.Source {
					found = append(found, e.Repoid)
				}
			}
		}
	}
	// The one that is enabled, else the first.
	enabled := list.Select(found, func(repoid string) bool { return slices.Contains(x.machine.Enabled, repoid) })
	if found = append(enabled, found...); len(found) > 0 {
		return found[0]
	}
	return ""
}

func (x *repositories) nextVendor(name string) *model.VendorFiles {
	i := slices.IndexFunc(x.next.Vendors, func(v model.VendorFiles) bool { return v.Name == name })
	if i < 0 {
		return nil
	}
	return &x.next.Vendors[i]
}

// ofVendor is the repository of a vendor that the next upgrade knows: one that is enabled, else the first; "" for none.
func (x *repositories) ofVendor(name string) (repoid string) {
	v := x.nextVendor(name)
	if v == nil {
		return ""
	}
	for _, e := range v.Map.Map.Entries() {
		switch {
		case !x.isSource(e) || !x.vendors[e.Repoid]:
		case slices.Contains(x.machine.Enabled, e.Repoid):
			return e.Repoid
		case repoid == "" && e.Channel == "ga":
			repoid = e.Repoid
		}
	}
	return repoid
}

// after is the repository of a package that stays in the one it is of: what that is mapped to, if it is one; else the
// one that is called the same; "" where neither is known.
func (x *repositories) after(repoid string) string {
	if name, found := x.sources[repoid]; found || repoid == "" {
		return name
	}
	x.sources[repoid] = x.findAfter(repoid)
	return x.sources[repoid]
}

func (x *repositories) findAfter(repoid string) string {
	m := &x.this.Map.Map
	pesid := x.family(m, repoid, x.machine.Source.Major)
	for i := 0; pesid == "" && i < len(x.this.Vendors); i++ {
		m = &x.this.Vendors[i].Map.Map
		pesid = x.family(m, repoid, x.machine.Source.Major)
	}
	var names []string
	for _, mapping := range m.Mappings {
		if mapping.From != pesid || mapping.Source != x.machine.Source.Major ||
			mapping.Target != x.machine.Target.Major {
			continue
		}
		to := mapping.To
		for _, own := range mapping.ByDistro {
			if own.Distro == x.machine.TargetOS {
				to = own.To
			}
		}
		for _, id := range to {
			own := m == &x.this.Map.Map || x.this.Map.Map.Family(id) == nil // vendors map to the distribution's, too
			if target := x.repoid(m, id); own && target != "" {
				names = list.AppendNew(names, x.target(target))
			}
		}
	}
	switch {
	case len(names) == 1 && names[0] != "":
		return names[0]
	case x.known[repoid]:
		return repoid
	}
	return ""
}

// repoid is the usual repository of a PES ID in the new release.
func (x *repositories) repoid(m *model.Map, pesid string) string {
	f := m.Family(pesid)
	if f == nil {
		return ""
	}
	for _, e := range f.Entries {
		if e.Major == x.machine.Target.Major && e.Arch == x.machine.Arch && e.Channel == "ga" && e.Type == "rpm" &&
			e.RHUI == x.machine.Cloud && (x.machine.TargetOS == "" || e.Distro == "" ||
			e.Distro == x.machine.TargetOS) {
			return e.Repoid
		}
	}
	return ""
}
