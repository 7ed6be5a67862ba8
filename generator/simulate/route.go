package simulate

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"pes/generator/fate"
	"pes/generator/leapp"
	"pes/generator/list"
	"pes/generator/machine"
	"pes/generator/model"
)

// A Route is the data of the upgrades that bring machines to a release, in order: one for each major release. Each
// upgrades the machine that the one before it leaves; left.go says what that is.
type Route []*Data

// Machine upgrades the machine of a list all the way. With why, results have every event that was looked at. Where
// Leapp gives up on the way, the journey ends there: what it would go on with is not known.
func (r Route) Machine(name string, list *machine.List, why bool) (*fate.Journey, error) {
	j := &fate.Journey{Name: name}
	var before *upgraded
	for i, d := range r {
		u, err := d.run(name, list, why)
		if err != nil {
			return nil, err
		}
		hop := &fate.Hop{Title: d.Title(), Source: d.Upgrade.Source.String(), Target: d.Upgrade.Target.String(),
			Leapp: d.tree.Leapp, Data: d.Name, Result: u.result}
		if i > 0 {
			hop.Between = r[i-1].between(d, before, list)
		}
		j.Hops = append(j.Hops, hop)
		if i+1 == len(r) || u.outcome.Transaction == nil {
			break
		}
		list, before = d.left(r[i+1], u), u
		hop.After = list
	}
	j.Settle(len(j.Hops) == len(r))
	return j, nil
}

// Upgrade is what is asked of machines: from the release of the first upgrade to that of the last.
func (r Route) Upgrade() machine.Upgrade {
	u := r[0].Upgrade
	u.Target = r[len(r)-1].Upgrade.Target
	return u
}

// Title names the first source, the last target and the data of the upgrades.
func (r Route) Title() string {
	if len(r) == 1 {
		return r[0].Title()
	}
	hops := list.Map(r, func(d *Data) string {
		return fmt.Sprintf("%s to %s with %s", d.Upgrade.Source, d.Upgrade.Target, d.leapp())
	})
	names := list.AppendNew(nil, list.Map(r, func(d *Data) string { return d.Name })...)
	return fmt.Sprintf("%s to %s with %s: %s", r[0].Upgrade.Source, r.Upgrade().Target, strings.Join(names, ", "),
		strings.Join(hops, ", "))
}

// RouteFromCatalog takes the trees that would be published for the upgrades of a distribution from the source release
// to the target: several where these are more than one major release apart.
func RouteFromCatalog(c *model.Catalog, o Options) (Route, error) {
	s := newSources(c)
	own, err := s.own(o)
	if err != nil {
		return nil, err
	}
	paths := list.FlatMap(own, func(t *model.Target) []*model.Path { return t.Paths })
	if !isLong(o, paths) {
		return oneHop(s.data(o))
	}
	way, err := o.way(o.Distro+" has none: it has", paths)
	if err != nil {
		return nil, err
	}
	stages := list.Map(way, func(p *model.Path) *stage {
		return &stage{path: p, versions: leapp.Simulated(p), version: o.Leapp}
	})
	return o.route(stages, func(_ *stage, own Options) (*Data, error) { return s.data(own) })
}

func oneHop(d *Data, err error) (Route, error) {
	if err != nil {
		return nil, err
	}
	return Route{d}, nil
}

// A TreeDir is a folder with a tree.
type TreeDir struct {
	Name string // in messages
	FS   fs.FS
}

// RouteFromTrees takes trees for the upgrades from the source release to the target, in any order: the map of each says
// which it is for.
func RouteFromTrees(dirs []TreeDir, o Options) (Route, error) {
	trees := map[*model.Path]*readyTree{}
	var paths []*model.Path
	for _, dir := range dirs {
		t, err := readTree(dir.FS, dir.Name, o)
		if err != nil {
			return nil, err
		}
		if len(dirs) == 1 {
			return oneHop(t.data(o))
		}
		if t.Map.Fault != nil {
			return nil, fmt.Errorf("tree: %s: %s: with several trees, the map of each says which upgrade it is for",
				dir.Name, t.Map.Fault.Message)
		}
		for _, p := range distinctPaths(t.paths) {
			if other := pathFrom(paths, p.Source); other != nil {
				return nil, fmt.Errorf("tree: %s and %s both upgrade %d", trees[other].dir, dir.Name, p.Source)
			}
			paths, trees[p] = append(paths, p), t
		}
	}
	newest := o.Target.IsZero()
	if newest {
		o.Target.Major = slices.MaxFunc(paths, func(a, b *model.Path) int { return a.Target - b.Target }).Target
	}
	way, err := o.way("no tree is for it: there are", paths)
	if err != nil {
		return nil, err
	}
	used := map[*readyTree]bool{}
	stages := list.Map(way, func(p *model.Path) *stage {
		if used[trees[p]] = true; p != way[0] {
			trees[p].assumed = nil // which Leapp the machine has now says nothing of later ones
		}
		return &stage{path: p, version: trees[p].version}
	})
	if newest {
		o.takeNewest(true, stages[len(stages)-1].version)
	}
	for _, p := range paths {
		if !used[trees[p]] {
			return nil, optionError("tree %s is for the upgrade from %d to %d, which is not on the way from %s to %s",
				trees[p].dir, p.Source, p.Target, o.Source, o.Target)
		}
	}
	byDistro := slices.ContainsFunc(stages, func(s *stage) bool { return s.version.ByDistro })
	return o.route(stages, func(s *stage, own Options) (*Data, error) {
		if byDistro && !s.version.ByDistro {
			own.Distro = "" // it is for the other trees
		}
		return trees[s.path].data(own)
	})
}

// distinctPaths are the paths of a map, each once.
func distinctPaths(all []*model.Path) (out []*model.Path) {
	for _, p := range all {
		same := func(q *model.Path) bool { return q.Source == p.Source && q.Target == p.Target }
		if !slices.ContainsFunc(out, same) {
			out = append(out, p)
		}
	}
	return out
}

func pathFrom(paths []*model.Path, source int) *model.Path {
	return list.Find(paths, func(p *model.Path) bool { return p.Source == source })
}
