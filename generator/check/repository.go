package check

import (
	"iter"
	"maps"
	"slices"
	"strings"

	"pes/generator/diag"
	"pes/generator/english"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/rules"
)

// repositories checks a map (Leapp guide 11.12 to 11.14 and 11.18); sections are those of its own .repo file.
func (c *checker) repositories(m *model.Map, sections []model.Section) {
	t, v := c.t, c.v
	if v == nil && t.Lacks.Map || v != nil && v.Lacks.Map {
		return
	}
	x := &mapCheck{checker: c, m: m, sections: sections, reported: map[string]bool{}}
	for _, p := range t.Paths {
		for _, system := range p.Systems {
			if v == nil && system != t.Distro {
				x.allow = append(x.allow, system.Allow)
			}
		}
	}
	x.blind = v == nil && (t.Lacks.Repo || len(t.Repo) == 0) || v != nil && v.Lacks.Repo
	x.partly = v != nil && t.Lacks.Repo
	for _, f := range m.Families {
		x.family(f)
	}
	for _, mapping := range m.Mappings {
		x.mapping(mapping)
	}
	x.reportGaps()
	x.reportTesting("testing-as-ga", x.testTargets, ": Leapp also uses it on machines without test repositories")
	x.reportTesting("testing-source", x.testSources, "")
	x.unmapped()
}

// mapCheck is a map with what it is checked against.
type mapCheck struct {
	*checker
	m        *model.Map
	sections []model.Section
	partly   bool            // the distribution's .repo file is missing or unreadable
	allow    [][]model.Allow // of other systems, whose repositories are written in files of their own
	blind    bool            // the .repo file of this map is missing or unreadable
	reported map[string]bool // PES IDs without repositories
	found    []gap

	testTargets, testSources []diag.Note // repositories that are for testing by their names, and in channel ga
}

func (c *mapCheck) at(pos diag.Pos) rules.At {
	at := c.checker.at(pos)
	at.Allow = append(at.Allow, c.allow...)
	return at
}

func (c *mapCheck) defined(repoid string) bool {
	is := func(s model.Section) bool { return s.Repoid == repoid }
	return slices.ContainsFunc(c.sections, is) || slices.ContainsFunc(c.t.Repo, is)
}

// family reports target repoids without a section, ambiguous repoids, and testing repositories in channel ga.
func (c *mapCheck) family(f *model.Family) {
	type variant struct{ arch, channel, kind, rhui string }
	first, seen, defined := map[variant]string{}, map[string]bool{}, map[string]bool{}
	for _, e := range f.Entries {
		once := !seen[e.Repoid]
		seen[e.Repoid] = true
		if once && strings.Contains(e.Repoid, "$") {
			c.variableRepoid(e.Pos, e.Repoid)
		}
		if once && e.Channel == "ga" && underTest(e.Repoid) {
			note := diag.Note{Pos: e.Pos, Text: e.Repoid + ofFamily(e, f)}
			if e.Major == c.t.Major {
				c.testTargets = append(c.testTargets, note)
			} else if !c.Published || c.leadsToBeta(f) {
				c.testSources = append(c.testSources, note)
			}
		}
		if e.Major != c.t.Major {
			continue
		}
		elsewhere := c.partly && (c.t.Lacks.Map || c.isTarget(e.Repoid))
		if !c.blind && !defined[e.Repoid] && !c.defined(e.Repoid) && !elsewhere {
			defined[e.Repoid] = true
			at := c.at(e.Pos)
			repoid := func(s model.Section) string { return s.Repoid }
			at.Suggestion = diag.Near(e.Repoid, list.Map(slices.Concat(c.sections, c.t.Repo), repoid))
			c.Reportf(at, "undefined-repoid",
				"%s%s is a target, but no .repo section defines it: dnf does not have it during the upgrade",
				e.Repoid, ofFamily(e, f))
		}
		k := variant{e.Arch, e.Channel, e.Type, e.RHUI + e.Distro}
		if other, ok := first[k]; ok && other != e.Repoid && !seen[other+" "+e.Repoid] {
			seen[other+" "+e.Repoid] = true
			c.Reportf(c.at(e.Pos), "repoid-ambiguous",
				"%s has two repoids for %s: Leapp uses %s and never %s", f.PESID, e.Arch, other, e.Repoid)
		}
		first[k] = e.Repoid
	}
}

// variableRepoid reports a repoid that holds a variable: dnf replaces it where Leapp does not.
func (c *checker) variableRepoid(pos diag.Pos, repoid string) {
	c.Reportf(c.once(pos), "variable-in-repoid",
		"dnf replaces the variable in %s, Leapp compares the repoid as it is written: no machine has a repository "+
			"with this name", repoid)
}

// isTarget reports whether a repoid is one of the distribution's own target repositories.
func (c *mapCheck) isTarget(repoid string) bool {
	for _, e := range c.t.Map.Entries() {
		if e.Major == c.t.Major && e.Repoid == repoid {
			return true
		}
	}
	return false
}

// ofFamily returns " of " and the PES ID, or "" if the repoid is the same.
func ofFamily(e model.Entry, f *model.Family) string {
	if e.Repoid == f.PESID {
		return ""
	}
	return " of " + f.PESID
}

// underTest reports whether a repoid is named like a testing repository.
func underTest(repoid string) bool {
	words := strings.FieldsFunc(strings.ToLower(repoid), func(r rune) bool { return strings.ContainsRune("-_.", r) })
	return slices.ContainsFunc(words, func(word string) bool {
		return slices.Contains([]string{"testing", "test", "beta", "nightly", "candidate"}, word)
	})
}

// mapping checks that the targets of a mapping exist, on each architecture of its source.
func (c *mapCheck) mapping(x *model.Mapping) {
	if x.Target != c.t.Major && !c.Published {
		return
	}
	from := c.m.Family(x.From)
	if from == nil && !c.reported[x.From] {
		c.reported[x.From] = true
		at := c.at(x.Pos)
		at.Suggestion = diag.Near(x.From, pesids(x.Source, c.m))
		c.Reportf(at, "undefined-family",
			"the map has a target for %s, but no repositories of %[1]s: Leapp stops every upgrade", x.From)
	}
	if from != nil && c.Published && !from.In(x.Source) {
		c.Reportf(c.at(x.Pos), "mapping-dead",
			"%s is mapped from %d to %d, and has no repository of release %[2]d: the mapping never applies",
			x.From, x.Source, x.Target)
	}
	if len(x.To) == 0 && len(x.ByDistro) == 0 {
		c.Reportf(c.at(x.Pos), "mapping-nowhere", "%s has no target: the list is empty", x.From)
	}
	var targets []string
	for i, to := range x.To {
		if x.Target != c.t.Major && c.m.Family(to) != nil {
			continue // for another release: Leapp only requires that the family exists
		}
		f := c.m.Family(to)
		at := c.at(x.At(i))
		switch {
		case f == nil && c.Published:
			if !c.reported[to] {
				c.reported[to] = true
				at.Suggestion = diag.Near(to, pesids(x.Target, c.m))
				c.Reportf(at, "undefined-family",
					"%s becomes %s, but the map does not say which repositories %[2]s has: Leapp stops every upgrade",
					x.From, to)
			}
		case f == nil || !f.In(x.Target):
			c.Reportf(at, "mapping-nowhere",
				"%s becomes %s, which has no repository in release %d", x.From, to, x.Target)
		case slices.ContainsFunc(f.Entries, func(e model.Entry) bool { return e.Channel == "ga" && e.RHUI == "" }):
			targets = append(targets, to) // families without such entries, as for beta alone, lead elsewhere
		}
	}
	if from != nil {
		c.gaps(x, from, targets)
	}
}

// gaps reports architectures of a source that some or all of its targets lack.
func (c *mapCheck) gaps(x *model.Mapping, from *model.Family, targets []string) {
	half, none := map[string][]string{}, []string{}
	for _, arch := range model.Arches {
		onSource := func(e model.Entry) bool { return e.Major == x.Source && e.Arch == arch }
		if !slices.ContainsFunc(from.Entries, onSource) {
			continue
		}
		without := list.Select(targets, func(to string) bool {
			return !slices.Contains(arches(to, x.Target, c.m),
				arch)
		})
		switch {
		case len(without) == 0:
		case len(without) == len(targets):
			none = append(none, arch)
		default:
			lack := strings.Join(without, ", ")
			half[lack] = append(half[lack], arch)
		}
	}
	if len(none) > 0 {
		c.found = append(c.found, gap{from: x.From, pos: x.Pos, lack: strings.Join(targets, ", "),
			arches: strings.Join(none, ", "), all: true})
	}
	for _, lack := range slices.Sorted(maps.Keys(half)) {
		c.found = append(c.found, gap{from: x.From, pos: x.Pos, lack: lack, arches: strings.Join(half[lack], ", ")})
	}
}

// pesids are the PES IDs with repositories of a major release.
func pesids(major int, maps ...*model.Map) (out []string) {
	for _, m := range maps {
		in := list.Select(m.Families, func(f *model.Family) bool { return f.In(major) })
		out = append(out, list.Map(in, func(f *model.Family) string { return f.PESID })...)
	}
	return out
}

// unmapped reports .repo sections whose repoid is in no map and, in published data, families that nothing leads to.
func (c *mapCheck) unmapped() {
	if c.more != nil {
		c.more.maps(c)
	}
	for _, s := range c.sections {
		if !c.targets[s.Repoid] {
			whose := "every machine"
			if c.v != nil {
				whose = "every machine with " + c.v.Name
			}
			c.Reportf(c.at(s.At()), "unmapped-section",
				"no map has %s for release %d: no event can name it, and Leapp uses it in the upgrade of %s",
				s.Repoid, c.t.Major, whose)
		}
	}
}

// unmappedFamilies reports target families of a published map that no mapping or event leads to, and source families
// without a mapping.
func (c *mapCheck) unmappedFamilies() {
	used := map[string]bool{}
	for _, m := range c.m.Mappings {
		byDistro := list.FlatMap(m.ByDistro, func(d model.DistroTargets) []string { return d.To })
		for _, pesid := range slices.Concat([]string{m.From}, m.To, byDistro) {
			used[pesid] = true
		}
	}
	events := c.t.Events
	if c.v != nil {
		events = slices.Concat(events, c.v.Events)
	}
	for _, e := range events {
		for _, p := range e.Results() {
			used[p.Repo] = true
		}
	}
	var unled, leadless []diag.Note
	for _, f := range c.m.Families {
		i := slices.IndexFunc(f.Entries, func(e model.Entry) bool { return e.Major == c.t.Major })
		if i >= 0 && !used[f.PESID] {
			unled = append(unled, diag.Note{Pos: f.Entries[i].Pos, Text: f.PESID})
		} else if i < 0 && !used[f.PESID] &&
			slices.ContainsFunc(c.t.Paths, func(p *model.Path) bool { return f.In(p.Source) }) {
			leadless = append(leadless, diag.Note{Pos: f.Entries[0].Pos, Text: f.PESID})
		}
	}
	name := func(n diag.Note) string { return n.Text }
	if len(unled) > 0 {
		c.Reportf(c.checker.at(unled[0].Pos, unled[1:]...), "unmapped-family",
			"%s is not used: no source repository maps to it, and no event here names it",
			english.And(list.Map(unled, name)))
	}
	if len(leadless) > 0 {
		verb := "leads"
		if len(leadless) > 1 {
			verb = "lead"
		}
		c.Reportf(c.checker.at(leadless[0].Pos, leadless[1:]...), "unmapped-family",
			"%s %s nowhere: no mapping to release %d begins there", english.And(list.Map(leadless, name)),
			verb, c.t.Major)
	}
}

// sourceRepoids returns the repoids of systems before the upgrade: those of other majors than the target.
func sourceRepoids(entries iter.Seq2[*model.Family, *model.Entry], target int) map[string]bool {
	sources := map[string]bool{}
	for _, e := range entries {
		if e.Major != target {
			sources[e.Repoid] = true
		}
	}
	return sources
}

// symbols reports names that collide within a tree: PES IDs with repoids, repoids of sections, names of key files.
func (c *checker) symbols(sources map[string]bool) {
	t := c.t
	done := map[*model.Family]bool{}
	for f, e := range t.Entries() {
		if e.Major == t.Major && sources[f.PESID] && !done[f] {
			done[f] = true
			c.Reportf(c.at(e.Pos), "pesid-is-repoid",
				"the PES ID %s is also a repoid on running systems: if this is enabled, Leapp uses it as the repoid "+
					"and does not map it", f.PESID)
		}
	}
	owners := map[string]diag.Pos{}
	add := func(sections []model.Section, allow []model.Allow) {
		for _, s := range sections {
			at := rules.At{Pos: s.At(), Distro: t.Distro, Allow: [][]model.Allow{allow}}
			if sources[s.Repoid] {
				c.Reportf(at, "source-repoid",
					"%s is also a repoid on systems before the upgrade: Leapp mistakes packages of the old "+
						"repository for packages of this one", s.Repoid)
			}
			if first, twice := owners[s.Repoid]; twice {
				at.Notes = []diag.Note{{Pos: first, Text: "first defined here"}}
				c.Reportf(at, "repoid-twice",
					"the repoid %s has two sections: Leapp would refuse the upgrade", s.Repoid)
				continue
			}
			owners[s.Repoid] = s.At()
		}
	}
	add(t.Repo, nil)
	for _, v := range t.Vendors {
		add(v.Repo, v.Allow)
	}
	c.keyNames()
}
