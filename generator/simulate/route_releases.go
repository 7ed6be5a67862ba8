package simulate

import (
	"fmt"
	"slices"
	"strings"

	"pes/generator/leapp"
	"pes/generator/list"
	"pes/generator/machine"
	"pes/generator/model"
)

// A stage is one upgrade of a route that is being planned.
type stage struct {
	path     *model.Path
	versions []*leapp.Version // the Leapp versions that may do it; nil: version is given
	version  *leapp.Version
	source   model.Release
	target   model.Release
	unusual  string // why the version is not the usual one
}

// isLong reports whether the target is several upgrades away.
func isLong(o Options, paths []*model.Path) bool {
	return o.Target.Major > o.Source.Major+1 && !slices.ContainsFunc(paths, func(p *model.Path) bool {
		return p.Source == o.Source.Major && p.Target == o.Target.Major
	})
}

// way is the upgrade paths from the source's major release to the target's, one after the other. have begins the clause
// of the error that names those that there are.
func (o Options) way(have string, paths []*model.Path) (way []*model.Path, err error) {
	for at := o.Source.Major; at < o.Target.Major; at = way[len(way)-1].Target {
		next := list.Find(paths, func(p *model.Path) bool {
			return p.Source == at && p.Target > at && p.Target <= o.Target.Major
		})
		if next == nil {
			all := list.AppendNew(nil, list.Map(paths, (*model.Path).String)...)
			return nil, fmt.Errorf("from %d to %d it takes an upgrade from %d to %d, and %s %s", o.Source.Major,
				o.Target.Major, at, at+1, have, strings.Join(all, ", "))
		}
		way = append(way, next)
	}
	return way, nil
}

// route finds the releases between the stages, and prepares each upgrade. What is asked of the machine as it is now
// (its Leapp, which repositories are enabled, the transaction lists) is for the first one.
func (o Options) route(stages []*stage, data func(*stage, Options) (*Data, error)) (route Route, err error) {
	o.chooseVersions(stages)
	o.findReleases(stages)
	for i, s := range stages {
		own := o
		own.Source, own.Target = s.source, s.target
		if i > 0 {
			own.Leapp, own.Installed = s.version, ""
			own.Enabled, own.Lists = nil, machine.TransactionLists{}
		}
		d, err := data(s, own)
		if err != nil {
			return nil, err
		}
		d.unusual, d.firstLists = s.unusual, i == 0 && len(stages) > 1
		route = append(route, d)
	}
	return route, nil
}

// chooseVersions takes the usual Leapp version of each path. The last one must lead to the target: where the usual one
// does not, it is the oldest that does, which differs least.
func (o Options) chooseVersions(stages []*stage) {
	for i, s := range stages {
		if s.version != nil || len(s.versions) == 0 {
			continue
		}
		s.version = leapp.Usual(s.versions)
		if i == 0 {
			s.version, _ = o.installed(s.version, leapp.Made(s.path))
		}
		if i < len(stages)-1 || o.reaches(s.version, s.path) {
			continue
		}
		for _, v := range s.versions {
			if o.reaches(v, s.path) {
				s.unusual = fmt.Sprintf("Leapp %s, which is usual, does not lead to %s", s.version.Name, o.Target)
				s.version = v
				break
			}
		}
	}
}

// reaches reports whether a version leads to the target, from any release that the path begins at.
func (o Options) reaches(v *leapp.Version, p *model.Path) bool {
	return slices.ContainsFunc(v.Ways(p.Source, p.Target), func(w leapp.Way) bool {
		return slices.Contains(w.To, o.Target)
	})
}

// findReleases finds the release that each upgrade leads to: the newest that its Leapp version can reach and from which
// the next one's starts. Where there is none, dnf has to bring the machine from one to the other in between.
func (o Options) findReleases(stages []*stage) {
	at := o.Source
	for i, s := range stages {
		s.source = at
		if i == len(stages)-1 {
			s.target = o.Target
			return
		}
		s.target, at = meet(s.reach(), stages[i+1].starts(o.Target), s.path.Target)
	}
}

// ways are those of the version of a stage.
func (s *stage) ways() []leapp.Way {
	v := s.version
	if v == nil {
		v = leapp.Usual(leapp.Versions)
	}
	return v.Ways(s.path.Source, s.path.Target)
}

// reach are the releases that the version upgrades the source to. From a source that it does not take, which is refused
// later, they are all.
func (s *stage) reach() []model.Release {
	ways := s.ways()
	if own := list.Select(ways, func(w leapp.Way) bool { return w.From == s.source }); len(own) > 0 {
		ways = own
	}
	return list.FlatMap(ways, func(w leapp.Way) []model.Release { return w.To })
}

// starts are the releases that the version upgrades: to the target, where the stage leads to its major release.
func (s *stage) starts(target model.Release) []model.Release {
	ways := s.ways()
	if own := list.Select(ways, func(w leapp.Way) bool { return slices.Contains(w.To, target) }); len(own) > 0 {
		ways = own
	}
	return list.Map(ways, func(w leapp.Way) model.Release { return w.From })
}

// meet finds the newest release that one upgrade leads to and the next one starts from; else the newest from which dnf
// can bring a machine to where the next one starts. A major release is all that is known where a version has no ways.
func meet(reach, starts []model.Release, major int) (target, source model.Release) {
	list.Sort(reach, model.Release.Compare)
	list.Sort(starts, model.Release.Compare)
	if len(reach) == 0 {
		reach = []model.Release{{Major: major, Minor: model.LastMinor(major)}}
	}
	newest := reach[len(reach)-1]
	for _, r := range slices.Backward(reach) {
		if slices.Contains(starts, r) {
			return r, r
		}
	}
	for _, r := range slices.Backward(reach) {
		for _, start := range starts {
			if start.Compare(r) > 0 {
				return r, start
			}
		}
	}
	return newest, newest
}
