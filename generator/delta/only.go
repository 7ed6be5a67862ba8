package delta

import (
	"cmp"
	"path"
	"slices"
	"strconv"
	"strings"

	"pes/generator/known"
	"pes/generator/list"
	"pes/generator/model"
)

// A Machine is what is known of a machine that is to be upgraded.
type Machine struct {
	Packages map[string]bool
	Repoids  map[string]bool // enabled, or of its packages; none where nobody says
	Arch     string          // "" where nobody says
	Major    int             // its release, 0 where nobody says
}

// Only returns the changes that concern one machine: those of its packages, of the repositories that Leapp makes of its
// own, of their keys, and of the vendors whose packages or repositories it has.
func (d *Delta) Only(m Machine) *Delta {
	trees := map[Subject]*concern{}
	for _, side := range d.sides {
		for _, t := range side.Targets {
			at := Subject{Distro: t.Distro.Folder, Target: t.Major}
			if trees[at] == nil {
				trees[at] = &concern{machine: &m,
					vendors: map[string]bool{}, repos: map[string]bool{}, keys: map[string]bool{}}
			}
			trees[at].add(t)
		}
	}
	for _, c := range d.Changes {
		if x := trees[Subject{Distro: c.Distro, Target: c.Target}]; c.Kind == Package && x.about(&c) {
			x.vendors[c.Vendor] = true
		}
	}
	concerned := func(distro string, target int) *concern { return trees[Subject{Distro: distro, Target: target}] }
	out := *d
	out.Changes = list.Select(d.Changes, func(c Change) bool { return concerned(c.Distro, c.Target).about(&c) })
	out.Skipped = list.Select(d.Skipped, func(s Skip) bool {
		x := concerned(s.Distro, s.Target)
		return x.here && (s.Vendor == "" || x.vendors[s.Vendor])
	})
	return &out
}

// concern is what of a tree concerns a machine, on either side.
type concern struct {
	machine *Machine
	here    bool            // the tree is for the release after the machine's
	vendors map[string]bool // active
	repos   map[string]bool // PES IDs of the machine's repositories and of what they become; their repoids
	keys    map[string]bool // that sections of these repositories, and active vendors, name
}

// baseRoles are what every machine has, where a list says nothing about repositories.
var baseRoles = []string{"base", "baseos", "appstream", "updates", "extras"}

// add takes up one side of a tree.
func (x *concern) add(t *model.Target) {
	m := x.machine
	x.here = m.Major == 0 || t.Major == m.Major+1
	x.follow(&t.Map, func(pesid string, e *model.Entry) bool {
		if role, ok := known.Role(pesid); len(m.Repoids) == 0 && ok {
			return slices.Contains(baseRoles, role)
		}
		return m.Repoids[e.Repoid] || len(m.Repoids) == 0 && slices.Contains(baseRoles, known.TrimDistro(pesid))
	})
	for _, v := range t.Vendors {
		for _, e := range v.Map.Entries() {
			x.vendors[v.Name] = x.vendors[v.Name] || m.Repoids[e.Repoid]
		}
		if x.vendors[v.Name] {
			x.follow(&v.Map, func(_ string, e *model.Entry) bool { return m.Repoids[e.Repoid] })
		}
	}
	x.sections(t.Repo, "", true)
	for _, v := range t.Vendors {
		x.sections(v.Repo, vendorKeys, x.vendors[v.Name])
		for _, k := range v.Keys {
			x.keys[vendorKeys+k.Name] = x.keys[vendorKeys+k.Name] || x.vendors[v.Name]
		}
	}
}

// sections notes the keys that the sections of a .repo file name.
func (x *concern) sections(repo []model.Section, folder string, active bool) {
	for _, s := range repo {
		for _, k := range s.Keys {
			name := folder + path.Base(cmp.Or(k.Awaited, keyName(k)))
			x.keys[name] = x.keys[name] || active && x.repos[s.Repoid]
		}
	}
}

// follow notes the repositories of a map that a machine has, and those that they become.
func (x *concern) follow(m *model.Map, has func(pesid string, e *model.Entry) bool) {
	for f, e := range m.Entries() {
		if has(f.PESID, e) {
			x.repos[f.PESID] = true
		}
	}
	for _, way := range m.Mappings {
		if !x.repos[way.From] {
			continue
		}
		to := slices.Clone(way.To)
		for _, d := range way.ByDistro {
			to = append(to, d.To...)
		}
		for _, pesid := range to {
			x.repos[pesid] = true
		}
	}
	for f, e := range m.Entries() {
		if x.repos[f.PESID] {
			x.repos[e.Repoid] = true
		}
	}
}

// about reports whether a change concerns the machine.
func (x *concern) about(c *Change) bool {
	if !x.here {
		return false
	}
	m := x.machine
	switch c.Kind {
	case Package:
		return m.Packages[c.Name] && (m.Arch == "" || slices.Contains(c.Arches, m.Arch))
	case Tree, Path, File:
		return true
	case Key:
		return x.keys[c.Name]
	case Mapping:
		_, pesid, _ := strings.Cut(c.Name, " ")
		return x.repos[pesid]
	case Entry:
		pesid, major, _ := strings.Cut(c.Name, " ")
		return x.repos[pesid] && major == strconv.Itoa(c.Target) && x.onArch(c)
	case Section:
		return x.repos[c.Name] && (c.Vendor == "" || x.vendors[c.Vendor])
	}
	return x.vendors[c.Vendor] // Signature, Vendor
}

// onArch reports whether the entries that changed are for the architecture of the machine.
func (x *concern) onArch(c *Change) bool {
	before, after := texts(c.Before), texts(c.After)
	for _, text := range append(without(before, after), without(after, before)...) {
		if words := strings.Fields(text); x.machine.Arch == "" || len(words) > 1 && words[1] == x.machine.Arch {
			return true
		}
	}
	return false
}
