package leapp

import (
	"slices"
	"strings"

	"pes/generator/list"
	"pes/generator/model"
)

// ownMap is the map of a distribution as a version can read it. From 0.25 on Leapp checks every mapping for every
// architecture and stops for everyone if a target lacks one (Leapp guide 9), so such gaps are closed.
func (w *writer) ownMap(t *model.Target, v *Version, paths []*model.Path) *model.Map {
	m := w.mapped(t, &t.Map, v, paths)
	if v.TargetSet {
		w.closeGaps(m, v)
	}
	return m
}

// mapped is the part of a map that a version can read. A path left without any mapping is an error: Leapp would stop.
func (w *writer) mapped(t *model.Target, m *model.Map, v *Version, paths []*model.Path) *model.Map {
	out := w.readable(w.distinct(t, m, v, paths), v, paths)
	for _, p := range paths {
		on := func(x *model.Mapping) bool { return x.Source == p.Source && x.Target == p.Target }
		if slices.ContainsFunc(m.Mappings, on) && !slices.ContainsFunc(out.Mappings, on) {
			w.notes.Errorf(p.Pos, "no-mapping", "Leapp %s can read no mapping of path %s of %s and would stop: build "+
				"without this version, or add a mapping that it can read", v.Name, p, t.Distro.Folder)
		}
	}
	return out
}

// distinct removes the repositories of other systems from maps in formats without a distribution field, if the
// distribution is also upgraded from itself: a repoid would be ambiguous. Where no version tells distributions apart,
// what is converted has these maps alone, and only what is ambiguous goes.
func (w *writer) distinct(t *model.Target, m *model.Map, v *Version, paths []*model.Path) *model.Map {
	out := &model.Map{Families: m.Families, Mappings: m.Mappings}
	for _, p := range paths {
		if v.ByDistro || len(p.Systems) < 2 || !slices.Contains(p.Systems, t.Distro) {
			continue
		}
		own := map[string][]string{} // PES IDs by repoid
		for _, f := range m.Families {
			for _, e := range f.Entries {
				if e.Major == p.Source && e.Distro == t.Distro.OSID {
					own[e.Repoid] = append(own[e.Repoid], f.PESID)
				}
			}
		}
		alone := len(v.Systems(t.Distro, p)) == 1
		lost := false
		out.Families = reduced(out.Families, func(f *model.Family, e model.Entry) bool {
			drop := e.Major == p.Source && e.Distro != t.Distro.OSID && (alone || own[e.Repoid] != nil)
			lost = lost || drop && !slices.Contains(own[e.Repoid], f.PESID)
			return drop
		})
		if lost {
			w.note(p.Pos, "skipped-conversion", "Leapp %s does not distinguish distributions: its maps have only the "+
				"sources of %s itself", v.Name, t.Distro.Folder)
		}
	}
	return out
}

// readable is the part of a map that a version can read: the paths it has, and entries whose words are on its closed
// lists. A family that loses all its entries goes with everything that names it.
func (w *writer) readable(m *model.Map, v *Version, paths []*model.Path) *model.Map {
	readable := reduced(m.Families, func(f *model.Family, e model.Entry) bool {
		unknown := ""
		switch {
		case !slices.Contains(v.Channels, e.Channel):
			unknown = "channel " + e.Channel
		case v.RHUI != nil && !slices.Contains(v.RHUI, e.RHUI):
			unknown = "cloud " + e.RHUI
		default:
			return false
		}
		w.note(e.Pos, "unreadable-entry", "Leapp %s has no %s: %s of %s is left out of its maps",
			v.Name, unknown, e.Repoid, f.PESID)
		return true
	})
	out := &model.Map{Families: without(readable, func(f *model.Family) bool { return len(f.Entries) == 0 })}
	for _, x := range m.Mappings {
		y := *x
		y.To = without(x.To, func(pesid string) bool { return out.Family(pesid) == nil })
		on := func(p *model.Path) bool { return p.Source == x.Source && p.Target == x.Target }
		if len(y.To) > 0 && out.Family(x.From) != nil && slices.ContainsFunc(paths, on) {
			out.Mappings = append(out.Mappings, &y)
		}
	}
	return out
}

// closeGaps leaves out targets that do not exist on every architecture of their source; where no target does, the
// source loses the architectures that lead nowhere.
func (w *writer) closeGaps(m *model.Map, v *Version) {
	for _, x := range m.Mappings {
		from := m.Family(x.From)
		need := archesOf(from, x.Source)
		have := func(to string) []string { return archesOf(m.Family(to), x.Target) }
		full := without(x.To, func(to string) bool { return !containsAll(have(to), need) })
		switch {
		case len(full) == len(x.To):
		case len(full) > 0:
			for _, to := range without(x.To, func(to string) bool { return slices.Contains(full, to) }) {
				w.note(x.Pos, "closed-gap", "Leapp %s would stop because %s is not there for all of %s: "+
					"%s does not lead to it in its maps", v.Name, to, strings.Join(need, ", "), x.From)
			}
			x.To = full
		default:
			most := have(slices.MaxFunc(x.To, func(a, b string) int { return len(have(a)) - len(have(b)) }))
			w.note(x.Pos, "closed-gap", "Leapp %s would stop because nothing that %s becomes is there for all of %s: "+
				"its maps know it for %s alone", v.Name, x.From, strings.Join(need, ", "), strings.Join(most, ", "))
			x.To = without(x.To, func(to string) bool { return !containsAll(have(to), most) })
			from.Entries = without(from.Entries, func(e model.Entry) bool {
				return e.Major == x.Source && !slices.Contains(most, e.Arch)
			})
		}
	}
}

func archesOf(f *model.Family, major int) (out []string) {
	for _, e := range f.Entries {
		if e.Major == major {
			out = list.AppendNew(out, e.Arch)
		}
	}
	slices.Sort(out)
	return out
}

func containsAll(have, want []string) bool {
	return !slices.ContainsFunc(want, func(a string) bool { return !slices.Contains(have, a) })
}

// Readable returns a target with its maps reduced to what a version can read, for every path the version has; nil if it
// has none. It is the target to give to package upgrade.
func Readable(t *model.Target, v *Version) *model.Target {
	w := writer{}
	paths := w.paths(t, v, []*Version{v})
	if len(paths) == 0 {
		return nil
	}
	written := func(m *model.Map) model.Map {
		for _, f := range m.Families {
			f.Entries = writtenEntries(f.Entries, v)
		}
		return *m
	}
	out := *t
	out.Map = written(w.ownMap(t, v, paths))
	out.Vendors = list.Map(t.Vendors, func(x *model.Vendor) *model.Vendor {
		y := *x
		y.Map = written(w.mapped(t, &x.Map, v, paths))
		return &y
	})
	return &out
}
