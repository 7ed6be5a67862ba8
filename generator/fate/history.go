package fate

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"pes/generator/diag"
	"pes/generator/inventory"
	"pes/generator/list"
	"pes/generator/machine"
	"pes/generator/model"
	"pes/generator/provenance"
	"pes/generator/succession"
	"pes/generator/upgrade"
)

// A History is what becomes of a package from release to release, in every distribution.
type History struct {
	Package string        `json:"package"`
	Paths   []PathHistory `json:"paths"` // by source major
	Ways    []Way         `json:"ways"`  // over several upgrades
	// Upstream are the events of upstream that name the package and that some distribution did not simply take.
	Upstream *Upstream `json:"upstream,omitempty"`
}

// A PathHistory is what one upgrade does to the package, and to the packages it was replaced by in earlier upgrades.
type PathHistory struct {
	Path          string              `json:"path"`          // 7-8
	Distributions []string            `json:"distributions"` // that have the path
	Systems       map[string][]string `json:"systems"`       // that may be upgraded, by distribution
	Packages      []PackageEvents     `json:"chapters"`
	Unnamed       []Unnamed           `json:"unnamed"` // where no event names the package itself
	// Available is what inventories say of the package itself; nil where they say nothing.
	Available []Available `json:"available,omitempty"`
	trees     []historyTree
}

// A historyTree is a tree that a path leads to.
type historyTree struct {
	*upgrade.Engine
	target *model.Target
	path   *model.Path
}

// PackageEvents are the events of a path that name one package.
type PackageEvents struct {
	Package string  `json:"package"`
	Entries []Entry `json:"entries"` // in the order of releases
}

// An Entry is one event, in the distributions in which it is the same.
type Entry struct {
	Event         *Event              `json:"event"`
	Distributions []string            `json:"distributions"`
	Repositories  map[string][]string `json:"repositories"` // PES IDs of its packages afterwards
	Arches        []string            `json:"arches"`
	Streams       []string            `json:"streams,omitempty"` // of in packages
	Applies       bool                `json:"applies"`           // on a machine that has all its in packages
	Ignored       string              `json:"ignored,omitempty"` // why it does not
	By            *Event              `json:"by,omitempty"`      // the competing event that is applied instead
	With          []*Event            `json:"with,omitempty"`    // competing events of the same release, all applied
	event         *model.Event
	in            bool // the package is one of its in packages, not only of its out packages
	someArches    bool // it is not for all architectures of some distribution
}

// paths are the upgrade paths of a distribution, "" for all, by source major, with the distributions that have each.
func paths(c *model.Catalog, distro string) ([]PathHistory, error) {
	var out []PathHistory
	for _, t := range c.Targets {
		if !of(t, distro) {
			continue
		}
		// which events compete depends on no version; vendors are only in 0.22 and earlier
		engine, err := upgrade.New(upgrade.FromTarget(t, "0.21"))
		if err != nil {
			return nil, err
		}
		for _, p := range t.Paths {
			i := slices.IndexFunc(out, func(l PathHistory) bool { return l.Path == p.String() })
			if i < 0 {
				i = len(out)
				out = append(out, PathHistory{Path: p.String(), Packages: []PackageEvents{},
					Unnamed: []Unnamed{}, Systems: map[string][]string{}})
			}
			out[i].Distributions = append(out[i].Distributions, t.Distro.Folder)
			out[i].Systems[t.Distro.Folder] = list.Map(p.Systems, func(d *model.Distro) string { return d.Folder })
			out[i].trees = append(out[i].trees, historyTree{engine, t, p})
		}
	}
	slices.SortFunc(out, func(a, b PathHistory) int {
		return cmp.Or(a.trees[0].path.Source-b.trees[0].path.Source, strings.Compare(a.Path, b.Path))
	})
	return out, nil
}

// Histories tell what becomes of packages, one after the other.
type Histories struct {
	catalog *model.Catalog
	distro  string
	origins *provenance.Index
	paths   []PathHistory // without packages
	before  *succession.Index
	stock   *inventory.Index
	names   map[string]bool // that events name; nil: not asked for yet
}

// NewHistories prepares the trees of a catalog: those of one distribution, by its folder, or with "" all.
func NewHistories(c *model.Catalog, distro string) (*Histories, error) {
	all, err := paths(c, distro)
	if err != nil {
		return nil, err
	}
	return &Histories{catalog: c, distro: distro, origins: provenance.New(c), paths: all, before: succession.New(c),
		stock: inventory.NewIndex(c)}, nil
}

// Of follows a package. path is 7-8 or empty for all. It is an error that no event names the package, not even one of
// upstream's that was dropped, and no inventory has it.
func (x *Histories) Of(name, path string) (*History, error) {
	if err := x.checkName(name); err != nil {
		return nil, err
	}
	h, following := &History{Package: name, Paths: []PathHistory{}}, []string{name}
	for _, p := range x.paths {
		if !p.isWithin(path) {
			continue
		}
		for _, n := range slices.Clone(following) {
			entries := p.entries(n)
			if n == name {
				p.unnamed(x.before, name, entries)
				p.available(x.stock, name)
			} else { // events that only add a successor are not about our package
				entries = slices.DeleteFunc(entries, func(e Entry) bool { return !e.in })
			}
			if len(entries) > 0 {
				p.Packages = append(p.Packages, PackageEvents{n, entries})
			}
			for _, e := range entries {
				if e.Applies && e.in {
					following = list.AppendNew(following, namesOf(e.event.Results())...)
				}
			}
		}
		h.Paths = append(h.Paths, p)
	}
	if have := list.Map(x.paths, func(p PathHistory) string { return p.Path }); len(h.Paths) == 0 {
		return nil, noPath(path, x.distro, have)
	}
	h.Ways = x.ways(h, path)
	narrowed := h.Paths
	if path == "" {
		narrowed = nil
	}
	h.Upstream = notTaken(x.origins, name, x.distro, narrowed)
	return h, nil
}

// noPath says that a distribution is not upgraded to on a path, or on any.
func noPath(path, distro string, have []string) error {
	switch {
	case len(have) == 0 && distro != "":
		return fmt.Errorf("there is no upgrade to %s: --distro is what machines become", distro)
	case distro != "":
		return fmt.Errorf("there is no upgrade %s to %s: it has %s", path, distro, strings.Join(have, ", "))
	}
	return fmt.Errorf("there is no upgrade path %s", path)
}

// Knows reports whether events or inventories name a package.
func (x *Histories) Knows(name string) bool {
	if x.names == nil {
		x.names = list.Set(x.origins.Names())
		for _, t := range x.catalog.Targets {
			for _, e := range t.AllEvents() {
				for _, set := range [][]model.Package{e.In, e.Out} {
					for i := range set {
						x.names[set[i].Name] = true
					}
				}
			}
		}
	}
	return x.names[name] || inInventories(x.catalog, name)
}

// checkName refuses a package that nothing names: it says what that means, and then what else may be meant.
func (x *Histories) checkName(name string) error {
	if x.Knows(name) {
		return nil
	}
	for _, t := range x.catalog.Targets {
		for _, v := range t.Vendors {
			if of(t, x.distro) && machine.IsNamedAfter(name, v.Name) {
				return fmt.Errorf("no event names the package %q: by its name it is one of the vendor %s. Where Leapp "+
					"knows the vendor and a repository of it is enabled before the upgrade, dnf upgrades the package "+
					"from the vendor's for the new release; otherwise it stays as it is", name, v.Name)
			}
		}
	}
	hint := ""
	if near := diag.Near(name, slices.Sorted(maps.Keys(x.names))); near != "" {
		hint = ". If the name is not as you meant it: an event names " + near
	}
	return fmt.Errorf("no event names the package %q: none removes, replaces or renames it, and %s, "+
		"which events do not say%s", name, succession.Unnamed(0), hint)
}

// entries are the events that name a package. Those that are the same in several distributions are one.
func (p *PathHistory) entries(name string) (out []Entry) {
	for _, t := range p.trees {
		for _, e := range t.entries(name) {
			out = merge(out, e, t.target.Distro)
		}
	}
	slices.SortStableFunc(out, func(a, b Entry) int {
		return cmp.Or(a.event.To.Compare(b.event.To), a.inOrder()-b.inOrder(),
			strings.Compare(a.Event.Vendor, b.Event.Vendor), a.event.Pos.Compare(b.event.Pos))
	})
	for i := range out {
		for j := range out {
			if i != j && out[i].competes(&out[j]) {
				out[i].With = append(out[i].With, out[j].Event)
			}
		}
	}
	return out
}

// inOrder puts events that have the package among their in packages before those that only add it.
func (e *Entry) inOrder() int {
	if e.in {
		return 0
	}
	return 1
}

// competes reports whether two events compete in some distribution and neither is later, so that Leapp applies both.
func (e *Entry) competes(o *Entry) bool {
	return e.Applies && o.Applies && e.event.From == o.event.From && e.event.To == o.event.To &&
		slices.Equal(e.Event.In, o.Event.In) && slices.Equal(e.Streams, o.Streams) &&
		slices.ContainsFunc(e.Distributions, func(d string) bool { return slices.Contains(o.Distributions, d) })
}

// lastMinor is higher than any minor release: an upgrade to it passes all releases of a major.
const lastMinor = 9999

// entries are the events that name a package, without their distribution.
func (t *historyTree) entries(name string) (out []Entry) {
	from, to := model.Release{Major: t.path.Source}, model.Release{Major: t.path.Target, Minor: lastMinor}
	for _, arch := range t.target.Distro.Arches {
		for _, l := range t.Looks(name, arch, from, to) {
			if l.Verdict == upgrade.OtherArch || l.Verdict == upgrade.NotOnPath {
				continue
			}
			applies := l.Verdict == upgrade.Applied
			i := slices.IndexFunc(out, func(e Entry) bool {
				return e.event == l.Event && e.Applies == applies && (e.By == nil) == (l.By == nil)
			})
			if i < 0 {
				i = len(out)
				out = append(out, Entry{Event: newEvent(l.Event), By: newEvent(l.By), Applies: applies,
					event: l.Event, in: hasName(l.Event.In, name)})
			}
			if !applies {
				out[i].Ignored = l.Verdict.String()
			}
			if !l.Stream.IsZero() {
				out[i].Streams = list.AppendNew(out[i].Streams, l.Stream.String())
			}
			out[i].Arches = list.AppendNew(out[i].Arches, arch)
		}
	}
	return out
}

// merge adds an entry of one distribution to the entries of others: to the one that is the same, where there is one.
func merge(entries []Entry, e Entry, d *model.Distro) []Entry {
	i := slices.IndexFunc(entries, func(x Entry) bool { return x.same(&e) })
	if i < 0 {
		i = len(entries)
		e.Repositories = map[string][]string{}
		entries = append(entries, e)
	}
	x := &entries[i]
	x.Distributions = list.AppendNew(x.Distributions, d.Folder)
	x.Repositories[d.Folder] = repositories(e.event)
	x.Arches = list.AppendNew(slices.Clip(x.Arches), e.Arches...)
	x.someArches = x.someArches || len(e.Arches) < len(d.Arches)
	return entries
}

// same reports whether two entries of different distributions say the same.
func (e *Entry) same(o *Entry) bool {
	sameBy := e.By == o.By || e.By != nil && o.By != nil && e.By.ID == o.By.ID
	return sameBy && e.Event.ID == o.Event.ID && e.Applies == o.Applies && e.Ignored == o.Ignored &&
		e.event.Origin == o.event.Origin && slices.Equal(e.Event.In, o.Event.In) &&
		slices.Equal(e.Event.Out, o.Event.Out) && slices.Equal(e.Streams, o.Streams)
}

// repositories are the PES IDs that the packages of an event come from afterwards.
func repositories(e *model.Event) []string {
	return distinct(list.Map(e.Results(), func(p model.Package) string { return p.Repo }))
}

// of reports whether a tree is of a distribution; "" is any.
func of(t *model.Target, distro string) bool { return distro == "" || t.Distro.Folder == distro }
