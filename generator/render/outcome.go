// What becomes of packages on a path, as lists of several actions show it: those that most machines have first.

package render

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"pes/generator/english"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/render/markup"
	"pes/generator/render/wording"
	"pes/generator/render/xref"
	"pes/generator/subjects"
)

// An outcome is what an event does on a path; events that say the same of the same packages are one.
type outcome struct {
	*xref.EventGroup
	in, out []string // names
	streams []string // that it takes packages from; none where it does not ask
	cells   []int    // of the path
	where   string   // the distributions, where that are not all
	vendors []string // whose events say it; none where the distributions' do
	apart   bool     // they move packages to different places
	stays   bool     // the machine keeps the package
	rank    int
	subject *subjects.Subject
}

// outcomesOn are what events do on a path: first what takes a package away, most common packages first.
func (s *site) outcomesOn(events []*xref.EventGroup, p *xref.Path) (out []*outcome) {
	known := map[string]*outcome{}
	var key []byte
	for _, e := range events {
		cells := p.Among(e.Cells)
		if len(cells) == 0 || len(e.In) == 0 || xref.Class(e.Action) == "none" {
			continue
		}
		o := &outcome{EventGroup: e, in: wording.Names(e.In), out: wording.Names(e.Out), cells: cells,
			streams: takenStreams(e)}
		key = append(key[:0], byte(e.Action))
		if v := s.xref.VendorOf(e); v != nil {
			o.vendors, key = []string{v.DisplayName()}, append(key, "vendor "...)
		}
		for _, set := range [][]string{o.in, o.out} {
			for _, name := range set {
				key = append(append(key, name...), ' ')
			}
			key = append(key, '>')
		}
		if same := known[string(key)]; same != nil {
			same.join(o)
			continue
		}
		known[string(key)] = o
		o.subject = subjects.Of(tagsOf(e), o.in...)
		o.stays = e.Action == model.Moved || e.Action == model.Present || e.KeepsName()
		out = append(out, o)
	}
	for _, o := range out {
		if 2*len(o.cells) < len(p.Cells) {
			o.rank = subjects.Unlisted // the path is that of others too
		} else {
			o.rank = o.common()
		}
		if len(o.cells) < len(p.Cells) {
			o.where = wording.Where(s.xref, xref.Outcome{Path: p, Cells: o.cells}, false)
		}
	}
	slices.SortStableFunc(out, compareOutcomes)
	return out
}

// join adds an outcome that does the same.
func (o *outcome) join(other *outcome) {
	o.cells = list.Distinct(slices.Concat(o.cells, other.cells))
	o.vendors = list.AppendNew(o.vendors, other.vendors...)
	o.apart = o.apart || len(o.vendors) > 0 && o.KeepsName() && other.Move() != o.Move()
	if len(other.streams) == 0 || len(o.streams) == 0 {
		o.streams = nil
	} else {
		o.streams = list.AppendNew(o.streams, other.streams...)
	}
}

// takenStreams are the module streams from which an event takes packages, none where it takes others, too.
func takenStreams(e *xref.EventGroup) (out []string) {
	if e.KeepsName() {
		return nil // its move says that
	}
	for _, p := range e.In {
		if len(p.Streams) == 0 || slices.ContainsFunc(p.Streams, model.Stream.IsZero) {
			return nil
		}
		out = list.AppendNew(out, list.Map(p.Streams, model.Stream.String)...)
	}
	return out
}

// outcomesIn are those of a path in one distribution: the cell of that number.
func (s *site) outcomesIn(cell int) (out []*outcome) {
	for _, o := range s.onPath[s.xref.Cells[cell].Path] {
		if slices.Contains(o.cells, cell) {
			here := *o
			here.where, here.rank = "", o.common()
			out = append(out, &here)
		}
	}
	slices.SortStableFunc(out, compareOutcomes)
	return out
}

// common is the rank of the packages of an outcome: of the rarest where it needs all of them, else of the most common.
func (o *outcome) common() int {
	ranks := list.Map(o.in, subjects.Rank)
	switch o.Action {
	case model.Split, model.Merged, model.Renamed:
		return slices.Min(ranks)
	}
	return slices.Max(ranks)
}

func tagsOf(e *xref.EventGroup) []string {
	if e.Origin == nil {
		return nil
	}
	return e.Tags
}

func compareOutcomes(x, y *outcome) int {
	if x.stays != y.stays {
		if x.stays {
			return 1
		}
		return -1
	}
	return cmp.Or(cmp.Compare(x.rank, y.rank), strings.Compare(x.in[0], y.in[0]), cmp.Compare(x.Action, y.Action))
}

// Names that a line of a list has of each side before it says how many others there are; lists that have all packages
// of a path have all names.
const (
	fewNames = 2
	allNames = 1 << 20
)

// size is about the number of bytes that an outcome has in a list.
func (o *outcome) size(names int) int {
	const row, link = 60, 36
	n := row + len(o.where) + len(o.with()) + 16*len(o.streams)
	for _, set := range [][]string{o.in, o.out} {
		for _, name := range set[:min(names, len(set))] {
			n += link + 2*len(name)
		}
	}
	return n
}

// bytesOf is about the number of bytes that outcomes have in a list with few names.
func bytesOf(all []*outcome) (n int) {
	for _, o := range all {
		n += o.size(fewNames)
	}
	return n
}

// elements are those that it has in a list with all names.
func (o *outcome) elements() int {
	n := 1 + len(o.in)
	if _, leads := o.says(); leads || o.KeepsName() {
		n += 1 + len(o.out)
	}
	if o.where != "" {
		n++
	}
	return n + min(1, len(o.streams)) + min(1, len(o.vendors))
}

// writeOutcomes writes a list whose lines say what becomes of their packages.
func writeOutcomes(outcomes []*outcome, root string, names int) markup.Fragment {
	var b markup.Builder
	b.Tag("<ul class=fates>")
	for _, o := range outcomes {
		says, leads := o.says()
		b.Tag("<li class=").Tag(o.Class()).Tag(">")
		o.write(&b, says, leads, root, names)
	}
	return b.Tag("</ul>").Fragment()
}

// writeSame writes a list of outcomes with one action, which stands above it.
func writeSame(outcomes []*outcome, root string, names int) markup.Fragment {
	var b markup.Builder
	plain := func(o *outcome) bool { _, leads := o.says(); return !leads && len(o.in) == 1 && o.where+o.with() == "" }
	if !slices.ContainsFunc(outcomes, func(o *outcome) bool { return !plain(o) }) {
		b.Tag("<ul class=names>")
	} else {
		b.Tag("<ul class=flows>")
	}
	for _, o := range outcomes {
		_, leads := o.says()
		says := ""
		switch {
		case leads:
			says = "→"
		case o.KeepsName() && o.Move() != model.OtherRepository:
			says = o.Move()
		}
		b.Tag("<li>")
		o.write(&b, says, leads, root, names)
	}
	return b.Tag("</ul>").Fragment()
}

// write writes a line of a list.
func (o *outcome) write(b *markup.Builder, says string, leads bool, root string, names int) {
	someLinks(b, o.in, root, names)
	if n := len(o.streams); n > 3 {
		b.Tag(" <small>in some module streams</small>")
	} else if n > 0 {
		b.Tag(" <small>in ").Text(english.And(o.streams)).Tag("</small>")
	}
	if says != "" {
		b.Tag(" <small>").Text(says).Tag("</small>")
	}
	if leads {
		b.Tag(" ")
		someLinks(b, o.out, root, names)
	}
	for _, where := range []string{o.with(), o.where} {
		if where != "" {
			b.Tag(" <small>").Text(where).Tag("</small>")
		}
	}
}

// with says which vendors a machine has where it is so, "" where it needs none.
func (o *outcome) with() string {
	switch n := len(o.vendors); {
	case n == 0:
		return ""
	case n > 3:
		return "with one of " + english.Spelled(n) + " vendors"
	}
	return "with " + english.Or(o.vendors)
}

// says is what becomes of the packages, and whether the names of others follow.
func (o *outcome) says() (words string, leads bool) {
	if o.apart {
		return "moved to repositories or module streams of the vendor", false
	}
	if o.KeepsName() {
		return "moved " + o.Move(), false
	}
	leads = len(o.out) > 0
	switch o.Action {
	case model.Replaced:
		words = "replaced by"
	case model.Split:
		words = "split into"
	case model.Merged:
		words = "merged into"
	case model.Renamed:
		words = "renamed to"
	default:
		return o.Action.String(), false
	}
	return words, leads
}

// someLinks writes links to the first packages of a set, and how many others there are.
func someLinks(b *markup.Builder, names []string, root string, most int) {
	if len(names) <= most+1 {
		packageLinks(b, names, root)
		return
	}
	packageLinks(b, names[:most], root)
	b.Text(fmt.Sprintf(" and %d others", len(names)-most))
}

// outcomePages spread outcomes over pages, by action in actionOrder. Nothing is left out.
func (s *site) outcomePages(l listing, outcomes []*outcome) *draft {
	outcomes = slices.Clone(outcomes)
	place := func(o *outcome) int { return slices.Index(actionOrder, o.Action) }
	slices.SortStableFunc(outcomes, func(x, y *outcome) int { return cmp.Compare(place(x), place(y)) })
	chunks := chunked(outcomes, func(o *outcome) (int, int) { return o.elements(), o.size(allNames) })
	var names []string
	for i, c := range chunks {
		name := strconv.Itoa(i+1) + ": " + c[0].Action.String()
		if last := c[len(c)-1].Action; last != c[0].Action {
			name += " to " + last.String()
		}
		names = append(names, name)
	}
	all := list.Group(outcomes, func(o *outcome) model.Action { return o.Action })
	p := page{Path: l.path, Title: l.title, Summary: l.lead, Section: l.section}
	return s.spread("fates", p, names, func(d *draft, i int) {
		type part struct {
			Action, Class, Title string
			Count                int
			Rows                 markup.HTML
		}
		var parts []part
		for _, same := range list.Group(chunks[i], func(o *outcome) model.Action { return o.Action }) {
			a := same[0].Action.String()
			whole := all[slices.IndexFunc(all, func(x []*outcome) bool { return x[0].Action == same[0].Action })]
			parts = append(parts, part{a, string(same[0].Class()), english.Capital(a), countPackages(whole),
				writeSame(same, d.root, allNames).HTML()})
		}
		d.data = map[string]any{"Title": l.title, "Lead": l.lead, "Up": d.root + l.up, "UpTitle": l.upTitle,
			"Parts": parts}
	})
}

// outcomeLists adds the pages of a list to those that follow a page, which leads to each of them.
func (d *draft) outcomeLists(first *draft) (out []link) {
	d.after = append(d.after, first)
	for i, page := range append([]*draft{first}, first.after...) {
		out = append(out, link{strings.TrimPrefix(page.Path, d.Path), "page " + strconv.Itoa(i+1)}) // they are below it
	}
	return out
}

// countPackages counts the packages that outcomes take.
func countPackages(outcomes []*outcome) int {
	return len(list.Distinct(list.FlatMap(outcomes, func(o *outcome) []string { return o.in })))
}
