package upgrade

import (
	"cmp"
	"slices"

	"pes/generator/list"
	"pes/generator/model"
)

// A step is a [model.Step] with its place among the files of a tree.
type step struct {
	model.Step
	file  int  // 0 is the main file, then the vendors
	own   bool // takes a package of Leapp itself
	group int32
}

// A stepIndex is every step of a tree, and the ways to find them.
type stepIndex struct {
	steps    []step
	groups   [][]int32                    // steps that compete, in order
	byIn     map[model.PackageID][]int32  // steps that take a package
	byName   map[string][]int32           // steps that name a package on either side
	empty    []int32                      // steps that take nothing, and so always apply
	releases map[fileArch][]model.Release // of the steps of one file on one architecture, in order
}

type fileArch struct {
	file int
	arch string
}

func newStepIndex(files []*model.EventFile, ownPackages int) stepIndex {
	ix := stepIndex{byIn: map[model.PackageID][]int32{}, byName: map[string][]int32{},
		releases: map[fileArch][]model.Release{}}
	groups := map[model.Competition]int32{}
	for n, f := range files {
		if f == nil {
			continue
		}
		for _, e := range f.Events {
			for _, x := range e.Expand() {
				ix.add(step{Step: x, file: n}, groups, ownPackages)
			}
		}
	}
	for k, releases := range ix.releases {
		ix.releases[k] = distinct(releases, model.Release.Compare)
	}
	return ix
}

func (ix *stepIndex) add(s step, groups map[model.Competition]int32, ownPackages int) {
	n := int32(len(ix.steps))
	for _, p := range s.In {
		s.own = s.own || model.LeappPackage(p.Name, ownPackages)
		ix.byIn[p.PackageID] = append(ix.byIn[p.PackageID], n)
	}
	for _, side := range [2][]model.StepPackage{s.In, s.Out} {
		for _, p := range side {
			if list := ix.byName[p.Name]; len(list) == 0 || list[len(list)-1] != n {
				ix.byName[p.Name] = append(list, n)
			}
		}
	}
	if len(s.In) == 0 {
		ix.empty = append(ix.empty, n)
	}
	key := s.Competition()
	g, there := groups[key]
	if !there {
		g = int32(len(ix.groups))
		groups[key], ix.groups = g, append(ix.groups, nil)
	}
	s.group, ix.groups[g] = g, append(ix.groups[g], n)
	for _, arch := range s.Event.Arches {
		k := fileArch{s.file, arch}
		ix.releases[k] = append(ix.releases[k], s.Event.To)
	}
	ix.steps = append(ix.steps, s)
}

// A selection is the steps that Leapp reads for one machine (Leapp guide 4.1 to 4.6).
type selection struct {
	*stepIndex
	m        *Machine
	active   []bool            // by file
	contests map[int32]contest // by group
}

func (e *Engine) selection(m *Machine, active []bool) *selection {
	return &selection{&e.steps, m, active, map[int32]contest{}}
}

// counts reports whether a step is read for the machine: its file is active, it takes no package of Leapp, and
// architecture and release fit.
func (c *selection) counts(s *step) bool {
	return c.active[s.file] && !s.own && c.onWay(s.Event.To) && slices.Contains(s.Event.Arches, c.m.Arch)
}

func (c *selection) onWay(r model.Release) bool {
	return c.m.Source.Compare(r) < 0 && r.Compare(c.m.Target) <= 0
}

// A contest is the result of competing steps: winner is the one that Leapp keeps, -1 if it keeps them all; first is the
// first of them, which decides the place of all in the order.
type contest struct{ winner, first int32 }

// contest returns the contest of a step for which counts is true.
func (c *selection) contest(s *step) contest {
	group := c.groups[s.group]
	if len(group) == 1 {
		return contest{-1, group[0]}
	}
	if known, ok := c.contests[s.group]; ok {
		return known
	}
	rivals := list.Select(group, func(i int32) bool { return c.counts(&c.steps[i]) })
	out := contest{-1, rivals[0]}
	if w := model.Winner(rivals, func(i int32) model.Release { return c.steps[i].Event.To }); w >= 0 {
		out.winner = rivals[w]
	}
	c.contests[s.group] = out
	return out
}

// passed lists the releases of all events that are read and on the way, whether they apply or not.
func (c *selection) passed() (out []model.Release) {
	for file, active := range c.active {
		if active {
			out = append(out, list.Select(c.releases[fileArch{file, c.m.Arch}], c.onWay)...)
		}
	}
	return distinct(out, model.Release.Compare)
}

// distinct sorts a list and removes duplicates.
func distinct[T comparable](all []T, compare func(a, b T) int) []T {
	list.Sort(all, compare)
	return slices.Compact(all)
}

// A position orders steps within a release: groups by their first member, members by file.
type position struct{ first, step int32 }

func (p position) compare(q position) int {
	return cmp.Or(cmp.Compare(p.first, q.first), cmp.Compare(p.step, q.step))
}
