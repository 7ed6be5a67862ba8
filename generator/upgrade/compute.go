package upgrade

import (
	"cmp"
	"slices"

	"pes/generator/list"
	"pes/generator/model"
)

// A placement is the repository of an installed package, and the step that decided it.
type placement struct {
	repo string
	by   int32 // the step; negative: one of the origins below
}

const (
	fromStart int32 = -1 - iota // it was installed
	fromList                    // a transaction list installs it
)

// A computation is the packages of one machine, release by release (Leapp guide 4.7).
type computation struct {
	*selection
	releases []model.Release
	start    map[model.PackageID]placement
	repos    map[string]bool // of the packages at the start
	now      map[model.PackageID]placement
	before   map[model.PackageID]bool      // of packages this release changed: installed when it began?
	seen     map[model.PackageID]bool      // all that were installed at the start or at the end of a release
	modular  map[model.PackageID]placement // packages that lose their stream unless an event takes them
	queue    [][]position                  // by release
	queued   []bool
	applied  []bool                      // for the trace; nil where none is wanted
	missing  map[int32][]model.PackageID // in packages that kept a step from applying
	again    bool                        // packages were to be reinstalled in the last release
	chance   bool
}

func newComputation(c *selection, releases []model.Release, start map[model.PackageID]placement) *computation {
	x := &computation{selection: c, releases: releases, start: start, repos: map[string]bool{},
		now: make(map[model.PackageID]placement, len(start)), before: map[model.PackageID]bool{},
		seen:  make(map[model.PackageID]bool, len(start)),
		queue: make([][]position, len(releases)), queued: make([]bool, len(c.steps))}
	for id, h := range start {
		x.repos[h.repo], x.now[id], x.seen[id] = true, h, true
		x.enqueue(c.byIn[id], 0)
	}
	x.enqueue(c.empty, 0)
	return x
}

// enqueue adds steps, of the releases from the given one on, to the queue of steps to try.
func (x *computation) enqueue(steps []int32, from int) {
	for _, i := range steps {
		s := &x.steps[i]
		if x.queued[i] || !x.counts(s) {
			continue
		}
		r, found := slices.BinarySearchFunc(x.releases, s.Event.To, model.Release.Compare)
		if !found || r < from {
			continue
		}
		if c := x.contest(s); c.winner < 0 || c.winner == i {
			x.queued[i] = true
			x.queue[r] = append(x.queue[r], position{c.first, i})
		}
	}
}

// run applies the steps release by release. Conditions look at the packages installed when the release began; the
// effects of its steps add up.
func (x *computation) run(source int) {
	crossed := false
	for r, release := range x.releases {
		if !crossed && release.Major > source {
			crossed, x.modular = true, map[model.PackageID]placement{}
			for id, h := range x.now {
				if !id.Stream.IsZero() {
					x.modular[id] = h
				}
			}
		}
		slices.SortStableFunc(x.queue[r], position.compare)
		for _, p := range x.queue[r] {
			s := &x.steps[p.step]
			if x.apply(s, p.step, r == len(x.releases)-1) {
				x.chance = x.chance || s.Ambiguous
				if x.applied != nil {
					x.applied[p.step] = true
				}
			} else if x.applied != nil {
				x.missing[p.step] = x.absent(s)
			}
			for _, p := range s.In {
				delete(x.modular, p.PackageID)
			}
		}
		x.close(r)
	}
	x.demodularise()
}

// close ends a release: events of later releases can take the packages that are new.
func (x *computation) close(release int) {
	for id := range x.before {
		if _, there := x.now[id]; there && !x.seen[id] {
			x.seen[id] = true
			x.enqueue(x.byIn[id], release+1)
		}
	}
	clear(x.before)
}

// apply applies a step and reports whether it applied. The condition of present looks at all packages that were ever
// installed, that of other actions at those installed when the release began.
func (x *computation) apply(s *step, i int32, last bool) bool {
	action := s.Event.Action
	some, all := false, true
	for _, p := range s.In {
		there := x.was(p.PackageID)
		if action == model.Present {
			there = x.seen[p.PackageID]
		}
		some, all = some || there, all && there
	}
	x.again = x.again || action == model.Reinstalled && some && last
	if !action.Applies(some, all) {
		return false
	}
	if action.Keeps() {
		for _, p := range s.In {
			if action != model.Present || x.seen[p.PackageID] {
				x.put(p, i)
			}
		}
		return true
	}
	for _, p := range s.In {
		x.before[p.PackageID] = x.was(p.PackageID)
		delete(x.now, p.PackageID)
	}
	for _, p := range s.Out {
		x.put(p, i)
	}
	return true
}

// was reports whether a package was there when the release began.
func (x *computation) was(id model.PackageID) bool {
	if was, changed := x.before[id]; changed {
		return was
	}
	_, there := x.now[id]
	return there
}

// absent lists the in packages that were not there when the release began.
func (x *computation) absent(s *step) []model.PackageID {
	return list.Select(s.InPackages(), func(id model.PackageID) bool { return !x.was(id) })
}

func (x *computation) put(p model.StepPackage, by int32) {
	x.before[p.PackageID] = x.was(p.PackageID)
	x.now[p.PackageID] = placement{p.Repo, by}
}

// demodularise removes the stream of packages that no event of the new major named. They keep the repository they had
// when the major changed; an installed package of that name without a stream takes precedence (Leapp guide 4.8).
func (x *computation) demodularise() {
	ids := make([]model.PackageID, 0, len(x.modular))
	for id := range x.modular {
		ids = append(ids, id)
	}
	list.Sort(ids, func(a, b model.PackageID) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(x.modular[a].repo, x.modular[b].repo), a.Compare(b))
	})
	for i, id := range ids {
		h := x.modular[id]
		delete(x.now, id)
		x.chance = x.chance || i > 0 && ids[i-1].Name == id.Name && x.modular[ids[i-1]].repo != h.repo
		plain := model.PackageID{Name: id.Name}
		if _, there := x.now[plain]; !there {
			x.now[plain] = h
		}
	}
}
