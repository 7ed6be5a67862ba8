package model

import (
	"fmt"
	"slices"
	"strings"

	"pes/generator/list"
)

// Title names an upgrade path of a distribution by both ends, as its systems were called then: "AlmaLinux 8 to 9",
// "CentOS Linux 7 or Scientific Linux 7 to AlmaLinux 8".
func (p *Path) Title(d *Distro) string {
	from, to := p.SourceNames(d), d.NameIn(p.Target)
	if slices.Equal(from, []string{to}) {
		return fmt.Sprintf("%s %d to %d", to, p.Source, p.Target)
	}
	named := list.Map(from, func(name string) string { return fmt.Sprintf("%s %d", name, p.Source) })
	return fmt.Sprintf("%s to %s %d", strings.Join(named, " or "), to, p.Target)
}

// SourceNames are what the systems were called that may be upgraded on a path of a distribution.
func (p *Path) SourceNames(d *Distro) []string {
	if len(p.Systems) == 0 {
		return []string{d.NameIn(p.Source)}
	}
	return list.Map(p.Systems, func(s *Distro) string { return s.NameIn(p.Source) })
}
