package check

import (
	"fmt"
	"slices"
	"strings"

	"pes/generator/diag"
	"pes/generator/english"
	"pes/generator/list"
	"pes/generator/model"
)

// few is the number of packages up to which a violation is reported for each package, not once for their common cause.
const few = 5

// wanted is a package that an event leaves installed.
type wanted struct {
	event *model.Event
	pkg   *model.Package
}

// fate says what Leapp does if it finds no repository for the package: it removes the in packages and does not install
// the package (Leapp guide 4.9).
func (w wanted) fate() string {
	if slices.ContainsFunc(w.event.In, func(p model.Package) bool { return p.Name == w.pkg.Name }) {
		return "Leapp removes " + w.pkg.Name
	}
	return "Leapp removes " + model.Names(w.event.In) + " and does not install " + w.pkg.Name
}

// results checks that Leapp can find the repository of each package that an event leaves installed (Leapp guide 11.11).
func (c *checker) results(events []*model.Event, maps []*model.Map, sources map[string]bool) {
	var all, early []wanted       // that must come from repositories of the target release; of the release before
	here := map[string][]string{} // architectures by PES ID
	archesOf := func(pesid string) []string {
		have, known := here[pesid]
		if !known {
			have = arches(pesid, c.t.Major, maps...)
			here[pesid] = have
		}
		return have
	}
	for _, e := range events {
		set := e.Results()
		for i := range set {
			if e.To.Major != c.t.Major && len(archesOf(set[i].Repo)) == 0 {
				early = append(early, wanted{e, &set[i]})
			} else {
				all = append(all, wanted{e, &set[i]})
			}
		}
	}
	c.passing(c.lostPassing(early, sources))
	for _, uses := range list.Group(all, func(w wanted) string { return w.pkg.Repo }) {
		pesid := uses[0].pkg.Repo
		have := archesOf(pesid)
		switch {
		case len(have) == 0 && sources[pesid]:
			c.each(uses, "pesid-is-repoid", "", func(w wanted) string {
				return w.pkg.Name + " comes from " + pesid + ", which is also a repoid on running systems: " +
					"if this is enabled, Leapp uses it as the repoid and does not map it"
			})
		case len(have) == 0:
			c.unknown(uses, pesid, maps)
		default:
			c.lacking(uses, pesid, have, maps)
		}
	}
}

// each reports a violation for every package or, if there are more than few, one violation at the first; apart from
// these, those that events allow.
func (c *checker) each(uses []wanted, rule, suggestion string, say func(wanted) string) {
	for _, silent := range []bool{false, true} {
		some := list.Select(uses, func(w wanted) bool { return c.allows(w, rule) == silent })
		c.eachOf(some, silent, rule, suggestion, say)
	}
}

func (c *checker) allows(w wanted, rule string) bool {
	return c.Allowed(c.atEvent(w.event, w.pkg.At()), rule)
}

func (c *checker) eachOf(uses []wanted, silent bool, rule, suggestion string, say func(wanted) string) {
	list.Sort(uses, wanted.compare)
	more, notes := "", []diag.Note(nil)
	if len(uses) > few {
		more, notes = fmt.Sprintf(" (like it: %d more)", len(uses)-1), list.Map(uses[1:], wanted.note)
		uses = uses[:1]
	}
	for _, w := range uses {
		at := c.at(w.pkg.At(), notes...)
		at.Suggestion, at.Silent = suggestion, silent
		c.Reportf(at, rule, "%s%s", say(w), more)
	}
}

func (w wanted) note() diag.Note { return diag.Note{Pos: w.pkg.At(), Text: w.event.Title()} }

func (w wanted) compare(o wanted) int { return w.pkg.At().Compare(o.pkg.At()) }

// unknown reports a PES ID that the map of the target lacks.
func (c *checker) unknown(uses []wanted, pesid string, maps []*model.Map) {
	known := pesids(c.t.Major, maps...)
	whose := ""
	if owners := c.owners[pesid]; len(owners) > 0 {
		whose = " a PES ID of " + strings.Join(owners, ", ") + ","
	}
	near := diag.Near(pesid, known)
	why := fmt.Sprintf("which is not in the map of release %d", c.t.Major)
	if slices.Contains(known, pesid) {
		near = ""
		why = fmt.Sprintf("which has no plain repository in release %d (type rpm, channel ga, no cloud)", c.t.Major)
	}
	c.each(uses, "unknown-repository", near, func(w wanted) string {
		return fmt.Sprintf("%s comes from %s,%s %s: %s", w.pkg.Name, pesid, whose, why, w.fate())
	})
}

// lacking reports architectures for which events need a repository that does not exist: at the repository if most of
// its events need it, else at the events.
func (c *checker) lacking(uses []wanted, pesid string, have []string, maps []*model.Map) {
	offered := c.offered()
	ofVendor := uses[0].event.Vendor != "" && c.t.Map.Family(pesid) == nil
	if c.Published && ofVendor {
		offered = mapArches(maps[len(maps)-1])
	}
	for _, rule := range []string{"foreign-architecture", "missing-architecture"} {
		isOffered := rule == "missing-architecture"
		if c.Published && !isOffered && !ofVendor {
			continue // package published holds the events of all files against the map at once
		}
		lacks := list.Select(model.Arches, func(a string) bool {
			return !slices.Contains(have, a) && slices.Contains(offered, a) == isOffered
		})
		if len(lacks) == 0 {
			continue
		}
		// An event that names all architectures may name some that the distribution does not have.
		meant := list.Select(uses, func(w wanted) bool { return isOffered || len(w.event.Arches) < len(model.Arches) })
		for _, silent := range []bool{false, true} {
			l := &lack{checker: c, rule: rule, silent: silent, pesid: pesid, of: len(uses)}
			l.find(meant, lacks)
			l.report(entries(pesid, c.t.Major, maps...)[0].Pos)
		}
	}
}

// A lack is what events need of a repository on architectures for which it does not exist: events that allow the rule,
// or those that do not.
type lack struct {
	*checker
	rule   string
	silent bool
	pesid  string
	of     int // how many packages come from the repository

	wide   []string // architectures that most events need
	widest []wanted
	at     map[diag.Pos][]string // the others, by package
	order  []wanted
}

func (l *lack) find(uses []wanted, arches []string) {
	l.at = map[diag.Pos][]string{}
	for _, a := range arches {
		missing := list.Select(uses, func(w wanted) bool {
			return slices.Contains(w.event.Arches, a) && l.allows(w, l.rule) == l.silent
		})
		if n := len(missing); n > few && 2*n > l.of {
			if l.wide = append(l.wide, a); len(l.wide) == 1 {
				l.widest = missing
			}
			continue
		}
		for _, w := range missing {
			if l.at[w.pkg.At()] == nil {
				l.order = append(l.order, w)
			}
			l.at[w.pkg.At()] = append(l.at[w.pkg.At()], a)
		}
	}
}

// report reports it, at the position of the repository if most of its events are concerned.
func (l *lack) report(repository diag.Pos) {
	if len(l.wide) > 0 {
		events := list.Set(list.Map(l.widest, func(w wanted) *model.Event { return w.event }))
		at := l.checker.at(repository, slices.MinFunc(l.widest, wanted.compare).note())
		at.Silent = l.silent
		l.Reportf(at, l.rule, "%s has no repository for %s, where %s take packages from: there Leapp removes the in "+
			"packages and installs none",
			l.pesid, strings.Join(l.wide, ", "), english.Count(len(events), "event"))
	}
	for _, w := range l.order {
		at := l.checker.at(w.pkg.At())
		at.Silent = l.silent
		l.Reportf(at, l.rule, "%s comes from %s, which has no repository for %s: %s there", w.pkg.Name, l.pesid,
			strings.Join(l.at[w.pkg.At()], ", "), w.fate())
	}
}

// offered are the architectures that a tree is for: what its distribution says, or what a published map has.
func (c *checker) offered() []string {
	if c.Published {
		return targetArches(c.t)
	}
	return c.t.Distro.Arches
}

// lostPassing are those of the packages which pass on the way to the target release that Leapp removes. It does not
// remove one whose PES ID is also a source repoid, which Leapp leaves alone, or that a later event takes; a repository
// that the tree of the event's own major lacks too is reported there.
func (c *checker) lostPassing(early []wanted, sources map[string]bool) []wanted {
	if len(early) == 0 {
		return nil
	}
	takers := make(map[string][]*model.Event, len(early)) // events of one in package, by its name
	for _, w := range early {
		takers[w.pkg.Name] = nil
	}
	for _, e := range c.t.Events {
		if len(e.In) != 1 {
			continue
		}
		if list, wanted := takers[e.In[0].Name]; wanted {
			takers[e.In[0].Name] = append(list, e)
		}
	}
	atHome := c.knownAtHome()
	return list.Select(early, func(w wanted) bool {
		return !sources[w.pkg.Repo] && !followed(takers[w.pkg.Name], w) && atHome(w)
	})
}

// passing reports packages that are lost on the way to the target release; those of a published file, which somebody
// made from another, once.
func (c *checker) passing(lost []wanted) {
	more, notes := "", []diag.Note(nil)
	if c.Published && len(lost) > 1 {
		list.Sort(lost, wanted.compare)
		more, notes = fmt.Sprintf(" (like it: %d more)", len(lost)-1), list.Map(lost[1:], wanted.note)
		lost = lost[:1]
	}
	for _, w := range lost {
		c.Reportf(c.atEvent(w.event, w.pkg.At(), notes...), "passing-repository",
			"in an upgrade to %d from a release before %s, %s comes from %s, which is not in the map for %d, and no "+
				"later event applies to it: %s%s",
			c.t.Major, w.event.To, w.pkg.Name, w.pkg.Repo, c.t.Major, w.fate(), more)
	}
}

// knownAtHome returns a function that reports whether a package has a repository in the tree of its event's own major,
// if the distribution has that tree.
func (c *checker) knownAtHome() func(wanted) bool {
	type place struct {
		major int
		pesid string
	}
	found := map[place]bool{}
	return func(w wanted) bool {
		at := place{w.event.To.Major, w.pkg.Repo}
		known, asked := found[at]
		if !asked {
			known = !slices.ContainsFunc(c.catalog.Targets, func(o *model.Target) bool {
				return o.Distro == c.t.Distro && o.Major == at.major && !o.Lacks.Map &&
					len(arches(at.pesid, o.Major, &o.Map)) == 0
			})
			found[at] = known
		}
		return known
	}
}

// followed reports whether a later one of the events that take a package takes it, on all architectures of its event.
func followed(takers []*model.Event, w wanted) bool {
	return slices.ContainsFunc(takers, func(f *model.Event) bool {
		return f.To.Compare(w.event.To) > 0 && slices.Equal(f.In[0].Streams, w.pkg.Streams) && covers(f, w.event)
	})
}
