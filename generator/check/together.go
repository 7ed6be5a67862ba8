package check

import (
	"fmt"
	"slices"

	"pes/generator/diag"
	"pes/generator/english"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/rules"
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
	w := &pairs{checker: c, reported: map[pair]bool{}, many: map[reason][]told{}, effects: map[inRelease][]effectOf{}}
	w.count(events)
	groups := map[model.Competition][]*model.Step{}
	some := w.sharing(events)
	for _, e := range some {
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
	w.repeated(some)
	w.ordered()
	w.contradicting()
	w.chains(events)
	w.returning(events)
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
	uses     map[string]uses // by name of the package
}

// uses is how many events name a package: among their in packages, and at all.
type uses struct{ in, all int32 }

// count counts the events that name each package.
func (w *pairs) count(events []*model.Event) {
	w.uses = make(map[string]uses, len(events))
	for _, e := range events {
		for i, p := range e.In {
			if !names(e.In[:i], p.Name) {
				n := w.uses[p.Name]
				w.uses[p.Name] = uses{n.in + 1, n.all + 1}
			}
		}
		for i, p := range e.Out {
			if !names(e.In, p.Name) && !names(e.Out[:i], p.Name) {
				n := w.uses[p.Name]
				w.uses[p.Name] = uses{n.in, n.all + 1}
			}
		}
	}
}

func names(set []model.Package, name string) bool {
	return slices.ContainsFunc(set, func(p model.Package) bool { return p.Name == name })
}

// sharing are the events that name a package which another one names in the same release, or takes from the same
// initial release. All others, which are most of a file, neither compete with an event nor have an effect together.
func (w *pairs) sharing(events []*model.Event) []*model.Event {
	type mention struct {
		name    string
		release model.Release
		initial bool
	}
	first, shares := map[mention]int32{}, make([]bool, len(events))
	for i, e := range events {
		mentions := func(m mention) {
			switch j, known := first[m]; {
			case !known:
				first[m] = int32(i)
			case int(j) != i:
				shares[i], shares[j] = true, true
			}
		}
		for _, p := range e.In {
			if w.uses[p.Name].all > 1 {
				mentions(mention{p.Name, e.To, false})
				mentions(mention{p.Name, e.From, true})
			}
		}
		for _, p := range e.Out {
			if w.uses[p.Name].all > 1 {
				mentions(mention{p.Name, e.To, false})
			}
		}
	}
	var out []*model.Event
	for i, e := range events {
		if shares[i] {
			out = append(out, e)
		}
	}
	return out
}

// isReported reports whether two events were reported already.
func (w *pairs) isReported(a, b *model.Event) bool {
	return w.reported[pair{a, b}] || w.reported[pair{b, a}]
}

// fromUpstream reports whether an event was made from one of upstream's.
func fromUpstream(e *model.Event) bool { return e.Upstream != 0 }

// isNote reports whether what breaks a rule is only worth knowing.
func isNote(rule string) bool {
	r, _ := rules.Find(rule)
	return r.Level == diag.Info
}

// Meet reports whether two events share an architecture.
func Meet(a, b *model.Event) bool {
	return slices.ContainsFunc(a.Arches, func(x string) bool { return slices.Contains(b.Arches, x) })
}

// chains reports an event whose successor a later event of the same upgrade removes. That a package moves and is
// removed later is its history: nobody loses a successor.
func (w *pairs) chains(events []*model.Event) {
	becomes := func(e *model.Event) bool {
		return len(e.Out) == 1 && len(e.In) > 0 && !e.Action.Keeps() && w.uses[e.Out[0].Name].in > 0 && !e.KeepsName()
	}
	removed := map[string][]*model.Event{}
	for _, e := range events {
		if becomes(e) {
			removed[e.Out[0].Name] = nil
		}
	}
	for _, e := range events {
		if e.Action != model.Removed || len(e.In) != 1 || len(e.Out) > 0 {
			continue
		}
		if list, wanted := removed[e.In[0].Name]; wanted {
			removed[e.In[0].Name] = append(list, e)
		}
	}
	for _, e := range events {
		if !becomes(e) {
			continue
		}
		for _, r := range removed[e.Out[0].Name] {
			out := e.Out[0]
			takes := r.To.Compare(e.To) > 0 && r.To.Major == e.To.Major && Meet(r, e) &&
				slices.Equal(r.In[0].Streams, out.Streams)
			if takes && !w.isReported(e, r) {
				w.report("chain-ends", e, r,
					"%s becomes %s in %s, which is removed in %s: after the upgrade the machine has neither",
					model.Names(e.In), out.Name, e.To, r.To)
			}
		}
	}
}

// returning reports an event of the project that takes a package which an event of upstream says is there again in a
// later release of the same major. Leapp brings a package back that is present and was there before (Leapp guide 4.7).
func (w *pairs) returning(events []*model.Event) {
	again := map[string][]*model.Event{}
	for _, e := range events {
		if fromUpstream(e) && e.Action == model.Present && e.To.Major == w.t.Major {
			for _, p := range e.In {
				again[p.Name] = append(again[p.Name], e)
			}
		}
	}
	for _, e := range events {
		if fromUpstream(e) || e.Vendor != "" || e.Action.Keeps() || e.To.Major != w.t.Major {
			continue
		}
		for _, p := range e.In {
			for _, back := range again[p.Name] {
				if !w.isReported(e, back) && undoes(back, e, p) {
					w.report("contradicting-events", e, back,
						"%s is removed in release %s, and event %d of upstream adds it again in %s: machines that "+
							"upgrade to %[4]s or later have it, those that stop before do not",
						p.Name, e.To, back.Upstream, back.To)
				}
			}
		}
	}
}

// undoes reports whether a later presence brings back an in package of an event that takes it away.
func undoes(back, e *model.Event, p model.Package) bool {
	stays := slices.ContainsFunc(e.Out, func(q model.Package) bool { return q.Name == p.Name })
	return !stays && back.To.Compare(e.To) > 0 && Meet(e, back) && slices.ContainsFunc(back.In,
		func(q model.Package) bool { return sharesStream(p, q) })
}

// sharesStream reports whether two packages are one to Leapp, in some module stream or in none.
func sharesStream(p, q model.Package) bool {
	return p.Name == q.Name && slices.ContainsFunc(p.AllStreams(), func(s model.Stream) bool {
		return slices.Contains(q.AllStreams(), s)
	})
}

// report reports a pair of events at the first, with a note at the second. An allow of either suppresses it.
func (w *pairs) report(rule string, a, b *model.Event, format string, args ...any) {
	w.reportAbout("", rule, a, b, format, args...)
}

// reportAbout reports a pair of events for a reason that others may have too: in published data it is one violation.
func (w *pairs) reportAbout(about, rule string, a, b *model.Event, format string, args ...any) {
	w.reported[pair{a, b}] = true
	if fromUpstream(a) && fromUpstream(b) && isNote(rule) {
		return // nothing that a project could do better
	}
	if places(rule, a, b) > 0 {
		a, b = b, a
	}
	titles := a.Title()
	if b.Title() != titles {
		titles += "; " + b.Title()
	}
	message := fmt.Sprintf(format, args...) + " (" + titles + ")"
	if fromUpstream(a) && fromUpstream(b) {
		message += decide(a, b)
	}
	if w.Published && (about != "" || rule == "repeated-event") {
		r := reason{rule, about}
		w.many[r] = append(w.many[r], told{a, b, message})
		return
	}
	at := w.atEvent(a, a.In[0].Pos, diag.Note{Pos: b.In[0].Pos, Text: b.Title()})
	at.Allow = append(at.Allow, b.Allow)
	w.Reportf(at, rule, "%s", message)
}

// decide says how a project decides what two events of upstream leave open.
func decide(a, b *model.Event) string {
	var about []string
	for _, p := range slices.Concat(a.In, b.In) {
		about = list.AppendNew(about, p.Name)
	}
	slices.Sort(about)
	to := a.To.String()
	if b.To != a.To {
		to += " or " + b.To.String()
	}
	return "; both are upstream's: your own event about " + english.And(about) + " in " + to +
		" would replace them"
}

// places orders two events that break a rule: first the one that people may change, then that of the earlier release
// where the rule is about it, then the one that stands first.
func places(rule string, a, b *model.Event) int {
	switch {
	case fromUpstream(a) && !fromUpstream(b):
		return 1
	case fromUpstream(b) && !fromUpstream(a), a.To != b.To,
		slices.Contains([]string{"shadowed-event", "chain-ends", "overtaken-event"}, rule):
		return -1
	}
	return a.In[0].Pos.Compare(b.In[0].Pos)
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
