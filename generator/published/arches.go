package published

import (
	"slices"
	"strings"

	"pes/generator/diag"
	"pes/generator/english"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/rules"
)

// architectures reports maps that have no repository at all for an architecture which others count on. A file of events
// covers every architecture that upstream has, so those alone say nothing. What counts are events that an overlay adds
// for some architectures by name, which people of the distribution wrote, and the maps of siblings.
func (r *reader) architectures() {
	for _, t := range r.Catalog.Targets {
		mine := archesOf(t)
		if t.Lacks.Map || len(mine) == 0 {
			continue
		}
		others := list.Select(r.Catalog.Targets, func(o *model.Target) bool {
			return o != t && o.Major == t.Major && o.Distro.Folder != "" && !o.Lacks.Map && len(archesOf(o)) > 0
		})
		added := r.added(t)
		var needed, lacking []string // that events need, and an overlay or a sibling shows; that all siblings have
		for _, arch := range model.Arches {
			have := list.Select(others, func(o *model.Target) bool { return slices.Contains(archesOf(o), arch) })
			byName := func(e *model.Event) bool { return len(e.Arches) < len(model.Arches) && sends(t, e, arch) }
			switch {
			case slices.Contains(mine, arch):
			case slices.ContainsFunc(added, byName),
				len(have) > 0 && slices.ContainsFunc(events(t, added),
					func(e *model.Event) bool { return sends(t, e, arch) }):
				needed = append(needed, arch)
			case len(have) > 0 && len(have) == len(others):
				lacking = append(lacking, arch)
			}
		}
		r.lacksArches(t, needed, list.Select(events(t, added), func(e *model.Event) bool {
			return slices.ContainsFunc(needed, func(arch string) bool { return sends(t, e, arch) })
		}))
		r.lacksSiblings(t, lacking)
	}
}

// added are the events that the distribution's overlay adds.
func (r *reader) added(t *model.Target) []*model.Event {
	if p := r.pick("overlay", "", t.Distro.Folder, t.Major); p != nil && p.ok {
		return p.applying(p.overlay.Events, t.Major)
	}
	return nil
}

// events are those of the tree, where its file is there; what an overlay adds is in it.
func events(t *model.Target, added []*model.Event) []*model.Event {
	if len(t.Events) > 0 {
		return t.Events
	}
	return added
}

func archesOf(t *model.Target) (out []string) {
	for _, e := range t.Map.Entries() {
		if e.Major == t.Major {
			out = list.AppendNew(out, e.Arch)
		}
	}
	return out
}

// sends reports whether an event for an architecture leaves a package of one of the tree's own repositories installed.
func sends(t *model.Target, e *model.Event, arch string) bool {
	return slices.Contains(e.Arches, arch) && e.To.Major == t.Major && len(destinations(t, e)) > 0
}

// destinations are the PES IDs of the tree's map that packages of an event come from afterwards.
func destinations(t *model.Target, e *model.Event) (pesids []string) {
	for _, p := range e.Results() {
		if f := t.Map.Family(p.Repo); f != nil && f.In(t.Major) {
			pesids = list.AppendNew(pesids, p.Repo)
		}
	}
	return pesids
}

// lacksArches reports architectures that a map lacks and events need.
func (r *reader) lacksArches(t *model.Target, arches []string, events []*model.Event) {
	if len(arches) == 0 || len(events) == 0 {
		return
	}
	var pesids []string
	for _, e := range events {
		pesids = list.AppendNew(pesids, destinations(t, e)...)
	}
	slices.Sort(pesids)
	at := rules.At{Pos: firstEntry(t, t.Map.Family(pesids[0])), Distro: t.Distro,
		Notes: []diag.Note{{Pos: events[0].In[0].Pos, Text: events[0].Title()}}}
	r.Reportf(at, "foreign-architecture",
		"the map of release %d has no repository for %s, and packages of %s, such as the %s, are to "+
			"come from %s there: Leapp removes the in packages and installs none",
		t.Major, english.And(arches), english.Count(len(events), "event"), events[0].Title(),
		strings.Join(pesids, ", "))
}

// lacksSiblings reports architectures that a map lacks and the maps of all siblings have.
func (r *reader) lacksSiblings(t *model.Target, arches []string) {
	if len(arches) == 0 {
		return
	}
	var pesids []string
	var pos diag.Pos
	for _, f := range t.Map.Families {
		if f.In(t.Major) {
			if pesids = append(pesids, f.PESID); len(pesids) == 1 {
				pos = firstEntry(t, f)
			}
		}
	}
	r.Reportf(rules.At{Pos: pos, Distro: t.Distro}, "sibling-architecture",
		"the map of release %d has nothing for %s, which the maps of all siblings have; its repositories are %s",
		t.Major, strings.Join(arches, ", "), strings.Join(pesids, ", "))
}

func firstEntry(t *model.Target, f *model.Family) diag.Pos {
	i := slices.IndexFunc(f.Entries, func(e model.Entry) bool { return e.Major == t.Major })
	return f.Entries[i].Pos
}
