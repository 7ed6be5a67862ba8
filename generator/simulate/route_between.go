package simulate

import (
	"pes/generator/leapp"
	"pes/generator/list"
	"pes/generator/machine"
	"pes/generator/model"
)

// Between asks that the upgrades of a route, which lead from one major release to the next, bring machines from the
// source to the target: it finds the releases at which they meet, as [RouteFromTrees] does.
func (r Route) Between(source, target model.Release) {
	o := Options{Upgrade: machine.Upgrade{Source: source, Target: target}}
	stages := list.Map(r, func(d *Data) *stage {
		version, _ := leapp.FindVersion(d.tree.Leapp) // nil: the usual one
		return &stage{version: version}
	})
	for i, s := range stages {
		s.path = &model.Path{Source: source.Major + i, Target: source.Major + i + 1}
	}
	o.findReleases(stages)
	for i, s := range stages {
		r[i].Upgrade.Source, r[i].Upgrade.Target = s.source, s.target
		r[i].firstLists = i == 0 && len(r) > 1
	}
}
