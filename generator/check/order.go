package check

import (
	"cmp"
	"slices"
	"strings"

	"pes/generator/english"
	"pes/generator/list"
	"pes/generator/model"
)

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
		w.reportOrder(p.a, p.b, m)
	}
}

// reportOrder reports two events of which the order decides about a package.
func (w *pairs) reportOrder(a, b *model.Event, m meeting) {
	rule, about, what := "order-dependence", m.id.String(), "whether "+m.id.Name+" is there"
	if m.stays {
		rule, about, what = "order-repository", "repositories", "from which repository "+m.id.Name+" comes"
	}
	w.reportAbout(about, rule, a, b, "%s depends on which of two events of release %s Leapp applies first, where %s",
		what, a.To, strings.Join(m.needs, " and ")+english.Verb(len(m.needs), " is", " are")+" installed")
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
