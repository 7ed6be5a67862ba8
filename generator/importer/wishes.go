package importer

import (
	"cmp"
	"slices"

	"pes/generator/known"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/source"
)

// wishes are what the files of a distribution make of upstream's events, before it is put into rules: its overlay says
// it, or the events that it has.
type wishes struct {
	repos    map[string]wish           // by PES ID of upstream
	packages map[scope]bool            // that do not exist, by the name that upstream has for them
	seen     map[scope]bool            // packages in the events of upstream that the distribution can have
	names    map[nameAt]map[string]int // other names of packages, with how many packages of events have them
}

// A wish is what a repository of upstream is: the PES ID of another, or absent.
type wish struct {
	pesid  string
	absent bool
	why    string
}

// nameAt is a package of upstream in a major release.
type nameAt struct {
	major int
	name  string
}

func newWishes() *wishes {
	return &wishes{map[string]wish{}, map[scope]bool{}, map[scope]bool{}, map[nameAt]map[string]int{}}
}

func (w *wishes) name(at nameAt, other string, n int) {
	if w.names[at] == nil {
		w.names[at] = map[string]int{}
	}
	w.names[at][other] += n
}

// namedIn is the major release that a package of an event has its name from.
func namedIn(u *model.Event, out bool) int {
	if out || u.From.IsZero() {
		return u.To.Major
	}
	return u.From.Major
}

// see notes the packages of an event of upstream that the distribution can have.
func (w *wishes) see(u *model.Event) {
	for _, set := range [][]model.Package{u.In, u.Out} {
		for _, p := range set {
			w.seen[scope{p.Name, u.From.Major, u.To.Major}] = true
		}
	}
}

// uncovered is the reason of a rule about a repository that an overlay says nothing of.
const uncovered = "config.json says nothing of it, and no map has it."

// wish is what the overlay says of everything in an event of upstream.
func (x *overlay) wish(w *wishes, u *model.Event) {
	w.see(u)
	for i, set := range [][]model.Package{u.In, u.Out} {
		out := i == 1
		for _, p := range set {
			name := x.name(u, p.Name, out)
			if name != p.Name {
				w.name(nameAt{namedIn(u, out), p.Name}, name, 1)
			}
			if _, absent := x.absent[scope{name, u.From.Major, u.To.Major}]; absent {
				w.packages[scope{p.Name, u.From.Major, u.To.Major}] = true
			}
			if _, done := w.repos[p.Repo]; !done {
				w.repos[p.Repo] = x.repository(p.Repo)
			}
		}
	}
}

// repository is what the overlay makes of a repository.
func (x *overlay) repository(pesid string) wish {
	r, replaced := x.replacing[pesid]
	_, until := known.SourceSystem()
	switch {
	case !replaced && x.removable[pesid]:
		return wish{absent: true}
	case !replaced:
		return wish{absent: true, why: uncovered}
	case x.removable[r.Out.Value]:
		return wish{absent: true}
	case known.UpstreamMajor(pesid) <= until:
		return wish{pesid: r.In.Value} // nothing comes out there
	}
	return wish{pesid: r.Out.Value}
}

// renamings are the names that the overlay gives to packages of which upstream has no event today.
func (x *overlay) renamings(w *wishes) {
	for _, r := range x.Renaming {
		if from := cmp.Or(r.From, r.To); from > 0 {
			w.name(nameAt{from, r.Name.Value}, r.In.Value, 0)
		}
		if r.To > 0 {
			w.name(nameAt{r.To, r.Name.Value}, r.Out.Value, 0)
		}
	}
}

// systemName is a package of upstream in a release of a distribution or a source system.
type systemName struct {
	systemRelease
	name string
}

// renames puts the other names of packages into the releases of distributions and source systems.
func (im *importer) renames() {
	votes := map[systemName]map[string]int{} // by what distributions call it
	chosen := map[*distroData]map[systemName]string{}
	for _, d := range list.ByKey(im.distros) {
		chosen[d] = map[systemName]string{}
		if d.wishes == nil {
			continue
		}
		for at, names := range d.wishes.names {
			key := systemName{systemRelease{im.sourceSystem(d, at.major), at.major}, at.name}
			name := d.bestName(names, key.folder != d.folder)
			if name == "" || name == at.name || !im.hasRelease(d, at.major) {
				continue
			}
			chosen[d][key] = name
			if votes[key] == nil {
				votes[key] = map[string]int{}
			}
			votes[key][name]++
			if key.folder == d.folder {
				votes[key][name] += len(im.distros) // it knows its own packages best
			}
		}
	}
	for key, names := range votes {
		rename(im.system(key.folder).Release(key.major), key.name, most(names))
	}
	for d, names := range chosen {
		for key, name := range names {
			if name != most(votes[key]) {
				rename(d.src.Release(key.major), key.name, name)
			}
		}
	}
}

// hasRelease reports whether a release is one of the distribution, or of a system that it is upgraded from.
func (im *importer) hasRelease(d *distroData, major int) bool {
	return slices.Contains(d.reach, major) || slices.ContainsFunc(d.src.Paths, func(p source.Path) bool {
		return p.From.Value == int64(major)
	})
}

func rename(r *source.Release, name, other string) {
	r.Rename.Add(name, source.Word(other))
	slices.SortFunc(r.Rename.Pairs, func(a, b source.Pair[source.Text]) int {
		return cmp.Compare(a.Key.Value, b.Key.Value)
	})
}

// bestName is the name of a package in a release that most events have. foreign says that the release is of another
// system: there no package is called after the distribution, though overlays that give one name for both sets say so.
func (d *distroData) bestName(votes map[string]int, foreign bool) (best string) {
	owner := func(name string) bool { return known.BrandOwner(name) == d.osID() }
	for name, n := range list.ByKey(votes) {
		switch {
		case foreign && owner(name):
		case best == "", n > votes[best], n == votes[best] && owner(name) && !owner(best):
			best = name
		}
	}
	return best
}

// osID is ID of /etc/os-release.
func (d *distroData) osID() string { return cmp.Or(d.src.OSID.Value, d.folder) }
