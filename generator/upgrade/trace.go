package upgrade

import (
	"slices"

	"pes/generator/list"
	"pes/generator/model"
)

// A Trace explains, for each package, the events that were considered.
type Trace struct {
	// Looks are in the order of the files, by package: installed, there at the end, or named by an event that applies.
	Looks map[string][]Look
	After []Placed // what is there at the end, by name and stream
	// Foreign are the installed packages that Leapp does not take into account: neither the distribution nor an active
	// vendor signed them.
	Foreign map[model.PackageID]bool
}

// A Look is one event that names a package, with the verdict on it. An event with several module streams has a Look for
// each.
type Look struct {
	Event   *model.Event
	Stream  model.Stream // of the in packages
	Verdict Verdict
	By      *model.Event      // Shadowed: the event that is kept instead
	Missing []model.PackageID // NotInstalled: in packages that were not there when the release began
}

// A Verdict says whether an event was applied, or why not.
type Verdict int

const (
	Applied        Verdict = iota // in the event's own release
	NotInstalled                  // its in packages, or enough of them, were not installed
	Shadowed                      // Leapp keeps a later one of the events that compete (Leapp guide 4.6)
	OtherArch                     // it is for other architectures
	NotOnPath                     // its release is not between source and target
	LeappPackage                  // it takes a package of Leapp itself (Leapp guide 4.5)
	VendorInactive                // its vendor is not active
	NotRead                       // Leapp gave up before it applied events, or had none to apply
)

func (v Verdict) String() string {
	return [...]string{
		"applied", "not all in packages are installed", "shadowed", "other architectures", "release not on the path",
		"a package of Leapp", "vendor not active", "not read",
	}[v]
}

// Placed is a package that is there at the end.
type Placed struct {
	ID     model.PackageID
	Repoid string
	Event  *model.Event // that gave it its repository; nil: none did
}

// Explain computes the upgrade of a machine, with a trace.
func (e *Engine) Explain(m *Machine) (*Outcome, *Trace) {
	r := e.newRun(m)
	r.explain = true
	r.steps()
	return r.o, r.trace()
}

func (r *run) trace() *Trace {
	ix := &r.Engine.steps
	list.Sort(r.placed, func(a, b Placed) int { return a.ID.Compare(b.ID) })
	t := &Trace{Looks: map[string][]Look{}, After: r.placed, Foreign: r.foreign}
	for _, p := range r.m.Installed {
		t.Looks[p.Name] = nil
	}
	for _, p := range r.placed {
		t.Looks[p.ID.Name] = nil
	}
	if r.work != nil {
		for i, applied := range r.work.applied {
			if applied {
				for _, p := range slices.Concat(ix.steps[i].In, ix.steps[i].Out) {
					t.Looks[p.Name] = nil
				}
			}
		}
	}
	c := r.Engine.selection(r.m, r.active)
	for name := range t.Looks {
		t.Looks[name] = list.Map(ix.byName[name], func(i int32) Look { return r.look(c, i) })
	}
	return t
}

// look returns the verdict on a step for the machine of the run.
func (r *run) look(c *selection, i int32) Look {
	l := c.look(i)
	switch {
	case l.Verdict != Applied && l.Verdict != Shadowed:
	case r.work == nil:
		l.Verdict, l.By = NotRead, nil
	case l.Verdict == Applied && !r.work.applied[i]:
		l.Verdict, l.Missing = NotInstalled, r.work.missing[i]
		if !r.work.queued[i] { // nothing it takes was ever there before
			l.Missing = c.steps[i].InPackages()
		}
	}
	return l
}

// look returns the verdict on a step for a machine that has all its in packages.
func (c *selection) look(i int32) Look {
	s := &c.steps[i]
	l := Look{Event: s.Event}
	if len(s.In) > 0 {
		l.Stream = s.In[0].Stream
	}
	switch {
	case !c.active[s.file]:
		l.Verdict = VendorInactive
	case !slices.Contains(s.Event.Arches, c.m.Arch):
		l.Verdict = OtherArch
	case !c.onWay(s.Event.To):
		l.Verdict = NotOnPath
	case s.own:
		l.Verdict = LeappPackage
	default:
		if winner := c.contest(s).winner; winner >= 0 && winner != i {
			l.Verdict, l.By = Shadowed, c.steps[winner].Event
		}
	}
	return l
}

// Looks returns the verdict on each event that names a package, for a machine that has all in packages of the event and
// on which every vendor is active.
func (e *Engine) Looks(name, arch string, source, target model.Release) []Look {
	active := slices.Repeat([]bool{true}, 1+len(e.vendors))
	c := e.selection(&Machine{Arch: arch, Source: source, Target: target}, active)
	return list.Map(c.byName[name], c.look)
}
