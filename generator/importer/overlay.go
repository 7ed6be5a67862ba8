package importer

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"pes/generator/diag"
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
	entries   map[string]diag.Pos // that were seen, for the report
	idle      []idleEntry
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
		renaming: map[scope]leapp.Renaming{}, absent: map[scope]leapp.Scoped{},
		entries: map[string]diag.Pos{}}
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

// reportOverlay names the entries of an overlay that stand there twice, and those that do nothing.
func (im *importer) reportOverlay(d *distroData) {
	const none = "no event of upstream that an upgrade can apply has them"
	x, w := d.overlay, d.wishes
	for _, r := range x.Replacing {
		im.entry(x, "repository_replacing", r.From, r.From.Value, w.repos[r.From.Value] != wish{}, none)
	}
	for _, r := range x.Removable {
		_, replaced := x.replacing[r.Value]
		why := none
		if replaced {
			why = "they are replaced before, and stay"
		}
		im.entry(x, "removable_repositories", r, r.Value, w.repos[r.Value] != wish{} && !replaced, why)
	}
	for _, r := range x.Renaming {
		im.entry(x, "package_replacing", r.Name, inScope(r.Scoped), w.seen[scopeOf(r.Scoped)], none)
	}
	for _, s := range x.Absent {
		im.entry(x, "removable_packages", s.Name, inScope(s), w.seen[scopeOf(s)] || x.renamedTo(s, w), none)
	}
	for _, same := range list.Group(x.idle, func(e idleEntry) string { return e.section + e.why }) {
		names := list.Map(same, func(e idleEntry) string { return e.name })
		im.leftOut(same[0].pos, "entries of %s that do nothing, since "+same[0].why+": %s", same[0].section,
			strings.Join(names, ", "))
	}
}

// An idleEntry is an entry of an overlay that does nothing.
type idleEntry struct {
	section, name, why string
	pos                diag.Pos
}

// entry notes an entry that stands there twice or does nothing.
func (im *importer) entry(x *overlay, section string, w leapp.Word, name string, used bool, why string) {
	key := section + " " + name
	if first, again := x.entries[key]; again {
		line, _ := first.LineCol()
		im.item(Merged, w.Pos, "%s of %s stands there twice, the first time in line %d", section, name, line)
		return
	}
	x.entries[key] = w.Pos
	if !used {
		x.idle = append(x.idle, idleEntry{section, name, why, w.Pos})
	}
}

// renamedTo reports whether some package of upstream is called so only after it was renamed.
func (x *overlay) renamedTo(s leapp.Scoped, w *wishes) bool {
	return slices.ContainsFunc(x.Renaming, func(r leapp.Renaming) bool {
		same := r.From == s.From && r.To == s.To && (r.In.Value == s.Name.Value || r.Out.Value == s.Name.Value)
		return same && w.seen[scopeOf(r.Scoped)]
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
	case im.into != nil:
		im.file(in.Name, NotImported, "the project has rules of its own about upstream's events")
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
	written := ""
	for _, major := range d.reach {
		written = cmp.Or(written, d.overlay.OSNames[major].Value)
	}
	return cmp.Or(written, name)
}
