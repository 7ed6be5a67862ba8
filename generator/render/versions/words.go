package versions

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"pes/generator/english"
	"pes/generator/inventory"
	"pes/generator/list"
	"pes/generator/model"
)

// titles are what people call roles, where that is not the role itself.
var titles = map[string]string{"baseos": "BaseOS", "appstream": "AppStream", "crb": "CRB", "ha": "HighAvailability",
	"resilientstorage": "ResilientStorage", "rt": "RT", "nfv": "NFV"}

// Role is what people call the repository of a role.
func Role(role string) string { return cmp.Or(titles[role], role) }

// Titles are the names of holders.
func Titles(holders []*Holder) []string {
	return list.Map(holders, func(h *Holder) string { return h.Title })
}

// Text says in a few words which version the releases of a major have: "2.4.57", "2.4.57; 2.4.62 in Oracle Linux",
// "php:8.1, 8.2", "in 8" where no version is known, "not in 9"; "" where nothing is known. Most distributions are not
// named.
func (m *Major) Text(c *Cell) string {
	if len(c.Haves) == 0 {
		return m.absence
	}
	first := &c.Haves[0]
	most := first.Holders[0].Distro == nil || 2*len(first.Holders) > len(m.Distros)
	if most && len(c.Haves) == 1 && len(c.Absent) == 0 { // nearly always
		return m.orIn(first.version())
	}
	var parts []string
	for i := range c.Haves {
		h := &c.Haves[i]
		if i == 0 && most && h.Holders[0].Distro != nil {
			parts = append(parts, m.orIn(h.version()))
		} else {
			parts = append(parts, strings.TrimPrefix(h.version()+" in "+english.And(Titles(h.Holders)), " "))
		}
	}
	if most && len(c.Absent) > 0 && first.Holders[0].Distro != nil {
		parts = append(parts, "not in "+english.And(Titles(c.Absent)))
	}
	return strings.Join(parts, "; ")
}

func (m *Major) orIn(version string) string { return cmp.Or(version, fmt.Sprint("in ", m.Number)) }

// absent says that a release does not have a package, as far as it is known.
func (m *Major) absent(c *Cell) string {
	unknown := list.Select(m.Distros, func(h *Holder) bool { return !slices.Contains(c.Absent, h) })
	switch {
	case len(c.Absent) == 0 || len(unknown) > 2:
		return ""
	case len(unknown) == 0:
		return fmt.Sprint("not in ", m.Number)
	}
	return fmt.Sprintf("not in %d (%s: not known)", m.Number, english.And(Titles(unknown)))
}

// version says which versions there are: those that machines get which chose no module stream, and the streams to
// choose, which say their version. It is "" where none is known.
func (h *Have) version() string {
	if len(h.Places) == 1 && h.Places[0].Stream.IsZero() {
		return h.Version()
	}
	var usual []string
	var chosen []model.Stream
	for _, p := range h.Places {
		switch {
		case p.IsVisible():
			usual = list.AppendNew(usual, cmp.Or(Short(p.EVR), p.Stream.Stream, "the usual one"))
		case len(h.Places) == 1 && p.EVR != "":
			return Short(p.EVR) + " (" + p.Stream.String() + ")"
		default:
			chosen = list.AppendNew(chosen, p.Stream)
		}
	}
	slices.SortStableFunc(chosen, CompareStreams)
	modules := list.Group(chosen, func(s model.Stream) string { return s.Module })
	words := list.Map(modules, func(of []model.Stream) string {
		return of[0].Module + ":" + strings.Join(list.Map(of, func(s model.Stream) string { return s.Stream }), ", ")
	})
	if len(usual) > 0 && len(words) > 0 {
		words[0] = "or " + words[0]
	}
	return strings.Join(append(usual, words...), ", ")
}

// Repositories says where the releases have a package, in their order: "base, then AppStream".
func (x *Index) Repositories(p *Package) string {
	first, out := "", ""
	for i := range x.Majors {
		c := &p.Cells[i]
		if len(c.Haves) == 0 {
			continue
		}
		switch words := repositories(c); {
		case out == "":
			first, out = words, words
		case words != first:
			first, out = words, out+", then "+words
		}
	}
	return out
}

// repositories says where the releases of a major have a package; those that have it elsewhere are named.
func repositories(c *Cell) string {
	first := c.Haves[0].Repositories()
	out := first
	for i := range c.Haves[1:] {
		h := &c.Haves[1+i]
		if words := h.Repositories(); words != first {
			if h.Holders[0].Distro != nil {
				words += " in " + english.And(Titles(h.Holders))
			}
			out += " (" + words + ")"
		}
	}
	return out
}

// Repositories are what people call the repositories: "BaseOS", "BaseOS and CRB", of a vendor its name.
func (h *Have) Repositories() string {
	if h.Holders[0].Distro == nil {
		return h.Holders[0].Title
	}
	if len(h.Places) == 1 {
		return Role(h.Places[0].In.Role)
	}
	var roles []string
	for _, p := range h.Places {
		roles = list.AppendNew(roles, Role(p.In.Role))
	}
	return english.And(roles)
}

// EVR is the whole version of a place, where all who have it agree on that; else the version alone. Others are the
// same places of the other holders.
func (h *Have) EVR(place int) string {
	p := h.Places[place]
	if Short(p.EVR) == p.EVR { // written by hand
		return p.EVR
	}
	for _, other := range h.Holders[1:] {
		same := other.Find(p.Name)
		i := slices.IndexFunc(same,
			func(q inventory.Place) bool { return q.In.Role == p.In.Role && q.Stream == p.Stream })
		if i < 0 || same[i].EVR != p.EVR {
			return Short(p.EVR)
		}
	}
	return p.EVR
}
