package upgrade

import (
	"cmp"
	"slices"
	"strings"

	"pes/generator/model"
)

// A step is an event for one in stream (model.Step), as the computation wants it.
type step struct {
	event   *model.Event
	in, out []model.StepPackage // no id twice
	file    int                 // 0 is the main file, then the vendors
	own     bool                // takes a package of Leapp itself
	group   int32
	chance  bool // its sets hold something twice, of which Leapp takes any
}

// A stepIndex is every step of a tree, and the ways to find them.
type stepIndex struct {
	steps    []step
	groups   [][]int32                    // steps of one initial release and in set, in order
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
	ix := stepIndex{byIn: map[model.PackageID][]int32{}, byName: map[string][]int32{}, releases: map[fileArch][]model.Release{}}
	groups := map[string]int32{}
	for n, f := range files {
		if f == nil {
			continue
		}
		for _, e := range f.Events {
			for _, x := range e.Expand() {
				s := step{event: e, file: n}
				s.in, s.chance = distinct(x.In, len(x.Choice) > 0)
				s.out, s.chance = distinct(x.Out, s.chance)
				ix.add(s, groups, ownPackages)
			}
		}
	}
	for k, list := range ix.releases {
		slices.SortStableFunc(list, model.Release.Compare)
		ix.releases[k] = slices.Compact(list)
	}
	return ix
}

func (ix *stepIndex) add(s step, groups map[string]int32, ownPackages int) {
	n := int32(len(ix.steps))
	for _, p := range s.in {
		s.own = s.own || model.LeappPackage(p.Name, ownPackages)
		ix.byIn[p.PackageID] = append(ix.byIn[p.PackageID], n)
	}
	for _, side := range [2][]model.StepPackage{s.in, s.out} {
		for _, p := range side {
			if list := ix.byName[p.Name]; len(list) == 0 || list[len(list)-1] != n {
				ix.byName[p.Name] = append(list, n)
			}
		}
	}
	if len(s.in) == 0 {
		ix.empty = append(ix.empty, n)
	}
	key := groupKey(&s)
	g, there := groups[key]
	if !there {
		g = int32(len(ix.groups))
		groups[key], ix.groups = g, append(ix.groups, nil)
	}
	s.group, ix.groups[g] = g, append(ix.groups[g], n)
	for _, arch := range s.event.Arches {
		k := fileArch{s.file, arch}
		ix.releases[k] = append(ix.releases[k], s.event.To)
	}
	ix.steps = append(ix.steps, s)
}

// distinct leaves one of each package id: the one of the smallest PES ID, as Leapp takes any. chance is handed on, or set.
func distinct(set []model.StepPackage, chance bool) ([]model.StepPackage, bool) {
	out := make([]model.StepPackage, 0, len(set))
	at := make(map[model.PackageID]int, len(set))
	for _, p := range set {
		i, twice := at[p.PackageID]
		if !twice {
			at[p.PackageID] = len(out)
			out = append(out, p)
			continue
		}
		chance = chance || out[i].Repo != p.Repo
		out[i].Repo = min(out[i].Repo, p.Repo)
	}
	return out, chance
}

// groupKey names the steps among which the latest release wins: initial release and in packages, without repositories.
func groupKey(s *step) string {
	ids := make([]model.PackageID, 0, len(s.in))
	for _, p := range s.in {
		ids = append(ids, p.PackageID)
	}
	slices.SortFunc(ids, model.PackageID.Compare)
	var b strings.Builder
	b.WriteString(s.event.From.String())
	for _, id := range ids {
		b.WriteString("\x00" + id.Name + "\x01" + id.Stream.Module + "\x01" + id.Stream.Stream)
	}
	return b.String()
}

// A choice is what of the steps counts for one machine (leapp-semantics 4.1 to 4.6).
type choice struct {
	*stepIndex
	arch           string
	source, target model.Release
	active         []bool // by file
	shadows        map[int32]shadow
}

// A shadow is what shadow found out about a group.
type shadow struct{ winner, first int32 }

// counts reports whether a step takes part: its file is read, and architecture and release are the machine's.
func (c *choice) counts(s *step) bool {
	return c.active[s.file] && !s.own && c.onWay(s.event.To) && slices.Contains(s.event.Arches, c.arch)
}

func (c *choice) onWay(r model.Release) bool {
	return c.source.Compare(r) < 0 && r.Compare(c.target) <= 0
}

// shadow gives the one step of a step's group that Leapp keeps, or -1 where it keeps them all, and the first of the group,
// whose place in the files is the place of all.
func (c *choice) shadow(s *step) (winner, first int32) {
	group := c.groups[s.group]
	if len(group) == 1 {
		return -1, group[0]
	}
	if known, ok := c.shadows[s.group]; ok {
		return known.winner, known.first
	}
	winner, first = -1, -1
	top, n := model.Release{}, 0
	for _, i := range group {
		x := &c.steps[i]
		if !c.counts(x) {
			continue
		}
		if first < 0 {
			first = i
		}
		switch d := x.event.To.Compare(top); {
		case first == i || d > 0:
			top, n, winner = x.event.To, 1, i
		case d == 0:
			n++
		}
	}
	if n != 1 {
		winner = -1
	}
	if c.shadows == nil {
		c.shadows = map[int32]shadow{}
	}
	c.shadows[s.group] = shadow{winner, first}
	return winner, first
}

// way lists the releases an upgrade passes: those of every event that is read, also where none of its events is applied.
func (c *choice) way() (out []model.Release) {
	for file, active := range c.active {
		if !active {
			continue
		}
		for _, r := range c.releases[fileArch{file, c.arch}] {
			if c.onWay(r) {
				out = append(out, r)
			}
		}
	}
	slices.SortStableFunc(out, model.Release.Compare)
	return slices.Compact(out)
}

// place orders steps within a release: groups by their first member, members by file.
type place struct{ first, step int32 }

func (p place) compare(q place) int {
	return cmp.Or(cmp.Compare(p.first, q.first), cmp.Compare(p.step, q.step))
}
