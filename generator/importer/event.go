package importer

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"pes/generator/compile"
	"pes/generator/known"
	"pes/generator/leapp"
	"pes/generator/list"
	"pes/generator/model"
)

// An event is an imported event, with roles instead of PES IDs so that it can hold for several distributions.
type event struct {
	vendor   string
	action   model.Action
	from, to model.Release
	system   string          // of the initial release, where the event names one
	arches   []string        // nil: those of the distribution
	in, out  []model.Package // the repository is a role, or "=" and a PES ID
	streams  []model.StreamMap
	why      string
	pin      uint64   // the id to keep, 0 for none
	replaces []uint64 // ids of upstream's events that it supersedes
	only     []string
	except   []string
	allow    []string
	sources  []origin // where it was read, the first for messages
	broken   bool     // it conflicts with the project
	start    int      // offset in the trial file
	end      int
}

// origin is one of the published events that were merged into an event.
type origin struct {
	folder string // "" for a vendor's that is for everybody
	event  *leapp.ReadEvent
}

func (e *event) where() string { return at(e.sources[0].event) }

func (e *event) addAllow(rule string) { e.allow = list.Distinct(append(e.allow, rule)) }

// exclude removes distributions from an event.
func (e *event) exclude(folders []string) {
	gone := func(f string) bool { return slices.Contains(folders, f) }
	if e.only != nil {
		e.only = slices.DeleteFunc(e.only, gone)
		return
	}
	e.except = list.Distinct(append(e.except, folders...))
}

// key is everything but architectures and distributions.
func (e *event) key() string {
	return fmt.Sprintf("%q", []any{e.vendor, e.action, e.from, e.system, e.to, e.in, e.out, e.streams})
}

// events converts the events of all distributions and vendors, and merges equal ones.
func (im *importer) events() (out []*event) {
	for folder, d := range list.ByKey(im.distros) {
		for _, e := range d.events {
			if !slices.ContainsFunc(d.majors(), e.To.Applies) {
				im.leftOut(at(e), "no upgrade path of %s applies an event of release %s: %s", folder, e.To, e.Title())
				continue
			}
			im.widened(&d.publication, e)
			out = append(out, im.newEvent(d, nil, e))
		}
	}
	for name, v := range list.ByKey(im.vendors) {
		for folder, x := range list.ByKey(v.variants) {
			for _, e := range x.events {
				im.widened(&x.publication, e)
				n := im.newEvent(im.distros[folder], v, e)
				if !slices.ContainsFunc(x.majors(), e.To.Applies) {
					im.leftOut(at(e), "the vendor %s has no map for a path that applies release %s: %s",
						name, e.To, e.Title())
					continue
				}
				n.sources[0].folder = folder
				out = append(out, n)
			}
		}
	}
	return im.joined(out)
}

// joined merges events as far as possible, and returns them in the order in which they are written.
func (im *importer) joined(events []*event) []*event {
	type identity struct {
		key string
		own uint64 // in trees built by pes, an id identifies an authored event
	}
	out := list.FlatMap(list.Group(events, func(e *event) identity {
		return identity{e.key(), im.ownID(e.sources[0])}
	}), im.join)
	slices.SortStableFunc(out, compareEvents)
	return out
}

// compareEvents orders events as they are written: by vendor, then by package, so that similar names are together.
func compareEvents(a, b *event) int {
	return cmp.Or(strings.Compare(a.vendor, b.vendor), strings.Compare(a.in[0].Name, b.in[0].Name),
		cmp.Compare(a.action, b.action), strings.Compare(a.key(), b.key()), slices.Compare(a.arches, b.arches),
		slices.Compare(a.only, b.only), cmp.Compare(a.pin, b.pin))
}

// widened reports an event that was published for some targets and belongs to others too.
func (im *importer) widened(p *publication, e *leapp.ReadEvent) {
	only := im.targets[e]
	for _, n := range p.majors() {
		if only != nil && e.To.Applies(n) && !slices.Contains(only, n) {
			im.repaired(at(e), "it was published for release %d alone; an upgrade to %d applies release %s as well: %s",
				only[0], n, e.To, e.Title())
		}
	}
}

// newEvent converts one published event; d is nil for an event of a vendor that is the same for all distributions.
func (im *importer) newEvent(d *distroData, v *vendorData, e *leapp.ReadEvent) *event {
	n := &event{action: e.Action, from: e.From, to: e.To, streams: e.Streams, why: e.Comment, arches: e.Arches,
		sources: []origin{{event: e}}}
	if d != nil {
		n.sources[0].folder = d.folder
	}
	if v != nil {
		n.vendor = v.name
	}
	if !e.From.IsZero() {
		n.system = system(e)
		if n.system != "" {
			im.system(n.system)
		}
	}
	repo := func(pesid string, major int) string {
		if v != nil {
			if role, ok := known.TemplateRole(pesid); ok {
				return role
			}
			if name := v.repos[vendorSide{pesid, e.To.Major, major != e.To.Major}]; name != "" {
				return strings.TrimPrefix(name, "@")
			}
		}
		if role := im.commonRole(d, roleKey{major, pesid}); role != "" {
			return role
		}
		return "=" + pesid
	}
	words := func(set []model.Package, major int) []model.Package {
		out := list.Map(set, func(p model.Package) model.Package {
			return model.Package{Name: p.Name, Repo: repo(p.Repo, major), Streams: p.Streams}
		})
		slices.SortFunc(out, model.Package.Compare)
		return out
	}
	n.in, n.out = words(e.In, e.InMajor()), words(e.Out, e.To.Major)
	if e.InMajor() != e.From.Major && d != nil {
		// For a package that is kept, the role may be one of the old release, if the new release has no such role.
		for i, p := range n.in {
			pesid, unknown := strings.CutPrefix(p.Repo, "=")
			if role := d.roles[roleKey{e.From.Major, pesid}]; unknown && role != "" && !d.hasRole(e.To.Major, role) {
				n.in[i].Repo = role
			}
		}
	}
	return n
}

// hasRole reports whether a release has a role.
func (d *distroData) hasRole(major int, role string) bool {
	for key, r := range d.roles {
		if key.major == major && r == role {
			return true
		}
	}
	return false
}

// commonRole is the role of a PES ID in a distribution, or where d is nil in all that have an upgrade path, if they
// agree.
func (im *importer) commonRole(d *distroData, key roleKey) (common string) {
	if d != nil {
		return d.roles[key]
	}
	for _, d := range im.distros {
		role := d.roles[key]
		switch {
		case len(d.targets) == 0:
		case role == "" || common != "" && role != common:
			return ""
		default:
			common = role
		}
	}
	return common
}

// ownID returns the id of an event that pes published, else 0: other tools number events differently.
func (im *importer) ownID(p origin) uint64 {
	if d := im.distros[p.folder]; d != nil && d.own {
		return p.event.ID
	}
	return 0
}

// join merges events that only differ in architectures and distributions: those with the same architectures, or all of
// them if each is for all architectures of its distribution.
func (im *importer) join(alike []*event) (out []*event) {
	for _, group := range list.Group(alike, func(e *event) string { return strings.Join(e.arches, " ") }) {
		first := group[0]
		for _, e := range group[1:] {
			first.sources = append(first.sources, e.sources...)
			if first.why == "" {
				first.why = e.why
			} else if e.why != "" && e.why != first.why {
				im.leftOut(e.where(), "its description differs from that of %s, which is kept: %q",
					first.where(), e.why)
			}
		}
		out = append(out, first)
	}
	defaultable := true
	for _, e := range out {
		for _, s := range e.sources {
			defaultable = defaultable && s.folder != "" && sameSet(e.arches, im.distros[s.folder].arches)
		}
	}
	if len(out) > 1 && defaultable {
		out[0].sources = list.FlatMap(out, func(e *event) []origin { return e.sources })
		out[0].arches = nil
		out = out[:1]
	}
	for _, e := range out {
		im.identify(e, defaultable && e.arches != nil)
		im.restrict(e)
	}
	return out
}

// identify keeps the id of an event that pes published: the event is written without architectures if that gives the
// id, else with them if that does; else the id is written too.
func (im *importer) identify(e *event, defaultable bool) {
	explicit := e.arches
	if defaultable {
		e.arches = nil
	}
	id := im.ownID(e.sources[0])
	if id == 0 || e.id() == id {
		return
	}
	usual := e.arches
	if e.arches = explicit; e.id() != id {
		e.arches, e.pin = usual, id
	}
}

// id is what the compiler gives the event.
func (e *event) id() uint64 {
	return compile.ID(&model.Event{Action: e.action, From: e.from, To: e.to, In: e.in, Out: e.out, Streams: e.streams,
		Arches: slices.Sorted(slices.Values(e.arches)), Origin: &model.Origin{Vendor: e.vendor}}, e.system)
}

// restrict sets only or except if some distribution that could have the event does not have it.
func (im *importer) restrict(e *event) {
	could := func(folder string) bool {
		for n := range im.distros[folder].targets {
			if e.to.Applies(n) && (e.vendor == "" || im.vendors[e.vendor].has(folder, n)) {
				return true
			}
		}
		return false
	}
	var with, without []string
	for _, folder := range im.folders() {
		if e.isFor(folder) {
			with = append(with, folder)
		} else if could(folder) {
			without = append(without, folder)
		}
	}
	switch {
	case len(without) == 0:
	case len(without) < len(with):
		e.except = without
	default:
		e.only = with
	}
}

// unwritable says why a package cannot be written as a package string; "" if it can.
func unwritable(p model.Package) string {
	switch {
	case !model.ValidName(p.Name):
		return fmt.Sprintf("%q cannot be the name of a package", p.Name)
	case !model.ValidWord(p.Repo):
		return fmt.Sprintf("%q cannot be a PES ID", p.Repo)
	}
	for _, s := range p.Streams {
		if _, err := model.ParseStream(s.String()); err != nil {
			return err.Error()
		}
	}
	return ""
}
