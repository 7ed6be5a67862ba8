package upgrade

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"pes/generator/model"
)

// Run upgrades a machine.
func (e *Engine) Run(m *Machine) *Outcome {
	r := e.newRun(m)
	r.steps()
	return r.o
}

// A run is one machine on its way through Leapp's steps.
type run struct {
	*Engine
	m           *Machine
	o           *Outcome
	enabled     []string // in order, each once
	active      []bool   // by vendor
	signed      []Package
	begin       map[model.PackageID]placement // the same by id; then what the computation begins with
	blacklisted map[string]bool
	work        *computation // nil until the events are applied
	placed      []Placed     // for the trace: what is there at the end
	explain     bool
}

func (e *Engine) newRun(m *Machine) *run {
	return &run{
		Engine: e, m: m, o: &Outcome{}, enabled: sorted(setOf(m.Enabled)), active: make([]bool, len(e.tree.Vendors)),
	}
}

// steps are Leapp's, in its order. A stop or a crash ends the phase; only that of the events leaves the target
// repositories, which are worked out beside them, and not in 0.25 where one step does it all.
func (r *run) steps() {
	if !r.maps() {
		return
	}
	r.activate()
	if !r.custom() {
		return
	}
	r.blacklist()
	r.sign()
	ok := r.events()
	if ok || !r.OneStep {
		r.targets()
	} else {
		r.o.Custom = nil
	}
	if !r.o.Stopped() {
		r.o.Transaction = r.transaction()
	}
	slices.SortStableFunc(r.o.Reports, func(a, b Report) int { return cmp.Compare(a.Title, b.Title) })
	slices.Sort(r.o.Notes)
}

// maps reads every map, vendors' first, active or not: one fault stops the upgrade for everyone (Leapp guide 7).
func (r *run) maps() bool {
	if r.Vendors {
		for i := range r.tree.Vendors {
			if !r.oneMap(&r.tree.Vendors[i].Map) {
				return false
			}
		}
	}
	if !r.oneMap(&r.tree.Map) {
		return false
	}
	r.header(r.tree.Map.Header)
	return true
}

func (r *run) oneMap(f *model.MapFile) bool {
	if f.Fault != nil {
		r.o.refuse(StepMap, *f.Fault)
		return false
	}
	if r.StopsOnGaps {
		if fault, found := r.all.gap(r.m); found {
			r.o.refuse(StepMap, fault)
			return false
		}
	}
	if source, target := r.m.Source.Major, r.m.Target.Major; !f.Map.HasPath(source, target) {
		message := fmt.Sprintf("%s has no mapping from %d to %d", f.Name, source, target)
		r.o.refuse(StepMap, model.Fault{Kind: model.Stop, Message: message})
		return false
	}
	return true
}

// header inhibits for a file of wrong data streams; everything is computed all the same.
func (r *run) header(f *model.Fault) {
	if f != nil {
		r.o.refuse(StepHeader, *f)
		if !slices.ContainsFunc(r.o.Reports, func(p Report) bool { return p.Title == titleIncompatible }) {
			r.o.report(titleIncompatible, true, nil)
		}
	}
}

// activate finds the vendors of which a repository is enabled. Of two maps that list a repoid the one read last has it.
func (r *run) activate() {
	if !r.Vendors {
		return
	}
	for _, repoid := range r.enabled {
		var of []string
		for i := range r.tree.Vendors {
			v := &r.tree.Vendors[i]
			if listsSource(&v.Map.Map, repoid, r.m.Source.Major) {
				of = append(of, v.Name)
			}
		}
		if len(of) == 0 {
			continue
		}
		if len(of) > 1 {
			r.o.note("the repository " + repoid + " is in the maps of several vendors; " +
				"the one read last is active, here " + of[len(of)-1])
		}
		for i := range r.tree.Vendors {
			r.active[i] = r.active[i] || r.tree.Vendors[i].Name == of[len(of)-1]
		}
	}
	for i, active := range r.active {
		if active {
			r.o.Vendors = append(r.o.Vendors, r.tree.Vendors[i].Name)
		}
	}
	slices.Sort(r.o.Vendors)
}

func listsSource(m *model.Map, repoid string, major int) bool {
	for _, e := range m.Entries() {
		if e.Repoid == repoid && e.Major == major {
			return true
		}
	}
	return false
}

// custom collects the sections of .repo files. A vendor's beta repositories are left out unless one is enabled
// (Leapp guide 7).
func (r *run) custom() bool {
	set := map[string]bool{}
	if r.tree.Repo.Fault != nil {
		r.o.refuse(StepRepo, *r.tree.Repo.Fault)
		return false
	}
	for _, s := range r.tree.Repo.Sections {
		set[s.Repoid] = true
	}
	for i, active := range r.active {
		f := r.tree.Vendors[i].Repo
		if !active || f == nil {
			continue
		}
		if f.Fault != nil {
			r.o.refuse(StepRepo, *f.Fault)
			return false
		}
		beta := r.unwantedBeta(&r.tree.Vendors[i].Map.Map)
		for _, s := range f.Sections {
			if !beta[s.Repoid] {
				set[s.Repoid] = true
			}
		}
	}
	r.o.Custom = sorted(set)
	return true
}

func (r *run) unwantedBeta(m *model.Map) map[string]bool {
	beta := map[string]bool{}
	for _, e := range m.Entries() {
		if e.Channel != "beta" || e.Major != r.m.Source.Major && e.Major != r.m.Target.Major {
			continue
		}
		if _, on := slices.BinarySearch(r.enabled, e.Repoid); on {
			return nil
		}
		beta[e.Repoid] = true
	}
	return beta
}

// blacklist excludes the target's CRB unless the source's is enabled or the machine's own .repo file asks for it. Only
// the map that is read first counts (Leapp guide 5 and 6).
func (r *run) blacklist() {
	r.blacklisted = map[string]bool{}
	for repoid := range r.crb(r.m.Source.Major) {
		if _, on := slices.BinarySearch(r.enabled, repoid); on {
			return
		}
	}
	asked := map[string]bool{}
	for repoid := range r.crb(r.m.Target.Major) {
		if slices.ContainsFunc(r.tree.Repo.Sections, func(s model.Section) bool { return s.Repoid == repoid }) {
			asked[repoid] = true
		} else {
			r.blacklisted[repoid] = true
		}
	}
	r.o.Blacklisted = sorted(r.blacklisted)
	r.o.Custom = slices.DeleteFunc(r.o.Custom, func(repoid string) bool { return r.blacklisted[repoid] })
	if r.byDistro && r.m.TargetOS != "rhel" {
		return
	}
	if len(asked) > 0 {
		r.o.report(titleUnsupported, false, sorted(asked))
	}
	if len(r.blacklisted) > 0 {
		r.o.report(titleExcluded, false, r.o.Blacklisted)
	}
}

func (r *run) crb(major int) map[string]bool {
	out := map[string]bool{}
	for _, e := range r.first.byPESID[crbPESID(major)] {
		loaded := !r.byDistro || e.Arch == r.m.Arch && (e.Distro == r.m.SourceOS || e.Distro == r.m.TargetOS)
		if e.Major == major && loaded {
			out[e.Repoid] = true
		}
	}
	return out
}

// targets are the repositories dnf gets: what the enabled repositories and those of installed packages lead to, and
// what the events ask for.
func (r *run) targets() {
	known := setOf(r.enabled)
	for _, p := range r.m.Installed {
		known[p.Repoid] = true
	}
	x := newResolver(&r.first, r.m, r.byDistro, sorted(known))
	mapped := setOf(r.o.Enable)
	for _, e := range x.expected {
		if e != nil {
			mapped[e.Repoid] = true
		}
	}
	maps.DeleteFunc(mapped, func(repoid string, _ bool) bool { return r.blacklisted[repoid] })
	r.o.Mapped = sorted(mapped)
	r.chance(x.chance)
}

func (r *run) chance(is bool) {
	if is {
		r.o.note("enabled repositories lead to several repositories of one family and channel; " +
			"the first by name is taken, Leapp takes any")
	}
}
