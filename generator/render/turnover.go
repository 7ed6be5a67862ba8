// Which packages a new release has no more, and which are new in it, as far as complete inventories tell.

package render

import (
	"fmt"
	"slices"

	"pes/generator/english"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/render/versions"
	"pes/generator/render/wording"
	"pes/generator/render/xref"
)

// A turnover is what a package list loses and gains on an upgrade path.
type turnover struct {
	known map[bool][]int // the cells whose inventories can tell, by whether it is about what is new
	gone  []changed
	new   []changed
}

// A changed package, and the cells in which it is so.
type changed struct {
	*versions.Package
	cells []int
}

// turnovers compares the releases of all paths.
func (s *site) turnovers() {
	s.turnover = map[*xref.Path]*turnover{}
	for _, p := range s.xref.Paths {
		from, to := s.versions.Column(p.Source), s.versions.Column(p.Target)
		if from < 0 || to < 0 {
			continue
		}
		t := &turnover{known: map[bool][]int{}}
		old, new := map[int][]*versions.Holder{}, map[int][]*versions.Holder{} // by cell
		for _, i := range p.Cells {
			c := s.xref.Cells[i]
			old[i] = s.versions.Majors[from].Of(c.Authored.Systems)
			new[i] = s.versions.Majors[to].Of([]*model.Distro{c.Target.Distro})
			if complete(new[i]) && len(old[i]) > 0 {
				t.known[false] = append(t.known[false], i)
			}
			if complete(old[i]) && len(old[i]) == len(c.Authored.Systems) && len(new[i]) > 0 {
				t.known[true] = append(t.known[true], i)
			}
		}
		for _, pkg := range s.versions.Packages {
			a, b := &pkg.Cells[from], &pkg.Cells[to]
			if len(b.Absent) > 0 && len(a.Haves) > 0 {
				t.gone = add(t.gone, pkg, t.known[false], func(i int) bool { return left(a, b, old[i], new[i]) })
			}
			if len(a.Absent) > 0 && len(b.Haves) > 0 {
				t.new = add(t.new, pkg, t.known[true], func(i int) bool { return left(b, a, new[i], old[i]) })
			}
		}
		if len(t.gone)+len(t.new) > 0 {
			s.turnover[p] = t
		}
	}
}

func complete(holders []*versions.Holder) bool {
	return len(holders) > 0 && !slices.ContainsFunc(holders, func(h *versions.Holder) bool { return !h.Complete() })
}

// left reports whether some of those who had a package have it, and none of the others.
func left(had, have *versions.Cell, those, others []*versions.Holder) bool {
	return slices.ContainsFunc(those, had.Has) &&
		!slices.ContainsFunc(others, func(h *versions.Holder) bool { return !slices.Contains(have.Absent, h) })
}

func add(to []changed, p *versions.Package, cells []int, is func(int) bool) []changed {
	if cells = list.Select(cells, is); len(cells) > 0 {
		return append(to, changed{p, cells})
	}
	return to
}

// A turnoverPart is a list of packages on a page.
type turnoverPart struct {
	ID, Title, Lead string
	Count           int
	List            excerpt
}

// turnoverParts are what is gone and new on a path, in all distributions whose inventories tell.
func (s *site) turnoverParts(d *draft, p *xref.Path) []turnoverPart {
	t := s.turnover[p]
	if t == nil {
		return nil
	}
	everywhere := func(new bool) func(changed) bool {
		return func(c changed) bool { return len(c.cells) == len(t.known[new]) }
	}
	return s.changedParts(d, p, list.Select(t.gone, everywhere(false)), list.Select(t.new, everywhere(true)),
		s.inventoried(p, t.known[false]), s.inventoried(p, t.known[true]))
}

// ownTurnover are what is gone and new in one distribution and not in all others whose inventories tell.
func (s *site) ownTurnover(d *draft, cell int) []turnoverPart {
	p := s.xref.Cells[cell].Path
	t := s.turnover[p]
	if t == nil {
		return nil
	}
	own := func(new bool) func(changed) bool {
		return func(c changed) bool { return slices.Contains(c.cells, cell) && len(c.cells) < len(t.known[new]) }
	}
	where := " Not in all distributions."
	return s.changedParts(d, p, list.Select(t.gone, own(false)), list.Select(t.new, own(true)), where, where)
}

// inventoried names the distributions that a list is about, if they are not all that have the path.
func (s *site) inventoried(p *xref.Path, cells []int) string {
	if len(cells) == len(p.Cells) {
		return ""
	}
	return " Known of " + english.And(wording.Titles(s.xref.Distros(cells))) + "."
}

// changedParts are what is gone without an event, gone with one, and new.
func (s *site) changedParts(d *draft, p *xref.Path, gone, new []changed, goneIn, newIn string) []turnoverPart {
	named := func(c changed) bool {
		pkg := s.xref.Package(c.Name)
		return pkg != nil && slices.ContainsFunc(pkg.Uses, func(u xref.Use) bool {
			return u.In && slices.ContainsFunc(u.Event.Cells, func(i int) bool { return slices.Contains(c.cells, i) })
		})
	}
	what := fmt.Sprintf("In %d, and in no repository of %d", p.Source, p.Target)
	return slices.Concat(
		s.turnoverPart(d, "orphans", fmt.Sprintf("Not in %d, without an event", p.Target), what+": an installed "+
			"package stays as it is, without updates, and may block the upgrade."+goneIn,
			list.Select(gone, func(c changed) bool { return !named(c) })),
		s.turnoverPart(d, "gone", fmt.Sprintf("Not in %d, with an event", p.Target), what+": events say what "+
			"happens to them."+goneIn, list.Select(gone, named)),
		s.turnoverPart(d, "new", fmt.Sprintf("New in %d", p.Target),
			fmt.Sprintf("In no repository of %d.", p.Source)+newIn, new))
}

func (s *site) turnoverPart(d *draft, id, title, lead string, all []changed) []turnoverPart {
	if len(all) == 0 {
		return nil
	}
	l := listing{path: d.Path + id + "/", title: title, lead: lead, inline: fewRows,
		rows: list.Map(all, func(c changed) row { return s.stockRow(c.Package, "") })}
	return []turnoverPart{{id, title, lead, len(all), d.excerpt(l)}}
}

// stockRow is a row for a package that inventories know.
func (s *site) stockRow(p *versions.Package, note string) row {
	return row{name: p.Name, href: s.rowAddress(p), note: note, elements: 3}
}
