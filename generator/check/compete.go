package check

import (
	"slices"
	"strings"

	"pes/generator/english"
	"pes/generator/list"
	"pes/generator/model"
)

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
				case x.To == y.To:
					w.atOnce(g, a, b)
				case (x.Vendor == "") != (y.Vendor == ""): // see override
				case loses(early, late) && drops(g, early, late):
					w.report("shadowed-event", x, y,
						"Leapp drops the event of release %s if it also has the one of %s for the same packages",
						x.To, y.To)
				}
			}
		}
	}
}

// atOnce reports two steps that compete in one release: Leapp keeps them both.
func (w *pairs) atOnce(competing []*model.Step, a, b *model.Step) {
	x, y := a.Event, b.Event
	switch id, differ := difference(a, b); {
	case differ == otherPackages:
		w.report("conflicting-events", x, y,
			"two events are about the same packages in release %s; Leapp applies both, in an unpredictable order: %s",
			x.To, together(a, b))
	case differ == otherRepository:
		needs, _ := installed(a, b, id)
		w.reportOrder(x, y, meeting{id: id, needs: needs, stays: true})
	default:
		if old := revived(competing, a, b); old != nil {
			w.report("conflicting-events", x, y,
				"two events of release %s do the same; because there are two, Leapp also applies the %s of release "+
					"%s, which it would otherwise drop", x.To, old.Title(), old.To)
			return
		}
		w.report("repeated-event", x, y, "two events do the same")
	}
}

// What two steps do differently.
const (
	nothing         = iota
	otherRepository // the same packages are there and gone, some from other repositories
	otherPackages
)

// difference compares what two steps do to packages; id is a package that comes from two repositories.
func difference(a, b *model.Step) (id model.PackageID, differ int) {
	x, y := a.Effect(), b.Effect()
	if len(x) != len(y) {
		return id, otherPackages
	}
	for _, p := range x {
		i := slices.IndexFunc(y, func(q model.StepPackage) bool { return q.PackageID == p.PackageID })
		switch {
		case i < 0 || (p.Repo == model.Gone) != (y[i].Repo == model.Gone):
			return id, otherPackages
		case p.Repo != y[i].Repo && differ == nothing:
			id, differ = p.PackageID, otherRepository
		}
	}
	return id, differ
}

// together says what becomes of packages where Leapp applies two steps of one release.
func together(a, b *model.Step) string {
	x, y := a.Effect(), b.Effect()
	var gets []string
	for _, p := range slices.Concat(x, y) {
		opposes := func(q model.StepPackage) bool {
			return q.PackageID == p.PackageID && (q.Repo == model.Gone) != (p.Repo == model.Gone)
		}
		switch {
		case slices.ContainsFunc(x, opposes) || slices.ContainsFunc(y, opposes):
			return "whether " + p.Name + " is there depends on that order"
		case p.Repo != model.Gone:
			gets = list.AppendNew(gets, p.Name)
		}
	}
	return english.And(gets) + " " + english.Verb(len(gets), "is", "are") + " there afterwards"
}

// revived is an event that Leapp would drop for either of two steps which do the same, and that it keeps because they
// are two (Leapp guide 4.6); nil if there is none, or it does nothing that the two do not.
func revived(competing []*model.Step, a, b *model.Step) *model.Event {
	old := list.Find(competing, func(s *model.Step) bool {
		e := s.Event
		_, differ := difference(s, a)
		return e.To.Major == a.Event.To.Major && e.To.Compare(a.Event.To) < 0 && loses(s, a) && differ != nothing &&
			e.Vendor == "" && a.Event.Vendor == "" && b.Event.Vendor == "" &&
			slices.ContainsFunc(e.Arches, func(arch string) bool {
				return slices.Contains(a.Event.Arches, arch) && slices.Contains(b.Event.Arches, arch)
			})
	})
	if old == nil {
		return nil
	}
	return old.Event
}

// loses reports whether anything is lost where Leapp drops a step for a later one that competes with it. An event of
// the major before is for upgrades that begin before it, and they reach the later one as well; one that keeps its
// package does nothing that the later one does not decide.
func loses(early, late *model.Step) bool {
	keeps := early.Event.Action.Keeps() && len(early.In) == 1
	return early.Event.To.Major == late.Event.To.Major && !keeps
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
				"one change is written twice, once from release %s and once from %s", f.From, e.From)
		}
	}
}

func identity(set []model.Package) string {
	words := list.Map(set, func(p model.Package) string { return p.Name + streamWords(p) + p.Repo })
	slices.Sort(words)
	return strings.Join(words, " ")
}

// contradicting reports a package that one event of a release removes and another, which leaves another release,
// replaces. Leapp applies both (Leapp guide 4.6, 4.7).
func (w *pairs) contradicting() {
	for about, effects := range w.effects {
		for _, a := range effects {
			if a.repo != model.Gone || len(a.step.Out) > 0 || len(a.step.In) != 1 {
				continue // not a plain removal
			}
			for _, b := range effects {
				if p := (pair{a.step.Event, b.step.Event}); replaces(b, about.id) && Meet(p.a, p.b) &&
					!w.isReported(p.a, p.b) {
					w.report("contradicting-events", p.a, p.b, "%s is removed by one event of release %s and replaced "+
						"by another; Leapp applies both, whatever releases they leave: %s", about.id.Name, p.a.To,
						together(a.step, b.step))
				}
			}
		}
	}
}

// replaces reports whether a step brings something for a package wherever that is installed. A step that needs several
// packages says nothing of machines which have only the one.
func replaces(x effectOf, id model.PackageID) bool {
	s := x.step
	removes := len(s.Out) == 0 && x.repo == model.Gone
	takes := slices.ContainsFunc(s.In, func(p model.StepPackage) bool { return p.PackageID == id })
	return !removes && takes && (len(s.In) == 1 || s.Event.Action.OneIsEnough())
}
