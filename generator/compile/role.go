package compile

// rolePESID is the PES ID of a role in the first of these systems that has it in a major release; "" if none has. to is
// the release of the event.
func rolePESID(systems []*distro, major, to int, role string) string {
	for _, s := range systems {
		r := s.role(major, role)
		if r != nil && r.PESID.Set() {
			return r.PESID.Value
		}
		if r != nil && major < to && sourceSide(r).PESID.Set() {
			return sourceSide(r).PESID.Value // of a package that leaves, the repository on a running system is enough
		}
	}
	return ""
}

// runningPESID is rolePESID as running systems have the repository: where the two differ, theirs comes first.
func runningPESID(systems []*distro, major, to int, role string) string {
	for _, s := range systems {
		if r := s.role(major, role); r != nil && sourceSide(r).PESID.Set() {
			return sourceSide(r).PESID.Value
		}
	}
	return rolePESID(systems, major, to, role)
}

// osNames are what the systems that an event leaves, in a major release, and leads to are called.
func osNames(d *distro, systems []*distro, inMajor, to int) (from, into string) {
	from, into = systemName(systems, inMajor), d.nameIn(to)
	if targets := d.systems(to); len(targets) > 1 || d.releases[to] == nil {
		into = systemName(targets, to)
	}
	return from, into
}

// systemName is the name of the first system that has the release.
func systemName(systems []*distro, major int) string {
	for _, s := range systems {
		if name := s.nameIn(major); s.releases[major] != nil && name != "" {
			return name
		}
	}
	return systems[0].nameIn(major)
}
