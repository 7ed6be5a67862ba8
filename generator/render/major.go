// The pages of major releases: what inventories say of them, over all distributions.

package render

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"

	"pes/generator/english"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/render/address"
	"pes/generator/render/markup"
	"pes/generator/render/versions"
	"pes/generator/render/wording"
	"pes/generator/render/xref"
)

// majorJobs render the pages of the major releases that there are inventories of.
func (s *site) majorJobs() []job {
	if s.versions == nil {
		return nil
	}
	var out []job
	for i := range s.versions.Majors {
		out = append(out, func() *draft { return s.majorPage(i) }, func() *draft { return s.streamsPage(i) })
	}
	return out
}

// majorLinks lead to the pages of major releases.
func (s *site) majorLinks(root string, wanted func(*versions.Major) bool) (out []link) {
	if s.versions == nil {
		return nil
	}
	for i := range s.versions.Majors {
		if m := &s.versions.Majors[i]; wanted(m) {
			out = append(out, link{root + address.Major(m.Number), "What " + strconv.Itoa(m.Number) + " has"})
		}
	}
	return out
}

// A stocked line is what there are inventories of, in the releases that have the same.
type stocked struct {
	Who   string
	Repos []string
	Days  string
	Lacks string
}

func (s *site) majorPage(column int) *draft {
	m := &s.versions.Majors[column]
	path, n := address.Major(m.Number), strconv.Itoa(m.Number)
	lead := "The packages, versions and module streams of release " + n + ", according to inventories."
	d := s.draft("major", page{Path: path, Title: "Enterprise Linux " + n, Summary: lead, Section: "upgrades"})
	var differ []row
	for _, p := range s.versions.Packages {
		if c := &p.Cells[column]; c.Differs() {
			differ = append(differ, s.stockRow(p, m.Text(c)))
		}
	}
	var paths []link
	for _, p := range s.xref.Paths {
		if p.Source == m.Number || p.Target == m.Number {
			paths = append(paths, link{d.root + address.Path(p.String()), "Upgrade " + p.Words()})
		}
	}
	var ends []string
	for _, h := range m.Distros {
		ends = append(ends, s.endsOf(h.Distro, m.Number)...)
	}
	d.listName = n
	d.data = map[string]any{
		"Title": d.Title, "Lead": lead, "Number": n, "Lines": stockedLines(m), "Paths": paths,
		"Ends":    ends,
		"Streams": s.modules[column].count, "Differ": len(differ),
		"Differences": d.excerpt(listing{path: path + "differences/", rows: differ,
			title: "Differences between distributions of " + n,
			lead:  "Packages that some distributions do not have, or have in another version."}),
	}
	return d
}

// stockedLines say what there are inventories of, and what is missing for them to tell what is not there.
func stockedLines(m *versions.Major) (out []stocked) {
	who := map[string][]string{}
	for _, h := range slices.Concat(m.Distros, m.Vendors) {
		l := stocked{}
		var days []string
		for _, inv := range h.Inventories {
			l.Repos = append(l.Repos, roleOf(h, inv)+" "+english.Grouped(len(inv.Packages)))
			if !inv.Day.IsZero() {
				days = append(days, wording.Day(inv.Day))
			}
		}
		if days = list.Distinct(days); len(days) > 0 {
			l.Days = days[0]
			if last := days[len(days)-1]; last != l.Days {
				l.Days += " to " + last
			}
		}
		if l.Lacks = "complete: packages that are not listed do not exist"; !h.Complete() {
			l.Lacks = "incomplete for " + english.And(list.Map(h.Lacking, versions.Role))
		}
		key := fmt.Sprint(l)
		if who[key] = append(who[key], h.Title); len(who[key]) == 1 {
			l.Who = key
			out = append(out, l)
		}
	}
	for i := range out {
		out[i].Who = english.And(who[out[i].Who])
	}
	return out
}

// roleOf is what people call a repository: those of vendors have names of their own.
func roleOf(h *versions.Holder, inv *model.Inventory) string {
	if h.Distro == nil {
		return inv.Role
	}
	return versions.Role(inv.Role)
}

// majorStreams are the module streams of a major release, by the page that has them.
type majorStreams struct {
	count int
	pages [][]versions.Stream
}

// streamPages spreads the module streams of all major releases over pages.
func (s *site) streamPages() {
	s.modules, s.streamAt = make([]majorStreams, len(s.versions.Majors)), map[majorStream]string{}
	for column := range s.versions.Majors {
		m := &s.versions.Majors[column]
		all := m.Streams()
		pages := chunked(all, func(x versions.Stream) (elements, size int) {
			for _, name := range x.Names {
				size += 45 + 2*len(name)
			}
			return 5 + len(x.Names), 60 + size
		})
		s.modules[column] = majorStreams{len(all), pages}
		for i, streams := range pages {
			for _, x := range streams {
				at, page := majorStream{m.Number, x.Stream}, numbered(streamsPath(m), i)
				if s.streamAt[at] == "" { // the same in another distribution comes behind
					s.streamAt[at] = page + "#" + url.PathEscape(at.String())
				}
			}
		}
	}
}

// A majorStream is a module stream of a major release.
type majorStream struct {
	major int
	model.Stream
}

func streamsPath(m *versions.Major) string { return address.Major(m.Number) + "streams/" }

// streamsPage lists the module streams of a major release with the packages they contain; nil where there are none.
func (s *site) streamsPage(column int) *draft {
	m, pages := &s.versions.Majors[column], s.modules[column].pages
	if len(pages) == 0 {
		return nil
	}
	n := strconv.Itoa(m.Number)
	names := list.Map(pages, func(p []versions.Stream) string { return p[0].Module + " – " + p[len(p)-1].Module })
	lead := "The contents of the module streams of release " + n + ". Machines that chose no stream get the default " +
		"stream."
	p := page{Path: streamsPath(m), Title: "Module streams of " + n, Summary: lead, Section: "upgrades"}
	return s.spread("list", p, names, func(d *draft, i int) {
		d.data = map[string]any{"Title": p.Title, "Lead": lead, "Up": d.root + address.Major(m.Number),
			"UpTitle": "Enterprise Linux " + n, "Rows": s.streamTable(pages[i], m, d.root).HTML()}
	})
}

func (s *site) streamTable(streams []versions.Stream, m *versions.Major, root string) markup.Fragment {
	heads := []string{"Stream", "Packages"}
	own := func(x versions.Stream) bool { return len(x.Holders) < len(m.Distros) }
	if slices.ContainsFunc(streams, own) {
		heads = append(heads, "In")
	}
	var b markup.Builder
	beginTable(&b, "", "Module streams", heads...)
	b.Tag("<tbody>")
	last := ""
	for _, x := range streams {
		name := x.Stream.String()
		b.Tag("<tr><th scope=row")
		if name != last { // the others differ from it in some distribution
			b.Attr("id", name)
			last = name
		}
		b.Tag(">").Text(name)
		if x.Default {
			b.Tag(" <small>default</small>")
		}
		b.Tag("<td>").Links(x.Names, func(name string) string { return root + s.stockAddress(name) })
		switch {
		case len(heads) == 2:
		case own(x):
			b.Tag("<td>").Text(english.And(versions.Titles(x.Holders)))
		default:
			b.Tag("<td>all distributions")
		}
	}
	return b.Tag(endTable).Fragment()
}

// pathMajors lead to the releases of a path.
func (s *site) pathMajors(p *xref.Path, root string) []link {
	return s.majorLinks(root, func(m *versions.Major) bool { return m.Number == p.Source || m.Number == p.Target })
}
