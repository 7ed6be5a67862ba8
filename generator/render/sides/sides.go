// Package sides holds distributions against each other: packages of which they do not make the same on an upgrade
// path, each with what becomes of it, in the words of people.
//
//	p := sides.On(index, path, nothing)
//	for _, s := range p.Sections(p.Differences) { ... } // by who agrees with whom
//	rows := p.Between(p.Differences, a, b)              // of two distributions, by subject
//
// Packages that most machines have stand first. Two things are apart, as they would bury what matters: branding, which
// each distribution has of its own, and vendors, which some distributions do not have. See the example.
package sides

import (
	"cmp"
	"slices"
	"strings"

	"pes/generator/known"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/render/wording"
	"pes/generator/render/xref"
	"pes/generator/subjects"
)

// A Path is an upgrade path with what distributions do not have in common on it.
type Path struct {
	*xref.Path
	Differences []*Difference // those of packages that most machines have first
	Branding    []*Difference // the same of release packages, logos and so on
	Vendors     []Vendors
}

// A Difference is a package that does not become the same in all distributions.
type Difference struct {
	Name     string
	Subject  *subjects.Subject
	Outcomes []Outcome // in the order of the path's cells
}

// Most is what most distributions make of the package, the first of them where as many make something else.
func (d *Difference) Most() (most Outcome) {
	n := 0
	for _, o := range d.Outcomes {
		same := 0
		for _, x := range d.Outcomes {
			if x.text == o.text {
				same++
			}
		}
		if same > n {
			n, most = same, o
		}
	}
	return most
}

// Vendors are those that some distributions have, and the cells in which they are.
type Vendors struct {
	Cells []int
	List  []*xref.Vendor
}

// Unnamed says what becomes of a package in a cell in which no event of the distribution takes it.
type Unnamed func(p *xref.Package, cell int) string

// On finds what differs on a path.
func On(x *xref.Index, path *xref.Path, unnamed Unnamed) *Path {
	out := &Path{Path: path}
	if len(path.Cells) < 2 {
		return out
	}
	for _, name := range candidates(x, path) {
		p := x.Package(name)
		d, same := &Difference{Name: name}, true
		for i, cell := range path.Cells {
			o := outcome(x, p, cell, unnamed)
			d.Outcomes = append(d.Outcomes, o)
			same = same && (i == 0 || o.String() == d.Outcomes[0].String())
		}
		if same {
			continue
		}
		d.Subject = subjects.Of(tags(p, path), name)
		if isBranding(name) {
			out.Branding = append(out.Branding, d)
		} else {
			out.Differences = append(out.Differences, d)
		}
	}
	for _, all := range [][]*Difference{out.Differences, out.Branding} {
		slices.SortStableFunc(all, func(a, b *Difference) int {
			return cmp.Compare(subjects.Rank(a.Name), subjects.Rank(b.Name))
		})
	}
	out.vendors(x)
	return out
}

// candidates are the packages that events of distributions take in some cells of a path alone, or in ways that may
// differ, by name.
func candidates(x *xref.Index, path *xref.Path) (names []string) {
	for _, e := range x.Events {
		n := len(path.Among(e.Cells))
		if n > 0 && (n < len(path.Cells) || len(e.IDs) > 1) && !ofVendor(e.Event) {
			names = append(names, wording.Names(e.In)...)
		}
	}
	return list.Distinct(names)
}

func ofVendor(e *model.Event) bool { return e.Origin != nil && e.Vendor != "" }

// tags are those of the events that take a package on a path.
func tags(p *xref.Package, path *xref.Path) (out []string) {
	for _, u := range p.Uses {
		if u.In && u.Event.Origin != nil && len(path.Among(u.Event.Cells)) > 0 {
			out = append(out, u.Event.Tags...)
		}
	}
	return out
}

// outcome is what becomes of a package in a cell, by the events of the distribution alone.
func outcome(x *xref.Index, p *xref.Package, cell int, unnamed Unnamed) (o Outcome) {
	var taking []*model.Event
	var from []string
	for _, u := range p.Uses {
		i, found := slices.BinarySearch(u.Event.Cells, cell)
		if !found || ofVendor(u.Event.PerCell[i]) {
			continue
		}
		if u.In {
			taking = append(taking, u.Event.PerCell[i])
		} else {
			from = append(from, wording.Names(u.Event.In)...)
		}
	}
	c := x.Cells[cell]
	switch {
	case len(taking) > 0:
		return Taken(taking, p.Name, c.Path.Target)
	case len(from) > 0:
		o.say("replaces ")
		o.list(list.Distinct(from))
	case !builtFor(p, c):
		o.say("for other architectures")
	default:
		o.say(unnamed(p, cell))
	}
	return o
}

// builtFor reports whether an event takes a package on one of the architectures of a distribution, anywhere on a path.
func builtFor(p *xref.Package, c *xref.Cell) bool {
	has := func(arch string) bool { return slices.Contains(c.Target.Distro.Arches, arch) }
	return slices.ContainsFunc(p.Uses, func(u xref.Use) bool {
		return u.In && len(c.Path.Among(u.Event.Cells)) > 0 && slices.ContainsFunc(u.Event.PerCell,
			func(e *model.Event) bool { return slices.ContainsFunc(e.Arches, has) })
	})
}

// brandings are parts of the names of packages that each distribution has of its own, after its brand.
var brandings = []string{"-release", "-logos", "-backgrounds", "-indexhtml", "-gpg-keys", "-repos", "-bookmarks"}

func isBranding(name string) bool {
	brand := func(b string) bool { return strings.HasPrefix(name, b+"-") }
	part := func(b string) bool { return strings.Contains(name, b) }
	return slices.ContainsFunc(brandings, part) &&
		(slices.ContainsFunc(known.Brands(), brand) || slices.ContainsFunc(known.UpstreamBrands(), brand))
}

// vendors finds the vendors that some cells of the path have, those of the same cells together.
func (p *Path) vendors(x *xref.Index) {
	for _, v := range x.Vendors {
		cells := p.Among(v.Cells)
		if len(cells) == 0 || len(cells) == len(p.Cells) {
			continue
		}
		same := func(o Vendors) bool { return slices.Equal(o.Cells, cells) }
		known := list.FindOrAdd(&p.Vendors, Vendors{Cells: cells}, same)
		known.List = append(known.List, v)
	}
	slices.SortStableFunc(p.Vendors, func(a, b Vendors) int { return len(b.List) - len(a.List) })
}

// A Row is packages of one subject of which every side makes the same.
type Row struct {
	Names   []string // that most machines have first
	Subject *subjects.Subject
	Sides   []Outcome
}

// A Section is differences in which the same distributions agree with each other.
type Section struct {
	Sides [][]int // the cells of those that agree, most of them first
	Rows  []*Row
	Count int // of packages
}

// Sections groups differences by who agrees with whom: sections with most packages first.
func (p *Path) Sections(all []*Difference) (out []*Section) {
	for _, d := range all {
		sides, outcomes := p.sides(d)
		same := func(s *Section) bool { return slices.EqualFunc(s.Sides, sides, slices.Equal[[]int]) }
		i := slices.IndexFunc(out, same)
		if i < 0 {
			i, out = len(out), append(out, &Section{Sides: sides})
		}
		out[i].Rows = add(out[i].Rows, d, outcomes)
		out[i].Count++
	}
	slices.SortStableFunc(out, func(a, b *Section) int { return b.Count - a.Count })
	return out
}

// sides are the cells that agree about a package, and what each of them makes of it.
func (p *Path) sides(d *Difference) (sides [][]int, outcomes []Outcome) {
	for i, cell := range p.Cells {
		j := slices.IndexFunc(outcomes, func(o Outcome) bool { return o.String() == d.Outcomes[i].String() })
		if j < 0 {
			j = len(outcomes)
			sides, outcomes = append(sides, nil), append(outcomes, d.Outcomes[i])
		}
		sides[j] = append(sides[j], cell)
	}
	order := make([]int, len(sides))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return len(sides[b]) - len(sides[a]) })
	return list.Map(order, func(i int) []int { return sides[i] }),
		list.Map(order, func(i int) Outcome { return outcomes[i] })
}

// add puts a difference with those of its subject that say the same.
func add(rows []*Row, d *Difference, outcomes []Outcome) []*Row {
	same := func(r *Row) bool {
		return r.Subject == d.Subject && slices.EqualFunc(r.Sides, outcomes, func(a, b Outcome) bool {
			return a.String() == b.String()
		})
	}
	if r := list.Find(rows, same); r != nil {
		r.Names = append(r.Names, d.Name)
		return rows
	}
	return append(rows, &Row{Names: []string{d.Name}, Subject: d.Subject, Sides: outcomes})
}

// Between are the differences of two cells, by subject in the order of subjects; count is how many packages they are.
func (p *Path) Between(all []*Difference, a, b int) (rows []*Row, count int) {
	i, j := slices.Index(p.Cells, a), slices.Index(p.Cells, b)
	for _, d := range all {
		if sides := []Outcome{d.Outcomes[i], d.Outcomes[j]}; sides[0].String() != sides[1].String() {
			rows = add(rows, d, sides)
			count++
		}
	}
	place := map[*subjects.Subject]int{}
	for i, s := range subjects.All() {
		place[s] = i
	}
	slices.SortStableFunc(rows, func(x, y *Row) int { return place[x.Subject] - place[y.Subject] })
	return rows, count
}
