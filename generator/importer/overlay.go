package importer

import (
	"cmp"
	"slices"
	"strconv"

	"pes/generator/diag"
	"pes/generator/known"
	"pes/generator/leapp"
	"pes/generator/list"
	"pes/generator/model"
)

// An overlay is the config.json of a distribution, read for what it makes of upstream's events.
type overlay struct {
	leapp.Overlay
	file      *diag.File
	replacing map[string]leapp.Replacement
	removable map[string]bool
	renaming  map[scope]leapp.Renaming
	absent    map[scope]leapp.Scoped
	seen      map[string]bool // repositories and packages in the events of upstream that the distribution can have
}

// A scope is a package in the events from one major release, or none, to another.
type scope struct {
	name     string
	from, to int
}

func scopeOf(s leapp.Scoped) scope { return scope{s.Name.Value, s.From, s.To} }

// newOverlay prepares an overlay. Of entries that stand there several times, the tool of leapp-data takes the first.
func newOverlay(file *diag.File, o leapp.Overlay) *overlay {
	x := &overlay{Overlay: o, file: file, replacing: map[string]leapp.Replacement{}, removable: map[string]bool{},
		renaming: map[scope]leapp.Renaming{}, absent: map[scope]leapp.Scoped{}, seen: map[string]bool{}}
	for _, r := range o.Replacing {
		x.replacing[r.From.Value] = r
	}
	for _, w := range o.Removable {
		x.removable[w.Value] = true
	}
	for _, r := range slices.Backward(o.Renaming) {
		x.renaming[scopeOf(r.Scoped)] = r
	}
	for _, s := range slices.Backward(o.Absent) {
		x.absent[scopeOf(s)] = s
	}
	return x
}

// made is what the tool of leapp-data makes of an event of upstream, and whether it keeps it: packages get other names,
// then other repositories, and an event of which then one package or repository is removed is dropped as a whole.
func (x *overlay) made(u *model.Event) (e model.Event, kept bool) {
	e, kept = *u, true
	e.In, kept = x.set(u, u.In, false, kept)
	e.Out, kept = x.set(u, u.Out, true, kept)
	return e, kept
}

func (x *overlay) set(u *model.Event, set []model.Package, out, kept bool) ([]model.Package, bool) {
	if len(set) == 0 {
		return nil, kept
	}
	here := make([]model.Package, len(set))
	for i, p := range set {
		p.Name, p.Repo = x.name(u, p.Name, out), x.pesid(u, p.Repo, out)
		_, absent := x.absent[scope{p.Name, u.From.Major, u.To.Major}]
		kept = kept && !absent && !x.removable[p.Repo]
		here[i] = p
	}
	list.Sort(here, model.Package.Compare)
	return here, kept
}

// name is what a package of a set of an event of upstream is called.
func (x *overlay) name(u *model.Event, name string, out bool) string {
	r, ok := x.renaming[scope{name, u.From.Major, u.To.Major}]
	switch {
	case !ok:
		return name
	case out:
		return r.Out.Value
	}
	return r.In.Value
}

// pesid is the repository that takes the place of one of upstream: the one after the upgrade for packages that are kept
// and for all in events inside a major release.
func (x *overlay) pesid(u *model.Event, pesid string, out bool) string {
	r, ok := x.replacing[pesid]
	switch {
	case !ok:
		return pesid
	case out || u.Action.Keeps() || u.From.Major == u.To.Major:
		return r.Out.Value
	}
	return r.In.Value
}

// see notes what an event of upstream has that a distribution can have.
func (x *overlay) see(u *model.Event) {
	for _, set := range [][]model.Package{u.In, u.Out} {
		for _, p := range set {
			x.seen[p.Repo] = true
			x.seen[scopeKey(scope{p.Name, u.From.Major, u.To.Major})] = true
		}
	}
}

// scopeKey is a scope among repositories: no PES ID has a space.
func scopeKey(s scope) string { return s.name + " " + strconv.Itoa(s.from) + " " + strconv.Itoa(s.to) }

// reportOverlay names the entries of an overlay that stand there twice, and those that do nothing.
func (im *importer) reportOverlay(d *distroData) {
	x := d.overlay
	said := map[string]diag.Pos{}
	entry := func(w leapp.Word, key, what string, used bool, why string) {
		switch at, again := said[key]; {
		case again:
			im.item(Merged, w.Pos, "%s stands there twice, the first time in line %d", what, at.Line())
		case !used:
			im.leftOut(w.Pos, "%s", what+" does nothing: "+why)
		}
		if _, again := said[key]; !again {
			said[key] = w.Pos
		}
	}
	const none = "no event of upstream that " + "an upgrade can apply has it"
	for _, r := range x.Replacing {
		entry(r.From, "replaced "+r.From.Value, "repository_replacing of "+r.From.Value, x.seen[r.From.Value], none)
	}
	for _, w := range x.Removable {
		_, replaced := x.replacing[w.Value]
		why := none
		if replaced {
			why = "the repository is replaced before, and stays"
		}
		entry(w, "removed "+w.Value, "removable_repositories of "+w.Value, x.seen[w.Value] && !replaced, why)
	}
	for _, r := range x.Renaming {
		key := scopeKey(scopeOf(r.Scoped))
		entry(r.Name, "renamed "+key, "package_replacing of "+inScope(r.Scoped), x.seen[key], none)
	}
	for _, s := range x.Absent {
		key := scopeKey(scopeOf(s))
		entry(s.Name, "absent "+key, "removable_packages of "+inScope(s), x.seen[key] || x.renamedTo(s), none)
	}
}

// renamedTo reports whether some package of upstream is called so only after it was renamed.
func (x *overlay) renamedTo(s leapp.Scoped) bool {
	return slices.ContainsFunc(x.Renaming, func(r leapp.Renaming) bool {
		same := r.From == s.From && r.To == s.To && (r.In.Value == s.Name.Value || r.Out.Value == s.Name.Value)
		return same && x.seen[scopeKey(scopeOf(r.Scoped))]
	})
}

// inScope is a package with its releases in a few words.
func inScope(s leapp.Scoped) string {
	from := "no initial release"
	if s.From > 0 {
		from = strconv.Itoa(s.From)
	}
	return s.Name.Value + " from " + from + " to " + strconv.Itoa(s.To)
}

// readOverlay reads a config.json. Without upstream's events nothing can be made of it.
func (im *importer) readOverlay(in *input) {
	o, found, ok := leapp.ReadOverlay(in.File.File)
	if im.layer != nil {
		im.list.Merge(found)
	}
	switch {
	case !ok && im.layer == nil:
		first := found.All()[0]
		im.file(in.Name, NotImported, "it cannot be read: "+first.Pos.String()+": "+first.Message)
	case !ok:
	case im.layer == nil:
		im.file(in.Name, NotImported, "it says what to make of upstream's events: "+
			"import with --upstream FILE, upstream's pes-events.json, and it becomes rules")
		im.distro(in.Distro).overlaid = true
	default:
		im.distro(in.Distro).overlay = newOverlay(in.File.File, o)
		im.file(in.Name, Imported, "")
	}
}

// osIDOf is what an overlay says that /etc/os-release has.
func (d *distroData) osIDOf() string {
	if d.overlay == nil {
		return ""
	}
	return d.overlay.DistName.Value
}

// nameOf is what an overlay calls the distribution.
func (d *distroData) nameOf(name string) string {
	if d.overlay == nil {
		return name
	}
	_, until := known.SourceSystem()
	for _, major := range d.majors() {
		if w := d.overlay.OSNames[major]; major > until {
			name = cmp.Or(name, w.Value)
		}
	}
	return name
}
