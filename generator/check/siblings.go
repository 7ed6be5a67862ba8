package check

import (
	"maps"
	"slices"
	"strings"

	"pes/generator/diag"
	"pes/generator/list"
	"pes/generator/model"
)

// Published data has a copy of everything for each distribution, and the copies drift apart. These checks report what
// all other distributions, its siblings, have and one lacks. In sources, which state everything once, a difference is
// intended.

// siblings compares the distributions of a checkout.
func (c *checker) siblings() {
	named := list.Select(c.catalog.Targets, func(t *model.Target) bool { return t.Distro.Folder != "" })
	for _, trees := range list.Group(named, func(t *model.Target) int { return t.Major }) {
		for _, t := range trees {
			others := list.Select(trees, func(o *model.Target) bool { return o != t && !o.Lacks.Map })
			if !t.Lacks.Map && len(t.Paths) > 0 && len(others) > 0 {
				c.t = t
				c.siblingArches(others)
				c.siblingSources(others)
			}
		}
	}
	c.siblingEvents()
}

// siblingArches reports architectures that the maps of all siblings have and this one lacks.
func (c *checker) siblingArches(others []*model.Target) {
	t, mine := c.t, mapArches(c.t)
	missing := model.Arches
	for _, o := range others {
		theirs := mapArches(o)
		missing = list.Select(missing, func(a string) bool {
			return !slices.Contains(mine, a) && slices.Contains(theirs, a)
		})
	}
	if len(missing) > 0 && len(mine) > 0 {
		without := pesids(t.Major, &t.Map)
		c.Reportf(c.at(entries(without[0], t.Major, &t.Map)[0].Pos), "sibling-architecture",
			"the map of release %d has nothing for %s, which the maps of all siblings have; its repositories are %s",
			t.Major, strings.Join(missing, ", "), strings.Join(without, ", "))
	}
}

// mapArches are the architectures of a tree's target repositories.
func mapArches(t *model.Target) (out []string) {
	for _, e := range t.Map.Entries() {
		if e.Major == t.Major {
			out = list.AppendNew(out, e.Arch)
		}
	}
	return out
}

// siblingSources reports source repositories that this map lacks and all siblings that upgrade the same systems have.
func (c *checker) siblingSources(others []*model.Target) {
	for _, p := range c.t.Paths {
		mine := sourcesOf(c.t, p.Source)
		var missing map[string]diag.Pos
		for _, o := range others {
			theirs := sourcesOf(o, p.Source)
			shared := 0
			for id := range mine {
				if _, ok := theirs[id]; ok {
					shared++
				}
			}
			if 2*shared < len(mine) || len(mine) == 0 {
				continue // it upgrades other systems
			}
			maps.DeleteFunc(theirs, func(id string, _ diag.Pos) bool {
				_, known := mine[id]
				_, all := missing[id]
				return known || missing != nil && !all
			})
			missing = theirs
		}
		if repoids := slices.Sorted(maps.Keys(missing)); len(repoids) > 0 {
			note := diag.Note{Pos: missing[repoids[0]], Text: "known to a sibling here"}
			c.Reportf(c.at(p.Pos, note), "sibling-source",
				"on the path %s, siblings know source repositories that this map does not: %s",
				p, strings.Join(repoids, ", "))
		}
	}
}

// sourcesOf returns the mapped source repoids of a tree, with their positions.
func sourcesOf(t *model.Target, major int) map[string]diag.Pos {
	out := map[string]diag.Pos{}
	for _, m := range t.Map.Mappings {
		if m.Source == major && m.Target == t.Major {
			for _, e := range entries(m.From, major, &t.Map) {
				out[e.Repoid] = e.Pos
			}
		}
	}
	return out
}

// sources reports each repository of in packages that the map of the tree lacks for the events' initial release.
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
		notes := list.Map(same, func(p place) diag.Note { return p.note })
		c.Reportf(c.at(notes[0].Pos, notes[1:]...), "unknown-in-repository",
			"the map for %d has no %s among the repositories of release %d, from where events take packages (%d)",
			t.Major, same[0].pesid, same[0].major, len(same))
	}
}
