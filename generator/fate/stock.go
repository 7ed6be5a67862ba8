package fate

import (
	"slices"
	"strings"
	"sync"
	"time"

	"pes/generator/inventory"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/rpmver"
)

// A Stock is what the repositories of an upgrade have, as far as inventories say.
type Stock struct {
	tree  *model.Tree
	major int
	new   []*model.Inventory          // of the distribution, then of vendors
	ids   map[string]*model.Inventory // of new, by PES ID
	// takers are the packages of the new release that obsolete or provide another one, by the name of that.
	takers func() map[string][]string
}

// NewStock takes the inventories of the release that a tree upgrades to, those of its vendors behind the
// distribution's. It is nil where there are none.
func NewStock(t *model.Tree, new []*model.Inventory) *Stock {
	if len(new) == 0 {
		return nil
	}
	s := &Stock{tree: t, major: new[0].Major, new: new, ids: map[string]*model.Inventory{}}
	for _, inv := range new {
		if inv.PESID != "" {
			s.ids[inv.PESID] = inv
		}
	}
	s.takers = sync.OnceValue(func() map[string][]string {
		out := map[string][]string{}
		for _, inv := range new {
			for _, a := range inv.Packages {
				for _, name := range slices.Concat(a.Obsoletes, a.Provides) {
					out[name] = list.AppendNew(out[name], a.Name)
				}
			}
		}
		return out
	})
	return s
}

// An Offer is a package of the new release in one repository.
type Offer struct {
	Place
	Repoid  string `json:"repoid,omitempty"`
	Used    bool   `json:"used"` // the upgrade uses the repository, and the stream is enabled
	enabled bool   // the upgrade uses the repository
}

// A Refinement is what is known of a machine beside its result.
type Refinement struct {
	Old      *inventory.Release // of the system that is upgraded; nil: nothing is known of it
	Versions map[string]string  // [epoch:]version-release of installed packages, by name
	Streams  []model.Stream     // module streams that are enabled before the upgrade
}

// A view is the stock as one machine sees it.
type view struct {
	*Stock
	*Refinement
	result  *Result
	repoids map[*model.Inventory][]string // of the machine's architecture
	used    map[*model.Inventory]bool
	active  map[string]string // the enabled stream of each module
}

// Refine tells the packages apart that no event names, by what the repositories have that the upgrade uses. It leaves
// all others alone, and those that inventories know nothing of. Without a stock, a refinement or repositories it does
// nothing.
func (r *Result) Refine(s *Stock, x *Refinement) {
	if s == nil || x == nil || len(r.Mapped)+len(r.Custom) == 0 {
		return
	}
	v := &view{Stock: s, Refinement: x, result: r, repoids: map[*model.Inventory][]string{},
		used: map[*model.Inventory]bool{}, active: map[string]string{}}
	r.Stocked, r.Incomplete = true, v.look()
	v.streams()
	for i := range r.Packages {
		if p := &r.Packages[i]; p.Fate == Unknown {
			v.refine(p)
		}
	}
	v.needed()
	r.count()
}

// After finds what dnf takes of a package of a name, and of a module stream where it is of one; nil where the upgrade
// uses no repository that is known to have it. The result must have been refined with the same.
func (s *Stock) After(r *Result, x *Refinement) func(name string, of model.Stream) *Offer {
	if s == nil || x == nil || len(r.Mapped)+len(r.Custom) == 0 {
		return func(string, model.Stream) *Offer { return nil }
	}
	v := &view{Stock: s, Refinement: x, result: r, repoids: map[*model.Inventory][]string{},
		used: map[*model.Inventory]bool{}, active: map[string]string{}}
	v.look()
	v.streams()
	return func(name string, of model.Stream) *Offer {
		offers, stream := v.offers(name), streamName(of)
		if best := taken(list.Select(offers, func(o Offer) bool { return o.Stream == stream })); best != nil {
			return best
		}
		return taken(offers)
	}
}

// LacksStream reports whether the new release has no module stream of a name, as far as inventories say. Where none of
// them has any stream, they must be complete.
func (s *Stock) LacksStream(of model.Stream) bool {
	if s == nil {
		return false
	}
	some, complete := false, true
	for _, inv := range s.new {
		complete = complete && inv.Complete
		for _, stream := range inv.Streams {
			if stream.Stream == of {
				return false
			}
			some = true
		}
	}
	return some || complete
}

// look finds the repositories that the upgrade uses, and returns those whose packages are not all known.
func (v *view) look() (incomplete []string) {
	known, other := map[string]*model.Inventory{}, map[string]bool{}
	maps := []*model.Map{&v.tree.Map.Map}
	for i := range v.tree.Vendors {
		maps = append(maps, &v.tree.Vendors[i].Map.Map)
	}
	for _, m := range maps {
		for f, e := range m.Entries() {
			inv := v.ids[f.PESID]
			switch {
			case e.Major != v.major || e.Arch != v.result.Arch:
			case e.Type != "rpm":
				other[e.Repoid] = true
			case inv != nil:
				known[e.Repoid] = inv
				v.repoids[inv] = list.AppendNew(v.repoids[inv], e.Repoid)
			}
		}
	}
	for _, repoid := range distinct(slices.Concat(v.result.Mapped, v.result.Custom)) {
		inv := known[repoid]
		if inv != nil {
			v.used[inv] = true
			v.result.asOf(inv.Day)
		}
		if !other[repoid] && (inv == nil || !inv.Complete || !covers(inv, v.result.Arch)) {
			incomplete = append(incomplete, repoid)
		}
	}
	return incomplete
}

// asOf keeps the earliest day of the inventories that the result is made with.
func (r *Result) asOf(day time.Time) {
	if text := day.Format(time.DateOnly); !day.IsZero() && (r.AsOf == "" || text < r.AsOf) {
		r.AsOf = text
	}
}

// covers reports whether an inventory says anything of an architecture.
func covers(inv *model.Inventory, arch string) bool {
	return len(inv.Arches) == 0 || slices.Contains(inv.Arches, arch)
}

// streams finds the module streams that are enabled in the new release: those that the upgrade enables, those that it
// does not reset, and the defaults of modules without any.
func (v *view) streams() {
	reset := list.Set(v.result.ResetModules)
	for _, s := range v.Streams {
		if !reset[s.String()] {
			v.active[s.Module] = s.Stream
		}
	}
	for _, text := range v.result.EnabledModules {
		if s, err := model.ParseStream(text); err == nil {
			v.active[s.Module] = s.Stream
		}
	}
	for _, inv := range v.new {
		for _, s := range inv.Streams {
			if _, chosen := v.active[s.Module]; s.Default && !chosen {
				v.active[s.Module] = s.Stream.Stream
			}
		}
	}
}

// offers are the places of a package in the new release, in the order of repositories.
func (v *view) offers(name string) (out []Offer) {
	for _, inv := range v.new {
		if !covers(inv, v.result.Arch) {
			continue
		}
		for _, a := range inventory.Find(inv, name) {
			if len(a.Arches) > 0 && !slices.Contains(a.Arches, v.result.Arch) {
				continue
			}
			o := Offer{Place: newPlace(inv, a), enabled: v.used[inv]}
			if ids := v.repoids[inv]; len(ids) > 0 {
				o.Repoid = ids[0]
				for _, id := range ids {
					if slices.Contains(v.result.Mapped, id) || slices.Contains(v.result.Custom, id) {
						o.Repoid = id
						break
					}
				}
			}
			o.Used = o.enabled && (a.Stream.IsZero() || v.active[a.Stream.Module] == a.Stream.Stream)
			out = append(out, o)
		}
	}
	return out
}

// refine gives a package that no event names the fate that inventories tell; it stays unknown where they do not.
func (v *view) refine(p *Package) {
	p.Version, p.Offers = v.Versions[p.Name], v.offers(p.Name)
	own := func(o Offer) bool { return o.Vendor == "" }
	switch best := taken(p.Offers); {
	case best != nil:
		p.Fate, p.To, p.Becomes, p.Gone = Upgraded, best.Repoid, best.Version, ""
		p.Older = isOlder(p.Version, p.Becomes)
	case slices.ContainsFunc(p.Offers, own):
		p.Fate = Elsewhere
	case len(p.Offers) > 0:
		p.Fate = OfVendor
	case len(v.result.Incomplete) == 0:
		p.Fate, p.Perhaps = Orphan, copied(v.takers()[p.Name])
		p.NeverThere = v.Old.Absent(p.Name)
	}
}

// taken is what dnf takes of several offers: what a module stream has before the rest, then the newest; nil where the
// upgrade uses none.
func taken(offers []Offer) (best *Offer) {
	for i := range offers {
		o := &offers[i]
		if o.Used && (best == nil || better(o, best)) {
			best = o
		}
	}
	return best
}

func better(a, b *Offer) bool {
	switch {
	case (a.Stream != "") != (b.Stream != ""):
		return a.Stream != ""
	case a.Version == "" || b.Version == "":
		return b.Version == "" && a.Version != ""
	}
	return rpmver.Compare(a.Version, b.Version) > 0
}

// needed says which packages need one that the new release lacks. They are those that stay as they are: what is
// upgraded needs what is there.
func (v *view) needed() {
	orphans := map[string]*Package{}
	for i := range v.result.Packages {
		if p := &v.result.Packages[i]; p.Fate == Orphan {
			orphans[p.Name] = p
		}
	}
	if len(orphans) == 0 || v.Old == nil {
		return
	}
	stay := []string{Orphan, Elsewhere, OfVendor, Foreign, Unknown}
	for i := range v.result.Packages {
		p := &v.result.Packages[i]
		if !slices.Contains(stay, p.Fate) {
			continue
		}
		for _, place := range v.Old.Find(p.Name) {
			for _, name := range place.Needs {
				if o := orphans[name]; o != nil && o != p {
					o.NeededBy = list.AppendNew(o.NeededBy, p.Name)
				}
			}
		}
	}
	for _, o := range orphans {
		slices.Sort(o.NeededBy)
	}
}

// isOlder reports whether a version is certainly older than the installed one. A missing epoch or release is not taken
// for a low one.
func isOlder(installed, new string) bool {
	_, haveEpoch := epoch(installed)
	_, newEpoch := epoch(new)
	if installed == "" || new == "" || haveEpoch != newEpoch || !strings.Contains(new, "-") {
		return false
	}
	return compare(installed, new) > 0
}

// compare compares two versions in what both have of epoch and release.
func compare(a, b string) int {
	restA, inA := epoch(a)
	restB, inB := epoch(b)
	if inA != inB {
		a, b = restA, restB
	}
	if !strings.Contains(a, "-") || !strings.Contains(b, "-") {
		a, b = withoutRelease(a), withoutRelease(b)
	}
	return rpmver.Compare(a, b)
}

// epoch cuts the epoch of a version.
func epoch(evr string) (rest string, has bool) {
	before, after, found := strings.Cut(evr, ":")
	if found && before != "" && strings.Trim(before, "0123456789") == "" {
		return after, true
	}
	return evr, false
}

func withoutRelease(evr string) string {
	if i := strings.LastIndexByte(evr, '-'); i >= 0 {
		return evr[:i]
	}
	return evr
}

// step is a change of version in short: "2.4.6 -> 2.4.62", with releases only where the versions are equal. What could
// look like a step back and may be none is left out.
func step(installed, new string, older bool) string {
	rest, haveEpoch := epoch(installed)
	newRest, newEpoch := epoch(new)
	if haveEpoch && newEpoch && installed[:len(installed)-len(rest)] == new[:len(new)-len(newRest)] {
		installed, new = rest, newRest
	}
	from, to := withoutRelease(installed), withoutRelease(new)
	switch {
	case new == "" || installed == "":
		return to
	case from == to && installed != new && installed != from && new != to:
		from, to = installed, new
	case from == to:
		return to
	}
	if !older && compare(installed, new) > 0 {
		return withoutRelease(new)
	}
	return from + " -> " + to
}
