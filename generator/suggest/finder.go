package suggest

import (
	"fmt"
	"slices"
	"strings"

	"pes/generator/english"
	"pes/generator/inventory"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/upstream"
)

// A finder finds what is missing on one upgrade path of one distribution.
type finder struct {
	target   *model.Target
	path     *model.Path
	old      []oldRelease
	now      *release
	news     map[sourceOf]*sourceNews
	vendors  []*inventory.Release // of the new release, of the vendors that the tree has
	needs    map[string][]string  // vendors' packages, by what they need
	events   map[string][]*model.Event
	from     model.Release // that events of the path leave, where inventories do not say it
	complete bool
	note     string // why nothing is concluded from absence
}

// A sourceOf is a source package of an old release.
type sourceOf struct {
	*release
	name string
}

// An oldRelease is the old release of a system that is upgraded.
type oldRelease struct {
	*release
	system string // what precedes the release in an event; "" of the usual system
}

// A finding is what one distribution misses about one package.
type finding struct {
	name    string
	kind    string
	grade   Grade
	action  model.Action
	system  string
	from    model.Release
	to      int            // major release
	in      model.Release  // of it, in which the event is
	role    string         // of the repository it was in
	version string         // there
	source  string         // package that it was built of
	streams []model.Stream // it was in, if not in none alone
	out     []output
	arches  []string // where it is so, if not everywhere
	why     string
	facts   []string // evidence, without what all of the kind have in common
	where   string   // in the new release: the repositories that do not have it, or those that do
	of      []uint64 // events of upstream that are wrong
}

// An output is an out package, or what a kept package is from then on.
type output struct {
	name, role string
	stream     model.Stream
}

// newFinder is nil where nothing is known of one of the releases.
func newFinder(x *inventory.Index, t *model.Target, p *model.Path) *finder {
	now := x.Of(t.Distro.Folder, p.Target)
	if now == nil {
		return nil
	}
	f := &finder{target: t, path: p, now: newRelease(now), events: map[string][]*model.Event{},
		needs: map[string][]string{}, news: map[sourceOf]*sourceNews{}}
	for i, d := range p.Systems {
		r := x.Of(d.Folder, p.Source)
		if r == nil {
			continue
		}
		system := d.Folder
		if i == 0 || d == t.Distro {
			system = ""
		}
		f.old = append(f.old, oldRelease{newRelease(r), system})
	}
	if len(f.old) == 0 {
		return nil
	}
	f.readEvents()
	lacking := f.lacking()
	if f.complete = len(lacking) == 0; !f.complete {
		f.note = fmt.Sprintf("nothing counts as gone in %d, as what it has in %s is not known completely", p.Target,
			english.And(lacking))
	}
	f.readVendors(x)
	return f
}

func roleOf(inv *model.Inventory) string { return inv.Role }

// lacking are the roles of the new release, and those that the path leads to, of which not everything is known.
func (f *finder) lacking() (roles []string) {
	for _, m := range f.path.Roles {
		for _, role := range m.To {
			if f.now.Role(role) == nil {
				roles = list.AppendNew(roles, role)
			}
		}
	}
	return list.AppendNew(roles, f.now.Lacking()...)
}

// readVendors finds what the vendors of the tree have for the new release, and need.
func (f *finder) readVendors(x *inventory.Index) {
	for _, v := range f.target.Vendors {
		r := x.Vendor(v.Name, f.path.Target)
		if r == nil {
			continue
		}
		f.vendors = append(f.vendors, r)
		for name, places := range r.All() {
			for _, need := range places[0].Needs {
				f.needs[need] = append(f.needs[need], name+" of "+v.Name)
			}
		}
	}
}

// readEvents finds the events that say what becomes of packages: those of the new release, and earlier ones that take
// packages away.
func (f *finder) readEvents() {
	usual, most := map[model.Release]int{}, 0
	f.from = model.Release{Major: f.path.Source, Minor: model.LastMinor(f.path.Source)}
	for _, e := range f.target.AllEvents() {
		for _, p := range e.In {
			keeps := slices.ContainsFunc(e.Results(), func(q model.Package) bool { return q.Name == p.Name })
			if e.To.Major == f.path.Target || !keeps {
				f.events[p.Name] = append(f.events[p.Name], e)
			}
		}
		if e.To.Major == f.path.Target && e.From.Major == f.path.Source {
			if usual[e.From]++; usual[e.From] > most {
				most, f.from = usual[e.From], e.From
			}
		}
	}
}

// find returns what is missing, by package.
func (f *finder) find() (out []finding) {
	seen := map[string]bool{}
	for i, old := range f.old {
		for name, places := range old.All() {
			if i > 0 && seen[name] {
				continue
			}
			if len(f.old) > 1 {
				seen[name] = true
			}
			if model.LeappPackage(name, f.path.Target) {
				continue
			}
			wrong, covered := f.covered(name)
			if covered {
				continue
			}
			if x := f.about(old, name, places, wrong); x != nil {
				out = append(out, *x)
			}
		}
	}
	return out
}

// covered reports whether an event takes a package. Events of upstream that cannot be right here do not count.
func (f *finder) covered(name string) (wrong []*model.Event, yes bool) {
	for _, e := range f.events[name] {
		if e.Origin == nil || e.Upstream == 0 || e.Action.Keeps() || !f.wrongHere(e, name) {
			return nil, true
		}
		wrong = append(wrong, e)
	}
	return wrong, false
}

// wrongHere reports whether an event takes a package away that is still there, or brings nothing that is there.
func (f *finder) wrongHere(e *model.Event, name string) bool {
	if len(e.Out) == 0 {
		return len(f.now.visible(name)) > 0
	}
	return f.complete && !slices.ContainsFunc(e.Out, func(p model.Package) bool { return len(f.now.Find(p.Name)) > 0 })
}

// about is what there is to say of a package that no event takes, nil if nothing.
func (f *finder) about(old oldRelease, name string, places []inventory.Place, wrong []*model.Event) *finding {
	p := places[0]
	if seen := old.visible(name); len(seen) > 0 {
		p = seen[0]
	}
	x := &finding{name: name, system: old.system, from: f.from, to: f.path.Target, role: p.In.Role, version: p.EVR,
		source: p.Source, streams: streamsOf(places), in: model.Release{Major: f.path.Target}}
	if r := p.In.Release; !r.IsZero() {
		x.from = r
	}
	if len(wrong) > 0 { // whose place an event of the same release takes
		x.in = wrong[0].To
	}
	for _, e := range wrong {
		if e.To == x.in {
			x.of = append(x.of, e.Upstream)
			x.facts = append(x.facts, fmt.Sprintf("that is not what upstream's event %d says, %s", e.Upstream,
				upstream.Describe(e)))
		}
	}
	there := f.now.visible(name)
	switch had := archesOf(places); {
	case len(there) > 0 && len(wrong) > 0:
		f.stays(x, there)
	case len(there) > 0 && f.moved(x, places, there), len(there) > 0 && f.split(x, old, places, there):
	case len(there) > 0 && f.goneSomewhere(x, places, there):
		f.gone(x, old, places)
	case len(there) == 0 && f.complete:
		if x.arches = f.known(had); len(had) > 0 && len(x.arches) == 0 {
			return nil
		} else if len(x.arches) == len(had) {
			x.arches = nil
		}
		if modular := f.now.Find(name); len(modular) > 0 {
			f.module(x, modular)
		} else {
			f.gone(x, old, places)
		}
	}
	if x.kind == "" || x.action == model.Removed && f.vendorHas(x.name) {
		return nil
	}
	return x
}

// has reports whether there are complete inventories of all these roles.
func (f *finder) has(roles []string) bool {
	return !slices.ContainsFunc(roles, func(role string) bool {
		inv := f.now.Role(role)
		return inv == nil || !inv.Complete
	})
}

// leads are the roles that the upgrade leads a role to; one that the map does not name stays what it is.
func (f *finder) leads(role string) []string {
	to, known := f.path.LeadsTo(role)
	if !known {
		return []string{role}
	}
	return to
}

// known are those of some architectures on which all repositories of the new release are known.
func (f *finder) known(arches []string) []string {
	return list.Select(arches, func(a string) bool {
		return !slices.ContainsFunc(f.now.Inventories, func(inv *model.Inventory) bool {
			return len(inv.Arches) > 0 && !slices.Contains(inv.Arches, a)
		})
	})
}

// goneSomewhere reports whether a package is gone on some of the architectures that it had, and says on which.
func (f *finder) goneSomewhere(x *finding, places, there []inventory.Place) bool {
	if !f.complete {
		return false
	}
	known := f.now.arches
	for _, p := range there {
		known = list.Select(known, func(a string) bool { return slices.Contains(p.In.Arches, a) })
	}
	for _, role := range f.leads(x.role) {
		if inv := f.now.Role(role); inv != nil {
			known = list.Select(known, func(a string) bool { return slices.Contains(inv.Arches, a) })
		}
	}
	has := archesOf(there)
	x.arches = list.Select(archesOf(places), func(a string) bool {
		return slices.Contains(known, a) && !slices.Contains(has, a)
	})
	return len(x.arches) > 0
}

// vendorHas reports whether a vendor of the tree has a package: machines of the vendor get it from there.
func (f *finder) vendorHas(name string) bool {
	return slices.ContainsFunc(f.vendors, func(r *inventory.Release) bool { return len(r.Find(name)) > 0 })
}

// stays fills in a finding about a package that upstream takes away though it is there.
func (f *finder) stays(x *finding, there []inventory.Place) {
	to := f.best(x.role, there)
	x.kind, x.grade, x.action = Wrong, Look, model.Present
	x.where, x.out = to.In.Role, []output{{name: x.name, role: to.In.Role}}
	if !slices.Contains(f.leads(x.role), to.In.Role) {
		x.action = model.Moved
	}
	x.why = fmt.Sprintf("EL %d has it in %s.", x.to, to.In.Role)
}

// moved fills in a finding about a package that is where its repository does not lead.
func (f *finder) moved(x *finding, places, there []inventory.Place) bool {
	for _, p := range places {
		leads := f.leads(p.In.Role)
		if !f.has(leads) {
			return false // it may be there, too
		}
		if slices.ContainsFunc(there, func(q inventory.Place) bool { return slices.Contains(leads, q.In.Role) }) {
			return false
		}
	}
	to := there[0]
	x.kind, x.grade, x.action, x.where = Moved, Sure, model.Moved, to.In.Role
	if f.used(to.In) {
		x.grade = Likely
		x.facts = append(x.facts, "the .repo file has "+to.In.Role+", so the upgrade uses it without an event, too")
	}
	x.out = []output{{name: x.name, role: to.In.Role}}
	x.why = fmt.Sprintf("EL %d has it in %s.", x.to, to.In.Role)
	return true
}

// used reports whether every upgrade uses a repository, as the .repo file has a section of it.
func (f *finder) used(inv *model.Inventory) bool {
	for family, e := range f.target.Entries() {
		if e.Major == f.target.Major && inv.Is(family.PESID) &&
			slices.ContainsFunc(f.target.Repo, func(s model.Section) bool { return s.Repoid == e.Repoid }) {
			return true
		}
	}
	return false
}

// best is the place to which a role leads, else the first.
func (f *finder) best(role string, places []inventory.Place) inventory.Place {
	leads := f.leads(role)
	i := slices.IndexFunc(places, func(p inventory.Place) bool { return slices.Contains(leads, p.In.Role) })
	return places[max(i, 0)]
}

// module fills in a finding about a package that is in module streams alone: those who had it in a stream of the same
// name stay in it, others get the newest. As a stream hides what other packages of its module are outside of it, that
// is never sure.
func (f *finder) module(x *finding, places []inventory.Place) {
	newest := newestOf(places)
	x.kind, x.grade, x.action, x.where = Module, Likely, model.Replaced, newest.In.Role
	var there []model.Stream
	for _, p := range places {
		there = list.AppendNew(there, p.Stream)
	}
	list.Sort(there, model.Stream.Compare)
	if len(there) > 1 {
		x.grade = Look
	}
	x.facts = append(x.facts, fmt.Sprintf("%d has it in the module %s %s alone", x.to,
		english.Noun(len(there), "stream"), english.And(list.Map(there, model.Stream.String))))
	in := x.streams
	if len(in) == 0 {
		in = []model.Stream{{}}
	}
	for _, s := range in {
		to := newest.Stream
		if slices.Contains(there, s) {
			to = s
		} else if !s.IsZero() { // another version of the whole module
			x.grade = Look
		}
		x.out = append(x.out, output{x.name, newest.In.Role, to})
	}
	x.why = fmt.Sprintf("EL %d has it in the module %s alone.", x.to, newest.Stream.Module)
}

// streamsOf are the streams that a package is in, none among them where it is also outside of modules; nil where it is
// in no module.
func streamsOf(places []inventory.Place) (out []model.Stream) {
	for _, p := range places {
		out = list.AppendNew(out, p.Stream)
	}
	list.Sort(out, model.Stream.Compare)
	if len(out) == 1 && out[0].IsZero() {
		return nil
	}
	return out
}

// archesOf are the architectures of places; nil where they are not known.
func archesOf(places []inventory.Place) (out []string) {
	for _, p := range places {
		own := p.Arches
		if own == nil {
			own = p.In.Arches
		}
		if len(own) == 0 {
			return nil
		}
		out = list.AppendNew(out, own...)
	}
	slices.Sort(out)
	return out
}

// described is a package with its version and repository.
func described(p inventory.Place) string {
	text := strings.TrimSpace(p.Name + " " + p.EVR)
	if !p.Stream.IsZero() {
		text += " of the stream " + p.Stream.String()
	}
	return text + " in " + p.In.Role
}
