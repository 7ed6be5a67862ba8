// What pages of packages say of releases: which version each has, and in which repository.

package render

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"pes/generator/english"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/render/address"
	"pes/generator/render/markup"
	"pes/generator/render/versions"
	"pes/generator/render/wording"
	"pes/generator/render/xref"
)

// stockOf is what inventories say of a package in a release, as far as all distributions have the same.
func (s *site) stockOf(name string) func(major int) wording.Stock {
	p := s.versions.Package(name)
	return func(major int) wording.Stock {
		i := s.versions.Column(major)
		if p == nil || i < 0 {
			return wording.Stock{}
		}
		switch c := &p.Cells[i]; {
		case len(c.Haves) == 0 && c.All:
			return wording.Stock{State: wording.Lacks, Instead: s.instead(name, i)}
		case len(c.Haves) == 0:
			return wording.Stock{State: wording.Unlisted, Instead: s.instead(name, i)}
		case c.All && len(c.Absent) == 0 && c.Haves[0].Holders[0].Distro != nil:
			return wording.Stock{State: wording.Has, Version: c.Usual()}
		}
		return wording.Stock{}
	}
}

// instead is the name without the number of its version, if a release that lacks the package has that, and it has a
// page: python of python2.
func (s *site) instead(name string, column int) string {
	first, rest, _ := strings.Cut(name, "-")
	short := strings.TrimRight(first, "0123456789")
	if short == first || short == "" {
		return ""
	}
	if rest != "" {
		short += "-" + rest
	}
	p := s.versions.Package(short)
	if p == nil || s.xref.Package(short) == nil {
		return ""
	}
	if c := &p.Cells[column]; len(c.Haves) == 0 || c.Haves[0].Holders[0].Distro == nil {
		return ""
	}
	return short
}

// packageReleases writes which version of a package each release has, and where: what inventories say, and the
// repositories that events name besides. Releases with the same share a line, and so do distributions that agree.
func (s *site) packageReleases(b *markup.Builder, p *xref.Package) {
	known, named := s.versions.Package(p.Name), s.locations(p)
	majors := list.Map(named, func(l location) int { return l.major })
	if known != nil {
		for i, m := range s.versions.Majors {
			if c := &known.Cells[i]; len(c.Haves)+len(c.Absent) > 0 {
				majors = append(majors, m.Number)
			}
		}
	}
	slices.Sort(majors)
	beginSection(b, "versions", "Versions and repositories")
	b.Tag("<dl class=homes>")
	var same []string // majors of which the text is said
	var text, last markup.Builder
	flush := func() {
		if len(same) > 0 {
			b.Tag("<dt>").Text(english.And(same)).Built(&last)
		}
	}
	for _, major := range slices.Compact(majors) {
		text.Reset()
		s.packageRelease(&text, named, known, major)
		if !bytes.Equal(text.Bytes(), last.Bytes()) {
			flush()
			same = nil
			last.Reset()
			last.Built(&text)
		}
		same = append(same, strconv.Itoa(major))
	}
	flush()
	b.Tag("</dl></section>")
}

// packageRelease writes what there is of a package in one release.
func (s *site) packageRelease(b *markup.Builder, named []location, known *versions.Package, major int) {
	said := map[string]bool{} // roles and PES IDs
	if i := s.versions.Column(major); known != nil && i >= 0 {
		m, c := &s.versions.Majors[i], &known.Cells[i]
		for j := range c.Haves {
			h := &c.Haves[j]
			b.Tag("<dd>")
			s.have(b, m, h)
			if !c.Alike() {
				b.Tag(" <small>").Text(whose(m, h.Holders)).Tag("</small>")
			}
			for _, place := range h.Places {
				said[place.In.PESID], said[place.In.Source] = true, true
				if h.Holders[0].Distro != nil {
					said[place.In.Role] = true
				}
			}
		}
		if len(c.Absent) > 0 {
			b.Tag("<dd class=none>not there")
			if !c.Alike() {
				b.Tag(" <small>").Text(whose(m, c.Absent)).Tag("</small>")
			}
		}
	}
	sep := markup.Constant("<dd>")
	for _, l := range named {
		news := slices.ContainsFunc(l.pesids, func(id string) bool { return !said[id] })
		if l.major != major || said[l.role] || !news {
			continue
		}
		b.Tag(sep)
		sep = ", "
		if len(l.pesids) == 1 {
			b.Link(packageRoot+address.Repository(l.pesids[0]), l.name())
		} else {
			b.Text(l.name())
		}
		if !l.vendor && !l.all {
			b.Tag(" <small>").Text(english.And(wording.Titles(l.distros))).Tag("</small>")
		}
	}
}

// have writes the places of a package in distributions that agree, or at a vendor: "2.4.37 in AppStream".
func (s *site) have(b *markup.Builder, m *versions.Major, h *versions.Have) {
	for i, p := range h.Places {
		evr, role := h.EVR(i), versions.Role(p.In.Role)
		if h.Holders[0].Distro == nil {
			role = p.In.Role
		}
		switch {
		case i == 0:
		case p.In.Role == h.Places[i-1].In.Role:
			b.Tag(", ")
		default:
			b.Text(" in " + versions.Role(h.Places[i-1].In.Role) + "; ")
		}
		b.Text(evr)
		if !p.Stream.IsZero() {
			open, end := markup.Constant(""), markup.Constant("")
			if evr != "" {
				open, end = " (", ")"
			}
			b.Tag(open).Link(packageRoot+s.streamAt[majorStream{m.Number, p.Stream}], p.Stream.String())
			if p.InDefault() {
				b.Tag(", default")
			}
			b.Tag(end)
		}
		if i == len(h.Places)-1 {
			if evr != "" || !p.Stream.IsZero() {
				b.Tag(" in ")
			}
			b.Text(role)
		}
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

// A location is where events say that a package is in a release: the repositories of one role.
type location struct {
	major   int
	role    string // "" of a repository whose role is not known
	pesids  []string
	distros []*model.Distro
	vendor  bool
	all     bool // the distributions are all that upgrade from the release, or all that upgrade to it
}

func (l *location) name() string {
	if l.role == "" || len(l.pesids) == 1 && l.pesids[0] == l.role {
		return l.pesids[0]
	}
	return versions.Role(l.role)
}

// locations are the repositories of a package as events name them, by release.
func (s *site) locations(p *xref.Package) (out []location) {
	for _, x := range s.xref.Locations(p) {
		role := s.xref.Role(x.PESID)
		l := list.FindOrAdd(&out, location{major: x.Major, role: role}, func(l location) bool {
			return l.major == x.Major && (role != "" && l.role == role || role == "" && l.pesids[0] == x.PESID)
		})
		l.pesids = append(l.pesids, x.PESID)
		l.distros = list.AppendNew(l.distros, x.Distros...)
	}
	for i := range out {
		l := &out[i]
		l.vendor = l.role == "" && s.vendorRepos[l.pesids[0]]
		from, to := true, true
		for _, c := range s.xref.Cells {
			here := slices.Contains(l.distros, c.Target.Distro)
			from, to = from && (here || c.Path.Source != l.major), to && (here || c.Path.Target != l.major)
		}
		l.all = from || to
	}
	return out
}
