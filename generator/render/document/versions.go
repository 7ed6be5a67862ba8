package document

import (
	"pes/generator/list"
	"pes/generator/render/api"
	"pes/generator/render/versions"
)

// versionsOf says what releases have of a package.
func (s *Site) versionsOf(name string) (out []api.Version) {
	p := s.Versions.Package(name)
	if p == nil {
		return nil
	}
	folders := func(holders []*versions.Holder) []string {
		return list.Map(holders, func(h *versions.Holder) string { return h.Release.Distro })
	}
	for i, c := range p.Cells {
		major := s.Versions.Majors[i].Number
		for _, h := range c.Haves {
			for j, place := range h.Places {
				v := api.Version{Release: major, Version: h.EVR(j), Repository: place.In.Role,
					Default: place.InDefault()}
				if !place.Stream.IsZero() {
					v.Stream = place.Stream.String()
				}
				if v.Vendor = h.Holders[0].Vendor; v.Vendor == "" {
					v.Distributions = folders(h.Holders)
				}
				out = append(out, v)
			}
		}
		if len(c.Absent) > 0 {
			out = append(out, api.Version{Release: major, Absent: true, Distributions: folders(c.Absent)})
		}
	}
	return out
}
