package importer

import (
	"cmp"
	"maps"
	"slices"
	"sort"
	"strconv"
	"strings"

	"pes/generator/known"
	"pes/generator/leapp"
	"pes/generator/model"
	"pes/generator/source"
)

// sourceSystem is the folder of the system that upgrades from a major which no distribution here leads to.
func (im *importer) sourceSystem(d *distroData, major int) string {
	system, until := known.SourceSystem()
	if d.targets[major] != nil || major > until {
		return d.folder
	}
	return system
}

// makeDistros turns what was published into distribution files.
func (im *importer) makeDistros() {
	for _, folder := range im.folders() {
		d := im.distros[folder]
		im.spreadSections(d)
		d.arches = mapArches(d)
		d.src = &source.Distro{Folder: folder}
		k := im.identity(d)
		d.src.Name = source.Word(k.Name)
		if k.OSID != folder {
			d.src.OSID = source.Word(k.OSID)
		}
		if k.Homepage != "" {
			d.src.Homepage = source.Word(k.Homepage)
		}
		d.src.Arches = source.Words(d.arches...)
		d.old = slices.ContainsFunc(d.events, func(e *leapp.ReadEvent) bool { return system(e) != "" })
	}
	for _, folder := range im.folders() {
		d := im.distros[folder]
		for _, n := range d.majors() {
			im.targetRoles(d, n)
		}
	}
	im.sourceFamilies()
	for _, folder := range im.folders() {
		d := im.distros[folder]
		im.eventRoles(d)
		for _, n := range d.majors() {
			im.paths(d, n)
		}
		SortReleases(d.src)
	}
	for folder, s := range im.systems {
		if im.distros[folder] == nil {
			SortReleases(s)
		}
	}
}

// identity is what is known of a folder, else what its events call it. In a tree of our own they have the very name.
func (im *importer) identity(d *distroData) known.Distro {
	k, ok := known.Find(d.folder)
	count := map[string]int{}
	for _, e := range d.events {
		if d.targets[e.To.Major] != nil && e.ToOS != "" {
			count[e.ToOS]++
		}
	}
	name, _ := most(count)
	ids := map[string]int{}
	for n, t := range d.targets {
		for _, f := range t.m.Families {
			for _, e := range ofMajor(f, n) {
				if e.Distro != "" {
					ids[e.Distro]++
				}
			}
		}
	}
	osID, _ := most(ids)
	switch {
	case !ok:
		k.Name = cmp.Or(name, d.folder)
	case d.own && name != "":
		k.Name = name
	}
	k.OSID = cmp.Or(osID, k.OSID)
	return k
}

// spreadSections settles which .repo file is for which target, and reports what a distribution lacks.
func (im *importer) spreadSections(d *distroData) {
	where := "files/" + d.folder
	im.spread(&d.publication, func(n int) {
		im.report.item(Lacks, where, "there is no map that leads to release %d: "+
			"its .repo file says nothing to Leapp and is not imported", n)
	})
	if im.into.distro(d.folder) != nil {
		return // what is not here the project may have
	}
	if len(d.targets) == 0 {
		im.report.item(Lacks, where, "there is no repository map: "+
			"the distribution has no upgrade path and its events are in no tree")
	}
	if len(d.events) == 0 && len(d.targets) > 0 {
		im.report.item(Lacks, where, "there is no pes-events.json: the distribution cannot be built until it has events")
	}
}

// mapArches are the architectures for which a distribution has target repositories.
func mapArches(d *distroData) []string {
	found := map[string]bool{}
	for n, t := range d.targets {
		for _, f := range t.m.Families {
			for _, e := range f.Entries {
				if e.Major == n {
					found[e.Arch] = true
				}
			}
		}
	}
	if len(found) == 0 {
		return []string{"x86_64"}
	}
	out := slices.Collect(maps.Keys(found))
	sort.Sort(sort.Reverse(sort.StringSlice(out))) // x86_64 first, as people write it
	return out
}

// targetRoles makes a role of every family of the target release, and of every .repo section that belongs to none.
func (im *importer) targetRoles(d *distroData, n int) {
	t, r := d.targets[n], d.src.Release(n)
	used := map[string]bool{}
	for _, f := range sortedFamilies(t.m) {
		entries := ofMajor(f, n)
		if len(entries) == 0 {
			continue
		}
		name, _ := roleName(f.PESID)
		if r.Roles.At(name) != nil {
			name = bareName(f.PESID)
		}
		for r.Roles.At(name) != nil {
			name += "-repo"
		}
		side := writeSide(f.PESID, entries, d.arches, t.sections, used, func(k model.KeyRef) source.Text { return im.distroKey(d, k, n) })
		r.Roles.Add(name, source.Role{Side: side})
		d.roles[roleKey{n, f.PESID}] = name
	}
	for _, s := range t.sections {
		if used[s.Repoid] {
			continue
		}
		side := RepoidSide(s.Repoid)
		side.Repo = Options(s, func(k model.KeyRef) source.Text { return im.distroKey(d, k, n) })
		name := bareName(s.Repoid)
		for r.Roles.At(name) != nil {
			name += "-repo"
		}
		r.Roles.Add(name, source.Role{Side: side})
	}
}

// reserved words of a release cannot name a role.
var reserved = map[string]bool{"name": true, "end_of_life": true, "rename": true, "keys": true}

func sortedFamilies(m *model.Map) []*model.Family {
	out := slices.Clone(m.Families)
	slices.SortFunc(out, func(a, b *model.Family) int { return strings.Compare(a.PESID, b.PESID) })
	return out
}

func ofMajor(f *model.Family, n int) (out []model.Entry) {
	for _, e := range f.Entries {
		if e.Major == n {
			out = append(out, e)
		}
	}
	return out
}

// view is how one distribution's map sees a repository of the systems it upgrades.
type view struct {
	d    *distroData
	side source.Side
}

type systemRelease struct {
	folder string
	major  int
}

// sourceFamilies writes what repositories are called on running systems: into the distribution's own release where it has
// one, else into the source system, with what most distributions say. One that says otherwise has its own view.
func (im *importer) sourceFamilies() {
	shared := map[systemRelease]map[string][]view{} // by PES ID
	_, until := known.SourceSystem()
	for _, folder := range im.folders() {
		d := im.distros[folder]
		for _, n := range d.majors() {
			for _, m := range sourceMajors(d.targets[n].m, n) {
				system := systemRelease{im.sourceSystem(d, m), m}
				for _, f := range sortedFamilies(d.targets[n].m) {
					entries := ofMajor(f, m)
					if len(entries) == 0 {
						continue
					}
					side := writeSide(f.PESID, entries, d.arches, nil, map[string]bool{}, nil)
					if system.folder == d.folder && m > until {
						im.ownSource(d, m, f.PESID, side)
						continue
					}
					if shared[system] == nil {
						shared[system] = map[string][]view{}
					}
					shared[system][f.PESID] = append(shared[system][f.PESID], view{d, side})
				}
			}
		}
	}
	systems := slices.SortedFunc(maps.Keys(shared), func(a, b systemRelease) int {
		return cmp.Or(strings.Compare(a.folder, b.folder), cmp.Compare(a.major, b.major))
	})
	for _, system := range systems {
		im.sharedSources(system, shared[system])
	}
}

func (im *importer) sharedSources(system systemRelease, byPESID map[string][]view) {
	pesids := slices.Sorted(maps.Keys(byPESID))
	names := sourceNames(pesids)
	for _, pesid := range pesids {
		count := map[string]int{}
		for _, v := range byPESID[pesid] {
			count[v.side.Inline()]++
		}
		best, _ := most(count)
		r := im.system(system.folder).Release(system.major)
		for _, v := range byPESID[pesid] {
			if v.side.Inline() != best {
				v.d.src.Release(system.major).Roles.Add(names[pesid], source.Role{Side: v.side})
			} else if r.Roles.At(names[pesid]) == nil {
				r.Roles.Add(names[pesid], source.Role{Side: v.side})
			}
			v.d.roles[roleKey{system.major, pesid}] = names[pesid]
		}
	}
}

// sourceNames gives each PES ID a role of its own; one that is spelled like the role has it before any other.
func sourceNames(pesids []string) map[string]string {
	names, taken := map[string]string{}, map[string]bool{}
	for _, exact := range []bool{true, false} {
		for _, pesid := range pesids {
			name, _ := roleName(pesid)
			if names[pesid] != "" || exact && name != pesid {
				continue
			}
			if taken[name] {
				name = bareName(pesid)
			}
			for taken[name] {
				name += "-repo"
			}
			names[pesid], taken[name] = name, true
		}
	}
	return names
}

// system is the source of a folder that may or may not be imported itself.
func (im *importer) system(folder string) *source.Distro {
	if d := im.distros[folder]; d != nil {
		return d.src
	}
	if im.systems[folder] == nil {
		k, _ := known.Find(folder)
		im.systems[folder] = &source.Distro{Folder: folder, Name: source.Word(im.systemName(folder, k.Name)), Homepage: source.Word(k.Homepage)}
	}
	return im.systems[folder]
}

// systemName is what trees of our own call a system that is only upgraded from.
func (im *importer) systemName(folder, name string) string {
	count := map[string]int{}
	for _, d := range im.distros {
		for _, e := range d.events {
			if d.own && im.systemFolder(d, e) == folder {
				count[e.FromOS]++
			}
		}
	}
	best, _ := most(count)
	return cmp.Or(best, name)
}

// systemFolder is the folder of the system an initial release belongs to.
func (im *importer) systemFolder(d *distroData, e *leapp.ReadEvent) string {
	if s := system(e); s != "" || e.From.IsZero() {
		return s
	}
	return im.sourceSystem(d, e.From.Major)
}

// ownSource says what a role of the distribution's own release is called on a running system.
func (im *importer) ownSource(d *distroData, major int, pesid string, side source.Side) {
	r := d.src.Release(major)
	name, ok := d.roles[roleKey{major, pesid}]
	if !ok {
		name, _ = roleName(pesid)
	}
	role := r.Roles.At(name)
	if role != nil && role.Source != nil {
		name = bareName(pesid)
		role = r.Roles.At(name)
	}
	if role == nil {
		r.Roles.Add(name, source.Role{Source: &side})
		d.sources(major)[pesid] = name
		return
	}
	d.sources(major)[pesid] = name
	if role.Side.Inline() == side.Inline() {
		return
	}
	plain := role.Side
	plain.Repo, plain.Entries = source.Map[source.Option]{}, nil
	if len(role.Entries) == 0 && plain.Inline() == side.Inline() {
		return
	}
	if role.Arches.Set() && !side.Arches.Set() {
		side.Arches = source.Words(d.arches...) // else it would have those of the role
	}
	role.Source = &side
}

func sourceMajors(m *model.Map, target int) (out []int) {
	for _, x := range m.Mappings {
		if x.Target == target && !slices.Contains(out, x.Source) {
			out = append(out, x.Source)
		}
	}
	slices.Sort(out)
	return out
}

// eventRoles makes roles of PES IDs that events name and no map defines, where the name tells the role and the release.
func (im *importer) eventRoles(d *distroData) {
	for _, e := range d.events {
		for _, s := range []struct {
			set   []model.Package
			major int
		}{{e.In, inMajor(e)}, {e.Out, e.To.Major}} {
			for _, p := range s.set {
				key := roleKey{s.major, p.Repo}
				name, ok := roleName(p.Repo)
				if d.roles[key] != "" || !ok || known.Major(p.Repo) != s.major || !validPESID(p.Repo) {
					continue
				}
				r := d.src.Release(s.major)
				if r.Roles.At(name) == nil && d.targets[s.major] == nil {
					r.Roles.Add(name, source.Role{Side: source.Side{PESID: source.Word(p.Repo)}})
					d.roles[key] = name
				}
			}
		}
	}
}

func inMajor(e *leapp.ReadEvent) int {
	if e.From.IsZero() || e.Action.Keeps() {
		return e.To.Major // there the in package's repository is the new one
	}
	return e.From.Major
}

// paths writes the upgrade paths to one target, and what becomes of each source repository.
func (im *importer) paths(d *distroData, n int) {
	t := d.targets[n]
	_, until := known.SourceSystem()
	for _, m := range sourceMajors(t.m, n) {
		p := source.Path{From: number(m), To: number(n), Leapp: source.Words(t.leapp)}
		if system := im.sourceSystem(d, m); system != d.folder || d.old && m <= until {
			systems := []string{system}
			if d.old && m <= until {
				systems = append(systems, known.NamedSources()...)
				for _, s := range known.NamedSources() {
					im.system(s)
				}
			}
			p.Sources = source.Words(systems...)
		}
		role := func(pesid string) string {
			if name := d.sources(m)[pesid]; name != "" {
				return name
			}
			return d.roles[roleKey{m, pesid}]
		}
		for _, f := range sortedFamilies(t.m) {
			if len(ofMajor(f, m)) == 0 {
				continue
			}
			var to []string
			for _, x := range t.m.Mappings {
				if x.Source == m && x.Target == n && x.From == f.PESID {
					for _, pesid := range x.To {
						if name := d.roles[roleKey{n, pesid}]; name == "" {
							im.report.item(LeftOut, x.Pos.String(), "%s has no repository of release %d: mapping %s to it leads nowhere", pesid, n, x.From)
						} else if !slices.Contains(to, name) {
							to = append(to, name)
						}
					}
				}
			}
			slices.SortFunc(to, known.CompareRoles)
			p.Map.Pairs = append(p.Map.Pairs, source.Pair[source.Texts]{Key: source.Word(role(f.PESID)), Value: source.Words(to...)})
		}
		slices.SortFunc(p.Map.Pairs, func(a, b source.Pair[source.Texts]) int { return known.CompareRoles(a.Key.Value, b.Key.Value) })
		for _, x := range t.m.Mappings {
			if f := t.m.Family(x.From); x.Source == m && (f == nil || len(ofMajor(f, m)) == 0) {
				im.report.item(LeftOut, x.Pos.String(), "%s has no repository of release %d: no machine has it, the mapping does nothing", x.From, m)
			}
		}
		d.src.Paths = append(d.src.Paths, p)
	}
}

// sources remembers how the source side of a PES ID is called where that differs from the target side.
func (d *distroData) sources(major int) map[string]string {
	if d.sourceRoles == nil {
		d.sourceRoles = map[int]map[string]string{}
	}
	if d.sourceRoles[major] == nil {
		d.sourceRoles[major] = map[string]string{}
	}
	return d.sourceRoles[major]
}

func number(n int) source.Int { return source.Number(int64(n)) }

// SortReleases puts releases, and the roles of each, into the order in which people think of them.
func SortReleases(s *source.Distro) {
	slices.SortFunc(s.Releases.Pairs, func(a, b source.Pair[source.Release]) int {
		x, _ := strconv.Atoi(a.Key.Value)
		y, _ := strconv.Atoi(b.Key.Value)
		return x - y
	})
	for i := range s.Releases.Pairs {
		slices.SortStableFunc(s.Releases.Pairs[i].Value.Roles.Pairs, func(a, b source.Pair[source.Role]) int { return known.CompareRoles(a.Key.Value, b.Key.Value) })
	}
}
