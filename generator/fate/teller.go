package fate

import (
	"slices"

	"pes/generator/model"
	"pes/generator/upgrade"
)

// A teller knows what happened to one machine.
type teller struct {
	m         *upgrade.Machine
	o         *upgrade.Outcome
	installed map[string]bool
	gone      map[string]bool // names
	after     map[model.PackageID]upgrade.Placed
	byName    map[string]upgrade.Placed // the first of a name that is there at the end
	lost      map[string]upgrade.Lost   // by name
	looks     map[string][]upgrade.Look
	told      map[*model.Event]*Event
	why       bool
	unread    bool // Leapp gives up on the events themselves
}

func newTeller(m *upgrade.Machine, o *upgrade.Outcome, t *upgrade.Trace) *teller {
	n := len(m.Installed)
	x := &teller{m: m, o: o, installed: make(map[string]bool, n), gone: map[string]bool{}, after: make(map[model.PackageID]upgrade.Placed, n),
		byName: make(map[string]upgrade.Placed, n), lost: map[string]upgrade.Lost{}, looks: make(map[string][]upgrade.Look, n), told: map[*model.Event]*Event{}}
	for _, p := range m.Installed {
		x.installed[p.Name] = true
	}
	for _, p := range t.After {
		x.after[p.ID] = p
		if _, there := x.byName[p.ID.Name]; !there {
			x.byName[p.ID.Name] = p
		}
	}
	for _, l := range o.Lost {
		x.lost[l.ID.Name] = l
	}
	for _, p := range t.Packages {
		x.looks[p.Name] = p.Looks
	}
	x.unread = slices.ContainsFunc(o.Refusals, func(r upgrade.Refusal) bool { return r.Step == upgrade.StepEvents })
	if o.Transaction != nil {
		for _, name := range o.Transaction.Remove {
			x.gone[name] = true
		}
	}
	return x
}

// packages gives every package its fate: what was installed, what comes, and what should come and does not.
func (x *teller) packages(out *Machine) {
	out.Packages = make([]Package, 0, len(x.m.Installed)+16)
	for i := range x.m.Installed {
		p := &x.m.Installed[i]
		out.Packages = append(out.Packages, x.installedPackage(p))
		for _, vendor := range x.asleep(p.Name) {
			out.Asleep[vendor]++
		}
	}
	if t := x.o.Transaction; t != nil {
		for _, name := range t.Install {
			if x.installed[name] {
				continue
			}
			at := x.byName[name]
			out.Packages = append(out.Packages, Package{Name: name, Stream: streamOf(at.ID.Stream), Fate: New, To: at.Repoid, Event: x.tell(at.Event), Looks: x.tellLooks(name)})
		}
		for _, l := range x.o.Lost {
			if !x.installed[l.ID.Name] {
				out.Packages = append(out.Packages, Package{Name: l.ID.Name, Stream: streamOf(l.ID.Stream), Fate: Missing, To: l.Repo, Why: l.Why.String(),
					Event: x.tell(l.Event), Looks: x.tellLooks(l.ID.Name)})
			}
		}
	}
	slices.SortFunc(out.Packages, comparePackages)
}

// installedPackage is the fate of one package that is there before the upgrade.
func (x *teller) installedPackage(p *upgrade.Package) Package {
	out := Package{Name: p.Name, Stream: streamOf(p.Stream), From: p.Repoid, Fate: Stays, Looks: x.tellLooks(p.Name)}
	placed, there := x.after[p.ID()]
	if !there {
		placed, there = x.byName[p.Name]
	}
	switch {
	case x.unread || x.o.Transaction == nil && len(x.looks[p.Name]) > 0:
		out.Fate = Undecided
	case x.gone[p.Name]:
		x.removed(&out)
	case there && placed.Event != nil && placed.Repoid != p.Repoid:
		out.Fate, out.To, out.Event = Moved, placed.Repoid, x.tell(placed.Event)
	case len(x.looks[p.Name]) == 0:
		out.Fate = Unknown
	case there:
		out.Event = x.tell(placed.Event)
	}
	return out
}

// removed tells why a package goes: no repository is known for it, or an event takes it.
func (x *teller) removed(p *Package) {
	if l, lost := x.lost[p.Name]; lost {
		p.Fate, p.To, p.Why, p.Event = Lost, l.Repo, l.Why.String(), x.tell(l.Event)
		return
	}
	e := x.taker(p.Name)
	p.Event, p.Fate = x.tell(e), Removed
	if e == nil {
		return
	}
	if p.Instead = x.instead(e, map[*model.Event]bool{}); len(p.Instead) > 0 {
		p.Fate = Replaced
		return
	}
	for _, r := range e.Results() { // what should come instead does not
		if l, lost := x.lost[r.Name]; lost {
			p.Fate, p.To, p.Why = Lost, l.Repo, r.Name+" should come instead, and "+l.Why.String()
			return
		}
	}
}

// taker is the last event that took a package away.
func (x *teller) taker(name string) (taker *model.Event) {
	for _, l := range x.looks[name] {
		if l.Verdict == upgrade.Applied && has(l.Event.In, name) && !has(l.Event.Results(), name) && (taker == nil || taker.To.Compare(l.Event.To) <= 0) {
			taker = l.Event
		}
	}
	return taker
}

func has(set []model.Package, name string) bool {
	return slices.ContainsFunc(set, func(p model.Package) bool { return p.Name == name })
}

// instead follows what an event gives to what is there at the end: what it gives may be replaced in turn.
func (x *teller) instead(e *model.Event, seen map[*model.Event]bool) (out []string) {
	if seen[e] {
		return nil
	}
	seen[e] = true
	for _, p := range e.Results() {
		if _, there := x.byName[p.Name]; there {
			out = append(out, p.Name)
		} else if next := x.taker(p.Name); next != nil {
			out = append(out, x.instead(next, seen)...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// asleep are the vendors that would have a say about a package and are not active.
func (x *teller) asleep(name string) (out []string) {
	for _, l := range x.looks[name] {
		if l.Verdict == upgrade.VendorAsleep && !slices.Contains(out, l.Event.Vendor) {
			out = append(out, l.Event.Vendor)
		}
	}
	return out
}

func (x *teller) tell(e *model.Event) *Event {
	if e == nil {
		return nil
	}
	if x.told[e] == nil {
		x.told[e] = Tell(e)
	}
	return x.told[e]
}

func (x *teller) tellLooks(name string) (out []Look) {
	if !x.why {
		return nil
	}
	for _, l := range x.looks[name] {
		y := Look{Event: x.tell(l.Event), Stream: streamOf(l.Stream), Verdict: l.Verdict.String(), By: x.tell(l.By)}
		for _, id := range l.Missing {
			word := id.Name
			if !id.Stream.IsZero() {
				word += "/" + id.Stream.String()
			}
			y.Missing = append(y.Missing, word)
		}
		out = append(out, y)
	}
	return out
}
