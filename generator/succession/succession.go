// Package succession says which packages a release has no more because the events of an earlier upgrade took them away,
// and which packages go on in their place.
//
// That no event of an upgrade names a package means that the package keeps its name, if it is there at all. Whether it
// is there, events of earlier upgrades say: ntp, which the upgrade from 7 to 8 splits into chrony and ntpstat, is
// nothing that an upgrade from 8 to 9 could find. [Index.Before] answers that, see the example; [Index.Later] names the
// release with which an event brings a package that no event knows before.
package succession

import (
	"slices"

	"pes/generator/list"
	"pes/generator/model"
)

// An Index holds what the events of a catalog take away and leave, by package.
type Index struct {
	targets []*model.Target
	leads   map[*model.Path][]*model.Target // what sources finds
	changes map[string][]change
	after   map[*model.Target]*model.Target // what next finds
	chains  [][]leg                         // what findChains finds
}

// A change is what the events of one tree do to a package.
type change struct {
	target *model.Target
	gone   model.Release  // the latest release of an event that takes it away
	there  model.Release  // the latest release of an event that leaves or brings it
	by     []*model.Event // that take it away in the release gone
	taken  bool           // an event takes it, whatever becomes of it
}

// isGone reports whether the package is not there when all events were applied.
func (c *change) isGone() bool { return c.gone.Compare(c.there) > 0 }

// A Gone is a package that a release has no more.
type Gone struct {
	Since   int            // the major release
	By      []*model.Event // that took it away; vendors' events alone hold only where the vendor is active
	Arches  []string       // on which it is gone, where these are not all of the distribution
	Streams []model.Stream // of which it is gone, where the events name no other packages
	Vendor  string         // in whose repositories it is gone, where no event of the distribution took it away
	// Successors are the packages that go on in its place in the release that the upgrade starts from, sorted.
	Successors []string
}

// Equal reports whether two distributions have the same to say.
func (g *Gone) Equal(o *Gone) bool {
	if g == nil || o == nil {
		return g == o
	}
	return g.Since == o.Since && g.Vendor == o.Vendor && slices.Equal(g.Arches, o.Arches) &&
		slices.Equal(g.Streams, o.Streams) && slices.Equal(g.Successors, o.Successors)
}

// New reads the events of a catalog.
func New(c *model.Catalog) *Index {
	x := &Index{targets: c.Targets, leads: map[*model.Path][]*model.Target{}, changes: map[string][]change{},
		after: map[*model.Target]*model.Target{}}
	for _, t := range c.Targets {
		for _, p := range t.Paths {
			x.leads[p] = x.sources(t, p)
		}
		x.after[t] = x.next(t)
		x.add(t, t.Events)
		for _, v := range t.Vendors {
			x.add(t, v.Events)
		}
	}
	x.chains = x.findChains()
	return x
}

func (x *Index) add(t *model.Target, events []*model.Event) {
	for _, e := range events {
		results := e.Results()
		for _, p := range e.In {
			c := x.change(t, p.Name)
			c.taken = true
			if hasName(results, p.Name) {
				continue
			}
			switch later := e.To.Compare(c.gone); {
			case later > 0:
				c.gone, c.by = e.To, []*model.Event{e}
			case later == 0:
				c.by = list.AppendNew(c.by, e)
			}
		}
		for _, p := range results {
			if c := x.change(t, p.Name); e.To.Compare(c.there) > 0 {
				c.there = e.To
			}
		}
	}
}

// change is what a tree does to a package, to be filled.
func (x *Index) change(t *model.Target, name string) *change {
	all := x.changes[name]
	if n := len(all); n == 0 || all[n-1].target != t {
		all = append(all, change{target: t})
		x.changes[name] = all
	}
	return &all[len(all)-1]
}

// at is what a tree does to a package, nil where its events do not name it.
func (x *Index) at(t *model.Target, name string) *change {
	all := x.changes[name]
	if i := slices.IndexFunc(all, func(c change) bool { return c.target == t }); i >= 0 {
		return &all[i]
	}
	return nil
}

// Before returns what earlier upgrades made of a package that an upgrade on a path of the catalog would take, nil where
// it is not gone: no event took it away, or a later one brought it back.
func (x *Index) Before(p *model.Path, name string) (gone *Gone) {
	if !slices.ContainsFunc(x.changes[name], func(c change) bool { return c.isGone() }) {
		return nil // in no tree, as nearly always
	}
	for i, from := range x.leads[p] {
		g := x.gone(from, name, nil)
		if g == nil || i > 0 && !g.Equal(gone) {
			return nil
		}
		gone = g
	}
	return gone
}

// sources are the trees that lead to the release that an upgrade starts from: of the distribution itself, else of the
// first system upgraded that has one. Where there is none, all distributions that can be upgraded to the release stand
// for it.
func (x *Index) sources(t *model.Target, p *model.Path) []*model.Target {
	leads := list.Select(x.targets, func(o *model.Target) bool { return o.Major == p.Source && o.Major < t.Major })
	for _, d := range append([]*model.Distro{t.Distro}, p.Systems...) {
		if own := list.Find(leads, func(o *model.Target) bool { return o.Distro == d }); own != nil {
			return []*model.Target{own}
		}
	}
	return leads
}

// gone is what [Index.Before] returns for the release of t; later are the trees on the way from t to the upgrade in
// question, that after t last.
func (x *Index) gone(t *model.Target, name string, later []*model.Target) (gone *Gone) {
	if c := x.at(t, name); c != nil {
		if !c.isGone() {
			return nil
		}
		g := &Gone{Since: c.gone.Major, By: c.by}
		g.limit(t, name)
		g.Successors = x.successors(c, name, later)
		return g
	}
	if len(t.Paths) == 0 {
		return nil
	}
	for i, from := range x.leads[t.Paths[0]] {
		g := x.gone(from, name, append(slices.Clip(later), t))
		if g == nil || i > 0 && !g.Equal(gone) {
			return nil
		}
		gone = g
	}
	return gone
}

// limit says for what the package is gone, where that is not everything.
func (g *Gone) limit(t *model.Target, name string) {
	var arches []string
	anyStream, own := false, false
	for _, e := range g.By {
		arches = list.AppendNew(arches, e.Arches...)
		for _, p := range e.In {
			if p.Name == name {
				g.Streams = list.AppendNew(g.Streams, p.Streams...)
				anyStream = anyStream || slices.ContainsFunc(p.AllStreams(), model.Stream.IsZero)
			}
		}
		if vendor := vendorOf(e); vendor == "" {
			own = true
		} else {
			g.Vendor = vendor
		}
	}
	if own {
		g.Vendor = ""
	}
	if anyStream {
		g.Streams = nil
	}
	if slices.ContainsFunc(t.Distro.Arches, func(a string) bool { return !slices.Contains(arches, a) }) {
		g.Arches = list.Select(t.Distro.Arches, func(a string) bool { return slices.Contains(arches, a) })
		slices.Sort(g.Arches)
	}
}

func vendorOf(e *model.Event) string {
	if e.Origin == nil {
		return ""
	}
	return e.Vendor
}

// successors follows a package that is gone through the tree that took it away and the later ones.
func (x *Index) successors(c *change, name string, later []*model.Target) []string {
	seen := map[string]bool{name: true}
	names := x.follow(c.target, c.by, seen)
	for _, t := range slices.Backward(later) {
		var next []string
		for _, n := range names {
			if c := x.at(t, n); c != nil && c.isGone() {
				next = append(next, x.follow(t, c.by, seen)...)
			} else {
				next = append(next, n)
			}
		}
		names = next
	}
	return list.Distinct(names)
}

// follow returns the packages that are there in the end, of those that events lead to in one tree.
func (x *Index) follow(t *model.Target, by []*model.Event, seen map[string]bool) (out []string) {
	for _, e := range by {
		for _, p := range e.Results() {
			if seen[p.Name] {
				continue
			}
			seen[p.Name] = true
			if c := x.at(t, p.Name); c != nil && c.isGone() {
				out = append(out, x.follow(t, c.by, seen)...)
			} else {
				out = append(out, p.Name)
			}
		}
	}
	return out
}

// Later returns the release with which an event brings a package that no event takes before: 0 where there is none. It
// is for a package that the events of t do not name.
func (x *Index) Later(t *model.Target, name string) int {
	for next := x.after[t]; next != nil; next = x.after[next] {
		if c := x.at(next, name); c != nil {
			if c.taken {
				return 0
			}
			return next.Major
		}
	}
	return 0
}

// next is the tree of the distribution that upgrades go on to.
func (x *Index) next(t *model.Target) *model.Target {
	return list.Find(x.targets, func(o *model.Target) bool {
		return o.Distro == t.Distro && o.Major > t.Major &&
			slices.ContainsFunc(o.Paths, func(p *model.Path) bool { return p.Source == t.Major })
	})
}

func hasName(set []model.Package, name string) bool {
	return slices.ContainsFunc(set, func(p model.Package) bool { return p.Name == name })
}
