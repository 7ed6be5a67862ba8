package check

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"pes/generator/diag"
	"pes/generator/english"
	"pes/generator/list"
	"pes/generator/model"
)

// effectOf is what one step does to one package.
type effectOf struct {
	step *model.Step
	repo string // model.Gone if the package is removed
}

// inRelease identifies a package on which events of one release have an effect.
type inRelease struct {
	to model.Release
	id model.PackageID
}

// together reports events that Leapp drops or that conflict, and pairs whose result depends on their order (Leapp guide
// 4.6, 4.7). On EL 7 Leapp applies events in the order of a hash, so sorting the file does not help.
func (c *checker) together() {
	events := c.t.AllEvents()
	w := &pairs{checker: c, reported: map[pair]bool{}, many: map[reason][]told{},
		effects: make(map[inRelease][]effectOf, len(events))}
	groups := make(map[model.Competition][]*model.Step, len(events))
	for _, e := range events {
		steps := e.Expand()
		for i := range steps {
			s := &steps[i]
			if len(s.In) == 0 {
				continue // reported as stream-lost
			}
			key := s.Competition()
			groups[key] = append(groups[key], s)
			for _, p := range s.Effect() {
				about := inRelease{e.To, p.PackageID}
				w.effects[about] = append(w.effects[about], effectOf{s, p.Repo})
			}
		}
	}
	w.competing(groups)
	w.repeated(events)
	w.ordered()
	w.contradicting()
	w.chains(events)
	w.overtaken(events)
	if w.more != nil {
		w.more.pairs(w)
	}
}

// pair is two events; each pair of a tree is reported for one reason.
type pair struct{ a, b *model.Event }

type pairs struct {
	*checker
	reported map[pair]bool
	many     map[reason][]told // in published data: what is reported together
	effects  map[inRelease][]effectOf
}

// isReported reports whether two events were reported already.
func (w *pairs) isReported(a, b *model.Event) bool {
	return w.reported[pair{a, b}] || w.reported[pair{b, a}]
}

// Meet reports whether two events share an architecture.
func Meet(a, b *model.Event) bool {
	return slices.ContainsFunc(a.Arches, func(x string) bool { return slices.Contains(b.Arches, x) })
}

// competing looks at events with the same initial release and in packages, of which Leapp keeps the latest.
func (w *pairs) competing(groups map[model.Competition][]*model.Step) {
	for _, g := range groups {
		for i, a := range g {
			for _, b := range g[i+1:] {
				if a.Event == b.Event || !Meet(a.Event, b.Event) {
					continue
				}
				early, late := a, b
				if a.Event.To.Compare(b.Event.To) > 0 {
					early, late = b, a
				}
				switch x, y := early.Event, late.Event; {
				case x.To == y.To && same(a, b) && w.Published: // in sources the two are one mistake (Leapp guide 11.8)
					w.report("repeated-event", x, y, "two events do the same")
				case x.To == y.To:
					w.report("conflicting-events", x, y,
						"two events take the same packages in release %s; Leapp applies both, in an order of its own",
						x.To)
				case (x.Vendor == "") == (y.Vendor == "") && drops(g, early, late): // else see override
					w.report("shadowed-event", x, y,
						"Leapp drops this event of release %s where it also has the one of %s for the same packages",
						x.To, y.To)
				}
			}
		}
	}
}

// drops reports whether Leapp drops step a in favour of the later step b on some machine that upgrades to b's release.
func drops(competing []*model.Step, a, b *model.Step) bool {
	return slices.ContainsFunc(a.Event.Arches, func(arch string) bool {
		read := list.Select(competing, func(s *model.Step) bool {
			e := s.Event
			return slices.Contains(e.Arches, arch) && e.To.Compare(b.Event.To) <= 0 &&
				(e.Vendor == "" || e.Vendor == a.Event.Vendor || e.Vendor == b.Event.Vendor)
		})
		winner := model.Winner(read, func(s *model.Step) model.Release { return s.Event.To })
		return winner >= 0 && read[winner] == b
	})
}

// same reports whether two steps on the same packages do the same to them.
func same(a, b *model.Step) bool {
	x, y := a.Effect(), b.Effect()
	return len(x) == len(y) && !slices.ContainsFunc(x, func(p model.StepPackage) bool { return !slices.Contains(y, p) })
}

// repeated reports events of one release that differ only in their initial release.
func (w *pairs) repeated(events []*model.Event) {
	type key struct {
		action model.Action
		to     model.Release
		name   string // of the first in package: few share it, and those are compared
	}
	earlier := make(map[key][]*model.Event, len(events))
	for _, e := range events {
		if len(e.In) == 0 {
			continue
		}
		k := key{e.Action, e.To, e.In[0].Name}
		i := slices.IndexFunc(earlier[k], func(f *model.Event) bool {
			return f.Vendor == e.Vendor && identity(f.In) == identity(e.In) && identity(f.Out) == identity(e.Out)
		})
		if i < 0 {
			earlier[k] = append(earlier[k], e)
		} else if f := earlier[k][i]; f.From != e.From && Meet(f, e) && !w.isReported(f, e) {
			w.report("repeated-event", f, e,
				"one change is said twice, once from release %s and once from %s", f.From, e.From)
		}
	}
}

func identity(set []model.Package) string {
	words := list.Map(set, func(p model.Package) string { return p.Name + streamWords(p) + p.Repo })
	slices.Sort(words)
	return strings.Join(words, " ")
}

// A meeting is a package on which two events of a release have different effects.
type meeting struct {
	id    model.PackageID
	needs []string // the fewest packages with which both events apply
	stays bool     // both events keep the package, from different repositories
}

// compare orders meetings: those that decide whether a package is installed before those that only decide its
// repository, then those that need fewer packages.
func (m meeting) compare(o meeting) int {
	switch {
	case o.stays && !m.stays:
		return -1
	case m.stays && !o.stays:
		return 1
	}
	return cmp.Or(cmp.Compare(len(m.needs), len(o.needs)), m.id.Compare(o.id))
}

// ordered reports each pair of events with different effects on a package, with the fewest packages with which both
// apply. This is exact: the conditions of events look at the packages installed when a release begins, so the order
// matters if and only if two events differ on a package and one machine can meet the conditions of both.
func (w *pairs) ordered() {
	found := map[pair]meeting{}
	for about, effects := range w.effects {
		for i, a := range effects {
			for _, b := range effects[i+1:] {
				p := pair{a.step.Event, b.step.Event}
				if a.repo == b.repo || p.a == p.b || !Meet(p.a, p.b) || a.step.Competition() == b.step.Competition() {
					continue
				}
				needs, possible := installed(a.step, b.step, about.id)
				m := meeting{id: about.id, needs: needs, stays: a.repo != model.Gone && b.repo != model.Gone}
				if known, ok := found[p]; possible && (!ok || m.compare(known) < 0) {
					found[p] = m
				}
			}
		}
	}
	for p, m := range found {
		rule, about, what := "order-dependence", m.id.String(), "whether "+m.id.Name+" is there"
		if m.stays {
			rule, about, what = "order-repository", "repositories", "from which repository "+m.id.Name+" comes"
		}
		are := " are installed"
		if len(m.needs) == 1 {
			are = " is installed"
		}
		w.reportAbout(about, rule, p.a, p.b,
			"%s depends on which of two events of release %s Leapp applies first, where %s",
			what, p.a.To, strings.Join(m.needs, " and ")+are)
	}
}

// installed returns the fewest packages with which two steps both have an effect on a package. That is not possible if
// one package would have to be installed from two module streams.
func installed(a, b *model.Step, id model.PackageID) (names []string, possible bool) {
	for _, x := range a.Needs(id) {
		for _, y := range b.Needs(id) {
			both := slices.Concat(x, y)
			list.Sort(both, model.PackageID.Compare)
			both = slices.Compact(both)
			if (names == nil || len(both) < len(names)) && !inTwoStreams(both) {
				names = list.Map(both, model.PackageID.String)
			}
		}
	}
	return names, names != nil
}

func inTwoStreams(sorted []model.PackageID) bool {
	sameName := func(a, b model.PackageID) bool { return a.Name == b.Name }
	return len(slices.CompactFunc(slices.Clone(sorted), sameName)) < len(sorted)
}

// contradicting reports a package that one event of a release removes and another keeps or replaces.
func (w *pairs) contradicting() {
	for about, effects := range w.effects {
		for _, a := range effects {
			if a.repo != model.Gone || len(a.step.Out) > 0 || len(a.step.In) != 1 {
				continue // not a plain removal
			}
			for _, b := range effects {
				p := pair{a.step.Event, b.step.Event}
				removes := len(b.step.Out) == 0 && b.repo == model.Gone
				takes := slices.ContainsFunc(b.step.In,
					func(q model.StepPackage) bool { return q.PackageID == about.id })
				if p.a != p.b && !removes && takes && Meet(p.a, p.b) && !w.isReported(p.a, p.b) {
					w.report("contradicting-events", p.a, p.b,
						"%s is removed by one event of release %s and replaced by another", about.id.Name, p.a.To)
				}
			}
		}
	}
}

// chains reports an event whose out package a later event of the same upgrade removes.
func (w *pairs) chains(events []*model.Event) {
	removed := map[string][]*model.Event{}
	for _, e := range events {
		if e.Action == model.Removed && len(e.In) == 1 && len(e.Out) == 0 {
			removed[e.In[0].Name] = append(removed[e.In[0].Name], e)
		}
	}
	for _, e := range events {
		if len(e.Out) != 1 || len(e.In) == 0 || e.Action.Keeps() {
			continue
		}
		for _, r := range removed[e.Out[0].Name] {
			out := e.Out[0]
			takes := r.To.Compare(e.To) > 0 && Meet(r, e) && slices.Equal(r.In[0].Streams, out.Streams)
			if takes && !w.isReported(e, r) {
				w.report("chain-ends", e, r,
					"%s becomes %s in %s, which is removed in %s: the machine ends with neither",
					model.Names(e.In), out.Name, e.To, r.To)
			}
		}
	}
}

// report reports a pair of events at the first, with a note at the second. An allow of either suppresses it.
func (w *pairs) report(rule string, a, b *model.Event, format string, args ...any) {
	w.reportAbout("", rule, a, b, format, args...)
}

// reportAbout reports a pair of events for a reason that others may have too: in published data it is one violation.
func (w *pairs) reportAbout(about, rule string, a, b *model.Event, format string, args ...any) {
	w.reported[pair{a, b}] = true
	if rule != "shadowed-event" && rule != "chain-ends" && rule != "overtaken-event" &&
		b.In[0].Pos.Compare(a.In[0].Pos) < 0 {
		a, b = b, a
	}
	titles := a.Title()
	if b.Title() != titles {
		titles += "; " + b.Title()
	}
	message := fmt.Sprintf(format, args...) + " (" + titles + ")"
	if w.Published && (about != "" || rule == "repeated-event") {
		r := reason{rule, about}
		w.many[r] = append(w.many[r], told{a, b, message})
		return
	}
	at := w.atEvent(a, a.In[0].Pos, diag.Note{Pos: b.In[0].Pos, Text: b.Title()})
	at.Allow = append(at.Allow, b.Allow)
	w.Reportf(at, rule, "%s", message)
}

// A reason is a rule and what pairs break it about.
type reason struct{ rule, about string }

// told is what is to be said of a pair.
type told struct {
	a, b    *model.Event
	message string
}

// reportMany reports what pairs have in common once for the tree, at the first event, and names the others.
func (w *pairs) reportMany() {
	for r, many := range w.many {
		slices.SortStableFunc(many, func(x, y told) int { return x.a.In[0].Pos.Compare(y.a.In[0].Pos) })
		first := many[0]
		notes := []diag.Note{{Pos: first.b.In[0].Pos, Text: first.b.Title()}}
		var others []string
		for _, x := range many[1:] {
			notes = append(notes, diag.Note{Pos: x.a.In[0].Pos, Text: x.message})
			others = list.AppendNew(others, x.a.Title())
		}
		message := first.message
		if len(others) > 0 {
			message += "; the same of the " + english.And(others)
		}
		at := w.atEvent(first.a, first.a.In[0].Pos, notes...)
		at.Anywhere = r.rule != "order-dependence" // a note; the files of siblings are copies of one
		w.Reportf(at, r.rule, "%s", message)
	}
}

// override reports a vendor's event that takes the same package as an event of the distribution: which of the two Leapp
// applies depends on the minor release that a machine upgrades to (Leapp guide 4.6, 4.7).
func (c *checker) override() {
	vendors := map[string][]*model.Event{}
	for _, v := range c.t.Vendors {
		for _, e := range v.Events {
			if len(e.In) == 1 {
				vendors[e.In[0].Name] = append(vendors[e.In[0].Name], e)
			}
		}
	}
	for _, b := range c.t.Events {
		if len(b.In) != 1 {
			continue
		}
		for _, e := range vendors[b.In[0].Name] {
			if slices.Equal(b.In[0].Streams, e.In[0].Streams) && b.To != e.To && Meet(b, e) {
				c.meeting(e, b)
			}
		}
	}
}

// meeting reports when Leapp applies a vendor's event and when the distribution's event of another release.
func (c *checker) meeting(vendor, base *model.Event) {
	note := diag.Note{Pos: base.In[0].Pos, Text: base.Title() + " in " + base.To.String()}
	at := c.atEvent(vendor, vendor.In[0].Pos, note)
	name := vendor.In[0].Name
	competes := vendor.From == base.From
	stays := slices.ContainsFunc(base.Results(), func(p model.Package) bool { return p.Name == name })
	switch {
	case competes && vendor.To.Compare(base.To) > 0 && vendor.To.Major == c.t.Major:
		c.Reportf(at, "vendor-override",
			"%s of %s wins over the distribution's event only where the target is %s or later; before that Leapp "+
				"applies the %s", vendor.Title(), vendor.Vendor, vendor.To, base.Title())
	case competes && vendor.To.Compare(base.To) < 0:
		c.Reportf(at, "vendor-override",
			"%s of %s is dropped for the distribution's event where the target is %s or later",
			vendor.Title(), vendor.Vendor, base.To)
	case vendor.To.Compare(base.To) > 0 && !stays:
		c.Reportf(at, "vendor-override",
			"%s of %s never applies: the distribution's event takes %s in %s already, and the two do not compete, "+
				"as they leave different releases (%s and %s)",
			vendor.Title(), vendor.Vendor, name, base.To, vendor.From, base.From)
	}
}
