// Package xref is the cross-reference of a catalog, arranged for pages: for each package, vendor and tag, the events
// that name it, over all distributions and upgrade paths.
//
// A catalog holds an authored event once for every tree. [New] merges equal events into one [EventGroup]; see the
// example. A [Cell] is one distribution on one upgrade path, which is a cell in the matrices of the site.
package xref

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/provenance"
	"pes/generator/render/address"
	"pes/generator/render/markup"
	"pes/generator/succession"
)

// An Index is the cross-reference of a catalog.
type Index struct {
	Catalog  *model.Catalog
	Paths    []*Path
	Cells    []*Cell // by path, then distribution
	Events   []*EventGroup
	Packages []*Package // by name
	Vendors  []*Vendor  // by what people call them
	Tags     []*Tag     // by name
	Upstream *provenance.Index
	byName   map[string]*Package

	// Present reports whether an inventory says that a release has a package; nil: there are no inventories.
	Present func(d *model.Distro, major int, name string) bool

	succession *succession.Index
	roles      map[string]string     // of the repositories of distributions, by PES ID; "" where it has several
	cells      map[*model.Target]int // of one of its paths: the events are the same on all
}

// A Path is an upgrade path with everybody who has it.
type Path struct {
	Source, Target int
	Cells          []int // into Index.Cells
}

// String is 7-8.
func (p *Path) String() string { return fmt.Sprintf("%d-%d", p.Source, p.Target) }

// Words are 7 to 8.
func (p *Path) Words() string { return fmt.Sprintf("%d to %d", p.Source, p.Target) }

// Arrow is 7 → 8, which does not wrap.
func (p *Path) Arrow() string { return fmt.Sprintf("%d\u00a0→\u00a0%d", p.Source, p.Target) }

// Among returns those of some ascending cells that are on the path. Cells are in the order of paths, so these are
// adjacent.
func (p *Path) Among(cells []int) []int {
	start, _ := slices.BinarySearch(cells, p.Cells[0])
	end, _ := slices.BinarySearch(cells, p.Cells[len(p.Cells)-1]+1)
	return cells[start:end]
}

// EventsOn are the events that apply on a path.
func (x *Index) EventsOn(p *Path) []*EventGroup {
	return list.Select(x.Events, func(e *EventGroup) bool { return len(p.Among(e.Cells)) > 0 })
}

// A Cell is one distribution on one upgrade path.
type Cell struct {
	Path     *Path
	Target   *model.Target
	Authored *model.Path // as the distribution wrote it
}

// An EventGroup is equal events of several trees, which pages show as one. The embedded one is the first of them: its
// repositories are those of one distribution.
type EventGroup struct {
	*model.Event
	Cells   []int          // where it applies, rising
	PerCell []*model.Event // the event there
	IDs     []uint64       // more than one where equal events were written apart
	Anchors []string       // of each id
	written []*model.Event // the event of each id, also of one that a tree has twice
}

// A Package is a name and the events it has a part in.
type Package struct {
	Name string
	Uses []Use // by target release, then those that take it
	ways func() []succession.Way
}

// A Use is the part a package has in an event.
type Use struct {
	Event *EventGroup
	In    bool // the event takes the package
	Out   bool // the event leads to it
}

// New groups the events of a catalog.
func New(c *model.Catalog) *Index {
	x := &Index{Catalog: c, byName: map[string]*Package{}, succession: succession.New(c), Upstream: provenance.New(c)}
	x.paths()
	x.cells = map[*model.Target]int{}
	for i, c := range x.Cells {
		x.cells[c.Target] = i
	}
	g := grouper{x, map[string]*EventGroup{}, map[*model.Event]*EventGroup{}}
	for i, s := range x.Cells {
		g.add(s.Target.Events, i)
		for _, v := range s.Target.Vendors {
			g.add(v.Events, i)
		}
	}
	slices.SortStableFunc(x.Events, func(x, y *EventGroup) int {
		return cmp.Or(x.To.Compare(y.To), x.From.Compare(y.From), cmp.Compare(x.ID, y.ID))
	})
	x.anchors()
	x.packages()
	x.vendors()
	x.tags()
	x.findRoles()
	return x
}

func (x *Index) findRoles() {
	x.roles = map[string]string{}
	for _, d := range x.Catalog.Distros {
		for _, r := range d.Roles {
			for i, ids := range r.PESIDs {
				for _, id := range ids {
					if was, known := x.roles[id]; known && was != r.Roles[i] {
						x.roles[id] = ""
					} else {
						x.roles[id] = r.Roles[i]
					}
				}
			}
		}
	}
}

// Role is the role of a distribution's repository, "" where it is not known or not one.
func (x *Index) Role(pesid string) string { return x.roles[pesid] }

// Package returns the package of a name, nil if no event knows it.
func (x *Index) Package(name string) *Package { return x.byName[name] }

// Taking are the events that take a package on a path.
func (x *Index) Taking(name string, p *Path) (out []*EventGroup) {
	pkg := x.byName[name]
	if pkg == nil {
		return nil
	}
	for _, u := range pkg.Uses {
		if u.In && len(p.Among(u.Event.Cells)) > 0 {
			out = append(out, u.Event)
		}
	}
	return out
}

// Path returns the upgrade path of that name, nil if no distribution has it.
func (x *Index) Path(name string) *Path {
	return list.Find(x.Paths, func(p *Path) bool { return p.String() == name })
}

// paths finds the upgrade paths and who has them.
func (x *Index) paths() {
	for _, t := range x.Catalog.Targets {
		for _, w := range t.Paths {
			p := x.Path(w.String())
			if p == nil {
				p = &Path{Source: w.Source, Target: w.Target}
				x.Paths = append(x.Paths, p)
			}
			x.Cells = append(x.Cells, &Cell{Path: p, Target: t, Authored: w})
		}
	}
	slices.SortFunc(x.Paths, func(x, y *Path) int { return cmp.Or(x.Source-y.Source, x.Target-y.Target) })
	slices.SortStableFunc(x.Cells, func(x, y *Cell) int {
		return cmp.Or(x.Path.Source-y.Path.Source, x.Path.Target-y.Path.Target,
			strings.Compare(x.Target.Distro.Folder, y.Target.Distro.Folder))
	})
	for i, s := range x.Cells {
		s.Path.Cells = append(s.Path.Cells, i)
	}
}

type grouper struct {
	*Index
	byKey   map[string]*EventGroup
	byEvent map[*model.Event]*EventGroup
}

func (g *grouper) add(events []*model.Event, cell int) {
	var b []byte
	for _, e := range events {
		group := g.byEvent[e]
		if group == nil {
			b = appendKey(b[:0], e)
			if group = g.byKey[string(b)]; group == nil {
				group = &EventGroup{Event: e}
				g.byKey[string(b)] = group
				g.Events = append(g.Events, group)
			}
			g.byEvent[e] = group
			if !slices.Contains(group.IDs, e.ID) {
				group.IDs, group.written = append(group.IDs, e.ID), append(group.written, e)
			}
		}
		if n := len(group.Cells); n > 0 && group.Cells[n-1] == cell {
			continue // a duplicate within one tree
		}
		group.Cells, group.PerCell = append(group.Cells, cell), append(group.PerCell, e)
	}
}

// appendKey is what must be equal in events that are shown as one: all but architectures and repositories.
func appendKey(b []byte, e *model.Event) []byte {
	for _, n := range []int{int(e.Action), e.From.Major, e.From.Minor, e.To.Major, e.To.Minor} {
		b = append(strconv.AppendInt(b, int64(n), 10), ' ')
	}
	for _, set := range [][]model.Package{e.In, e.Out} {
		for _, p := range set {
			b = append(append(b, p.Name...), 1)
			for _, s := range p.Streams {
				b = append(append(append(append(b, s.Module...), 2), s.Stream...), 3)
			}
		}
		b = append(b, 0)
	}
	for _, m := range e.Streams {
		b = fmt.Appendf(b, "%s\x01%s\x01", m.In, m.Out)
	}
	if e.Origin != nil {
		for _, s := range []string{e.Vendor, e.Why, e.Advice} {
			b = append(append(b, 0), s...)
		}
	}
	return b
}

func (x *Index) packages() {
	use := func(name string, e *EventGroup, in, out bool) {
		p := x.byName[name]
		if p == nil {
			p = &Package{Name: name}
			p.ways = sync.OnceValue(func() []succession.Way {
				return x.succession.Ways(name, succession.Knowledge{Events: x.naming, Present: x.Present})
			})
			x.byName[name] = p
			x.Packages = append(x.Packages, p)
		}
		if n := len(p.Uses); n > 0 && p.Uses[n-1].Event == e {
			p.Uses[n-1].In, p.Uses[n-1].Out = p.Uses[n-1].In || in, p.Uses[n-1].Out || out
			return
		}
		p.Uses = append(p.Uses, Use{e, in, out})
	}
	for _, e := range x.Events {
		for _, p := range e.In {
			use(p.Name, e, true, false)
		}
		for _, p := range e.Out {
			use(p.Name, e, false, true)
		}
	}
	slices.SortFunc(x.Packages, func(x, y *Package) int { return strings.Compare(x.Name, y.Name) })
	for _, p := range x.Packages {
		slices.SortStableFunc(p.Uses, func(x, y Use) int {
			return cmp.Or(x.Event.To.Compare(y.Event.To), cmp.Compare(last(x.In), last(y.In)))
		})
	}
}

func last(in bool) int {
	if in {
		return 0
	}
	return 1
}

// Arches are the architectures of an event in any distribution; upstream says some events twice, for other
// architectures.
func (e *EventGroup) Arches() []string {
	return list.Distinct(list.FlatMap(slices.Concat(e.PerCell, e.written),
		func(x *model.Event) []string { return x.Arches }))
}

// Written are the events as they were written, one for each id.
func (e *EventGroup) Written() []*model.Event { return e.written }

// Anchor is the name of an event on the pages that hold it.
func (e *EventGroup) Anchor() string { return e.Anchors[0] }

// anchors gives each event an anchor for each of its ids. One authored event may be several groups here, if a
// distribution has another name for a package; as these share an id, the later ones get a number.
func (x *Index) anchors() {
	taken := map[string]int{}
	for _, e := range x.Events {
		for _, id := range e.IDs {
			name := "e" + strconv.FormatUint(id, 10)
			if taken[name]++; taken[name] > 1 {
				name += "-" + strconv.Itoa(taken[name])
			}
			e.Anchors = append(e.Anchors, name)
		}
	}
}

// Address returns the address of an event below the folder of packages: its anchor on the page of a package that it
// takes.
func (e *EventGroup) Address(name string) string { return address.Segment(name) + "/#" + e.Anchor() }

// Class is the class of the event's action: its sign and colour.
func (e *EventGroup) Class() markup.Constant { return Class(e.Action) }

// Class is the class of an action: its name, a word of this program.
func Class(a model.Action) markup.Constant {
	if a < 0 || int(a) >= len(model.Actions) {
		return "none"
	}
	return markup.Constant(model.Actions[a])
}

// Title names an upgrade path of a distribution by both ends.
func (c *Cell) Title() string { return c.Authored.Title(c.Target.Distro) }

// Address is the page of an upgrade path of a distribution.
func (c *Cell) Address() string { return address.DistroPath(c.Path.String(), c.Target.Distro.Folder) }
