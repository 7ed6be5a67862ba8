package published

import (
	"slices"

	"pes/generator/known"
	"pes/generator/leapp"
	"pes/generator/list"
	"pes/generator/model"
)

// targets are the majors that a distribution's files are for: those that names of files say, else those that its map
// leads to. If a map leads to several, they are those that its events and .repo sections are for; others are the first
// mappings to each of the rest.
func (r *reader) targets(folder string) (majors []int, others []*model.Mapping) {
	var named, mapped, vendors, ofEvents []int
	for _, p := range r.files {
		if p.Alone {
			continue
		}
		mine := p.Distro == folder && p.Vendor == ""
		to := list.Map(p.m.Map.Mappings, func(m *model.Mapping) int { return m.Target })
		switch {
		case p.Target > 0 && (p.Distro == folder || folder == "" && p.Vendor != ""):
			named = append(named, p.Target)
		case p.Target > 0:
		case mine:
			mapped = append(mapped, to...)
			ofEvents = append(ofEvents, list.Map(p.events.Events,
				func(e *leapp.ReadEvent) int { return e.To.Major })...)
		case p.Distro == folder || folder == "" && p.Vendor != "":
			vendors = append(vendors, to...)
		}
	}
	_, until := known.SourceSystem()
	ofEvents = slices.DeleteFunc(ofEvents, func(n int) bool { return n <= until })
	mapped, others = r.backed(folder, list.Distinct(mapped), ofEvents)
	majors = append(named, mapped...)
	for _, next := range [][]int{vendors, ofEvents, {8}} { // what can be asked of a lone .repo or .sigs file is alike
		if len(majors) == 0 {
			majors = next
		}
	}
	return list.Distinct(majors), others
}

// machine reports whether the files are those of one machine, where Leapp reads every map of a vendor.
func (r *reader) machine() bool {
	return slices.ContainsFunc(r.files, func(p *part) bool { return p.Machine })
}

// backed divides the majors that a distribution's map leads to into those that events or .repo sections are for too,
// and the others. If nothing is for any, all of them count.
func (r *reader) backed(folder string, mapped, ofEvents []int) (majors []int, others []*model.Mapping) {
	m, repo := r.pick("map", "", folder, 0), r.pick("repo", "", folder, 0)
	if len(mapped) < 2 || m == nil {
		return mapped, nil
	}
	of := map[string]int{} // target repoids of the map, and their majors
	for _, e := range m.m.Map.Entries() {
		of[e.Repoid] = e.Major
	}
	backing := slices.Clone(ofEvents)
	if repo != nil && len(repo.repo) > 0 {
		backing = list.Map(repo.repo, func(s model.Section) int { return of[s.Repoid] })
	}
	majors = list.Select(mapped, func(n int) bool { return slices.Contains(backing, n) })
	if len(majors) == 0 {
		return mapped, nil
	}
	for _, n := range mapped {
		if !slices.Contains(majors, n) {
			i := slices.IndexFunc(m.m.Map.Mappings, func(x *model.Mapping) bool { return x.Target == n })
			others = append(others, m.m.Map.Mappings[i])
		}
	}
	return majors, others
}

// forTarget returns the part of a map for one target; if the file is only for that target, the whole map, since Leapp
// checks all of it. Repositories of the target that only the path to the next release begins at are no targets.
func forTarget(m *model.Map, n, only int) model.Map {
	if only == n {
		return *m
	}
	sources, to := map[string]bool{}, map[string]bool{}
	for _, x := range m.Mappings {
		sources[x.From] = sources[x.From] || x.Source == n
		for _, pesid := range x.To {
			to[pesid] = true
		}
		for _, d := range x.ByDistro {
			for _, pesid := range d.To {
				to[pesid] = true
			}
		}
	}
	part := m.Part(n)
	for _, f := range part.Families {
		if sources[f.PESID] && !to[f.PESID] {
			f.Entries = slices.DeleteFunc(f.Entries, func(e model.Entry) bool { return e.Major == n })
		}
	}
	part.Families = slices.DeleteFunc(part.Families, func(f *model.Family) bool { return len(f.Entries) == 0 })
	return *part
}

// extraPaths notes paths of maps that nothing else is for.
func (r *reader) extraPaths() {
	for _, x := range r.extra {
		r.Reportf(atPos(x.Pos), "extra-path",
			"the map also has mappings from %d to %d, but nothing else here is for this path: no machine uses them",
			x.Source, x.Target)
	}
}
