package succession

import (
	"cmp"
	"slices"

	"pes/generator/list"
	"pes/generator/model"
)

// A lone is a machine with few packages, on which Leapp's rules are simple to apply: what no package of it is named by
// does not matter. Package upgrade computes whole machines; a test holds both to the same answers.
type lone struct {
	now  []model.StepPackage // with the PES IDs that events gave them; "" where none did
	seen []model.PackageID   // all that were there in this upgrade
}

// names are those of the packages, sorted.
func (m *lone) names() []string {
	return list.Distinct(list.Map(m.now, func(p model.StepPackage) string { return p.Name }))
}

// lastMinor is higher than any minor release: an upgrade to it passes all releases of a major.
const lastMinor = 9999

// upgrade applies the events of one upgrade, release by release (Leapp guide 4.7), and drops what has no repository.
func (m *lone) upgrade(l leg, k Knowledge) {
	for i := range m.now {
		m.now[i].Repo = ""
	}
	m.seen = list.Map(m.now, func(p model.StepPackage) model.PackageID { return p.PackageID })
	at := model.Release{Major: l.path.Source, Minor: model.LastMinor(l.path.Source)}
	streams := slices.DeleteFunc(slices.Clone(m.seen), func(id model.PackageID) bool { return id.Stream.IsZero() })
	for {
		steps := m.steps(l, k, at)
		if len(steps) == 0 {
			break
		}
		at = steps[0].Event.To
		was := slices.Clone(m.now)
		for i := range steps {
			if steps[i].Event.To != at {
				break
			}
			m.apply(&steps[i], was)
			for _, p := range steps[i].In {
				streams = slices.DeleteFunc(streams, func(id model.PackageID) bool { return id == p.PackageID })
			}
		}
		for _, p := range m.now {
			m.seen = list.AppendNew(m.seen, p.PackageID)
		}
	}
	for i, p := range m.now {
		if slices.Contains(streams, p.PackageID) {
			m.now[i].Stream = model.Stream{}
		}
	}
	m.now = slices.DeleteFunc(m.now, func(p model.StepPackage) bool {
		return p.Repo != "" && l.repos != nil && !l.repos[p.Repo]
	})
}

// steps are those of later releases that take a package which is there or was, by release; of steps that compete only
// the ones that Leapp keeps.
func (m *lone) steps(l leg, k Knowledge, after model.Release) (out []model.Step) {
	var all []model.Step
	last := model.Release{Major: l.path.Target, Minor: lastMinor}
	begin := model.Release{Major: l.path.Source, Minor: model.LastMinor(l.path.Source)}
	var names []string
	for _, id := range m.seen {
		names = list.AppendNew(names, id.Name)
	}
	for _, name := range names {
		for _, e := range k.Events(l.target, name) {
			onWay := e.To.Compare(begin) > 0 && e.To.Compare(last) <= 0 && slices.Contains(e.Arches, l.arch)
			seen := func(s model.Step) bool { return s.Event == e }
			if onWay && hasName(e.In, name) && !slices.ContainsFunc(all, seen) {
				all = append(all, e.Expand()...)
			}
		}
	}
	for i := range all {
		s := &all[i]
		if s.Event.To.Compare(after) <= 0 || !slices.ContainsFunc(s.In, func(p model.StepPackage) bool {
			return slices.Contains(m.seen, p.PackageID)
		}) {
			continue
		}
		rivals := list.Select(all, func(o model.Step) bool { return o.Competition() == s.Competition() })
		winner := model.Winner(rivals, func(s model.Step) model.Release { return s.Event.To })
		if winner < 0 || rivals[winner].Event == s.Event {
			out = append(out, *s)
		}
	}
	slices.SortStableFunc(out, func(a, b model.Step) int {
		return cmp.Or(a.Event.To.Compare(b.Event.To), cmp.Compare(a.Event.ID, b.Event.ID))
	})
	return out
}

// apply applies a step, if it applies to what was there when its release began.
func (m *lone) apply(s *model.Step, was []model.StepPackage) {
	some, all := false, true
	for _, p := range s.In {
		there := slices.ContainsFunc(was, func(q model.StepPackage) bool { return q.PackageID == p.PackageID })
		if s.Event.Action == model.Present {
			there = slices.Contains(m.seen, p.PackageID)
		}
		some, all = some || there, all && there
	}
	if !s.Event.Action.Applies(some, all) {
		return
	}
	for _, p := range s.Effect() {
		if s.Event.Action == model.Present && !slices.Contains(m.seen, p.PackageID) {
			continue
		}
		m.now = slices.DeleteFunc(m.now, func(q model.StepPackage) bool { return q.PackageID == p.PackageID })
		if p.Repo != model.Gone {
			m.now = append(m.now, p)
		}
	}
}
