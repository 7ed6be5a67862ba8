package render

import (
	"fmt"
	"slices"
	"strings"

	"pes/generator/english"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/par"
	"pes/generator/render/address"
	"pes/generator/render/markup"
	"pes/generator/render/sides"
	"pes/generator/render/wording"
	"pes/generator/render/xref"
	"pes/generator/subjects"
)

const sidesPath, sidesTitle = "differences/", "Distributions side by side"

// sidesJobs render the pages that hold distributions against each other.
func (s *site) sidesJobs() []job {
	out := []job{s.sidesIndex}
	for _, p := range s.xref.Paths {
		if len(p.Cells) > 1 {
			out = append(out, func() *draft { return s.sidesPage(s.sides()[p]) })
		}
	}
	return append(out, jobsFor(s.pairs(), s.pairPage)...)
}

// A pair are two distributions with the paths that both have.
type pair struct {
	a, b  *model.Distro
	paths []pairPath
}

// A pairPath is a path of both: their cells, and what differs.
type pairPath struct {
	*sides.Path
	a, b  int
	rows  []*sides.Row
	count int
}

func (p *pair) address() string { return pairAddress(p.a, p.b) }

func pairAddress(a, b *model.Distro) string {
	return sidesPath + address.Segment(a.Folder) + "/" + address.Segment(b.Folder) + "/"
}

func (p *pair) title() string { return wording.Title(p.a) + " and " + wording.Title(p.b) }

// count is how many packages differ on all paths.
func (p *pair) count() (n int) {
	for _, x := range p.paths {
		n += x.count
	}
	return n
}

// findSides finds what differs on each path.
func (s *site) findSides() map[*xref.Path]*sides.Path {
	made := par.Map(s.Jobs, len(s.xref.Paths), func(i int) *sides.Path {
		return sides.On(s.xref, s.xref.Paths[i], s.unnamed)
	})
	out := map[*xref.Path]*sides.Path{}
	for _, p := range made {
		out[p.Path] = p
	}
	return out
}

// findPairs finds all distributions with a path in common, by folder.
func (s *site) findPairs() (out []*pair) {
	for i, a := range s.distros {
		for _, b := range s.distros[i+1:] {
			p := &pair{a: a, b: b}
			for _, path := range s.xref.Paths {
				x := pairPath{Path: s.sides()[path], a: s.cell(path, a), b: s.cell(path, b)}
				if x.a >= 0 && x.b >= 0 {
					x.rows, x.count = x.Between(x.Differences, x.a, x.b)
					p.paths = append(p.paths, x)
				}
			}
			if len(p.paths) > 0 {
				out = append(out, p)
			}
		}
	}
	return out
}

// unnamed says what becomes of a package that no event of a distribution takes.
func (s *site) unnamed(p *xref.Package, cell int) string {
	c := s.xref.Cells[cell]
	lacks := func(d *model.Distro) bool { return s.inventories.Of(d.Folder, c.Path.Source).Absent(p.Name) }
	if len(c.Authored.Systems) > 0 && !slices.ContainsFunc(c.Authored.Systems, func(d *model.Distro) bool {
		return !lacks(d)
	}) {
		return fmt.Sprintf("not in %d", c.Path.Source)
	}
	if gone := s.xref.GoneBefore(p, cell); gone != nil {
		return fmt.Sprintf("gone since %d", gone.Since)
	}
	switch r := s.inventories.Of(c.Target.Distro.Folder, c.Path.Target); {
	case len(r.Find(p.Name)) > 0:
		return "stays"
	case r.Absent(p.Name):
		return fmt.Sprintf("left over: %d does not have it", c.Path.Target)
	}
	return fmt.Sprintf("stays, if %d has it", c.Path.Target)
}

// sidesIndex leads to every pair of distributions, from both sides.
func (s *site) sidesIndex() *draft {
	const summary = "What happens to packages in one distribution and not in another, by upgrade path."
	d := s.draft("sides", page{Path: sidesPath, Title: sidesTitle, Summary: summary, Section: "upgrades"})
	type part struct {
		ID, Title string
		Pairs     []countedLink
	}
	var parts []part
	for _, x := range s.distros {
		if pairs := s.pairLinks(x, d.root); len(pairs) > 0 {
			parts = append(parts, part{"with-" + address.Segment(x.Folder), wording.Title(x), pairs})
		}
	}
	d.data["Title"], d.data["Lead"], d.data["Parts"], d.data["Paths"] = sidesTitle, summary, parts, s.sidesLinks(d.root)
	return d
}

// sidesLinks lead to what differs on each path.
func (s *site) sidesLinks(root string) (out []countedLink) {
	for _, p := range s.xref.Paths {
		if len(p.Cells) > 1 {
			out = append(out, countedLink{link{root + sidesPath + p.String() + "/", p.Words()},
				len(s.sides()[p].Differences)})
		}
	}
	return out
}

// pairLinks lead from a distribution to the pairs it is one of.
func (s *site) pairLinks(d *model.Distro, root string) (out []countedLink) {
	for _, p := range s.pairs() {
		switch d {
		case p.a:
			out = append(out, countedLink{link{root + p.address(), wording.Title(p.b)}, p.count()})
		case p.b:
			out = append(out, countedLink{link{root + p.address(), wording.Title(p.a)}, p.count()})
		}
	}
	slices.SortStableFunc(out, func(a, b countedLink) int { return b.Count - a.Count })
	return out
}

// A sidesPart is a table of packages with what becomes of each on every side.
type sidesPart struct {
	id, title string
	count     int
	heads     []string
	rows      []*sides.Row
	bySubject bool
}

// anchor is where a row's subject stands.
func (p *sidesPart) anchor(r *sides.Row) string { return p.id + "-" + r.Subject.Name }

// A placeOf is the address of a row's subject in a part, from the first page.
type placeOf func(part *sidesPart, r *sides.Row) string

// sidesPage is what differs on a path, by who agrees with whom.
func (s *site) sidesPage(p *sides.Path) *draft {
	lead := fmt.Sprintf("%s of which not all %s make the same from %s.",
		english.Capital(wording.Counted(len(p.Differences), "package")), whom(len(p.Cells)), p.Words())
	x := page{Path: sidesPath + p.String() + "/", Title: "Differences on " + p.Words(), Summary: lead,
		Section: "upgrades"}
	var parts []sidesPart
	add := func(before string, all []*sides.Difference) {
		for _, sec := range p.Sections(all) {
			parts = append(parts, sidesPart{id: fmt.Sprintf("sides-%d", len(parts)+1), count: sec.Count,
				title: english.Capital(before + s.sidesTitle(sec)), heads: s.sidesHeads(sec), rows: sec.Rows})
		}
	}
	add("", p.Differences)
	add("release packages and logos: ", p.Branding)
	return s.sidesDraft(x, parts, func(d *draft, _ placeOf) {
		d.data["Vendors"] = s.sidesVendors(p, d.root).HTML()
		d.data["Pairs"] = s.pairsOn(p, d.root)
	})
}

// pairsOn lead to the pairs of a path.
func (s *site) pairsOn(p *sides.Path, root string) (out []countedLink) {
	for _, x := range s.pairs() {
		for _, on := range x.paths {
			if on.Path == p && on.count > 0 {
				out = append(out, countedLink{link{root + x.address() + "#on-" + p.String(), x.title()}, on.count})
			}
		}
	}
	return out
}

// sidesDraft spreads tables over as many pages as they need; top adds to the first.
func (s *site) sidesDraft(p page, parts []sidesPart, top func(d *draft, at placeOf)) *draft {
	type line struct {
		*sides.Row
		part int
	}
	var lines []line
	for i, part := range parts {
		for _, r := range part.rows {
			lines = append(lines, line{r, i})
		}
	}
	chunks := chunked(lines, func(l line) (elements, size int) { return rowSize(l.Row) })
	if len(chunks) == 0 {
		chunks = append(chunks, nil)
	}
	names := list.Map(chunks, func(c []line) string {
		if len(c) == 0 {
			return ""
		}
		return c[0].Names[0] + " – " + c[len(c)-1].Names[0]
	})
	first := map[string]int{} // the page on which a subject of a part begins
	for n, c := range slices.Backward(chunks) {
		for _, l := range c {
			first[parts[l.part].anchor(l.Row)] = n
		}
	}
	return s.spread("side", p, names, func(d *draft, n int) {
		var b markup.Builder
		for c := chunks[n]; len(c) > 0; {
			i := 0
			for i < len(c) && c[i].part == c[0].part {
				i++
			}
			writeSides(&b, &parts[c[0].part], list.Map(c[:i], func(l line) *sides.Row { return l.Row }), d.root)
			c = c[i:]
		}
		d.data = map[string]any{"Title": p.Title, "Lead": p.Summary, "Tables": b.Fragment().HTML(),
			"Up": d.root + sidesPath, "UpTitle": sidesTitle}
		if n == 0 {
			top(d, func(part *sidesPart, r *sides.Row) string {
				at := part.anchor(r)
				return d.root + numbered(p.Path, first[at]) + "#" + at
			})
		}
	})
}

// rowSize is how much a row adds to a page.
func rowSize(r *sides.Row) (elements, size int) {
	elements, size = 2+len(r.Names), 30
	for _, n := range r.Names {
		size += 50 + 2*len(n)
	}
	for _, o := range r.Sides {
		bytes, links := o.Size()
		elements, size = elements+1+links, size+bytes
	}
	return elements, size
}

// shownNames is how many names a row shows that stands for more.
const shownNames = 8

func writeSides(b *markup.Builder, p *sidesPart, rows []*sides.Row, root string) {
	b.Tag("<section").Attr("aria-labelledby", p.id).Tag("><h2").Attr("id", p.id).Tag(">").Text(p.title)
	b.Tag(" <small>").Text(english.Grouped(p.count)).Tag("</small></h2>")
	beginTable(b, "sides", "What happens to each package", append([]string{"Package"}, p.heads...)...)
	var subject *subjects.Subject
	if !p.bySubject {
		b.Tag("<tbody>")
	}
	for _, r := range rows {
		if p.bySubject && r.Subject != subject {
			subject = r.Subject
			b.Tag("<tbody><tr><th scope=rowgroup").Attr("id", p.anchor(r)).Tag(" colspan=").Int(1 + len(p.heads))
			b.Tag(">").Text(subject.Title)
		}
		b.Tag("<tr><th scope=row>")
		first, rest := r.Names, []string(nil)
		if len(r.Names) > shownNames+1 {
			first, rest = r.Names[:shownNames], r.Names[shownNames:]
		}
		packageLinks(b, first, root)
		if len(rest) > 0 {
			b.Tag("<details><summary>").Int(len(rest)).Tag(" more</summary>")
			packageLinks(b, rest, root)
			b.Tag("</details>")
		}
		for _, o := range r.Sides {
			b.Tag("<td>")
			o.Write(b, root)
		}
	}
	b.Tag(endTable).Tag("</section>")
}

// sidesTitle says who agrees with whom.
func (s *site) sidesTitle(sec *sides.Section) string {
	names := list.Map(sec.Sides, func(cells []int) string { return english.And(wording.Titles(s.xref.Distros(cells))) })
	most, rest := sec.Sides[0], slices.Concat(sec.Sides[1:]...)
	switch {
	case len(most) == 1 && len(names) > 2:
		return "each differs from each"
	case len(names) > 2:
		return english.And(wording.Titles(s.xref.Distros(rest))) + " differ from the others and from each other"
	case len(most) == len(rest):
		return names[0] + " " + english.Verb(len(most), "differs", "differ") + " from " + names[1]
	}
	return names[1] + " " + english.Verb(len(rest), "differs", "differ") + " from the others"
}

// sidesHeads are the heads of its columns.
func (s *site) sidesHeads(sec *sides.Section) []string {
	heads := list.Map(sec.Sides, func(cells []int) string { return english.And(wording.Titles(s.xref.Distros(cells))) })
	if len(sec.Sides[0]) > 2 {
		heads[0] = "The others"
	}
	return heads
}

// sidesVendors is a table of the vendors that some distributions of a path have.
func (s *site) sidesVendors(p *sides.Path, root string) markup.Fragment {
	if len(p.Vendors) == 0 {
		return markup.Fragment{}
	}
	var b markup.Builder
	beginTable(&b, "", "Third parties that only some distributions support", "In", "Vendors")
	b.Tag("<tbody>")
	for _, v := range p.Vendors {
		where := wording.Where(s.xref, xref.Outcome{Path: p.Path, Cells: v.Cells}, false)
		b.Tag("<tr><th scope=row>").Text(strings.TrimPrefix(where, "in ")).Tag("<td>")
		for i, x := range v.List {
			if i > 0 {
				b.Tag(", ")
			}
			b.Link(root+address.Vendor(x.Name), x.DisplayName())
		}
	}
	return b.Tag(endTable).Fragment()
}

// ownRows are the packages that become something else in a cell than in most others, with what that is.
func (s *site) ownRows(cell int) (out []row) {
	p := s.sides()[s.xref.Cells[cell].Path]
	at := slices.Index(p.Cells, cell)
	for _, d := range p.Differences {
		here, most := d.Outcomes[at].String(), d.Most().String()
		if here == most || !s.minority(d.Name, cell) {
			continue
		}
		out = append(out, row{name: d.Name, href: address.Package(d.Name), elements: 3,
			note: here + "; elsewhere " + most})
	}
	return out
}
