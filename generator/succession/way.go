package succession

import (
	"cmp"
	"slices"

	"pes/generator/list"
	"pes/generator/model"
)

// A Way is what several upgrades, one after the other, make of a machine that has one package, and neither a vendor's
// repository nor any other package: from a major release to one that is at least two further.
type Way struct {
	Source, Target int
	Distros        []*model.Distro // in which it is so, by folder
	Since          int             // the release that the package comes with; 0 where the first has it
	Turns          []Turn
	Left           []string // the names that are there in the end, sorted
	Without        []string // of these, what the target is known not to have: it stays, without updates
	Has            bool     // the target is known to have all that is left
}

// A Turn is an upgrade on a way that changes which packages are there.
type Turn struct {
	Release       int      // major, that it leads to
	Before, After []string // names, sorted
}

// Knowledge is what is known of packages besides the trees.
type Knowledge struct {
	// Events are the events of the distribution that name a package in a tree.
	Events func(t *model.Target, name string) []*model.Event
	// Absent reports whether a release is known not to have a package. Where it is nil, that is not known of any, and
	// packages that no event names have no ways.
	Absent func(d *model.Distro, major int, name string) bool
	// Present reports whether a release is known to have a package. Where it is nil, that is not known of any, and a
	// package that an event brings is taken for a new one.
	Present func(d *model.Distro, major int, name string) bool
}

// A leg is one upgrade of a way.
type leg struct {
	target *model.Target
	path   *model.Path
	arch   string          // the usual one of the distribution
	repos  map[string]bool // PES IDs of the target that have a repository; nil where there is no map
}

func newLeg(t *model.Target, p *model.Path) leg {
	l := leg{target: t, path: p, arch: "x86_64"}
	if arches := t.Distro.Arches; len(arches) > 0 && !slices.Contains(arches, l.arch) {
		l.arch = arches[0]
	}
	for f, e := range t.Entries() {
		if e.Major == t.Major && e.Arch == l.arch && e.Type == "rpm" {
			if l.repos == nil {
				l.repos = map[string]bool{}
			}
			l.repos[f.PESID] = true
		}
	}
	return l
}

// Ways are all that begin where the first upgrade of a distribution begins, what they make of a package, and in which
// distributions: by source, target, then most distributions first.
func (x *Index) Ways(name string, k Knowledge) (out []Way) {
	if k.Absent == nil && !x.isNamed(name, k) {
		return nil
	}
	var walked []*walk
	for _, legs := range x.chains {
		same := list.Find(walked, func(w *walk) bool { return w.isAlso(legs, k) })
		if same == nil || k.Absent != nil {
			same = newWalk(legs, name, k)
			walked = append(walked, same)
		}
		ways := same.ways
		for i := range ways {
			if ways[i].Target > legs[len(legs)-1].path.Target {
				break
			}
			w := list.FindOrAdd(&out, ways[i], func(o Way) bool { return o.equal(&ways[i]) })
			w.Distros = append(slices.Clip(w.Distros), legs[0].target.Distro)
		}
	}
	slices.SortStableFunc(out, func(a, b Way) int {
		return cmp.Or(a.Source-b.Source, a.Target-b.Target, len(b.Distros)-len(a.Distros))
	})
	for i := range out {
		slices.SortFunc(out[i].Distros, func(a, b *model.Distro) int { return cmp.Compare(a.Folder, b.Folder) })
	}
	return out
}

// isNamed reports whether an event of a distribution names a package on some way.
func (x *Index) isNamed(name string, k Knowledge) bool {
	return slices.ContainsFunc(x.chains, func(legs []leg) bool {
		return slices.ContainsFunc(legs, func(l leg) bool { return len(k.Events(l.target, name)) > 0 })
	})
}

// A walk takes a package over the upgrades of one distribution.
type walk struct {
	legs  []leg
	ways  []Way            // over the first two upgrades, the first three and so on
	first int              // the leg that the package is there before
	names []string         // all that were there
	named [][]*model.Event // the events of each leg for each name
}

// isAlso reports whether another distribution has the same upgrades, or some of the first ones, with the same events
// for the packages of the walk.
func (w *walk) isAlso(legs []leg, k Knowledge) bool {
	if len(legs) > len(w.legs) || k.Present != nil && w.first != begins(legs, w.names[0], k) {
		return false
	}
	for _, way := range w.ways {
		for _, l := range legs {
			if l.path.Target == way.Target && l.has(way.Left, k) != way.Has {
				return false
			}
		}
	}
	for i, l := range legs {
		if l.path.Source != w.legs[i].path.Source || l.path.Target != w.legs[i].path.Target {
			return false
		}
		for j, name := range w.names {
			if !slices.EqualFunc(k.Events(l.target, name), w.named[i*len(w.names)+j],
				func(a, b *model.Event) bool { return l.alike(a, &w.legs[i], b) }) {
				return false
			}
		}
	}
	return true
}

// alike reports whether events of two distributions do the same.
func (l leg) alike(e *model.Event, other *leg, o *model.Event) bool {
	same := func(a, b model.Package) bool {
		return a.Name == b.Name && slices.Equal(a.Streams, b.Streams) && l.repos[a.Repo] == other.repos[b.Repo]
	}
	return e.Action == o.Action && e.From == o.From && e.To == o.To && slices.EqualFunc(e.In, o.In, same) &&
		slices.EqualFunc(e.Out, o.Out, same) && slices.Equal(e.Streams, o.Streams) &&
		slices.Contains(e.Arches, l.arch) == slices.Contains(o.Arches, other.arch)
}

// findChains finds the upgrades of each distribution, one after the other, from the first release on; the longest
// chains first.
func (x *Index) findChains() (out [][]leg) {
	for _, t := range x.targets {
		for _, p := range t.Paths {
			if slices.ContainsFunc(x.targets, func(o *model.Target) bool {
				return o.Distro == t.Distro && o.Major == p.Source && len(o.Paths) > 0
			}) {
				continue // an upgrade leads to its source
			}
			legs := []leg{newLeg(t, p)}
			for next := x.after[t]; next != nil; next = x.after[next] {
				from := legs[len(legs)-1].target.Major
				path := list.Find(next.Paths, func(p *model.Path) bool { return p.Source == from })
				legs = append(legs, newLeg(next, path))
			}
			if len(legs) > 1 {
				out = append(out, legs)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b []leg) int { return len(b) - len(a) })
	return out
}

func (w *Way) equal(o *Way) bool {
	return w.Source == o.Source && w.Target == o.Target && w.Since == o.Since && w.Has == o.Has &&
		slices.Equal(w.Left, o.Left) && slices.Equal(w.Without, o.Without) &&
		slices.EqualFunc(w.Turns, o.Turns, func(a, b Turn) bool {
			return a.Release == b.Release && slices.Equal(a.Before, b.Before) && slices.Equal(a.After, b.After)
		})
}

// newWalk takes a package over some upgrades.
func newWalk(legs []leg, name string, k Knowledge) *walk {
	w := &walk{legs: legs, first: begins(legs, name, k), names: []string{name}}
	m := &lone{now: []model.StepPackage{{PackageID: model.PackageID{Name: name}}}}
	before, first, since := []string{name}, w.first, 0
	if first > 0 {
		since = legs[first-1].path.Target
	}
	var turns []Turn
	for i, l := range legs {
		if i >= first && len(before) > 0 {
			m.upgrade(l, k)
			for _, id := range m.seen {
				w.names = list.AppendNew(w.names, id.Name)
			}
			after := m.names()
			if !slices.Equal(before, after) {
				turns = append(turns, Turn{l.path.Target, before, after})
			}
			before = after
		}
		if i == 0 || since > l.path.Target {
			continue // one upgrade alone, or the package has not come yet
		}
		way := Way{Source: legs[0].path.Source, Target: l.path.Target, Since: since, Turns: slices.Clip(turns),
			Left: before, Has: l.has(before, k)}
		if k.Absent != nil {
			way.Without = list.Select(way.Left, func(n string) bool {
				return k.Absent(l.target.Distro, l.path.Target, n)
			})
		}
		w.ways = append(w.ways, way)
	}
	for _, l := range legs {
		for _, n := range w.names {
			w.named = append(w.named, k.Events(l.target, n))
		}
	}
	return w
}

// begins is the leg whose source is the first release that has the package: the number of legs where only the last
// target has it.
func begins(legs []leg, name string, k Knowledge) int {
	for i, l := range legs {
		events := k.Events(l.target, name)
		if len(events) == 0 {
			continue
		}
		if slices.ContainsFunc(events, func(e *model.Event) bool { return hasName(e.In, name) }) {
			break // an event takes it from a release, which says nothing of earlier ones
		}
		for j, l := range legs[:i+1] { // what an event brings may have been there before
			if k.Present != nil && k.Present(l.system(), l.path.Source, name) {
				return j
			}
		}
		return i + 1
	}
	if k.Absent == nil {
		return 0
	}
	for i, l := range legs {
		if !k.Absent(l.system(), l.path.Source, name) {
			return i
		}
	}
	if last := legs[len(legs)-1]; !k.Absent(last.target.Distro, last.path.Target, name) {
		return len(legs)
	}
	return 0 // no release has it: somebody else's, which events may take
}

// has reports whether the target is known to have some packages: an inventory says so, or an event that leaves them
// there.
func (l leg) has(names []string, k Knowledge) bool {
	return len(names) > 0 && !slices.ContainsFunc(names, func(n string) bool {
		return (k.Present == nil || !k.Present(l.target.Distro, l.path.Target, n)) &&
			!slices.ContainsFunc(k.Events(l.target, n), func(e *model.Event) bool {
				return e.To.Major == l.path.Target && hasName(e.Results(), n)
			})
	})
}

// system is the distribution whose machines the upgrade takes; of several the first.
func (l leg) system() *model.Distro {
	if len(l.path.Systems) > 0 {
		return l.path.Systems[0]
	}
	return l.target.Distro
}
