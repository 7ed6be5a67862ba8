// What pages of packages say of inventories.

package render

import (
	"fmt"
	"slices"

	"pes/generator/english"
	"pes/generator/list"
	"pes/generator/render/markup"
	"pes/generator/render/versions"
)

// packageVersions writes which version of a package each release has, and where. Distributions that agree share a line.
func (s *site) packageVersions(b *markup.Builder, name string) {
	p := s.versions.Package(name)
	if p == nil {
		return
	}
	beginSection(b, "versions", "Versions by release")
	heads := []string{"Release", "Version", "Repository"}
	differ := slices.ContainsFunc(p.Cells, func(c versions.Cell) bool { return !c.Alike() })
	if differ {
		heads = append(heads, "In")
	}
	caption := "From inventories of the releases"
	if slices.ContainsFunc(p.Cells, func(c versions.Cell) bool { return len(c.Haves)+len(c.Absent) == 0 }) {
		caption += "; nothing is known of a release without a line"
	}
	beginTable(b, "", caption, heads...)
	b.Tag("<tbody>")
	for i := range s.versions.Majors {
		m, c := &s.versions.Majors[i], &p.Cells[i]
		for j := range c.Haves {
			s.have(b, m, &c.Haves[j], differ)
		}
		if len(c.Absent) > 0 {
			b.Tag("<tr><th scope=row>").Int(m.Number).Tag("<td class=none colspan=2>not there")
			if differ {
				b.Tag("<td>").Text(whose(m, c.Absent))
			}
		}
	}
	b.Tag(endTable).Tag("</section>")
}

// known says whether a release has a package, as far as inventories tell; it follows another sentence.
func (s *site) known(name string, major int) string {
	p, i := s.versions.Package(name), s.versions.Column(major)
	if p == nil || i < 0 {
		return ""
	}
	m, c := &s.versions.Majors[i], &p.Cells[i]
	switch text := m.Text(c); {
	case text == "":
		return ""
	case len(c.Haves) == 0 && c.All:
		return fmt.Sprintf(" %d does not have it: an installed one stays as it is, without updates.", major)
	case len(c.Haves) == 1 && c.Haves[0].Version() == text:
		return fmt.Sprintf(" %d has %s.", major, text)
	case text == fmt.Sprint("in ", major): // no version is known
		return fmt.Sprintf(" %d has it.", major)
	default:
		return fmt.Sprintf(" Of %d: %s.", major, text)
	}
}

// whose names holders, or else those distributions that are not among them, where these are few.
func whose(m *versions.Major, holders []*versions.Holder) string {
	others := list.Select(m.Distros, func(h *versions.Holder) bool { return !slices.Contains(holders, h) })
	switch {
	case holders[0].Distro == nil:
	case len(others) == 0:
		return "all distributions"
	case len(others) <= 2 && len(holders) > 2:
		return "all but " + english.And(versions.Titles(others))
	}
	return english.And(versions.Titles(holders))
}

// have writes the places of a package in distributions that agree, or at a vendor.
func (s *site) have(b *markup.Builder, m *versions.Major, h *versions.Have, differ bool) {
	for i, p := range h.Places {
		b.Tag("<tr><th scope=row>").Int(m.Number).Tag("<td>").Text(h.EVR(i))
		if !p.Stream.IsZero() {
			b.Tag(" <small>in ").Link(packageRoot+s.streamAt[majorStream{m.Number, p.Stream}], p.Stream.String())
			if h.Places[i].InDefault() {
				b.Tag(", the default stream")
			}
			b.Tag("</small>")
		}
		b.Tag("<td>")
		if h.Holders[0].Distro == nil {
			b.Text(p.In.Role)
		} else {
			b.Text(versions.Role(p.In.Role))
		}
		if differ {
			b.Tag("<td>").Text(whose(m, h.Holders))
		}
	}
}
