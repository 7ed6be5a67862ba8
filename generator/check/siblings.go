package check

import (
	"slices"
	"strings"

	"pes/generator/diag"
	"pes/generator/model"
	"pes/generator/rules"
)

// Published data keeps a copy of everything for each distribution, and copies drift apart. What follows names what all
// siblings have and one lacks; in sources, which say things once, a difference is meant.

// siblings compares the distributions of a checkout.
func (c *checker) siblings() {
	byMajor := map[int][]*model.Target{}
	for _, t := range c.catalog.Targets {
		if t.Distro.Folder != "" {
			byMajor[t.Major] = append(byMajor[t.Major], t)
		}
	}
	for _, list := range byMajor {
		for _, t := range list {
			c.siblingArches(t, list)
			c.siblingSources(t, list)
		}
	}
	c.siblingEvents()
}

// siblingArches names architectures that the maps of all siblings have.
func (c *checker) siblingArches(t *model.Target, list []*model.Target) {
	if t.Lacks.Map {
		return
	}
	count, others := map[string]int{}, 0
	for _, o := range list {
		if o == t || o.Lacks.Map {
			continue
		}
		others++
		for _, a := range mapArches(o) {
			count[a]++
		}
	}
	mine := mapArches(t)
	var missing []string
	for _, a := range model.Arches {
		if others > 0 && count[a] == others && !slices.Contains(mine, a) {
			missing = append(missing, a)
		}
	}
	if len(missing) > 0 && len(mine) > 0 && len(t.Paths) > 0 {
		var without []string
		for _, f := range t.Map.Families {
			if f.In(t.Major) {
				without = append(without, f.PESID)
			}
		}
		at := rules.At{Pos: familyPos(without[0], t.Major, []*model.Map{&t.Map}), Distro: t.Distro}
		c.Reportf(at, "sibling-architecture",
			"the map of release %d has nothing for %s, which the maps of all siblings have; its repositories are %s",
			t.Major, strings.Join(missing, ", "), strings.Join(without, ", "))
	}
}

// mapArches are the architectures of a tree's target repositories.
func mapArches(t *model.Target) (out []string) {
	for _, e := range t.Map.Entries() {
		if e.Major == t.Major && !slices.Contains(out, e.Arch) {
			out = append(out, e.Arch)
		}
	}
	return out
}

// siblingSources names source repositories that all siblings know that upgrade the same systems.
func (c *checker) siblingSources(t *model.Target, list []*model.Target) {
	if t.Lacks.Map || len(t.Paths) == 0 {
		return
	}
	for _, p := range t.Paths {
		mine := sourcesOf(t, p.Source)
		count, others := map[string]int{}, 0
		var where map[string]diag.Pos
		for _, o := range list {
			theirs := sourcesOf(o, p.Source)
			shared := 0
			for id := range mine {
				if _, ok := theirs[id]; ok {
					shared++
				}
			}
			if o == t || 2*shared < len(mine) || len(mine) == 0 {
				continue // it upgrades other systems
			}
			others, where = others+1, theirs
			for id := range theirs {
				count[id]++
			}
		}
		var missing []string
		for id, n := range count {
			if _, ok := mine[id]; n == others && !ok {
				missing = append(missing, id)
			}
		}
		if slices.Sort(missing); len(missing) > 0 {
			note := diag.Note{Pos: where[missing[0]], Text: "known to a sibling here"}
			c.Reportf(rules.At{Pos: p.Pos, Distro: t.Distro, Notes: []diag.Note{note}}, "sibling-source",
				"on the path %s, siblings know source repositories that this map does not: %s",
				p, strings.Join(missing, ", "))
		}
	}
}

// sourcesOf are the source repoids of a tree that are mapped, with where each stands.
func sourcesOf(t *model.Target, major int) map[string]diag.Pos {
	out := map[string]diag.Pos{}
	for _, m := range t.Map.Mappings {
		if f := t.Map.Family(m.From); f != nil && m.Source == major && m.Target == t.Major {
			for _, e := range f.Entries {
				if e.Major == major {
					out[e.Repoid] = e.Pos
				}
			}
		}
	}
	return out
}

// sources names repositories of in packages that the map of the tree does not know in the release they leave, each
// once.
func (c *checker) sources(t *model.Target) {
	type cause struct {
		pesid string
		major int
	}
	known := map[cause]bool{}
	for f, e := range t.Entries() {
		known[cause{f.PESID, e.Major}], known[cause{major: e.Major}] = true, true
	}
	var order []cause
	places := map[cause][]diag.Note{}
	for _, e := range t.Events {
		if e.To.Major != t.Major || e.From.IsZero() || e.Action.Keeps() {
			continue
		}
		for _, p := range e.In {
			k := cause{p.Repo, e.From.Major}
			if known[k] || !known[cause{major: e.From.Major}] {
				continue
			}
			if places[k] == nil {
				order = append(order, k)
			}
			places[k] = append(places[k], diag.Note{Pos: p.At(), Text: e.Title()})
		}
	}
	for _, k := range order {
		at := rules.At{Pos: places[k][0].Pos, Distro: t.Distro, Notes: places[k][1:]}
		c.Reportf(at, "unknown-in-repository",
			"the map for %d has no %s among the repositories of release %d, from where events take packages (%d)",
			t.Major, k.pesid, k.major, len(places[k]))
	}
}
