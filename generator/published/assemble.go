package published

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"pes/generator/diag"
	"pes/generator/known"
	"pes/generator/leapp"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/rules"
)

// atPos is the position of a violation, with notes on related positions.
func atPos(pos diag.Pos, notes ...diag.Note) rules.At { return rules.At{Pos: pos, Notes: notes} }

// first returns the position for violations that concern a whole file.
func (p *part) first() diag.Pos {
	return diag.Pos{File: p.File.File, End: min(1, len(p.Text))}
}

// owners finds the vendor of each key file in vendors.d/rpm-gpg: the vendor whose .repo file names it, else the one
// whose name its own begins with. In trees of several distributions, which have vendors of their own, the .repo file of
// its tree comes first.
func (r *reader) owners() {
	type place struct {
		distro string
		target int
		key    string
	}
	named := map[place]string{}
	for _, p := range r.files {
		for _, s := range p.repo {
			for _, k := range s.Keys {
				base := path.Base(k.URL)
				if p.Vendor != "" {
					named[place{p.Distro, p.Target, base}], named[place{"", 0, base}] = p.Vendor, p.Vendor
				}
			}
		}
	}
	for _, p := range r.files {
		if p.Vendor != "?" {
			continue
		}
		owner := cmp.Or(named[place{p.Distro, p.Target, p.Base}], named[place{"", 0, p.Base}])
		for _, q := range r.files {
			if named[place{"", 0, p.Base}] == "" && q.Vendor != "?" &&
				len(q.Vendor) > len(owner) && strings.HasPrefix(p.Base, q.Vendor) {
				owner = q.Vendor
			}
		}
		p.Vendor = cmp.Or(owner, "?") // still nobody's
	}
}

// assemble makes a tree for every target of every distribution. If there are vendors but no distribution, they get
// trees without a distribution, so that they can be checked.
func (r *reader) assemble() {
	r.distros = map[string]*model.Distro{}
	var folders []string
	for _, p := range r.files {
		whole := slices.Contains([]string{"events", "map", "repo", "overlay"}, p.Kind) || p.Own
		if (p.Vendor == "" || p.Distro != "" && !p.Alone) && whole {
			folders = list.AppendNew(folders, p.Distro)
		}
	}
	slices.Sort(folders)
	if len(folders) == 0 {
		folders = []string{""}
	}
	for _, folder := range folders {
		d := &model.Distro{Folder: folder, Name: folder, OSID: known.OSID(folder)}
		r.distros[folder] = d
		r.Catalog.Distros = append(r.Catalog.Distros, d)
		targets, others := r.targets(folder)
		for _, n := range targets {
			r.Catalog.Targets = append(r.Catalog.Targets, r.tree(d, n))
		}
		r.extra = append(r.extra, others...)
	}
}

// pick returns the file of a kind that a tree would hold: for the target rather than for all, for the distribution
// alone rather than for all.
func (r *reader) pick(kind, vendor, folder string, n int) (best *part) {
	score := -1
	for _, p := range r.files {
		if p.Kind != kind || p.Vendor != vendor || !p.isFor(folder, n) || vendor == "" && p.Distro != folder {
			continue
		}
		s := 0
		if p.Target == n {
			s += 2
		}
		if p.Distro == folder && folder != "" {
			s++
		}
		if s > score {
			best, score = p, s
		}
	}
	return best
}

func (r *reader) tree(d *model.Distro, n int) *model.Target {
	t := &model.Target{Distro: d, Major: n, Lacks: model.Lacks{Events: true, Map: true, Repo: true, Keys: true}}
	pos := diag.Pos{}
	if p := r.pick("events", "", d.Folder, n); p != nil && p.ok {
		t.Events, pos = p.applying(p.events.Events, n), p.first()
		t.Lacks.Events, t.Lacks.SomeEvents = p.lost, p.lost
	} else if p := r.pick("overlay", "", d.Folder, n); p != nil && p.ok {
		t.Events, pos = p.applying(p.overlay.Events, n), p.first() // the rest is upstream's
	}
	if p := r.pick("repo", "", d.Folder, n); p != nil {
		t.Repo, t.Lacks.Repo, pos = p.repo, len(p.repo) == 0 && p.list.Failed(), p.first()
	}
	if p := r.pick("map", "", d.Folder, n); p != nil && p.ok {
		t.Map, t.Lacks.Map, pos = forTarget(&p.m.Map, n, p.Target), p.list.Failed(), p.first()
	}
	sources := t.Map.Sources(n)
	if len(sources) == 0 {
		sources = []int{n - 1}
	}
	t.Paths = list.Map(sources, func(source int) *model.Path {
		return &model.Path{Source: source, Target: n, Pos: pos, Systems: []*model.Distro{d}}
	})
	for _, p := range r.files {
		if p.Kind == "key" && p.Vendor == "" && p.isFor(d.Folder, n) {
			t.Keys, t.Lacks.Keys = append(t.Keys, p.key), false
		}
		if p.Kind == "key" && p.Vendor == "?" && p.isFor(d.Folder, n) {
			t.BesideVendors = append(t.BesideVendors, p.key)
		}
		if p.Kind == "carried" && p.Distro == d.Folder && (p.Target == 0 || p.Target == n) {
			// NAME.el8 comes after NAME, and is what the target's tree holds
			t.Files = slices.DeleteFunc(t.Files, func(f model.File) bool { return f.Name == p.Base })
			t.Files = append(t.Files, model.File{Name: p.Base, Data: p.Text})
		}
	}
	for _, e := range t.Map.Entries() {
		if e.Major == n && e.Channel == "ga" {
			d.Arches = list.AppendNew(d.Arches, e.Arch)
		}
	}
	slices.Sort(d.Arches)
	r.vendors(t)
	return t
}

// applying are the events of a file that an upgrade to the major can apply. It notes whether there are events that
// Leapp could never apply; form names them.
func (p *part) applying(events []*leapp.ReadEvent, n int) (out []*model.Event) {
	for _, e := range events {
		if e.Fatal != "" || len(e.In) == 0 || e.NoTo || e.To.Major == 0 {
			p.lost = true
		} else if e.To.Applies(n) {
			e.Vendor = p.Vendor
			out = append(out, &e.Event)
		}
	}
	return out
}

// vendors adds to a tree what third parties ship for it.
func (r *reader) vendors(t *model.Target) {
	var names []string
	for _, p := range r.files {
		if p.Vendor != "" && p.Vendor != "?" && p.isOf(t.Distro.Folder) {
			names = append(names, p.Vendor)
		}
	}
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		if v := r.vendor(t, name); v != nil {
			t.Vendors = append(t.Vendors, v)
		}
	}
}

// vendor is what a third party ships in one tree; nil where nothing of it is for the target.
func (r *reader) vendor(t *model.Target, name string) *model.Vendor {
	pick := func(kind string) *part { return r.pick(kind, name, t.Distro.Folder, t.Major) }
	m, repo, sigs, events := pick("map"), pick("repo"), pick("sigs"), pick("events")
	if m != nil && m.ok && m.Target == 0 && !r.machine() && len(m.m.Map.Sources(t.Major)) == 0 {
		return nil // its map is for other targets; on a machine Leapp reads it all the same
	}
	hasMap := slices.ContainsFunc(r.files, func(p *part) bool { return p.Kind == "map" && p.Vendor == name })
	if m == nil && (repo == nil || hasMap && repo.Target != t.Major) {
		return nil
	}
	if m != nil && m.Template && !known.TemplateIsFor(name, t.Distro.Folder) {
		return nil // it is not packaged for this distribution
	}
	v := &model.Vendor{Name: name, Title: name, Pos: r.firstOf(name, t.Distro.Folder)}
	broken := m != nil && (!m.ok || m.list.Failed())
	v.Lacks = model.Lacks{Repo: repo == nil, Signatures: sigs == nil, Events: events == nil,
		Map: m == nil || broken, Broken: broken}
	if m != nil && m.ok {
		v.Map = forTarget(&m.m.Map, t.Major, m.Target)
		if m.Template {
			v.Map = r.expandMap(t, &v.Map)
		}
	}
	if repo != nil {
		v.Repo = repo.repo
	}
	if sigs != nil {
		v.Signatures = sigs.sigs
	}
	if events != nil && events.ok {
		v.Events = events.applying(events.events.Events, t.Major)
		if events.Template {
			v.Events = r.expandEvents(t, name, v.Events)
		}
	}
	v.Lacks.SomeEvents = events != nil && (!events.ok || events.lost)
	for _, p := range r.files {
		if p.Kind == "key" && p.Vendor == name && p.isFor(t.Distro.Folder, t.Major) {
			v.Keys = append(v.Keys, p.key)
		}
	}
	return v
}

// firstOf returns the position for violations that concern a whole vendor, the same for every target.
func (r *reader) firstOf(vendor, folder string) (pos diag.Pos) {
	best := len(mainKinds)
	for _, p := range r.files {
		i := slices.Index(mainKinds, p.Kind)
		if i >= 0 && i < best && p.Vendor == vendor && p.isOf(folder) {
			best, pos = i, p.first()
		}
	}
	return pos
}

// mainKinds are the kinds of file that a whole vendor is reported at, the best first.
var mainKinds = []string{"map", "repo", "events", "sigs"}
