package check

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"pes/generator/diag"
	"pes/generator/known"
	"pes/generator/list"
	"pes/generator/model"
)

// Published data has a copy of everything for each distribution, and the copies drift apart. These checks report what
// all other distributions, its siblings, have and one lacks. In sources, which state everything once, a difference is
// intended.

// siblings compares the distributions of a checkout.
func (c *checker) siblings() {
	for _, t := range c.catalog.Targets {
		c.t = t
		c.releasePackage()
	}
	named := list.Select(c.catalog.Targets, func(t *model.Target) bool { return t.Distro.Folder != "" })
	for _, trees := range list.Group(named, func(t *model.Target) int { return t.Major }) {
		for _, t := range trees {
			others := list.Select(trees, func(o *model.Target) bool { return o != t && !o.Lacks.Map })
			if !t.Lacks.Map && len(t.Paths) > 0 && len(others) > 0 {
				c.t = t
				c.siblingSources(others)
			}
		}
	}
	c.siblingEvents()
}

// mapArches are the architectures of all repositories of a map.
func mapArches(m *model.Map) (out []string) {
	for _, e := range m.Entries() {
		out = list.AppendNew(out, e.Arch)
	}
	return out
}

// targetArches are the architectures of a tree's target repositories.
func targetArches(t *model.Target) (out []string) {
	for _, e := range t.Map.Entries() {
		if e.Major == t.Major {
			out = list.AppendNew(out, e.Arch)
		}
	}
	return out
}

// A source is a repository of systems before the upgrade, as one map has it.
type source struct {
	pos diag.Pos
	to  []string // the PES IDs that it becomes
}

// siblingSources reports source repositories that siblings know and this map does not. Up to known.SourceSystem all
// distributions upgrade one system, so what one of them knows of it concerns all. Later each upgrades its own: there
// only what all siblings know counts, and only if the distribution has a repository of that role in the target release.
func (c *checker) siblingSources(others []*model.Target) {
	_, until := known.SourceSystem()
	for _, p := range c.t.Paths {
		mine := sourcesOf(c.t, p.Source)
		missing := map[string]diag.Pos{}
		knowing := map[string]int{}
		for _, o := range others {
			theirs := sourcesOf(o, p.Source)
			shared := list.Select(slices.Sorted(maps.Keys(mine)), func(id string) bool { return theirs[id] != nil })
			if 2*len(shared) < len(mine) || len(mine) == 0 {
				continue // it upgrades other systems
			}
			main := list.FlatMap(shared, func(id string) []string { return theirs[id].to })
			for id, s := range theirs {
				same := slices.ContainsFunc(s.to, func(to string) bool { return slices.Contains(main, to) })
				if mine[id] == nil && same && !isOwn(id, o.Distro) {
					missing[id] = cmp.Or(missing[id], s.pos)
					knowing[id]++
				}
			}
		}
		if p.Source > until {
			maps.DeleteFunc(missing, func(id string, _ diag.Pos) bool {
				return knowing[id] < len(others) || !c.hasRole(id, mine)
			})
		}
		if repoids := slices.Sorted(maps.Keys(missing)); len(repoids) > 0 {
			note := diag.Note{Pos: missing[repoids[0]], Text: "in another distribution here"}
			c.Reportf(c.at(p.Pos, note), "sibling-source",
				"on the path %s, other distributions have source repositories that are not in this map: %s",
				p, strings.Join(repoids, ", "))
		}
	}
}

// isOwn reports whether a repoid is by its name that of a distribution itself, or of a system that only some upgrade:
// the systems of others do not have it.
func isOwn(repoid string, d *model.Distro) bool {
	if system, _ := known.SourceSystem(); d.Folder == system {
		return false
	}
	repoid = strings.ToLower(repoid)
	if strings.HasPrefix(repoid, d.Folder) || strings.HasPrefix(repoid, d.OSID) {
		return true
	}
	return slices.ContainsFunc(known.NamedSources(), func(folder string) bool { // not every distribution upgrades those
		return slices.ContainsFunc(known.BrandsOf(folder), func(brand string) bool {
			return repoid == brand || strings.HasPrefix(repoid, brand+"-")
		})
	})
}

// hasRole reports whether the distribution has a repository of the repoid's role in the target release, and none of its
// mapped sources has that role.
func (c *checker) hasRole(repoid string, mine map[string]*source) bool {
	role, ok := known.Role(repoid)
	if !ok {
		return false
	}
	for id := range mine {
		if r, _ := known.Role(id); r == role {
			return false
		}
	}
	return slices.ContainsFunc(pesids(c.t.Major, &c.t.Map), func(id string) bool {
		r, _ := known.Role(id)
		return r == role
	})
}

// sourcesOf returns the mapped source repositories of a tree by repoid.
func sourcesOf(t *model.Target, major int) map[string]*source {
	out := map[string]*source{}
	for _, m := range t.Map.Mappings {
		if m.Source == major && m.Target == t.Major {
			for _, e := range entries(m.From, major, &t.Map) {
				out[e.Repoid] = &source{e.Pos, m.To}
			}
		}
	}
	return out
}

// sources reports misspelt repositories of in packages: what the map of the tree has for the events' initial release,
// or nearly so.
func (c *checker) sources() {
	t := c.t
	type cause struct {
		pesid string
		major int
	}
	known := map[cause]bool{}
	for f, e := range t.Entries() {
		known[cause{f.PESID, e.Major}], known[cause{major: e.Major}] = true, true
	}
	type place struct {
		cause
		note diag.Note
	}
	var places []place
	for _, e := range t.Events {
		if e.To.Major != t.Major || e.From.IsZero() || e.Action.Keeps() || !known[cause{major: e.From.Major}] {
			continue
		}
		for _, p := range e.In {
			if k := (cause{p.Repo, e.From.Major}); !known[k] {
				places = append(places, place{k, diag.Note{Pos: p.At(), Text: e.Title()}})
			}
		}
	}
	for _, same := range list.Group(places, func(p place) cause { return p.cause }) {
		near := diag.Near(same[0].pesid, pesids(same[0].major, &t.Map))
		if near == "" {
			continue // Leapp does not look at the repositories of in packages, so only what is misspelt says anything
		}
		notes := list.Map(same, func(p place) diag.Note { return p.note })
		at := c.at(notes[0].Pos, notes[1:]...)
		at.Suggestion = near
		c.Reportf(at, "unknown-in-repository",
			"the map for %d has no %s among the repositories of release %d, where %s takes packages from",
			t.Major, same[0].pesid, same[0].major, same[0].note.Text)
	}
}
