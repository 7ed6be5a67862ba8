package atlas

import (
	"cmp"
	"slices"
	"strings"

	"pes/generator/model"
)

// An Outcome is what becomes of a package on one path, in the distributions that agree about it.
type Outcome struct {
	Path  *Path
	Spots []int // into Atlas.Spots
	Uses  []Use // none: no event names the package there
}

// Outcomes are what becomes of a package on each path: distributions that agree are one outcome, most of them first.
func (a *Atlas) Outcomes(p *Package) (out []Outcome) {
	for _, path := range a.Paths {
		if uses, all := a.everywhere(p, path); all {
			out = append(out, Outcome{path, path.Spots, uses})
			continue
		}
		var here []Outcome
		for _, s := range path.Spots {
			uses := p.At(s)
			i := slices.IndexFunc(here, func(o Outcome) bool { return slices.Equal(o.Uses, uses) })
			if i < 0 {
				i, here = len(here), append(here, Outcome{Path: path, Uses: uses})
			}
			here[i].Spots = append(here[i].Spots, s)
		}
		slices.SortStableFunc(here, func(x, y Outcome) int { return cmp.Compare(len(y.Spots), len(x.Spots)) })
		out = append(out, here...)
	}
	return out
}

// everywhere gives the uses of a package on a path if they are the same in all distributions, as nearly always.
func (a *Atlas) everywhere(p *Package, path *Path) (uses []Use, all bool) {
	for _, u := range p.Uses {
		n := 0
		for _, s := range u.Event.Spots {
			if a.Spots[s].Path == path {
				n++
			}
		}
		switch n {
		case 0:
		case len(path.Spots):
			uses = append(uses, u)
		default:
			return nil, false
		}
	}
	return uses, true
}

// At are the uses of a package in one distribution on one path.
func (p *Package) At(spot int) (out []Use) {
	for _, u := range p.Uses {
		if _, there := slices.BinarySearch(u.Event.Spots, spot); there {
			out = append(out, u)
		}
	}
	return out
}

// Last is the event that has the last word about a package among uses: the latest that takes it, else the latest that leads to it.
func Last(uses []Use) (Use, bool) {
	for i := range slices.Backward(uses) {
		if uses[i].In {
			return uses[i], true
		}
	}
	if len(uses) == 0 {
		return Use{}, false
	}
	return uses[len(uses)-1], true
}

// A Home is a repository that holds a package in one major release of a distribution.
type Home struct {
	Major  int
	PESID  string
	Distro *model.Distro
}

// Homes are the repositories of a package as events name them, by major, PES ID and distribution.
func (a *Atlas) Homes(p *Package) []Home {
	out := make([]Home, 0, 2*len(a.Spots))
	add := func(set []model.Package, major int, d *model.Distro) {
		for _, q := range set {
			if q.Name == p.Name && major > 0 {
				out = append(out, Home{major, q.Repo, d})
			}
		}
	}
	for _, u := range p.Uses {
		for i, e := range u.Event.Each {
			d := a.Spots[u.Event.Spots[i]].Target.Distro
			in := e.From.Major
			if in == 0 || e.Action == model.Present || e.Action == model.Deprecated {
				in = e.To.Major // to Leapp the repository of these is the new one
			}
			if u.In {
				add(e.In, in, d)
			}
			if u.Out {
				add(e.Out, e.To.Major, d)
			}
		}
	}
	slices.SortFunc(out, func(x, y Home) int {
		return cmp.Or(x.Major-y.Major, strings.Compare(x.PESID, y.PESID), strings.Compare(x.Distro.Folder, y.Distro.Folder))
	})
	return slices.Compact(out)
}

// Distros are the distributions of spots, each once, in order.
func (a *Atlas) Distros(spots []int) (out []*model.Distro) {
	for _, s := range spots {
		if d := a.Spots[s].Target.Distro; !slices.Contains(out, d) {
			out = append(out, d)
		}
	}
	slices.SortFunc(out, func(x, y *model.Distro) int { return strings.Compare(x.Folder, y.Folder) })
	return out
}

// On reports whether an event applies on a path, and where.
func (a *Atlas) On(e *Event, path *Path) (spots []int) {
	for _, s := range e.Spots {
		if a.Spots[s].Path == path {
			spots = append(spots, s)
		}
	}
	return spots
}
