package machine

import (
	"cmp"
	"slices"
	"strings"

	"pes/generator/known"
	"pes/generator/model"
)

// A System is what a list says of the system of its machine.
type System struct {
	known.System        // the zero one: no package says which
	Package      string // that says which; "" where OSID does
	OSID         string // ID of /etc/os-release; "" where the list does not say
	Major        int    // the release; 0: the list does not say
}

// ofOS is what the files of the machine say of its system.
func (l *List) ofOS() System {
	s := System{System: known.System{Distro: l.OS, Name: cmp.Or(l.OSName, l.OS)}, OSID: l.OS, Major: l.Source.Major}
	for _, system := range known.Systems() { // of two with one ID, the later one is not named as the other is
		if known.OSID(system.Distro) == l.OS {
			s.System = system
			if system.Name == l.OSName {
				break
			}
		}
	}
	return s
}

// System finds the system of a list: as the files of the machine say, else by its release package. The release is what
// the list says, else what that package was built for, else what more than half of all were built for: a machine keeps
// some packages of the release that it was upgraded from.
func (l *List) System() (s System) {
	if l.OS != "" && l.Source.Major > 0 {
		return l.ofOS()
	}
	named := map[string]*Package{}
	for i := range l.Packages {
		named[l.Packages[i].Name] = &l.Packages[i]
	}
	for _, system := range known.Systems() {
		i := slices.IndexFunc(system.Packages, func(name string) bool { return named[name] != nil })
		if i >= 0 {
			s.System, s.Package = system, system.Packages[i]
			s.Major = named[s.Package].build.major
			break
		}
	}
	if l.Source.Major > 0 {
		s.Major = l.Source.Major
	}
	builds, total := l.builds()
	for major, n := range builds {
		if s.Major == 0 && 2*n > total {
			s.Major = major
		}
	}
	return s
}

// Release is the release of the machine, and who says so: the list itself, or its release package, whose version names
// the minor release (almalinux-release-8.10-1, or centos-release-7-9.2009.1). Zero, where neither does.
func (l *List) Release() (r model.Release, says string) {
	if !l.Source.IsZero() {
		return l.Source, "the list"
	}
	s := l.System()
	i := slices.IndexFunc(l.Packages, func(p Package) bool { return p.Name == s.Package })
	if s.Package == "" || i < 0 {
		return r, ""
	}
	if s.Rolling && s.Major > 0 {
		return model.Release{Major: s.Major, Minor: model.LastMinor(s.Major)}, s.Package
	}
	_, evr := cutEpoch(l.Packages[i].EVR)
	version, build, _ := strings.Cut(evr, "-")
	if version == "7" { // as of CentOS
		minor, _, _ := strings.Cut(build, ".")
		version += "." + minor
	}
	if parts := strings.SplitN(version, ".", 3); len(parts) > 2 {
		version = parts[0] + "." + parts[1]
	}
	r, err := model.KnownRelease(version)
	if err != nil || r.Major != s.Major {
		return model.Release{}, ""
	}
	return r, s.Package
}

// builds counts the packages that were built for each release, and those that were built for any.
func (l *List) builds() (by map[int]int, total int) {
	by = map[int]int{}
	for i := range l.Packages {
		if major := l.Packages[i].build.major; major > 0 {
			by[major]++
			total++
		}
	}
	return by, total
}

// BuiltFor counts the packages that were built for a release, and those that were built for any.
func (l *List) BuiltFor(major int) (n, total int) {
	by, total := l.builds()
	return by[major], total
}

// NamesFor are the names of the packages that were built for a release: it has them, whatever an earlier upgrade did.
func (l *List) NamesFor(major int) map[string]bool {
	names := map[string]bool{}
	for i := range l.Packages {
		if l.Packages[i].build.major == major {
			names[l.Packages[i].Name] = true
		}
	}
	return names
}

// BuiltBefore are the names of the packages that were built for an earlier release than a major one, without Leapp's
// own.
func (l *List) BuiltBefore(major int) (names []string) {
	for i := range l.Packages {
		p := &l.Packages[i]
		if p.build.major > 0 && p.build.major < major && !isLeapp(p.Name) {
			names = append(names, p.Name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
