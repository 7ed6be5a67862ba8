// The shapes that many pages share: tables, matrices, sections and lists.

package render

import (
	"fmt"
	"slices"
	"strings"

	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/render/address"
	"pes/generator/render/markup"
	"pes/generator/render/wording"
	"pes/generator/render/xref"
)

// beginTable writes a table up to the cells of its head; more of them may follow, then <tbody>, rows and endTable. It
// scrolls in a box of its own where it is wide.
func beginTable(b *markup.Builder, class markup.Constant, caption string, heads ...string) {
	b.Tag("<div class=wide><table")
	if class != "" {
		b.Tag(" class=").Tag(class)
	}
	b.Tag("><caption>").Text(caption).Tag("</caption><thead><tr>")
	for _, h := range heads {
		b.Tag("<th scope=col>").Text(h)
	}
}

const endTable markup.Constant = "</table></div>"

// matrix writes a table of distributions by upgrade paths; write writes a cell of it, from <td on.
func (s *site) matrix(b *markup.Builder, caption, root string, write func(cell int)) {
	beginTable(b, "matrix", caption, "Distribution")
	for _, p := range s.xref.Paths {
		b.Tag("<th scope=col>").Text(p.Arrow())
	}
	b.Tag("<tbody>")
	for _, d := range s.distros {
		b.Tag("<tr><th scope=row>").Link(root+address.Distro(d.Folder), wording.Title(d))
		for paths := s.xref.Paths; len(paths) > 0; {
			if cell := s.cell(paths[0], d); cell >= 0 {
				write(cell)
				paths = paths[1:]
				continue
			}
			text, n := s.without(paths[0], d), 1
			for n < len(paths) && s.cell(paths[n], d) < 0 && s.without(paths[n], d) == text {
				n++
			}
			b.Tag("<td class=none")
			if n > 1 {
				b.Tag(" colspan=").Int(n)
			}
			b.Tag(">").Text(text)
			paths = paths[n:]
		}
	}
	b.Tag(endTable)
}

// without says that a distribution has no upgrade on a path, and where its upgrades begin or end.
func (s *site) without(path *xref.Path, d *model.Distro) string {
	first, last := 0, 0
	for _, c := range s.xref.Cells {
		if c.Target.Distro != d {
			continue
		}
		if first == 0 || c.Path.Target < first {
			first = c.Path.Target
		}
		last = max(last, c.Path.Target)
	}
	switch {
	case path.Target < first:
		return fmt.Sprintf("no path before %d", first)
	case path.Target > last:
		return fmt.Sprintf("no path after %d", last)
	}
	return "no upgrade"
}

// cell is the number of a distribution's cell on a path, -1 where it has none.
func (s *site) cell(path *xref.Path, d *model.Distro) int {
	return slices.IndexFunc(s.xref.Cells, func(c *xref.Cell) bool { return c.Path == path && c.Target.Distro == d })
}

// beginSection writes a section up to its heading, whose anchor is id.
func beginSection(b *markup.Builder, id markup.Constant, title string) {
	b.Tag("<section aria-labelledby=").Tag(id).Tag("><h2 id=").Tag(id).Tag(">").Text(title).Tag("</h2>")
}

// packageLinks writes links to packages with commas between.
func packageLinks(b *markup.Builder, names []string, root string) {
	b.Links(names, func(name string) string { return root + address.Package(name) })
}

// flow writes links from the in packages of an event to its out packages.
func flow(b *markup.Builder, in, out []string, root string) {
	packageLinks(b, in, root)
	if len(out) > 0 {
		b.Tag(" → ")
		packageLinks(b, out, root)
	}
}

// A link is something with a page.
type link struct{ Href, Title string }

// distroPathLink leads to an upgrade path of a distribution.
func distroPathLink(root string, c *xref.Cell) link {
	return link{root + c.Address(), wording.Title(c.Target.Distro)}
}

// A row is a line of a list: a package, or a package and what it becomes.
type row struct {
	name     string // it is sorted and found by
	folder   string // of its page, where it is not a package
	stream   string // it is in afterwards, if only the stream changes
	href     string // where it leads below the root of the site, where that is not its page
	note     string // what is said of it
	event    *xref.EventGroup
	elements int
}

// packageRows are rows of names alone.
func packageRows(names []string) []row {
	return list.Map(names, func(n string) row { return row{name: n, elements: 2} })
}

// eventRow is a row for an event, as a list of one action shows it.
func eventRow(e *xref.EventGroup) row {
	return row{name: e.In[0].Name, event: e, elements: 1 + len(e.In) + len(e.Out)}
}

// size is about the number of bytes that a row has in a list.
func (r row) size() (n int) {
	const link = 40 // the markup of a link, with the way to the root and what its address has beside the name
	if r.event == nil {
		return link + 2*len(r.name) + len(r.stream) + len(r.href) + len(r.note)
	}
	for _, set := range [][]model.Package{r.event.In, r.event.Out} {
		for _, p := range set {
			n += link + 2*len(p.Name)
		}
	}
	return n
}

func sortRows(rows []row) {
	slices.SortStableFunc(rows, func(x, y row) int { return strings.Compare(x.name, y.name) })
}

// writeRows writes rows as a list.
func writeRows(rows []row, root string) markup.Fragment {
	if len(rows) == 0 {
		return markup.Fragment{}
	}
	size := 0
	for _, r := range rows {
		size += r.size()
	}
	var b markup.Builder
	b.Grow(size)
	if slices.ContainsFunc(rows, func(r row) bool { return r.event != nil || r.note != "" }) {
		b.Tag("<ul class=flows>")
	} else {
		b.Tag("<ul class=names>")
	}
	for _, r := range rows {
		b.Tag("<li>")
		switch {
		case r.href != "":
			b.Link(root+r.href, r.name)
			if r.note != "" {
				b.Tag(" <small>").Text(r.note).Tag("</small>")
			}
		case r.folder != "":
			b.Link(root+r.folder+address.Segment(r.name)+"/", r.name)
		case r.event != nil:
			flow(&b, wording.Names(r.event.In), wording.Names(r.event.Out), root)
		default:
			b.Link(root+address.Package(r.name), r.name)
			if r.stream != "" {
				b.Tag(" <small>").Text("in " + r.stream).Tag("</small>")
			}
		}
	}
	return b.Tag("</ul>").Fragment()
}
