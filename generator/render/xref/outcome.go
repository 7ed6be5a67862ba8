package xref

import (
	"cmp"
	"slices"
	"strings"

	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/succession"
)

// An Outcome is what becomes of a package on one path, in the distributions that agree about it; or what a vendor's
// events add to that, on machines with the repositories of the vendor.
type Outcome struct {
	Path   *Path
	Cells  []int   // into Index.Cells
	Vendor *Vendor // nil: the events are the distributions'
	Uses   []Use   // none: no event names the package there
	// Gone is what an earlier upgrade made of a package that no event names, nil where it is not gone.
	Gone *succession.Gone
	// Later is the release with which an event brings a package that no event knows yet, 0 where there is none.
	Later int
}

// same reports whether distributions agree.
func (o *Outcome) same(p *Outcome) bool {
	return slices.Equal(o.Uses, p.Uses) && o.Gone.Equal(p.Gone) && o.Later == p.Later
}

// Outcomes are what becomes of a package on each path: distributions that agree are one outcome, most of them first. A
// path has one of these at least; those of vendors follow.
func (x *Index) Outcomes(p *Package) (out []Outcome) {
	for _, path := range x.Paths {
		uses, all := x.everywhere(p, path)
		if all && len(uses) > 0 {
			out = append(out, Outcome{Path: path, Cells: path.Cells, Uses: uses})
			continue
		}
		var here, vendors []Outcome
		for _, s := range path.Cells {
			own, others := x.outcomes(p, s, !all)
			add(&here, own, s)
			for _, o := range others {
				add(&vendors, o, s)
			}
		}
		byCells := func(x, y Outcome) int { return cmp.Compare(len(y.Cells), len(x.Cells)) }
		slices.SortStableFunc(here, byCells)
		slices.SortStableFunc(vendors, func(x, y Outcome) int {
			return cmp.Or(strings.Compare(x.Vendor.Name, y.Vendor.Name), byCells(x, y))
		})
		out = append(append(out, here...), vendors...)
	}
	return out
}

// add adds a cell to the outcome of those that agree with it.
func add(to *[]Outcome, new Outcome, cell int) {
	o := list.FindOrAdd(to, new, func(o Outcome) bool { return o.Vendor == new.Vendor && o.same(&new) })
	o.Cells = append(o.Cells, cell)
}

// outcomes are what becomes of a package in one distribution on one path; named says that some event there names it.
func (x *Index) outcomes(p *Package, cell int, named bool) (own Outcome, vendors []Outcome) {
	c := x.Cells[cell]
	own.Path = c.Path
	of := func(v *Vendor) *Outcome {
		if v == nil {
			return &own
		}
		return list.FindOrAdd(&vendors, Outcome{Path: c.Path, Vendor: v}, func(o Outcome) bool { return o.Vendor == v })
	}
	if named {
		for _, u := range p.At(cell) {
			o := of(x.VendorOf(u.Event))
			o.Uses = append(o.Uses, u)
		}
	}
	if len(own.Uses) > 0 {
		return own, vendors
	}
	if gone := x.succession.Before(c.Authored, p.Name); gone == nil {
		own.Later = x.succession.Later(c.Target, p.Name)
	} else if o := of(x.Vendor(gone.Vendor)); len(o.Uses) == 0 {
		o.Gone = gone
	}
	return own, vendors
}

// GoneBefore is why a package is no more when an upgrade begins that no event of the distribution says anything of; nil
// where it is still there.
func (x *Index) GoneBefore(p *Package, cell int) *succession.Gone {
	own, vendors := x.outcomes(p, cell, true)
	for _, o := range append(vendors, own) {
		if o.Gone != nil {
			return o.Gone
		}
	}
	return nil
}

// VendorOf is whose event it is, nil for the distributions'.
func (x *Index) VendorOf(e *EventGroup) *Vendor {
	if e.Origin == nil || e.Origin.Vendor == "" {
		return nil
	}
	return x.Vendor(e.Origin.Vendor)
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

// everywhere returns the uses of a package on a path if they are the same in all distributions, and no vendor's, which
// is nearly always so.
func (x *Index) everywhere(p *Package, path *Path) (uses []Use, all bool) {
	for _, u := range p.Uses {
		switch n := len(path.Among(u.Event.Cells)); {
		case n == 0:
		case n == len(path.Cells) && x.VendorOf(u.Event) == nil:
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
