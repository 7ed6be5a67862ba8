package importer

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"pes/generator/known"
	"pes/generator/leapp"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/source"
)

// sourceSystem returns the folder of the system that upgrades from a major begin at: the known source system up to its
// last release, unless the distribution has a tree for that major; else the distribution itself.
func (im *importer) sourceSystem(d *distroData, major int) string {
	system, until := known.SourceSystem()
	if d.targets[major] != nil || major > until {
		return d.folder
	}
	return system
}

// makeDistros turns what was published into distribution files.
func (im *importer) makeDistros(jobs int) {
	for _, d := range list.ByKey(im.distros) {
		im.spreadSections(d)
		d.arches, d.reach = mapArches(d), d.majors()
	}
	if im.layer != nil {
		im.explain(jobs)
	}
	for folder, d := range list.ByKey(im.distros) {
		k := im.identity(d)
		d.src = &source.Distro{Folder: folder, Name: source.Word(k.Name), Arches: source.Words(d.arches...),
			Homepage: source.OptionalWord(k.Homepage)}
		if k.OSID != folder {
			d.src.OSID = source.Word(k.OSID)
		}
		d.old = slices.ContainsFunc(d.events, func(e *leapp.ReadEvent) bool { return system(e) != "" })
		for n, t := range list.ByKey(d.targets) {
			im.targetRoles(d, n, t)
		}
	}
	im.sourceFamilies()
	for _, d := range list.ByKey(im.distros) {
		im.eventRoles(d)
		d.wishedRoles()
		for n, t := range list.ByKey(d.targets) {
			im.paths(d, n, t)
		}
	}
	im.renames()
	for _, d := range im.distros {
		SortReleases(d.src)
	}
	for folder, s := range im.systems {
		if im.distros[folder] == nil {
			SortReleases(s)
		}
	}
}

// identity returns what is known about the distribution of a folder, else the name in its events. The name in events of
// a tree that pes built is exact and takes precedence.
func (im *importer) identity(d *distroData) known.Distro {
	k, ok := known.Find(d.folder)
	names, ids := map[string]int{}, map[string]int{}
	for _, e := range d.events {
		if d.targets[e.To.Major] != nil && e.ToOS != "" {
			names[e.ToOS]++
		}
	}
	for _, e := range d.targetEntries() {
		if e.Distro != "" {
			ids[e.Distro]++
		}
	}
	if name := most(names); !ok {
		k.Name = cmp.Or(d.nameOf(name), d.folder)
	} else if d.own {
		k.Name = cmp.Or(name, k.Name)
	}
	if k.OSID = cmp.Or(most(ids), k.OSID); !ok && len(ids) == 0 {
		k.OSID = cmp.Or(d.osIDOf(), k.OSID)
	}
	return k
}

// spreadSections assigns .repo files to targets, and reports files that a distribution lacks.
func (im *importer) spreadSections(d *distroData) {
	where := "files/" + d.folder
	im.spread(&d.publication, func(n int) {
		im.lacks(where, "there is no map that leads to release %d: "+
			"its .repo file says nothing to Leapp and is not imported", n)
	})
	if im.into.distro(d.folder) != nil {
		return // the project may have what is missing here
	}
	if len(d.targets) == 0 {
		im.lacks(where, "there is no repository map: "+
			"the distribution has no upgrade path and its events are in no tree")
	}
	switch {
	case im.layer != nil || len(d.targets) == 0 || len(d.events) > 0:
	case d.overlaid:
		im.lacks(where, "there is no pes-events.json, and config.json says what to make of upstream's events: "+
			"import again with --upstream FILE, upstream's pes-events.json")
	default:
		im.lacks(where, "there is no pes-events.json: the distribution cannot be built until it has events")
	}
}

// targetEntries are the entries of all maps for the target releases.
func (d *distroData) targetEntries() (out []model.Entry) {
	for n, t := range d.targets {
		for _, f := range families(t.m, n) {
			out = append(out, f.Entries...)
		}
	}
	return out
}

// mapArches are the architectures for which a distribution has target repositories, x86_64 where it has none.
func mapArches(d *distroData) []string {
	if arches := archesOf(d.targetEntries()); len(arches) > 0 {
		return sortedArches(arches)
	}
	return []string{"x86_64"}
}

// freeRole is a name for a role that no other of the release has.
func freeRole(r *source.Release, name string) string {
	for r.Roles.At(name) != nil {
		name += "-repo"
	}
	return name
}

// targetRoles makes a role of every family of the target release, and of every .repo section that belongs to none.
func (im *importer) targetRoles(d *distroData, n int, t *targetData) {
	r := d.src.Release(n)
	key := func(k model.KeyRef) source.Text { return im.distroKey(d, k, n) }
	w := sideWriter{arches: d.arches, sections: t.sections, used: map[string]bool{}, key: key}
	for _, f := range families(t.m, n) {
		name, _ := roleName(f.PESID)
		if r.Roles.At(name) != nil {
			name = freeRole(r, bareName(f.PESID))
		}
		r.Roles.Add(name, source.Role{Side: w.side(f)})
		d.roles[roleKey{n, f.PESID}] = name
	}
	for _, s := range t.sections {
		if w.used[s.Repoid] {
			continue
		}
		side := RepoidSide(s.Repoid)
		side.Repo = Options(s, key)
		r.Roles.Add(freeRole(r, bareName(s.Repoid)), source.Role{Side: side})
	}
}

// reserved words of a release cannot name a role.
var reserved = map[string]bool{"name": true, "end_of_life": true, "rename": true, "keys": true}

// families are those of a map that have repositories of a release, with these alone, by PES ID.
func families(m *model.Map, major int) (out []*model.Family) {
	for _, f := range m.Families {
		if entries := ofMajor(f, major); len(entries) > 0 {
			out = append(out, &model.Family{PESID: f.PESID, Entries: entries})
		}
	}
	slices.SortFunc(out, func(a, b *model.Family) int { return strings.Compare(a.PESID, b.PESID) })
	return out
}

func ofMajor(f *model.Family, n int) []model.Entry {
	return list.Select(f.Entries, func(e model.Entry) bool { return e.Major == n })
}

// view is a source repository as the map of one distribution describes it.
type view struct {
	d    *distroData
	side source.Side
}

type systemRelease struct {
	folder string
	major  int
}

// sourceFamilies writes the source sides of repositories: into the distribution's own release if it has one, else into
// the source system, as most distributions describe them. A distribution that differs gets its own description.
func (im *importer) sourceFamilies() {
	shared := map[systemRelease]map[string][]view{} // by PES ID
	_, until := known.SourceSystem()
	for _, d := range list.ByKey(im.distros) {
		for n, t := range list.ByKey(d.targets) {
			for _, m := range t.m.Sources(n) {
				system := systemRelease{im.sourceSystem(d, m), m}
				for _, f := range families(t.m, m) {
					w := sideWriter{arches: d.arches}
					side := w.side(f)
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
	for system, byPESID := range shared { // in any order: each has releases of its own to write into
		im.sharedSources(system, byPESID)
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
		best := most(count)
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

// sourceNames gives each PES ID a role of its own; a PES ID that equals the name of the role takes precedence.
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

// system returns the distribution source of a folder, and makes one if the folder is not imported itself.
func (im *importer) system(folder string) *source.Distro {
	if d := im.distros[folder]; d != nil {
		return d.src
	}
	if im.systems[folder] == nil {
		k, _ := known.Find(folder)
		name := im.systemName(folder, k.Name)
		im.systems[folder] = &source.Distro{Folder: folder, Name: source.Word(name), Homepage: source.Word(k.Homepage)}
	}
	return im.systems[folder]
}

// systemName returns the name that trees built by pes have for a system that is only upgraded from, else name.
func (im *importer) systemName(folder, name string) string {
	count := map[string]int{}
	for _, d := range im.distros {
		for _, e := range d.events {
			if d.own && im.systemFolder(d, e) == folder {
				count[e.FromOS]++
			}
		}
	}
	return cmp.Or(most(count), name)
}

// systemFolder is the folder of the system an initial release belongs to.
func (im *importer) systemFolder(d *distroData, e *leapp.ReadEvent) string {
	if s := system(e); s != "" || e.From.IsZero() {
		return s
	}
	return im.sourceSystem(d, e.From.Major)
}

// ownSource adds the source side of a repository to the distribution's own release.
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
	d.sourceRoles[roleKey{major, pesid}] = name
	if role == nil {
		r.Roles.Add(name, source.Role{Source: &side})
		return
	}
	plain := role.Side
	plain.Repo, plain.Entries = source.Map[source.Option]{}, nil
	if role.Side.Inline() == side.Inline() || len(role.Entries) == 0 && plain.Inline() == side.Inline() {
		return
	}
	if role.Arches.Set() && !side.Arches.Set() {
		side.Arches = source.Words(d.arches...) // else it would have those of the role
	}
	role.Source = &side
}

// eventRoles makes roles for PES IDs that events of its paths name and no map defines, if role and release follow from
// the PES ID.
func (im *importer) eventRoles(d *distroData) {
	for _, e := range d.events {
		if !slices.ContainsFunc(d.majors(), e.To.Applies) {
			continue
		}
		for _, s := range []struct {
			set   []model.Package
			major int
		}{{e.In, e.InMajor()}, {e.Out, e.To.Major}} {
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

// paths writes the upgrade paths to one target, and what becomes of each source repository.
func (im *importer) paths(d *distroData, n int, t *targetData) {
	for _, m := range t.m.Sources(n) {
		p := source.Path{From: number(m), To: number(n), Leapp: source.Words(t.leapp), Sources: im.pathSources(d, m)}
		for _, f := range families(t.m, m) {
			role := cmp.Or(d.sourceRoles[roleKey{m, f.PESID}], d.roles[roleKey{m, f.PESID}])
			p.Map.Add(role, source.Words(im.becomes(d, f.PESID, m, n)...))
		}
		slices.SortFunc(p.Map.Pairs, compareRolePairs)
		for _, x := range t.m.Mappings {
			if f := t.m.Family(x.From); x.Source == m && (f == nil || !f.In(m)) {
				im.leftOut(x.Pos, "%s has no repository of release %d: no machine has it, the mapping does nothing",
					x.From, m)
			}
		}
		d.src.Paths = append(d.src.Paths, p)
	}
}

// pathSources are the systems that a path begins at, where that is not the distribution itself.
func (im *importer) pathSources(d *distroData, major int) source.Texts {
	system := im.sourceSystem(d, major)
	_, until := known.SourceSystem()
	old := d.old && major <= until
	if system == d.folder && !old {
		return source.Texts{}
	}
	systems := []string{system}
	if old {
		systems = append(systems, known.NamedSources()...)
		for _, s := range known.NamedSources() {
			im.system(s)
		}
	}
	return source.Words(systems...)
}

// becomes are the roles that a source repository leads to.
func (im *importer) becomes(d *distroData, pesid string, m, n int) (roles []string) {
	for _, x := range d.targets[n].m.Mappings {
		if x.Source != m || x.Target != n || x.From != pesid {
			continue
		}
		for _, to := range x.To {
			if name := d.roles[roleKey{n, to}]; name == "" {
				im.leftOut(x.Pos, "%s has no repository of release %d: mapping %s to it leads nowhere", to, n, x.From)
			} else {
				roles = list.AppendNew(roles, name)
			}
		}
	}
	slices.SortFunc(roles, known.CompareRoles)
	return roles
}

func compareRolePairs[T any](a, b source.Pair[T]) int {
	return known.CompareRoles(a.Key.Value, b.Key.Value)
}

func number(n int) source.Int { return source.Number(int64(n)) }

// SortReleases sorts releases by number, and the roles of each in their usual order.
func SortReleases(s *source.Distro) {
	slices.SortFunc(s.Releases.Pairs, func(a, b source.Pair[source.Release]) int {
		x, _ := strconv.Atoi(a.Key.Value)
		y, _ := strconv.Atoi(b.Key.Value)
		return x - y
	})
	for i := range s.Releases.Pairs {
		slices.SortStableFunc(s.Releases.Pairs[i].Value.Roles.Pairs, compareRolePairs)
	}
}
