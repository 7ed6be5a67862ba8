package machine

import (
	"slices"

	"pes/generator/known"
)

// A System is what a list says of the system of its machine.
type System struct {
	known.System        // the zero one: no package says which
	Package      string // that says which
	Major        int    // the release; 0: the list does not say
}

// System finds the system of a list: by its release package, and the release by that, else by what more than half of
// its packages were built for. A machine keeps some packages of the release that it was upgraded from.
func (l *List) System() (s System) {
	builds, total := map[int]int{}, 0
	release := map[string]string{} // of the packages
	for i := range l.Packages {
		p := &l.Packages[i]
		release[p.Name] = p.Release
		if major := parseBuild(p.Release).major; major > 0 {
			builds[major]++
			total++
		}
	}
	for _, system := range known.Systems() {
		i := slices.IndexFunc(system.Packages, func(name string) bool { _, there := release[name]; return there })
		if i >= 0 {
			s.System, s.Package = system, system.Packages[i]
			s.Major = parseBuild(release[s.Package]).major
			break
		}
	}
	for major, n := range builds {
		if s.Major == 0 && 2*n > total {
			s.Major = major
		}
	}
	return s
}

// BuiltFor counts the packages that were built for a release, and those that were built for any.
func (l *List) BuiltFor(major int) (n, total int) {
	for i := range l.Packages {
		switch parseBuild(l.Packages[i].Release).major {
		case 0:
		case major:
			n++
			total++
		default:
			total++
		}
	}
	return n, total
}

// NamesFor are the names of the packages that were built for a release: it has them, whatever an earlier upgrade did.
func (l *List) NamesFor(major int) map[string]bool {
	names := map[string]bool{}
	for i := range l.Packages {
		if parseBuild(l.Packages[i].Release).major == major {
			names[l.Packages[i].Name] = true
		}
	}
	return names
}
