package render

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"pes/generator/english"
	"pes/generator/known"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/render/address"
	"pes/generator/render/icalendar"
	"pes/generator/render/markup"
	"pes/generator/render/wording"
	"pes/generator/render/xref"
	"pes/generator/tree"
)

const endsPath, endsCalendar = "ends/", "ends/ends.ics"

// endsOf say when releases of a distribution end, those that somebody wrote down.
func (s *site) endsOf(d *model.Distro, majors ...int) []string {
	return list.Select(list.Map(majors, func(major int) string { return wording.ReleaseEnd(d, major, s.asOf) }),
		func(text string) bool { return text != "" })
}

// endsOn are the ends of life on a path: of the systems that are upgraded, and of what they become.
func (s *site) endsOn(c *xref.Cell) []string {
	from := list.FlatMap(c.Authored.Systems, func(d *model.Distro) []string { return s.endsOf(d, c.Path.Source) })
	return append(from, s.endsOf(c.Target.Distro, c.Path.Target)...)
}

// ended marks a release that is past its end of life on the day of the data.
func (s *site) ended(d *model.Distro, major int) string {
	if !wording.Ended(d, major, s.asOf) {
		return ""
	}
	return strconv.Itoa(major) + " " + wording.EndOfLife(d.End(major), s.asOf)
}

// A release is one of a distribution, with the cells of the upgrades that begin at it.
type release struct {
	*model.Distro
	major int
	end   time.Time // the zero time where nobody wrote it down
	leads []int
}

// releases are all of all distributions: those that end, the next first, then those of which nobody wrote it down.
func (s *site) releases() (out []release) {
	for _, d := range s.Catalog.Distros {
		for _, major := range d.Majors {
			r := release{Distro: d, major: major, end: d.End(major)}
			for i, c := range s.xref.Cells {
				if c.Path.Source == major && slices.Contains(c.Authored.Systems, d) {
					r.leads = append(r.leads, i)
				}
			}
			s.sortWays(r.leads, d)
			out = append(out, r)
		}
	}
	slices.SortStableFunc(out, func(a, b release) int {
		switch {
		case a.end.IsZero() && !b.end.IsZero():
			return 1
		case b.end.IsZero() && !a.end.IsZero():
			return -1
		case !a.end.Equal(b.end):
			return a.end.Compare(b.end)
		}
		return cmp.Or(strings.Compare(a.NameIn(a.major), b.NameIn(b.major)), a.major-b.major)
	})
	return out
}

// sortWays puts the same distribution first, then what still gets updates.
func (s *site) sortWays(cells []int, d *model.Distro) {
	rank := func(i int) int {
		switch c := s.xref.Cells[i]; {
		case wording.Ended(c.Target.Distro, c.Path.Target, s.asOf):
			return 2
		case c.Target.Distro == d:
			return 0
		}
		return 1
	}
	slices.SortStableFunc(cells, func(a, b int) int { return rank(a) - rank(b) })
}

// endsPage lists every release of every distribution by when it ends, with what it can be upgraded to.
func (s *site) endsPage() *draft {
	const summary = "The end of life of each release of each distribution, and what it can be upgraded to."
	d := s.draft("ends", page{Path: endsPath, Title: "Ends of life", Summary: summary, Section: "upgrades"})
	all := s.releases()
	known := list.Select(all, func(r release) bool { return !r.end.IsZero() })
	ended := func(r release) bool { return wording.Ended(r.Distro, r.major, s.asOf) }
	next := list.Select(known, func(r release) bool { return !ended(r) })
	past := list.Select(known, ended)
	slices.Reverse(past)
	var first string
	if len(next) > 0 {
		first = wording.ReleaseEnd(next[0].Distro, next[0].major, s.asOf)
	}
	d.data = map[string]any{"Lead": summary, "Next": first, "Day": wording.Day(s.asOf),
		"Calendar": d.root + endsCalendar,
		"Coming":   s.endsTable("Releases with updates", next, d.root).HTML(),
		"Past":     s.endsTable("Releases without updates", past, d.root).HTML(),
		"Unknown": s.endsTable("Releases with unknown end of life",
			list.Select(all, func(r release) bool { return r.end.IsZero() }), d.root).HTML()}
	return d
}

func (s *site) endsTable(caption string, releases []release, root string) markup.Fragment {
	if len(releases) == 0 {
		return markup.Fragment{}
	}
	var b markup.Builder
	beginTable(&b, "ends", caption, "Release", "End of life", "Can be upgraded to")
	b.Tag("<tbody>")
	for _, r := range releases {
		b.Tag("<tr><th scope=row>").Link(root+address.Distro(r.Folder), wording.Release(r.Distro, r.major)).Tag("<td>")
		if r.end.IsZero() {
			b.Tag("not known")
		} else {
			verb, rest, _ := strings.Cut(wording.EndOfLife(r.end, s.asOf), " ")
			day, apart, _ := strings.Cut(rest, ",")
			b.Text(verb).Tag(" <time>").Text(day).Tag("</time>, ").Text(strings.TrimSpace(apart))
		}
		b.Tag("<td>")
		for i, cell := range r.leads {
			if i > 0 {
				b.Tag(", ")
			}
			c := s.xref.Cells[cell]
			b.Link(root+c.Address(), wording.Release(c.Target.Distro, c.Path.Target))
			if wording.Ended(c.Target.Distro, c.Path.Target, s.asOf) {
				b.Tag(" (ended)")
			}
		}
		if len(r.leads) == 0 {
			b.Text(s.noWay(r))
		}
		if r.OSID == known.RedHat && s.hasNewer(r) {
			b.Tag(" <small>(Red Hat’s own Leapp leads to the next RHEL)</small>")
		}
	}
	return b.Tag(endTable).Fragment()
}

// noWay says why no upgrade begins at a release.
func (s *site) noWay(r release) string {
	switch {
	case !s.hasNewer(r):
		return "nothing newer yet"
	case !s.isUpgraded(r.Distro):
		return "nothing: convert it to another system first"
	}
	return "nothing in these data"
}

// hasNewer reports whether a path leads to something newer than a release.
func (s *site) hasNewer(r release) bool {
	return slices.ContainsFunc(s.xref.Paths, func(p *xref.Path) bool { return p.Target > r.major })
}

// endsFiles are the calendar of the ends of life.
func (s *site) endsFiles() tree.Tree {
	return tree.Tree{{Path: "site/" + endsCalendar, Make: func(b []byte) []byte {
		c := icalendar.Calendar{Name: "Ends of life of Enterprise Linux", Stamp: s.asOf}
		for _, r := range s.releases() {
			if r.end.IsZero() {
				continue
			}
			e := icalendar.Event{UID: r.Folder + "-" + strconv.Itoa(r.major) + ".end-of-life.pes", Day: r.end,
				Summary:     "End of life: " + wording.Release(r.Distro, r.major),
				Description: "Can be upgraded to: " + s.noWay(r)}
			if len(r.leads) > 0 {
				e.Description = "Can be upgraded to: " + english.Or(list.Map(r.leads, func(i int) string {
					return wording.Release(s.xref.Cells[i].Target.Distro, s.xref.Cells[i].Path.Target)
				}))
			}
			if s.Base != "" {
				e.URL = s.Base + address.Distro(r.Folder)
			}
			c.Events = append(c.Events, e)
		}
		return append(b, icalendar.Write(c)...)
	}}}
}
