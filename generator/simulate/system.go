package simulate

import (
	"fmt"
	"slices"
	"sync"

	"pes/generator/english"
	"pes/generator/known"
	"pes/generator/leapp"
	"pes/generator/list"
	"pes/generator/machine"
	"pes/generator/model"
)

// notMeant says why the upgrade is not for the machine of a list, in sentences; nil if nothing in the list says so.
func (d *Data) notMeant(l *machine.List) (why []string) {
	source, s := d.Upgrade.Source.Major, l.System()
	refuse := func(format string, args ...any) { why = append(why, fmt.Sprintf(format, args...)) }
	n, total := l.BuiltFor(s.Major)
	switch {
	case s.OSID != "" && (s.Major != source || !s.Rolling && l.Source != d.Upgrade.Source):
		refuse("the machine says that it is %s %s, and the upgrade is of release %s (--source)%s", s.Name, l.Source,
			d.Upgrade.Source, d.waysFrom(s))
	case l.Source.Major > 0 && l.Source.Major != source:
		refuse("the list is of a machine of release %s, as it says itself, and the upgrade is of release %d (--source)",
			l.Source, source)
	case s.Major > 0 && s.Major != source && s.Package != "":
		refuse("the list is of %s %d, as its package %s says, and the upgrade is of release %d (--source)%s",
			s.Name, s.Major, s.Package, source, d.waysFrom(s))
	case s.Major > 0 && s.Major != source:
		refuse("the list is of a machine of release %d, as %d of %d packages are built for el%d, and the upgrade is "+
			"of release %d (--source)", s.Major, n, total, s.Major, source)
	}
	systems := d.systems(source)
	if (s.Package != "" || s.OSID != "") && len(systems) > 0 && !d.isOf(systems, &s) && len(why) == 0 {
		says := fmt.Sprintf("the list is of %s, as its package %s says", s.Name, s.Package)
		if s.OSID != "" {
			says = "the machine says that it is " + s.Name
		}
		refuse("%s, and this upgrade from %d is for %s%s", says, source,
			english.Or(list.Map(systems, func(k known.System) string { return k.Name })), d.waysFrom(s))
	}
	if arch := l.Architecture(); arch != "" && d.Upgrade.Arch != "" && arch != d.Upgrade.Arch {
		refuse("the packages of the list are for %s, and the upgrade is of a machine with %s (--arch)", arch,
			d.Upgrade.Arch)
	}
	if len(why) == 0 {
		why = d.notTaken(s)
	}
	return why
}

// isOf reports whether a system is one of those that the data upgrade.
func (d *Data) isOf(systems []known.System, s *machine.System) bool {
	return slices.Contains(d.osIDs, s.OSID) || slices.ContainsFunc(systems, func(k known.System) bool {
		return k.Distro == s.Distro || s.OSID != "" && known.OSID(k.Distro) == s.OSID
	})
}

// notTaken says that the Leapp version does not upgrade from this minor release, or to that one.
func (d *Data) notTaken(s machine.System) []string {
	version, err := leapp.FindVersion(d.tree.Leapp)
	if err != nil {
		return nil
	}
	source, target := d.Upgrade.Source, d.Upgrade.Target
	ways := version.Ways(source.Major, target.Major)
	i := slices.IndexFunc(ways, func(w leapp.Way) bool { return w.From == source })
	name := "Leapp " + english.And(version.Names())
	switch {
	case len(ways) == 0 || s.Rolling:
	case i < 0:
		from := list.Map(ways, func(w leapp.Way) string { return w.From.String() })
		later := list.Select(ways, func(w leapp.Way) bool { return w.From.Compare(source) > 0 })
		advice := "a newer Leapp version may"
		if v := versionFrom(source, target.Major); v != nil {
			advice = fmt.Sprintf("Leapp %s can (--leapp %s)", english.And(v.Names()), v.Name)
		}
		if len(later) > 0 {
			advice = "bring the machine to " +
				english.Or(list.Map(later, func(w leapp.Way) string { return w.From.String() })) + " first"
		}
		return []string{fmt.Sprintf("%s can upgrade %s to a release %d, and not %s: %s", name, english.And(from),
			target.Major, source, advice)}
	case !d.rolling && !slices.Contains(ways[i].To, target):
		return []string{fmt.Sprintf("%s can upgrade %s to %s, and not to %s (--target)", name, source,
			english.Or(list.Map(ways[i].To, model.Release.String)), target)}
	}
	return nil
}

// versionFrom is the newest Leapp version that upgrades a minor release to a major one; nil where none does.
func versionFrom(source model.Release, target int) *leapp.Version {
	for _, v := range slices.Backward(leapp.Versions) {
		if v.Newest(source).Major == target {
			return v
		}
	}
	return nil
}

// waysFrom is a clause about the upgrades that the data have for a system; "" where they are not known.
func (d *Data) waysFrom(s machine.System) string {
	if d.ways == nil {
		return ""
	}
	ways, known := d.ways(s.Distro, s.Major)
	name := s.Name
	if s.Major > 0 {
		name += fmt.Sprintf(" %d", s.Major)
	}
	switch {
	case !known:
		return ""
	case len(ways) == 0:
		return "; these sources have no upgrade of " + name
	}
	return fmt.Sprintf("; these sources upgrade %s %s", name, english.Or(ways))
}

// TellWays lets refusals name the upgrades that a catalog of all distributions has for the system of a machine. The
// catalog is made when it is first needed; its error is that there is none to tell of.
func (d *Data) TellWays(all func() (*model.Catalog, error)) {
	once := sync.OnceValues(all)
	d.ways = func(distro string, major int) (ways []string, known bool) {
		c, err := once()
		if err != nil {
			return nil, false
		}
		for _, t := range c.Targets {
			for _, p := range t.Paths {
				is := func(d *model.Distro) bool { return d.Folder == distro }
				takes := func(v *leapp.Version) bool { return slices.ContainsFunc(v.Systems(t.Distro, p), is) }
				rows := list.Select(leapp.Simulated(p), takes)
				if p.Source != major || len(rows) == 0 {
					continue
				}
				version := ""
				if usual := leapp.Usual(leapp.Simulated(p)); !slices.Contains(rows, usual) {
					version = " --leapp " + rows[len(rows)-1].Name
				}
				ways = append(ways, fmt.Sprintf("to %s %d (--distro %s%s)", t.Distro.NameIn(p.Target), p.Target,
					t.Distro.Folder, version))
			}
		}
		return ways, true
	}
}

// systems are those that the data upgrade from a release; nil if that is not known. Up to the release that all targets
// have in common a tree does not say it. Later it is the system that its map names, by PES IDs of the repositories that
// are mapped; where these are called the same everywhere (baseos), what the machine becomes is what it was.
func (d *Data) systems(source int) (systems []known.System) {
	if d.upgraded != nil {
		return d.upgraded
	}
	if _, until := known.SourceSystem(); source <= until {
		return nil
	}
	from, to := map[string]bool{}, map[string]bool{}
	for _, m := range d.tree.Map.Map.Mappings {
		if m.Source != source {
			continue
		}
		from[known.RepositoryOwner(m.From)] = true
		for _, id := range m.To {
			to[known.RepositoryOwner(id)] = true
		}
	}
	delete(from, "")
	switch {
	case d.Upgrade.SourceOS != "":
		from = map[string]bool{d.Upgrade.SourceOS: true}
	case len(from) == 0:
		from = to
	}
	return list.Select(known.Systems(), func(s known.System) bool { return from[known.OSID(s.Distro)] })
}
