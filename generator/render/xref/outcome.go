package xref

import (
	"cmp"
	"slices"
	"strings"

	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/succession"
)

// An Outcome is what becomes of a package on one path, in the distributions that agree about it.
type Outcome struct {
	Path  *Path
	Cells []int // into Index.Cells
	Uses  []Use // none: no event names the package there
	// Gone is what an earlier upgrade made of a package that no event names, nil where it is not gone.
	Gone *succession.Gone
	// Later is the release with which an event brings a package that no event knows yet, 0 where there is none.
	Later int
}

// same reports whether distributions agree.
func (o *Outcome) same(p *Outcome) bool {
	return slices.Equal(o.Uses, p.Uses) && o.Gone.Equal(p.Gone) && o.Later == p.Later
}

// Outcomes are what becomes of a package on each path: distributions that agree are one outcome, most of them first.
func (x *Index) Outcomes(p *Package) (out []Outcome) {
	for _, path := range x.Paths {
		uses, all := everywhere(p, path)
		if all && len(uses) > 0 {
			out = append(out, Outcome{Path: path, Cells: path.Cells, Uses: uses})
			continue
		}
		var here []Outcome
		for _, s := range path.Cells {
			new := x.outcome(p, s, !all)
			o := list.FindOrAdd(&here, new, func(o Outcome) bool { return o.same(&new) })
			o.Cells = append(o.Cells, s)
		}
		slices.SortStableFunc(here, func(x, y Outcome) int { return cmp.Compare(len(y.Cells), len(x.Cells)) })
		out = append(out, here...)
	}
	return out
}

// outcome is what becomes of a package in one distribution on one path; named says that some event there names it.
func (x *Index) outcome(p *Package, cell int, named bool) Outcome {
	c := x.Cells[cell]
	o := Outcome{Path: c.Path}
	if named {
		o.Uses = p.At(cell)
	}
	if len(o.Uses) > 0 {
		return o
	}
	if o.Gone = x.succession.Before(c.Authored, p.Name); o.Gone == nil {
		o.Later = x.succession.Later(c.Target, p.Name)
	}
	return o
}

// Ways are what several upgrades, one after the other, make of the package.
func (p *Package) Ways() []succession.Way {
	if p.ways == nil {
		return nil // upstream's alone: no tree has an event of it
	}
	return p.ways()
}

// naming are the events of the distribution that name a package in a tree.
func (x *Index) naming(t *model.Target, name string) (out []*model.Event) {
	cell, p := x.cells[t], x.byName[name]
	if p == nil {
		return nil
	}
	for _, u := range p.Uses {
		if i, found := slices.BinarySearch(u.Event.Cells, cell); found {
			if e := u.Event.PerCell[i]; e.Origin == nil || e.Vendor == "" {
				out = append(out, e)
			}
		}
	}
	return out
}

// everywhere returns the uses of a package on a path if they are the same in all distributions, which is nearly always
// so.
func everywhere(p *Package, path *Path) (uses []Use, all bool) {
	for _, u := range p.Uses {
		switch len(path.Among(u.Event.Cells)) {
		case 0:
		case len(path.Cells):
			uses = append(uses, u)
		default:
			return nil, false
		}
	}
	return uses, true
}

// At are the uses of a package in one distribution on one path.
func (p *Package) At(cell int) []Use {
	return list.Select(p.Uses, func(u Use) bool { return slices.Contains(u.Event.Cells, cell) })
}

// Last returns the use that decides what becomes of the package: the latest event that takes it, else the latest that
// leads to it.
func Last(uses []Use) (Use, bool) {
	for _, u := range slices.Backward(uses) {
		if u.In {
			return u, true
		}
	}
	if len(uses) == 0 {
		return Use{}, false
	}
	return uses[len(uses)-1], true
}

// A Location is a repository that holds a package in one major release.
type Location struct {
	Major   int
	PESID   string
	Distros []*model.Distro // by folder
}

// Locations are the repositories of a package as events name them, by major and PES ID.
func (x *Index) Locations(p *Package) (out []Location) {
	add := func(set []model.Package, major int, d *model.Distro) {
		for _, q := range set {
			if q.Name != p.Name || major == 0 {
				continue
			}
			l := list.FindOrAdd(&out, Location{Major: major, PESID: q.Repo},
				func(l Location) bool { return l.Major == major && l.PESID == q.Repo })
			l.Distros = list.AppendNew(l.Distros, d)
		}
	}
	for _, u := range p.Uses {
		for i, e := range u.Event.PerCell {
			d := x.Cells[u.Event.Cells[i]].Target.Distro
			in := e.From.Major
			if in == 0 || e.Action == model.Present || e.Action == model.Deprecated {
				in = e.To.Major // for these events Leapp reads the repository after the upgrade
			}
			if u.In {
				add(e.In, in, d)
			}
			if u.Out {
				add(e.Out, e.To.Major, d)
			}
		}
	}
	slices.SortFunc(out, func(a, b Location) int {
		return cmp.Or(a.Major-b.Major, strings.Compare(a.PESID, b.PESID))
	})
	for _, l := range out {
		sortDistros(l.Distros)
	}
	return out
}

// Distros are the distributions of cells, each once, in order.
func (x *Index) Distros(cells []int) (out []*model.Distro) {
	for _, s := range cells {
		out = list.AppendNew(out, x.Cells[s].Target.Distro)
	}
	sortDistros(out)
	return out
}

func sortDistros(list []*model.Distro) {
	slices.SortFunc(list, func(a, b *model.Distro) int { return strings.Compare(a.Folder, b.Folder) })
}
