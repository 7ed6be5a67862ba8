// Package check holds a catalog against the rules about meaning: what Leapp would do with every tree.
//
// It does not ask where a catalog comes from. Package compile makes one from sources, package published from the files
// that others publish; [Catalog] judges both by the same rules, and positions point into whatever file the value was
// read from. See the example.
//
// One root cause is one violation: where many events suffer from what one map lacks, the map is named.
package check

import (
	"slices"
	"time"

	"pes/generator/diag"
	"pes/generator/model"
	"pes/generator/par"
	"pes/generator/rules"
)

// Options say what else is known of a catalog.
type Options struct {
	Partial   bool      // some event could not be read: what lacks events is not reported
	Published bool      // the catalog was read from published files
	Now       time.Time // for keys that expire
	Jobs      int       // trees that are looked at side by side; at least one

	StopsOnGaps bool // a Leapp version reads it that stops where an architecture is half filled (leapp.Behaviour)
}

// Catalog holds every tree against the rules.
func Catalog(c *model.Catalog, r *rules.Reporter, o Options) {
	k := &checker{Reporter: r, Options: o, catalog: c, owners: map[string][]string{}, targets: map[string]bool{}}
	offered := map[*model.Distro]bool{}
	for _, t := range c.Targets {
		offered[t.Distro] = true
		for f, e := range t.Map.Entries() {
			if e.Major == t.Major && !slices.Contains(k.owners[f.PESID], t.Distro.Folder) {
				k.owners[f.PESID] = append(k.owners[f.PESID], t.Distro.Folder)
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
		one.Reporter = &rules.Reporter{Distros: r.Distros}
		one.tree(c.Targets[i])
		return one.Reporter
	}) {
		r.Merge(found)
	}
	if o.Published {
		k.siblings()
	}
}

type checker struct {
	*rules.Reporter
	Options
	catalog *model.Catalog
	owners  map[string][]string // target PES ID -> distributions whose maps know it
	targets map[string]bool     // repoids that some map leads to
}

// tree holds one tree against the rules.
func (c *checker) tree(t *model.Target) {
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
		c.toItself(t, e)
	}
	c.coverage(t)
	c.together(t)
	c.override(t)
	sources := sourceRepoids(t.Entries(), t.Major)
	if !t.Lacks.Map { // without a map nothing is known
		c.results(t, t.Events, []*model.Map{&t.Map}, sources)
		if c.Published {
			c.sources(t)
		}
	}
	if len(t.Repo) == 0 && !t.Lacks.Repo {
		c.Reportf(rules.At{Pos: t.Paths[0].Pos, Distro: t.Distro}, "no-repositories",
			"no repository of release %d has a section in the .repo file: Leapp would refuse every upgrade", t.Major)
	}
	c.repositories(t, &t.Map, t.Repo, nil)
	c.sections(t, t.Repo, nil)
	c.keys(t, t.Keys, nil)
	for _, v := range t.Vendors {
		c.vendor(t, v, sources)
	}
	c.symbols(t, sources)
}

// coverage asks that there is something to do on every path and architecture: Leapp crashes on an empty plan (Leapp
// guide 11.2).
func (c *checker) coverage(t *model.Target) {
	if len(t.Paths) == 0 {
		return
	}
	at := rules.At{Pos: t.Paths[0].Pos, Distro: t.Distro}
	for _, p := range t.Paths {
		if !t.Lacks.Map && !t.Map.HasPath(p.Source, p.Target) {
			c.Reportf(rules.At{Pos: p.Pos, Distro: t.Distro}, "no-mapping",
				"the path %s maps no repository: Leapp would stop", p)
		}
	}
	if t.Lacks.Events || c.Partial && len(t.Events) == 0 {
		return // the events there are could not be read; their own mistakes come first
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
			"there is no event of a release %d.x: Leapp crashes on the path to %d without", t.Major, t.Major)
		return
	}
	late := !has("", first)
	if late {
		c.Reportf(at, "late-events",
			"there is no event of release %d.0: Leapp crashes on targets before the first release that has one",
			t.Major)
	}
	for _, arch := range c.offered(t) {
		switch {
		case !has(arch, any):
			c.Reportf(at, "architecture-without-events",
				"there is no event for %s: Leapp would upgrade such machines without looking at any, vendors' "+
					"included", arch)
		case !has(arch, inMajor):
			c.Reportf(at, "no-events",
				"for %s there are events of release %d, but none of release %d: Leapp would crash there",
				arch, t.Major-1, t.Major)
		case !late && !has(arch, first):
			c.Reportf(at, "late-events",
				"for %s there is no event of release %d.0: Leapp crashes there on targets before the first release "+
					"that has one", arch, t.Major)
		}
	}
}

// toItself reports a move that leads nowhere else.
func (c *checker) toItself(t *model.Target, e *model.Event) {
	if e.Action != model.Moved || len(e.In) != 1 || len(e.Out) != 1 {
		return
	}
	in, out := e.In[0], e.Out[0]
	if in.Name == out.Name && in.Repo == out.Repo && slices.Equal(in.Streams, out.Streams) {
		at := rules.At{Pos: out.At(), Distro: t.Distro, Allow: [][]model.Allow{e.Allow}}
		c.Reportf(at, "moved-to-itself", "%s moves from %s to %s: nothing changes", in.Name, in.Repo, out.Repo)
	}
}

// arches are those for which a PES ID has a plain repository of the major release.
func arches(pesid string, major int, maps []*model.Map) (out []string) {
	for _, m := range maps {
		if f := m.Family(pesid); f != nil {
			for _, e := range f.Entries {
				plain := e.Channel == "ga" && e.Type == "rpm" && e.RHUI == ""
				if e.Major == major && plain && !slices.Contains(out, e.Arch) {
					out = append(out, e.Arch)
				}
			}
		}
	}
	return out
}

// familyPos is where the first entry of a family for a major release stands.
func familyPos(pesid string, major int, maps []*model.Map) diag.Pos {
	for _, m := range maps {
		if f := m.Family(pesid); f != nil {
			for _, e := range f.Entries {
				if e.Major == major {
					return e.Pos
				}
			}
		}
	}
	return diag.Pos{}
}
