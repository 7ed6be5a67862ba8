package fate

import (
	"cmp"
	"slices"
	"strings"

	"pes/generator/list"
	"pes/generator/machine"
	"pes/generator/model"
	"pes/generator/upgrade"
)

// Of gives the packages of a machine their fates; with why, it also lists every event that was looked at. What depends
// on how the machine is described is left to the caller: Name, Form, Assumed, Unmapped, ActivatedBy, and
// [Result.SetGroups].
func Of(m *upgrade.Machine, o *upgrade.Outcome, t *upgrade.Trace, why bool) *Result {
	r := &Result{Arch: m.Arch, OK: len(o.Refusals) == 0, Counts: map[string]int{"installed": len(m.Installed)},
		Enabled: slices.Sorted(slices.Values(m.Enabled)), ToEnable: copied(o.Enable), Mapped: copied(o.Mapped),
		Custom: copied(o.Custom), Blacklisted: copied(o.Blacklisted), Vendors: copied(o.Vendors),
		Notes: copied(o.Notes), Reports: copied(o.Reports), Assumed: []string{},
		Groups: []machine.Group{}, MissingKeys: []MissingKey{},
		Unmapped: map[string]int{}, IgnoredVendors: map[string][]string{}, InactiveVendors: map[string]int{}}
	r.Refusals = copied(list.Map(o.Refusals, func(f upgrade.Refusal) Refusal {
		file, line := fileLine(f.Pos)
		return Refusal{f.Kind.String(), f.Step, f.Message, file, line}
	}))
	c := newComputation(m, o, t)
	c.why = why
	r.EnabledModules = copied(list.Map(c.transaction.EnableModules, model.Stream.String))
	r.ResetModules = copied(list.Map(c.transaction.ResetModules, model.Stream.String))
	c.installed(r)
	c.added(r)
	list.Sort(r.Packages, func(a, b Package) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.Stream, b.Stream),
			strings.Compare(a.Fate, b.Fate))
	})
	r.count()
	r.Needless = copied(append(c.needless("to_remove", m.Remove), c.needless("to_keep", m.Keep)...))
	return r
}

// needless says which names of a transaction list have no effect.
func (c *computation) needless(file string, names []string) (out []string) {
	for _, name := range names {
		id, installed := c.before[name]
		switch {
		case !installed:
			out = append(out, file+": "+name+" is not installed")
		case c.foreign[id]:
			out = append(out, file+": "+name+" is not counted by Leapp, and stays as it is")
		}
	}
	return out
}

func (r *Result) count() {
	r.Counts = map[string]int{"installed": r.Counts["installed"]}
	for _, p := range r.Packages {
		r.Counts[p.Fate]++
	}
}

// SetGroups says where packages come from that are not simply the distribution's. Those of Leapp have a fate of their
// own.
func (r *Result) SetGroups(groups []machine.Group) {
	r.Groups = copied(groups)
	own := map[string]bool{}
	for _, g := range groups {
		if g.Kind == machine.OfLeapp {
			for _, name := range g.Packages {
				own[name] = true
			}
		}
	}
	for i := range r.Packages {
		p := &r.Packages[i]
		if own[p.Name] && (p.Fate == Unknown || p.Fate == Stays) {
			p.Fate = Own
		}
	}
	r.count()
}

// A computation is what package upgrade computed for one machine, by package.
type computation struct {
	machine     *upgrade.Machine
	outcome     *upgrade.Outcome
	transaction *upgrade.Transaction       // empty where there is none
	before      map[string]model.PackageID // the first package of a name that is installed
	install     map[string]bool            // names in the transaction lists
	remove      map[string]bool
	keep        map[string]bool
	after       map[model.PackageID]upgrade.Placed
	byName      map[string]upgrade.Placed // the first package of that name that is installed afterwards
	lost        map[string]upgrade.Lost   // by name
	looks       map[string][]upgrade.Look // by name
	foreign     map[model.PackageID]bool
	events      map[*model.Event]*Event // made once for each
	why         bool
	gaveUp      bool // while it read or applied the events: nothing was decided
}

func newComputation(m *upgrade.Machine, o *upgrade.Outcome, t *upgrade.Trace) *computation {
	n := len(m.Installed)
	c := &computation{machine: m, outcome: o, transaction: cmp.Or(o.Transaction, &upgrade.Transaction{}),
		before: make(map[string]model.PackageID, n), after: make(map[model.PackageID]upgrade.Placed, n),
		byName: make(map[string]upgrade.Placed, n), lost: map[string]upgrade.Lost{},
		looks: t.Looks, foreign: t.Foreign, events: map[*model.Event]*Event{},
		install: list.Set(m.Install), remove: list.Set(m.Remove), keep: list.Set(m.Keep)}
	for _, p := range m.Installed {
		if _, known := c.before[p.Name]; !known {
			c.before[p.Name] = p.ID()
		}
	}
	for _, p := range t.After {
		c.after[p.ID] = p
		if _, known := c.byName[p.ID.Name]; !known {
			c.byName[p.ID.Name] = p
		}
	}
	for _, l := range o.Lost {
		c.lost[l.ID.Name] = l
	}
	c.gaveUp = slices.ContainsFunc(o.Refusals, func(r upgrade.Refusal) bool { return r.Step == upgrade.StepEvents })
	return c
}

// installed adds the packages that are installed before the upgrade, and counts those that events of inactive vendors
// name.
func (c *computation) installed(r *Result) {
	r.Packages = make([]Package, 0, len(c.machine.Installed)+16)
	for i := range c.machine.Installed {
		p := &c.machine.Installed[i]
		r.Packages = append(r.Packages, c.installedPackage(p))
		var vendors []string
		for _, l := range c.looks[p.Name] {
			if l.Verdict == upgrade.VendorInactive && !slices.Contains(vendors, l.Event.Vendor) {
				vendors = append(vendors, l.Event.Vendor)
				r.InactiveVendors[l.Event.Vendor]++
			}
		}
	}
}

// added adds the packages that the upgrade installs, or should install, and that are not installed before.
func (c *computation) added(r *Result) {
	if c.outcome.Transaction == nil {
		return
	}
	for _, name := range c.transaction.Install {
		if _, installed := c.before[name]; !installed {
			p := c.byName[name]
			x := Package{Name: name, Stream: streamName(p.ID.Stream), Fate: New, To: p.Repoid, Event: c.event(p.Event),
				Looks: c.looksAt(name)}
			if p.Event == nil && c.install[name] {
				x.Why = "to_install names it"
			}
			r.Packages = append(r.Packages, x)
		}
	}
	for _, l := range c.outcome.Lost {
		if _, installed := c.before[l.ID.Name]; !installed {
			r.Packages = append(r.Packages, Package{Name: l.ID.Name, Stream: streamName(l.ID.Stream), Fate: Missing,
				To: l.Repo, Why: l.Why.String(), Event: c.event(l.Event), Looks: c.looksAt(l.ID.Name)})
		}
	}
}

// installedPackage is the fate of one package that is there before the upgrade.
func (c *computation) installedPackage(p *upgrade.Package) Package {
	out := Package{Name: p.Name, Stream: streamName(p.Stream), From: p.Repoid, Fate: Stays, Looks: c.looksAt(p.Name)}
	after, there := c.after[p.ID()]
	if !there {
		after, there = c.byName[p.Name]
	}
	named := len(c.looks[p.Name]) > 0
	_, removed := slices.BinarySearch(c.transaction.Remove, p.Name)
	_, comes := slices.BinarySearch(c.transaction.Install, p.Name)
	switch {
	case c.gaveUp || c.outcome.Transaction == nil && named:
		out.Fate = Undecided
	case c.foreign[p.ID()] && comes: // Leapp does not see it, and an event brings the distribution's
		out.Fate, out.To, out.Event = Moved, after.Repoid, c.event(after.Event)
	case c.foreign[p.ID()]:
		out.Fate = Foreign
	case removed:
		c.removedPackage(&out)
	case there && after.Event != nil && after.Repoid != p.Repoid:
		out.Fate, out.To, out.Event = Moved, after.Repoid, c.event(after.Event)
	case !named:
		out.Fate = Unknown
	case there:
		out.Event = c.event(after.Event)
	}
	if out.Fate != Foreign && !removed && c.keep[p.Name] {
		out.Why, out.Idle = "to_keep names it", c.idle(p.Name, upgrade.Applied)
	}
	return out
}

// removedPackage says why a package is removed: no repository is known for it, or an event removes or replaces it.
func (c *computation) removedPackage(p *Package) {
	if l, lost := c.lost[p.Name]; lost {
		p.Fate, p.To, p.Why, p.Event = Lost, l.Repo, l.Why.String(), c.event(l.Event)
		return
	}
	e := c.removedBy(p.Name)
	p.Event, p.Fate = c.event(e), Removed
	if e == nil {
		if c.remove[p.Name] {
			p.Why, p.Idle = "to_remove names it", c.idle(p.Name, upgrade.NotInstalled)
		}
		return
	}
	if p.Instead = c.instead(e, map[*model.Event]bool{}); len(p.Instead) > 0 {
		p.Fate = Replaced
		return
	}
	for _, r := range e.Results() { // a replacement is not installed
		if l, lost := c.lost[r.Name]; lost {
			p.Fate, p.To, p.Why = Lost, l.Repo, r.Name+" should replace it, and "+l.Why.String()
			return
		}
	}
}

// idle are the events that would take a package and do nothing to it, because a transaction list names it: of those
// that would remove it if it is kept, of all if it is removed.
func (c *computation) idle(name string, verdict upgrade.Verdict) (events []*Event) {
	for _, l := range c.looks[name] {
		keeps := hasName(l.Event.Results(), name)
		if l.Verdict == verdict && hasName(l.Event.In, name) && (verdict == upgrade.NotInstalled || !keeps) {
			events = list.AppendNew(events, c.event(l.Event))
		}
	}
	return events
}

// removedBy is the last event that removed a package or replaced it by others, nil where none did.
func (c *computation) removedBy(name string) (last *model.Event) {
	for _, l := range c.looks[name] {
		if l.Verdict == upgrade.Applied && hasName(l.Event.In, name) && !hasName(l.Event.Results(), name) &&
			(last == nil || last.To.Compare(l.Event.To) <= 0) {
			last = l.Event
		}
	}
	return last
}

// instead finds the packages that an event leaves on the machine: what it adds, or what that is replaced by in turn.
func (c *computation) instead(e *model.Event, seen map[*model.Event]bool) (out []string) {
	if seen[e] {
		return nil
	}
	seen[e] = true
	for _, p := range e.Results() {
		if _, there := c.byName[p.Name]; there {
			out = append(out, p.Name)
		} else if next := c.removedBy(p.Name); next != nil {
			out = append(out, c.instead(next, seen)...)
		}
	}
	return distinct(out)
}

func (c *computation) event(e *model.Event) *Event {
	if e != nil && c.events[e] == nil {
		c.events[e] = newEvent(e)
	}
	return c.events[e]
}

// looksAt are the events that name a package, where the caller wants them.
func (c *computation) looksAt(name string) []Look {
	if !c.why {
		return nil
	}
	return list.Map(c.looks[name], func(l upgrade.Look) Look {
		missing := list.Map(l.Missing, model.PackageID.String)
		return Look{c.event(l.Event), streamName(l.Stream), l.Verdict.String(), c.event(l.By), missing}
	})
}
