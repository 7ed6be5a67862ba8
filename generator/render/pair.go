package render

import (
	"fmt"
	"slices"
	"strings"

	"pes/generator/english"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/render/markup"
	"pes/generator/render/versions"
	"pes/generator/render/wording"
	"pes/generator/render/xref"
	"pes/generator/subjects"
)

// pairPage holds two distributions against each other, on all paths that both have.
func (s *site) pairPage(p *pair) *draft {
	var counts []string
	var parts []sidesPart
	heads := []string{wording.Title(p.a), wording.Title(p.b)}
	for _, x := range p.paths {
		counts = append(counts, fmt.Sprintf("%s %s on %s", english.Grouped(x.count),
			english.Verb(x.count, "differs", "differ"), x.Words()))
		parts = append(parts, sidesPart{id: "on-" + x.String(), title: english.Capital(x.Words()), count: x.count,
			heads: heads, rows: x.rows, bySubject: true})
	}
	for _, x := range p.paths {
		rows, count := x.Between(x.Branding, x.a, x.b)
		parts = append(parts, sidesPart{id: "branding-" + x.String(), count: count, heads: heads, rows: rows,
			title: "Release packages and logos, " + x.Words()})
	}
	summary := "What happens to packages in " + p.title() + ": " + english.And(counts) + "."
	x := page{Path: p.address(), Title: p.title(), Summary: summary, Section: "upgrades"}
	return s.sidesDraft(x, parts, func(d *draft, at placeOf) {
		d.data["Top"] = s.pairTop(p, parts, at).HTML()
	})
}

// pairTop says at a glance where two distributions differ: by subject, and in what is around the packages.
func (s *site) pairTop(p *pair, parts []sidesPart, at placeOf) markup.Fragment {
	var b markup.Builder
	beginSection(&b, "glance", "At a glance")
	beginTable(&b, "", "Packages that differ, by subject", "Subject")
	for _, x := range p.paths {
		b.Tag("<th scope=col>").Text(x.Arrow())
	}
	b.Tag("<tbody>")
	var same []string
	for _, subject := range subjects.All() {
		counts, at := p.counts(subject, parts, at)
		if slices.Max(counts) == 0 {
			same = append(same, subject.Title)
			continue
		}
		b.Tag("<tr><th scope=row>").Text(subject.Title)
		for i, n := range counts {
			if n == 0 {
				b.Tag("<td class=for>the same")
			} else {
				b.Tag("<td>").Link(at[i], english.Grouped(n))
			}
		}
	}
	b.Tag(endTable)
	if len(same) > 0 {
		b.Tag("<p class=for>The same on every path: ").Text(strings.Join(same, "; ")).Tag(".")
	}
	s.pairFacts(&b, p)
	return b.Tag("</section>").Fragment()
}

// counts are how many packages of a subject differ on each path, and where they stand.
func (p *pair) counts(x *subjects.Subject, parts []sidesPart, at placeOf) (counts []int, where []string) {
	for i := range p.paths {
		n, place := 0, ""
		for _, r := range slices.Backward(parts[i].rows) {
			if r.Subject == x {
				n, place = n+len(r.Names), at(&parts[i], r)
			}
		}
		counts, where = append(counts, n), append(where, place)
	}
	return counts, where
}

// pairFacts writes what differs around the packages.
func (s *site) pairFacts(b *markup.Builder, p *pair) {
	beginTable(b, "sides", "Around the packages", "Path", wording.Title(p.a), wording.Title(p.b))
	for _, x := range p.paths {
		ca, cb := s.xref.Cells[x.a], s.xref.Cells[x.b]
		b.Tag("<tbody><tr><th scope=rowgroup colspan=3>").Text(x.Words())
		line := func(name string, of func(c, other *xref.Cell) string) {
			if left, right := of(ca, cb), of(cb, ca); left != right {
				b.Tag("<tr><th scope=row>").Text(name).Tag("<td>").Text(left).Tag("<td>").Text(right)
			}
		}
		line("Begins at", func(c, _ *xref.Cell) string { return english.Or(c.Authored.SourceNames(c.Target.Distro)) })
		line("Repositories", func(c, other *xref.Cell) string { return onlyHere(roles(c), roles(other)) })
		line("Vendors", func(c, other *xref.Cell) string { return onlyHere(s.vendorsOf(c), s.vendorsOf(other)) })
		line("Architectures", func(c, other *xref.Cell) string {
			return onlyHere(c.Target.Distro.Arches, other.Target.Distro.Arches)
		})
	}
	b.Tag(endTable)
}

// onlyHere are the words of one list that another does not have.
func onlyHere(words, other []string) string {
	only := list.Select(words, func(w string) bool { return !slices.Contains(other, w) })
	if len(only) == 0 {
		return "no others"
	}
	return "also " + english.And(only)
}

// roles are what the repositories of the release are for that a cell leads to.
func roles(c *xref.Cell) []string {
	for _, r := range c.Target.Distro.Roles {
		if r.Major == c.Path.Target {
			return list.Map(r.Roles, versions.Role)
		}
	}
	return nil
}

func (s *site) vendorsOf(c *xref.Cell) []string {
	return list.Map(c.Target.Vendors, func(v *model.Vendor) string { return s.xref.Vendor(v.Name).DisplayName() })
}
