// Package check holds a catalog against the rules about meaning: what Leapp would do with every tree.
//
// It does not ask where a catalog comes from. Package compile makes one from sources, package published from the files that
// others publish; the same rules judge both, and positions point into whatever file the value was read from:
//
//	check.Catalog(catalog, &reporter, check.Options{Now: date})
//
// One root cause is one breach: where many events suffer from what one map lacks, the map is named.
package check

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"pes/generator/diag"
	"pes/generator/model"
	"pes/generator/rules"
)

// Options say what else is known of a catalog.
type Options struct {
	Partial   bool      // some event could not be read: what lacks events is not reported
	Published bool      // the catalog was read from published files
	Now       time.Time // for keys that expire
}

// Catalog holds every tree against the rules.
func Catalog(c *model.Catalog, r *rules.Reporter, o Options) {
	k := &checker{Reporter: r, Options: o, catalog: c, owners: map[string][]string{}, targets: map[string]bool{}}
	for _, t := range c.Targets {
		for _, f := range t.Map.Families {
			if has(f, t.Major) && !slices.Contains(k.owners[f.PESID], t.Distro.Folder) {
				k.owners[f.PESID] = append(k.owners[f.PESID], t.Distro.Folder)
			}
		}
	}
	for _, t := range c.Targets {
		for _, m := range allMaps(t) {
			for _, f := range m.Families {
				for _, e := range f.Entries {
					if e.Major == t.Major {
						k.targets[e.Repoid] = true
					}
				}
			}
		}
	}
	for _, t := range c.Targets {
		k.tree(t)
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
	sources := sourceRepoids(t)
	c.results(t, t.Events, []*model.Map{&t.Map}, sources, t.Lacks.Map)
	if c.Published && !t.Lacks.Map {
		c.sources(t)
	}
	if len(t.Repo) == 0 && !t.Lacks.Repo {
		c.Breachf(rules.At{Pos: t.Paths[0].Pos, Distro: t.Distro}, "no-repositories", "no repository of release %d has a section in the .repo file: Leapp would refuse every upgrade", t.Major)
	}
	c.repositories(t, &t.Map, t.Repo, nil)
	c.sections(t, t.Repo, nil)
	c.keys(t, t.Keys, nil)
	for _, v := range t.Vendors {
		c.vendor(t, v, sources)
	}
	c.symbols(t, sources)
}

// coverage asks that there is something to do on every path and architecture: Leapp crashes on an empty plan (11.2).
func (c *checker) coverage(t *model.Target) {
	if len(t.Paths) == 0 {
		return
	}
	at := rules.At{Pos: t.Paths[0].Pos, Distro: t.Distro}
	if !t.Lacks.Map {
		for _, p := range t.Paths {
			if !slices.ContainsFunc(t.Map.Mappings, func(m *model.Mapping) bool { return m.Source == p.Source && m.Target == p.Target }) {
				c.Breachf(rules.At{Pos: p.Pos, Distro: t.Distro}, "no-mapping", "the path %s maps no repository: Leapp would stop", p)
			}
		}
	}
	if t.Lacks.Events || c.Partial && len(t.Events) == 0 {
		return // the events there are could not be read; their own mistakes come first
	}
	inMajor := func(arch string) func(*model.Event) bool {
		return func(e *model.Event) bool {
			return e.To.Major == t.Major && (arch == "" || slices.Contains(e.Arches, arch))
		}
	}
	if !slices.ContainsFunc(t.Events, inMajor("")) {
		c.Breachf(at, "no-events", "there is no event of a release %d.x: Leapp crashes on the path to %d without", t.Major, t.Major)
		return
	}
	if !slices.ContainsFunc(t.Events, func(e *model.Event) bool { return e.To == model.Release{Major: t.Major} }) {
		c.Breachf(at, "late-events", "there is no event of release %d.0: Leapp crashes on targets before the first release that has one", t.Major)
	}
	for _, arch := range c.offered(t) {
		starts := func(e *model.Event) bool {
			return e.To == model.Release{Major: t.Major} && slices.Contains(e.Arches, arch)
		}
		switch {
		case slices.ContainsFunc(t.Events, inMajor(arch)):
			if slices.ContainsFunc(t.Events, func(e *model.Event) bool { return e.To == model.Release{Major: t.Major} }) && !slices.ContainsFunc(t.Events, starts) {
				c.Breachf(at, "late-events", "for %s there is no event of release %d.0: Leapp crashes there on targets before the first release that has one", arch, t.Major)
			}
		case slices.ContainsFunc(t.Events, func(e *model.Event) bool { return slices.Contains(e.Arches, arch) }):
			c.Breachf(at, "no-events", "for %s there are events of release %d, but none of release %d: Leapp would crash there", arch, t.Major-1, t.Major)
		default:
			c.Breachf(at, "architecture-without-events", "there is no event for %s: Leapp would upgrade such machines without looking at any, vendors' included", arch)
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
		c.Breachf(rules.At{Pos: out.At(), Distro: t.Distro, Allow: [][]model.Allow{e.Allow}}, "moved-to-itself", "%s moves from %s to %s: nothing changes", in.Name, in.Repo, out.Repo)
	}
}

// few is how many events one repository may fail before the repository is named instead of the events.
const few = 5

// wanted is a package that an event leaves installed.
type wanted struct {
	event *model.Event
	pkg   model.Package
}

// results asks that the packages events leave installed come from repositories Leapp can find (11.11).
func (c *checker) results(t *model.Target, events []*model.Event, maps []*model.Map, sources map[string]bool, blind bool) {
	if blind {
		return // without a map nothing is known
	}
	uses := map[string][]wanted{} // by PES ID, of packages that the target release must have
	var order []string
	for _, e := range events {
		for _, p := range e.Results() {
			if c.passing(t, e, p, maps, sources) {
				continue
			}
			if uses[p.Repo] == nil {
				order = append(order, p.Repo)
			}
			uses[p.Repo] = append(uses[p.Repo], wanted{e, p})
		}
	}
	for _, pesid := range order {
		slices.SortStableFunc(uses[pesid], func(a, b wanted) int { return a.pkg.At().Compare(b.pkg.At()) })
		have := arches(pesid, t.Major, maps)
		switch {
		case len(have) == 0 && sources[pesid]:
			c.each(t, uses[pesid], "pesid-is-repoid", func(p model.Package) string {
				return p.Name + " is to come from " + pesid + ", which is also a repoid on running systems: where that is enabled, Leapp takes it for one and does not map it"
			})
		case len(have) == 0:
			c.unknown(t, uses[pesid], pesid, maps)
		default:
			c.lacking(t, uses[pesid], pesid, have, maps)
		}
	}
}

// each reports a breach for every package, or for the first of many that share the cause.
func (c *checker) each(t *model.Target, list []wanted, rule string, say func(model.Package) string) {
	list = slices.DeleteFunc(slices.Clone(list), func(w wanted) bool { return c.quiet(t, w.event, rule) })
	for i, w := range list {
		at := rules.At{Pos: w.pkg.At(), Distro: t.Distro}
		msg := say(w.pkg)
		if len(list) > few {
			if i > 0 {
				return
			}
			msg += fmt.Sprintf(" (like it: %d more)", len(list)-1)
			at.Notes = places(list[1:])
		}
		c.Breachf(at, rule, "%s", msg)
	}
}

// quiet reports whether an event or the distribution allows the rule; the allow counts as used.
func (c *checker) quiet(t *model.Target, e *model.Event, rule string) bool {
	return c.Allowed(rules.At{Distro: t.Distro, Allow: [][]model.Allow{e.Allow}}, rule)
}

func places(list []wanted) (notes []diag.Note) {
	for _, w := range list {
		notes = append(notes, diag.Note{Pos: w.pkg.At(), Text: w.event.Title()})
	}
	return notes
}

// unknown reports a PES ID that the map of the target lacks.
func (c *checker) unknown(t *model.Target, list []wanted, pesid string, maps []*model.Map) {
	var known []string
	for _, m := range maps {
		for _, f := range m.Families {
			if has(f, t.Major) {
				known = append(known, f.PESID)
			}
		}
	}
	whose := ""
	if owners := c.owners[pesid]; len(owners) > 0 {
		whose = " a PES ID of " + strings.Join(owners, ", ") + ","
	}
	near := diag.Near(pesid, known)
	why := fmt.Sprintf("which the map of release %d does not know", t.Major)
	if slices.Contains(known, pesid) {
		near, why = "", fmt.Sprintf("which has no plain repository in release %d (type rpm, channel ga, no cloud)", t.Major)
	}
	rest := slices.DeleteFunc(slices.Clone(list), func(w wanted) bool { return c.quiet(t, w.event, "unknown-repository") })
	for i, w := range rest {
		at := rules.At{Pos: w.pkg.At(), Distro: t.Distro, Suggestion: near}
		more := ""
		if len(rest) > few {
			if i > 0 {
				return
			}
			at.Notes, more = places(rest[1:]), fmt.Sprintf(" (like it: %d more)", len(rest)-1)
		}
		c.Breachf(at, "unknown-repository", "%s%s is to come from %s,%s %s: Leapp removes the package", w.pkg.Name, more, pesid, whose, why)
	}
}

// lacking reports architectures of events for which a repository does not exist: at the repository where most of its events
// want one, else at the events.
func (c *checker) lacking(t *model.Target, list []wanted, pesid string, have []string, maps []*model.Map) {
	missing := map[string][]wanted{}
	for _, w := range list {
		for _, a := range w.event.Arches {
			if !slices.Contains(have, a) && !c.quiet(t, w.event, c.archRule(t, a)) {
				missing[a] = append(missing[a], w)
			}
		}
	}
	wide := map[string][]string{} // rule -> architectures that most events want
	for _, a := range model.Arches {
		rule := c.archRule(t, a)
		if rule == "foreign-architecture" {
			missing[a] = slices.DeleteFunc(missing[a], func(w wanted) bool { return len(w.event.Arches) == len(model.Arches) }) // "all", spelled out
		}
		if n := len(missing[a]); n > few && 2*n > len(list) {
			wide[rule] = append(wide[rule], a)
			continue
		}
		for _, w := range missing[a] {
			at := rules.At{Pos: w.pkg.At(), Distro: t.Distro}
			if rule == "foreign-architecture" {
				c.Breachf(at, rule, "the event is for %s too, for which the distribution is not offered and %s has no repository: Leapp removes %s there", a, pesid, w.pkg.Name)
			} else {
				c.Breachf(at, rule, "%s is to come from %s, which has no repository for %s: Leapp removes the package there", w.pkg.Name, pesid, a)
			}
		}
	}
	for _, rule := range []string{"foreign-architecture", "missing-architecture"} {
		if archs := wide[rule]; len(archs) > 0 {
			all := missing[archs[0]]
			c.Breachf(rules.At{Pos: familyPos(pesid, t.Major, maps), Distro: t.Distro, Notes: places(all[:1])}, rule,
				"%s has no repository for %s, where %d events send packages: Leapp removes them there", pesid, strings.Join(archs, ", "), len(all))
		}
	}
}

// archRule is the rule that an architecture without a repository breaks.
func (c *checker) archRule(t *model.Target, arch string) string {
	if slices.Contains(c.offered(t), arch) {
		return "missing-architecture"
	}
	return "foreign-architecture"
}

// offered are the architectures that a tree is for: what its distribution says, or what a published map has.
func (c *checker) offered(t *model.Target) []string {
	if c.Published {
		return mapArches(t)
	}
	return t.Distro.Arches
}

// passing reports whether the result of an event of the major before needs no repository of the target, saying so where
// Leapp removes the package.
func (c *checker) passing(t *model.Target, e *model.Event, p model.Package, maps []*model.Map, sources map[string]bool) bool {
	if e.To.Major == t.Major || len(arches(p.Repo, t.Major, maps)) > 0 {
		return false
	}
	if !sources[p.Repo] && !followed(t, e, p) { // else an enabled repository, which Leapp leaves alone; or a later event decides
		c.Breachf(rules.At{Pos: p.At(), Distro: t.Distro, Allow: [][]model.Allow{e.Allow}}, "passing-repository",
			"on the way to %d, %s comes from %s, which the map of release %[1]d does not know, and no later event takes it: Leapp removes the package", t.Major, p.Name, p.Repo)
	}
	return true
}

// followed reports whether a later event takes a package that an event of the major before left behind.
func followed(t *model.Target, e *model.Event, p model.Package) bool {
	return slices.ContainsFunc(t.Events, func(f *model.Event) bool {
		return f.To.Compare(e.To) > 0 && len(f.In) == 1 && f.In[0].Name == p.Name && slices.Equal(f.In[0].Streams, p.Streams) &&
			!slices.ContainsFunc(e.Arches, func(a string) bool { return !slices.Contains(f.Arches, a) })
	})
}

// arches are those for which a PES ID has a plain repository of the major release.
func arches(pesid string, major int, maps []*model.Map) (out []string) {
	for _, m := range maps {
		if f := m.Family(pesid); f != nil {
			for _, e := range f.Entries {
				if e.Major == major && e.Channel == "ga" && e.Type == "rpm" && e.RHUI == "" && !slices.Contains(out, e.Arch) {
					out = append(out, e.Arch)
				}
			}
		}
	}
	return out
}

// has reports whether a family has an entry of the major release.
func has(f *model.Family, major int) bool {
	return slices.ContainsFunc(f.Entries, func(e model.Entry) bool { return e.Major == major })
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
