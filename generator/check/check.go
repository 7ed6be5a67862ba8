// Package check checks a catalog against the rules about what Leapp would do with each tree.
//
// It does not ask where a catalog comes from. Package compile makes one from sources, package published from the files
// that others publish; [Catalog] judges both by the same rules, and positions point into whatever file the value was
// read from. See the example.
//
// Each root cause is reported once: if many events fail for the same reason, one violation stands for all of them.
package check

import (
	"slices"
	"time"

	"pes/generator/diag"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/par"
	"pes/generator/rules"
)

// Options say what else is known of a catalog.
type Options struct {
	Partial bool      // some event could not be read: a tree without events is not reported
	Now     time.Time // for keys that expire
	Jobs    int       // number of trees to check in parallel; at least one

	PlainRepos  bool // the Leapp version that reads it takes a % in a .repo file as it is (leapp.Behaviour)
	StopsOnGaps bool // some Leapp version that reads it stops if an architecture is half filled (leapp.Behaviour)

	// Stock is the catalog that has the inventories which the events are held against; nil if it is this one.
	Stock *model.Catalog
}

// Published checks a catalog that was read from published files.
func Published(c *model.Catalog, r *rules.Reporter, o Options) {
	check(c, r, o, &published{
		maps: (*mapCheck).unmappedFamilies,
		tree: (*checker).sources,
		all:  (*checker).siblings,

		sections: (*checker).overHTTP,
		literals: (*checker).foldedLiterals,
		gaps:     (*mapCheck).foldedGaps,
		pairs:    (*pairs).reportMany,
	})
}

// A published holds what is checked in published files alone. They are values, so that programs which check no such
// files do not carry them.
type published struct {
	maps      func(*mapCheck)
	tree, all func(*checker)

	sections func(*checker, []model.Section)
	literals func(*checker, []literal)
	gaps     func(*mapCheck)
	pairs    func(*pairs)
}

// Catalog checks every tree against the rules.
func Catalog(c *model.Catalog, r *rules.Reporter, o Options) { check(c, r, o, nil) }

func check(c *model.Catalog, r *rules.Reporter, o Options, more *published) {
	k := &checker{more: more, Published: more != nil,
		Reporter: r, Options: o, catalog: c, owners: map[string][]string{}, targets: map[string]bool{}}
	offered := map[*model.Distro]bool{}
	for _, t := range c.Targets {
		offered[t.Distro] = true
		for f, e := range t.Map.Entries() {
			if e.Major == t.Major {
				k.owners[f.PESID] = list.AppendNew(k.owners[f.PESID], t.Distro.Folder)
			}
		}
		for _, e := range t.Entries() {
			if e.Major == t.Major {
				k.targets[e.Repoid] = true
			}
		}
	}
	r.Distros = len(offered)
	for _, found := range par.Map(o.Jobs, len(c.Targets), func(i int) *rules.Reporter {
		one := *k
		one.Reporter, one.t = &rules.Reporter{Distros: r.Distros}, c.Targets[i]
		one.tree()
		return one.Reporter
	}) {
		r.Merge(found)
	}
	k.inventories()
	if more != nil {
		more.all(k)
	}
}

// A checker checks one tree of a catalog: the distribution's own files, or those of one vendor.
type checker struct {
	*rules.Reporter
	Options
	Published bool       // the catalog was read from published files
	more      *published // nil if not
	catalog   *model.Catalog
	owners    map[string][]string // target PES ID -> distributions whose maps know it
	targets   map[string]bool     // repoids that some map leads to

	t *model.Target
	v *model.Vendor // nil: the distribution's own
}

// at returns the place of a violation in the files being checked.
func (c *checker) at(pos diag.Pos, notes ...diag.Note) rules.At {
	at := rules.At{Pos: pos, Distro: c.t.Distro, Notes: notes}
	if c.v != nil {
		at.Allow = [][]model.Allow{c.v.Allow}
	}
	return at
}

// atEvent returns the place of a violation of an event.
func (c *checker) atEvent(e *model.Event, pos diag.Pos, notes ...diag.Note) rules.At {
	return rules.At{Pos: pos, Distro: c.t.Distro, Allow: [][]model.Allow{e.Allow}, Notes: notes}
}

// tree checks one tree against the rules.
func (c *checker) tree() {
	t := c.t
	if c.Published {
		for _, e := range t.Events {
			Shape(c.Reporter, e, t.Distro)
		}
		for _, v := range t.Vendors {
			for _, e := range v.Events {
				Shape(c.Reporter, e, nil)
			}
		}
	}
	for _, e := range t.Events {
		c.toItself(e)
	}
	all := t.AllEvents()
	c.essential(all)
	c.brands(all)
	c.unreleased(all)
	c.coverage()
	c.together()
	c.override()
	sources := sourceRepoids(t.Entries(), t.Major)
	if !t.Lacks.Map { // without a map no PES ID is known
		c.results(t.Events, []*model.Map{&t.Map}, sources)
		if c.more != nil {
			c.more.tree(c)
		}
	}
	if len(t.Repo) == 0 && !t.Lacks.Repo {
		c.Reportf(c.at(t.Paths[0].Pos), "no-repositories",
			"no repository of release %d has a section in the .repo file: Leapp would refuse every upgrade", t.Major)
	}
	c.repositories(&t.Map, t.Repo)
	c.sections(t.Repo)
	c.keys(slices.Concat(t.Keys, t.BesideVendors))
	for _, v := range t.Vendors {
		vendors := *c
		vendors.v = v
		vendors.vendor()
		if !t.Lacks.Map && !v.Lacks.Map {
			c.results(v.Events, []*model.Map{&t.Map, &v.Map}, sources)
		}
	}
	c.symbols(sources)
}

// coverage checks that every path has mappings and that every architecture has events of the target release: without
// events Leapp crashes (Leapp guide 11.2).
func (c *checker) coverage() {
	t := c.t
	if len(t.Paths) == 0 {
		return
	}
	at := c.at(t.Paths[0].Pos)
	for _, p := range t.Paths {
		if !t.Lacks.Map && !t.Map.HasPath(p.Source, p.Target) {
			c.Reportf(c.at(p.Pos), "no-mapping", "the path %s maps no repository: Leapp would stop", p)
		}
	}
	if t.Lacks.Events || c.Partial && len(t.Events) == 0 {
		return // the events could not be read; those errors are reported instead
	}
	has := func(arch string, is func(model.Release) bool) bool {
		return slices.ContainsFunc(t.Events, func(e *model.Event) bool {
			return is(e.To) && (arch == "" || slices.Contains(e.Arches, arch))
		})
	}
	any := func(model.Release) bool { return true }
	inMajor := func(r model.Release) bool { return r.Major == t.Major }
	first := func(r model.Release) bool { return r == model.Release{Major: t.Major} }
	if !has("", inMajor) {
		c.Reportf(at, "no-events",
			"there is no event of a release %d.x: Leapp crashes on the path to %d", t.Major, t.Major)
		return
	}
	late := !has("", first)
	if late {
		c.Reportf(at, "late-events",
			"there is no event of release %d.0: Leapp crashes on targets before the first release with an event",
			t.Major)
	}
	for _, arch := range c.offered() {
		switch {
		case !has(arch, any):
			c.Reportf(at, "architecture-without-events",
				"there is no event for %s: Leapp would upgrade these machines without any events, even those of "+
					"vendors", arch)
		case !has(arch, inMajor):
			c.Reportf(at, "no-events",
				"for %s there are events of release %d, but none of release %d: Leapp would crash there",
				arch, t.Major-1, t.Major)
		case !late && !has(arch, first):
			c.Reportf(at, "late-events",
				"for %s there is no event of release %d.0: Leapp crashes there on targets before the first release "+
					"with an event", arch, t.Major)
		}
	}
}

// toItself reports a move that changes neither the package nor its repository.
func (c *checker) toItself(e *model.Event) {
	if e.Action != model.Moved || len(e.In) != 1 || len(e.Out) != 1 {
		return
	}
	in, out := e.In[0], e.Out[0]
	if in.Name == out.Name && in.Repo == out.Repo && slices.Equal(in.Streams, out.Streams) {
		c.Reportf(c.atEvent(e, out.At()), "moved-to-itself",
			"%s moves from %s to %s: nothing changes", in.Name, in.Repo, out.Repo)
	}
}

// entries returns the entries of a PES ID in a major release.
func entries(pesid string, major int, maps ...*model.Map) (out []*model.Entry) {
	for _, m := range maps {
		if f := m.Family(pesid); f != nil {
			for i := range f.Entries {
				if f.Entries[i].Major == major {
					out = append(out, &f.Entries[i])
				}
			}
		}
	}
	return out
}

// arches returns the architectures for which a PES ID has a plain repository (type rpm, channel ga, no cloud) of the
// major release.
func arches(pesid string, major int, maps ...*model.Map) (out []string) {
	for _, e := range entries(pesid, major, maps...) {
		if e.Channel == "ga" && e.Type == "rpm" && e.RHUI == "" {
			out = list.AppendNew(out, e.Arch)
		}
	}
	return out
}
