package check

import (
	"fmt"
	"slices"
	"strings"

	"pes/generator/diag"
	"pes/generator/english"
	"pes/generator/model"
	"pes/generator/rules"
)

// few is how many packages one repository may fail before the repository is named instead of the events.
const few = 5

// wanted is a package that an event leaves installed.
type wanted struct {
	event *model.Event
	pkg   model.Package
}

// fate is what Leapp does where it finds no repository for the package: the results leave the machine's packages, and
// the in packages are gone already (Leapp guide 4.9).
func (w wanted) fate() string {
	if slices.ContainsFunc(w.event.In, func(p model.Package) bool { return p.Name == w.pkg.Name }) {
		return "Leapp removes " + w.pkg.Name
	}
	return "Leapp removes " + model.Names(w.event.In) + " and does not install " + w.pkg.Name
}

// results asks that the packages events leave installed come from repositories Leapp can find (Leapp guide 11.11).
func (c *checker) results(t *model.Target, events []*model.Event, maps []*model.Map, sources map[string]bool) {
	uses := map[string][]wanted{} // by PES ID, of packages that the target release must have
	var order []string
	for _, e := range events {
		for _, p := range e.Results() {
			w := wanted{e, p}
			if c.passing(t, w, maps, sources) {
				continue
			}
			if uses[p.Repo] == nil {
				order = append(order, p.Repo)
			}
			uses[p.Repo] = append(uses[p.Repo], w)
		}
	}
	for _, pesid := range order {
		have := arches(pesid, t.Major, maps)
		switch {
		case len(have) == 0 && sources[pesid]:
			c.each(t, uses[pesid], "pesid-is-repoid", "", func(w wanted) string {
				return w.pkg.Name + " is to come from " + pesid + ", which is also a repoid on running systems: " +
					"where that is enabled, Leapp takes it for one and does not map it"
			})
		case len(have) == 0:
			c.unknown(t, uses[pesid], pesid, maps)
		default:
			c.lacking(t, uses[pesid], pesid, have, maps)
		}
	}
}

// each reports a violation for every package, or for the first of many that share the cause.
func (c *checker) each(t *model.Target, list []wanted, rule, suggestion string, say func(wanted) string) {
	list = slices.DeleteFunc(slices.Clone(list), func(w wanted) bool { return c.quiet(t, w.event, rule) })
	slices.SortStableFunc(list, func(a, b wanted) int { return a.pkg.At().Compare(b.pkg.At()) })
	for i, w := range list {
		at := rules.At{Pos: w.pkg.At(), Distro: t.Distro, Suggestion: suggestion}
		msg := say(w)
		if len(list) > few {
			if i > 0 {
				return
			}
			msg += fmt.Sprintf(" (like it: %d more)", len(list)-1)
			at.Notes = places(list[1:])
		}
		c.Reportf(at, rule, "%s", msg)
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
			if f.In(t.Major) {
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
		near = ""
		why = fmt.Sprintf("which has no plain repository in release %d (type rpm, channel ga, no cloud)", t.Major)
	}
	c.each(t, list, "unknown-repository", near, func(w wanted) string {
		return fmt.Sprintf("%s is to come from %s,%s %s: %s", w.pkg.Name, pesid, whose, why, w.fate())
	})
}

// lacking reports architectures of events for which a repository does not exist: at the repository where most of its
// events want one, else at the events.
func (c *checker) lacking(t *model.Target, list []wanted, pesid string, have []string, maps []*model.Map) {
	missing := map[string][]wanted{}
	for _, w := range list {
		for _, a := range w.event.Arches {
			rule := c.archRule(t, a)
			if rule == "foreign-architecture" && len(w.event.Arches) == len(model.Arches) {
				continue // all are spelled out, where the distribution is offered for fewer
			}
			if !slices.Contains(have, a) && !c.quiet(t, w.event, rule) {
				missing[a] = append(missing[a], w)
			}
		}
	}
	for _, rule := range []string{"foreign-architecture", "missing-architecture"} {
		var wide []string // architectures that most events want
		at := map[diag.Pos][]string{}
		var order []wanted
		for _, a := range model.Arches {
			if c.archRule(t, a) != rule {
				continue
			}
			if n := len(missing[a]); n > few && 2*n > len(list) {
				wide = append(wide, a)
				continue
			}
			for _, w := range missing[a] {
				if at[w.pkg.At()] == nil {
					order = append(order, w)
				}
				at[w.pkg.At()] = append(at[w.pkg.At()], a)
			}
		}
		if len(wide) > 0 {
			all := missing[wide[0]]
			slices.SortStableFunc(all, func(a, b wanted) int { return a.pkg.At().Compare(b.pkg.At()) })
			c.Reportf(rules.At{Pos: familyPos(pesid, t.Major, maps), Distro: t.Distro, Notes: places(all[:1])}, rule,
				"%s has no repository for %s, from where %s take packages: "+
					"there Leapp removes the in packages and installs none",
				pesid, strings.Join(wide, ", "), eventCount(all))
		}
		for _, w := range order {
			c.Reportf(rules.At{Pos: w.pkg.At(), Distro: t.Distro}, rule,
				"%s is to come from %s, which has no repository for %s: %s there",
				w.pkg.Name, pesid, strings.Join(at[w.pkg.At()], ", "), w.fate())
		}
	}
}

func eventCount(list []wanted) string {
	events := map[*model.Event]bool{}
	for _, w := range list {
		events[w.event] = true
	}
	return english.Count(len(events), "event")
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
func (c *checker) passing(t *model.Target, w wanted, maps []*model.Map, sources map[string]bool) bool {
	e, p := w.event, w.pkg
	if e.To.Major == t.Major || len(arches(p.Repo, t.Major, maps)) > 0 {
		return false
	}
	// Not where an enabled repository has the name, which Leapp leaves alone; nor where a later event decides, or where
	// the tree of the event's own release says already that nobody knows the repository.
	if !sources[p.Repo] && !followed(t, e, p) && !c.unknownAtHome(t, e, p) {
		c.Reportf(rules.At{Pos: p.At(), Distro: t.Distro, Allow: [][]model.Allow{e.Allow}}, "passing-repository",
			"on the way to %d from a release before %s, %s comes from %s, which the map for %d does not know, "+
				"and no later event takes it: %s", t.Major, e.To, p.Name, p.Repo, t.Major, w.fate())
	}
	return true
}

// unknownAtHome reports whether the distribution upgrades to the event's own major too, with a map that lacks the
// repository.
func (c *checker) unknownAtHome(t *model.Target, e *model.Event, p model.Package) bool {
	return slices.ContainsFunc(c.catalog.Targets, func(o *model.Target) bool {
		return o.Distro == t.Distro && o.Major == e.To.Major && !o.Lacks.Map &&
			len(arches(p.Repo, o.Major, []*model.Map{&o.Map})) == 0
	})
}

// followed reports whether a later event takes a package that an event of the major before left behind.
func followed(t *model.Target, e *model.Event, p model.Package) bool {
	return slices.ContainsFunc(t.Events, func(f *model.Event) bool {
		takes := len(f.In) == 1 && f.In[0].Name == p.Name && slices.Equal(f.In[0].Streams, p.Streams)
		elsewhere := func(arch string) bool { return !slices.Contains(f.Arches, arch) }
		return f.To.Compare(e.To) > 0 && takes && !slices.ContainsFunc(e.Arches, elsewhere)
	})
}
