//go:build !js

package check

import (
	"fmt"
	"slices"
	"strconv"

	"pes/generator/diag"
	"pes/generator/english"
	"pes/generator/inventory"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/par"
	"pes/generator/rules"
)

// inventories holds the events of every tree against what the releases have.
func (c *checker) inventories() {
	stock := c.Stock
	if stock == nil {
		stock = c.catalog
	}
	if len(stock.Inventories) == 0 {
		return
	}
	whole := inventoryCheck{checker: c, stock: stock, index: inventory.NewIndex(stock), within: within(c.catalog)}
	type place struct {
		rule, cause string
		pos         diag.Pos
	}
	said := map[place]bool{}
	for _, found := range par.Map(c.Jobs, len(c.catalog.Targets), func(i int) []finding {
		s, k := whole, *c
		k.t = c.catalog.Targets[i]
		s.checker, s.supplies = &k, map[supplyKey]*supply{}
		s.tree()
		return s.found
	}) {
		for _, f := range found {
			// What is alike in several distributions is said once, and takes a while to find.
			if at := (place{f.rule, f.at.Cause, f.at.Pos}); !said[at] {
				said[at], f.at.Suggestion = true, f.suggest()
			}
			c.Reportf(f.at, f.rule, "%s", f.message)
		}
	}
}

// A finding is a violation that is not reported yet.
type finding struct {
	at            rules.At
	rule, message string
	suggest       func() string
}

// An inventoryCheck holds the events of one tree against what the releases have.
type inventoryCheck struct {
	*checker
	stock    *model.Catalog // that has the inventories
	index    *inventory.Index
	supplies map[supplyKey]*supply
	within   map[named]bool
	takes    map[string]int  // how many events of the target release take a package; nil until asked for
	brings   map[string]bool // packages that an event of the target release leaves there
	used     map[string]bool // repoids that have a section
	found    []finding
}

type supplyKey struct {
	major  int
	vendor string
}

// A named is a package of a major release.
type named struct {
	major int
	name  string
}

// within are the packages that events within a major release take or bring: what a later minor release has says
// nothing about what an earlier one had.
func within(c *model.Catalog) map[named]bool {
	out := map[named]bool{}
	for _, t := range c.Targets {
		for _, e := range t.AllEvents() {
			if e.Leaves() != e.To.Major || e.Action.Keeps() {
				continue
			}
			for _, set := range [][]model.Package{e.In, e.Out} {
				for _, p := range set {
					out[named{e.To.Major, p.Name}] = true
				}
			}
		}
	}
	return out
}

func (s *inventoryCheck) supply(major int, vendor string) *supply {
	k := supplyKey{major, vendor}
	if _, made := s.supplies[k]; !made {
		s.supplies[k] = s.supplyOf(s.t, major, vendor)
	}
	return s.supplies[k]
}

func (s *inventoryCheck) tree() {
	s.used = map[string]bool{}
	for _, section := range slices.Concat(s.t.Repo, list.FlatMap(s.t.Vendors, func(v *model.Vendor) []model.Section {
		return v.Repo
	})) {
		s.used[section.Repoid] = true
	}
	offered := s.offered()
	isOffered := func(arch string) bool { return slices.Contains(offered, arch) }
	notOffered := func(arch string) bool { return !slices.Contains(offered, arch) }
	for _, e := range s.t.AllEvents() {
		if e.To.Major != s.t.Major || !slices.ContainsFunc(e.Arches, isOffered) {
			continue
		}
		a := &eventCheck{inventoryCheck: s, e: e, new: s.supply(s.t.Major, e.Vendor)}
		if e.Leaves() != s.t.Major {
			a.old = s.supply(e.Leaves(), e.Vendor)
		}
		if a.arches = e.Arches; slices.ContainsFunc(e.Arches, notOffered) {
			a.arches = list.Select(e.Arches, isOffered)
		}
		if a.old != nil && !a.moved() {
			for i := range e.In {
				a.in(&e.In[i])
			}
		}
		if a.new != nil {
			set := e.Results()
			for i := range set {
				a.result(&set[i])
			}
			a.removed()
		}
	}
}

// An eventCheck is an event, with the releases that it leaves and leads to.
type eventCheck struct {
	*inventoryCheck
	e        *model.Event
	old, new *supply // nil where nothing is known, old also where the event does not leave a major release
	arches   []string
	unknown  []string // in packages that are not in the old release, which is reported
}

// report adds a violation, the same in several distributions once.
func (a *eventCheck) report(pos diag.Pos, cause string, suggest func() string, rule, message string,
	notes ...diag.Note) {
	at := a.atEvent(a.e, pos, notes...)
	at.Cause, at.Anywhere = cause, a.Published
	a.found = append(a.found, finding{at, rule, message, suggest})
}

func noWord() string { return "" }

// in checks a package that an event takes.
func (a *eventCheck) in(p *model.Package) {
	places, here := a.old.find(p.Name), a.old.of(p.Repo)
	switch {
	case a.within[named{a.old.major, p.Name}]:
	case len(places) == 0:
		if a.e.Action.Keeps() && a.e.Vendor == "" || proves(here, a.arches, a.e.From) {
			a.neverThere(p, here)
		}
	case a.e.Action.Keeps(): // the repository is the one afterwards
	case isIn(places, here):
		a.stream(a.old, p, here, a.e.From, "no machine has a package from it")
	default:
		if others := elsewhere(places, here); len(others) > 0 && a.likely(p, here, others) {
			a.report(p.At(), "in "+p.Name, a.repositoryOf(others[0], p), "doubtful-repository",
				fmt.Sprintf("release %d has %s in %s, not in %s", a.old.major, p.Name, english.And(roles(others)),
					here[0].Role), list.Map(others, there)...)
		}
	}
}

// release names the release of an inventory: in published data, of which each distribution has a copy, its major alone,
// so that the same is said of all.
func (a *eventCheck) release(inv *model.Inventory) string {
	if a.Published {
		return strconv.Itoa(inv.Major)
	}
	return releaseOf(inv)
}

// likely reports whether a package is not in the repository that an event says, although no complete inventory tells:
// it is known of another one. Streams of a module are in several, those for builders in crb.
func (a *eventCheck) likely(p *model.Package, here []*model.Inventory, others []inventory.Place) bool {
	if len(here) == 0 || !slices.ContainsFunc(here, incomplete) {
		return len(here) > 0
	}
	return len(p.Streams) == 0 && (others[0].Stream.IsZero() || here[0].Role != "crb")
}

// neverThere reports an in package that the release does not have which the event leaves.
func (a *eventCheck) neverThere(p *model.Package, here []*model.Inventory) {
	major := a.old.major
	if !a.old.lacks(p.Name, a.arches, a.e.From) || a.ofVendor(p.Name, major) || bareName(p.Name) != p.Name {
		return
	}
	had, sure := a.others(p.Name, major)
	switch {
	case len(had) == 0:
		if len(here) == 0 {
			here = a.old.all()
		}
		a.unknown = append(a.unknown, p.Name)
		went := ""
		if here[0].Release.Compare(a.e.From) > 0 {
			went = ", and no event removes it after " + a.e.From.String()
		}
		a.report(p.Pos, "in "+p.Name, a.old.nearest(p.Name), "unknown-in-package",
			fmt.Sprintf("release %s has no %s%s: the event has no effect", a.release(here[0]), p.Name, went),
			list.Map(here, evidence)...)
	case len(had) == 1 && sure && !a.Published:
		only := func() string { return fmt.Sprintf("only = [%q]", had[0].In.Distro) }
		a.report(p.Pos, "in "+p.Name, only, "one-distribution",
			fmt.Sprintf("only %s has %s in release %d", had[0].In.Distro, p.Name, major),
			there(had[0]))
	}
}

// ofVendor reports whether some vendor has a package for a release.
func (a *eventCheck) ofVendor(name string, major int) bool {
	return slices.ContainsFunc(a.index.All(), func(r *inventory.Release) bool {
		return r.Vendor != "" && r.Major == major && len(r.Find(name)) > 0
	})
}

// others are places where other distributions have a package in a release that is upgraded from, one of each; sure is
// set if it is known of all.
func (a *eventCheck) others(name string, major int) (had []inventory.Place, sure bool) {
	sure = true
	for _, t := range a.catalog.Targets {
		if t.Major != a.t.Major {
			continue
		}
		if major != t.Major && a.systems(t, major) == nil {
			continue
		}
		supply := a.supplyOf(t, major, "")
		if supply == nil {
			sure = false
			continue
		}
		places := supply.find(name)
		switch {
		case len(places) == 0:
			sure = sure && supply.lacks(name, a.arches, a.e.From)
		case !slices.ContainsFunc(had, func(o inventory.Place) bool { return o.In.Distro == places[0].In.Distro }):
			had = append(had, places[0]) // variants are upgraded from what they are variants of
		}
	}
	return had, sure
}

// result checks a package that an event leaves installed.
func (a *eventCheck) result(p *model.Package) {
	places, here := a.new.find(p.Name), a.new.of(p.Repo)
	if len(here) == 0 || a.within[named{a.new.major, p.Name}] || slices.Contains(a.unknown, p.Name) {
		return
	}
	proven := archesTold(here, a.arches, a.e.To) // the architectures for which it is
	others := elsewhere(places, here)
	switch {
	case isIn(places, here):
		a.stream(a.new, p, here, a.e.To, "dnf does not find "+p.Name)
	case len(places) == 0 && a.concerns(proven):
		provider, _ := a.new.standsFor(p.Name)
		if owner, _ := a.foreign(*p); owner != "" || provider != "" || bareName(p.Name) != p.Name {
			return // dnf installs what provides it, and other rules tell what is wrong with the name itself
		}
		notes := list.Map(here, evidence)
		if had, _ := a.others(p.Name, a.new.major); len(had) > 0 {
			notes = append(notes, there(had[0]))
		}
		rule, then := a.lost(p)
		a.report(p.Pos, "out "+p.Name, a.new.nearest(p.Name), rule, fmt.Sprintf("%s of release %s has no %s%s: %s",
			here[0].Role, a.release(here[0]), p.Name, a.nowhereElse(), then), notes...)
	case len(others) > 0 && a.concerns(proven) && on(others[0], proven):
		a.report(p.At(), "out "+p.Name, a.repositoryOf(others[0], p), "wrong-repository",
			fmt.Sprintf("%s of release %s has no %s: it is in %s", here[0].Role, a.release(here[0]), p.Name,
				english.And(roles(others))), append(list.Map(others, there), list.Map(here, evidence)...)...)
	case len(others) > 0 && slices.ContainsFunc(here, incomplete) && a.likely(p, here, others):
		a.report(p.At(), "out "+p.Name, a.repositoryOf(others[0], p), "doubtful-repository",
			fmt.Sprintf("release %d has %s in %s, not in %s, according to inventories", a.new.major, p.Name,
				english.And(roles(others)), here[0].Role), list.Map(others, there)...)
	}
}

// concerns reports whether an event does something on one of some architectures: they are all that it is for, or the
// old release has a package there that the event takes. An event of a package of s390x is often for all.
func (a *eventCheck) concerns(arches []string) bool {
	if len(arches) == len(a.arches) {
		return true
	}
	return len(arches) > 0 && a.old != nil && slices.ContainsFunc(a.e.In, func(p model.Package) bool {
		return slices.ContainsFunc(a.old.find(p.Name), func(place inventory.Place) bool { return on(place, arches) })
	})
}

// nowhereElse says what is known of the other repositories.
func (a *eventCheck) nowhereElse() string {
	if len(a.new.all()) < 2 {
		return ""
	}
	return ", and no other known repository has it"
}

// lost says what becomes of a machine if dnf does not find a package, and which rule says so.
func (a *eventCheck) lost(p *model.Package) (rule, then string) {
	if slices.ContainsFunc(a.e.In, func(in model.Package) bool { return in.Name == p.Name }) {
		return "kept-but-gone", "it stays as it is, without updates"
	}
	return "unknown-out-package", "Leapp removes " + model.Names(a.e.In) + " and dnf does not find the replacement"
}

// repositoryOf suggests the repository of a place for a package.
func (a *eventCheck) repositoryOf(place inventory.Place, p *model.Package) func() string {
	return func() string {
		word := place.In.Role
		if a.Published {
			of := a.new
			if place.In.Major != a.t.Major {
				of = a.old
			}
			f := list.Find(a.t.Map.Families, func(f *model.Family) bool {
				return f.In(place.In.Major) && slices.Contains(of.of(f.PESID), place.In)
			})
			if f == nil {
				return ""
			}
			word = f.PESID
		}
		if p.RepoPos.IsZero() { // it is a default
			word = p.Name + "@" + word
		}
		return strconv.Quote(word)
	}
}

// stream checks that the module streams of a package exist.
func (a *eventCheck) stream(s *supply, p *model.Package, here []*model.Inventory, since model.Release, then string) {
	if len(p.Streams) == 0 || !proves(s.all(), a.arches, since) {
		return
	}
	for _, stream := range p.Streams {
		var have []string
		exists := stream.IsZero()
		for _, inv := range s.all() {
			for _, x := range inv.Streams {
				exists = exists || x.Stream == stream
				if x.Module == stream.Module {
					have = list.AppendNew(have, x.String())
				}
			}
		}
		if exists {
			continue
		}
		what := "no module " + stream.Module
		if len(have) > 0 {
			what = "no module stream " + stream.String() + ", but " + english.And(have)
		}
		near := func() string { return diag.Near(stream.String(), have) }
		a.report(p.Pos, stream.String(), near, "unknown-module-stream",
			fmt.Sprintf("release %d has %s: %s", s.major, what, then), list.Map(here, evidence)...)
	}
}

// moved reports a move to the repository that has the package already.
func (a *eventCheck) moved() bool {
	e := a.e
	if e.Action != model.Moved || len(e.In) != 1 || len(e.Out) != 1 || e.In[0].Name != e.Out[0].Name ||
		len(e.In[0].Streams)+len(e.Out[0].Streams) > 0 || a.new == nil || a.within[named{a.old.major, e.In[0].Name}] {
		return false
	}
	from, to := a.old.of(e.In[0].Repo), a.new.of(e.Out[0].Repo)
	places := a.old.find(e.In[0].Name)
	if len(to) == 0 || len(places) == 0 || isIn(places, from) || !proves(from, a.arches, e.From) ||
		slices.ContainsFunc(places, func(p inventory.Place) bool { return p.In.Role != to[0].Role }) {
		return false
	}
	a.report(e.Out[0].At(), "moved", noWord, "moved-already",
		fmt.Sprintf("release %d has %s in %s already, not in %s: nothing moves", a.old.major, e.In[0].Name,
			to[0].Role, from[0].Role), list.Map(places, there)...)
	return true
}

// removed reports a removal of a package that machines get from the new release, under the same name.
func (a *eventCheck) removed() {
	e := a.e
	if e.Action != model.Removed || len(e.In) != 1 || len(e.Out) > 0 || len(e.In[0].Streams) > 0 {
		return
	}
	p := e.In[0]
	places := a.new.find(p.Name)
	if len(places) == 0 || a.hasOthers(p.Name) {
		return
	}
	for _, place := range places {
		inv := place.In
		older := inv.Release.Compare(e.To) < 0 && e.To.Minor > 0
		if inv.Vendor != e.Vendor || older || !a.gets(p, inv) || !place.IsVisible() ||
			!on(place, e.Arches) {
			continue
		}
		a.report(p.Pos, "removed "+p.Name, noWord, "still-there", fmt.Sprintf(
			"release %d has %s, in %s, but Leapp removes it", a.new.major, p.Name, inv.Role), there(place))
		return
	}
}

// hasOthers reports whether other events of the target release take a package, or leave it there.
func (s *inventoryCheck) hasOthers(name string) bool {
	if s.takes == nil {
		all := s.t.AllEvents()
		s.takes, s.brings = make(map[string]int, len(all)), map[string]bool{}
		for _, e := range all {
			if e.To.Major != s.t.Major {
				continue
			}
			for _, p := range e.In {
				s.takes[p.Name]++
			}
			for _, p := range e.Results() {
				s.brings[p.Name] = true
			}
		}
	}
	return s.takes[name] > 1 || s.brings[name]
}

// gets reports whether machines get a repository of the new release: it has a section, and Leapp uses every one, or
// that of the package is mapped to it.
func (a *eventCheck) gets(p model.Package, inv *model.Inventory) bool {
	is := func(pesid string) bool { return slices.Contains(a.new.of(pesid), inv) }
	for f, e := range a.t.Entries() {
		if e.Major == a.t.Major && a.used[e.Repoid] && is(f.PESID) {
			return true
		}
	}
	for _, m := range a.t.AllMaps() {
		for _, x := range m.Mappings {
			if x.Target == a.t.Major && x.From == p.Repo && slices.ContainsFunc(x.To, is) {
				return true
			}
		}
	}
	return false
}

// on reports whether a package is there on one of some architectures.
func on(p inventory.Place, arches []string) bool {
	return overlap(arches, p.In.Arches) && overlap(arches, p.Arches)
}

// overlap reports whether two lists of architectures have one in common; none stands for all.
func overlap(a, b []string) bool {
	return len(a) == 0 || len(b) == 0 || slices.ContainsFunc(a, func(x string) bool { return slices.Contains(b, x) })
}
