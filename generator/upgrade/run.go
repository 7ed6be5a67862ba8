package upgrade

import (
	"cmp"
	"fmt"
	"slices"

	"pes/generator/list"
	"pes/generator/model"
)

// Run computes the upgrade of a machine.
func (e *Engine) Run(m *Machine) *Outcome {
	r := e.newRun(m)
	r.steps()
	return r.o
}

// A run is the state of one machine during Leapp's steps.
type run struct {
	*Engine
	m           *Machine
	o           *Outcome
	enabled     []string             // in order, each once
	vendors     []*model.VendorFiles // active ones
	active      []bool               // by file of events: the main one, then the vendors'
	late        []model.Fault        // of the events, met when all files are read
	signed      []Package
	foreign     map[model.PackageID]bool      // the others, for the trace
	begin       map[model.PackageID]placement // the same by id; then what the computation begins with
	blacklisted map[string]bool
	work        *computation // nil until the events are applied
	placed      []Placed     // for the trace: what is there at the end
	explain     bool
}

func (e *Engine) newRun(m *Machine) *run {
	r := &run{Engine: e, m: m, o: &Outcome{}, enabled: sorted(setOf(m.Enabled)), active: make([]bool, 1+len(e.vendors))}
	r.active[0] = true
	return r
}

// steps are Leapp's, in its order. A stop or a crash ends the phase. Only if it is in the events are target
// repositories still computed, except in 0.25, where one step does both.
func (r *run) steps() {
	if !r.readMaps() {
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
	list.Sort(r.o.Reports, func(a, b Report) int { return cmp.Compare(a.Title, b.Title) })
	slices.Sort(r.o.Notes)
}

// readMaps reads every map, active or not: one fault stops the upgrade for everyone (Leapp guide 7).
func (r *run) readMaps() bool {
	source, target := r.m.Source.Major, r.m.Target.Major
	for _, f := range r.maps {
		fault := f.Fault
		if fault == nil && r.StopsOnGaps {
			fault = r.all.gap(r.m)
		}
		if fault == nil && !f.Map.HasPath(source, target) {
			message := fmt.Sprintf("%s has no mapping from %d to %d", f.Name, source, target)
			fault = &model.Fault{Kind: model.Stop, Message: message}
		}
		if !r.o.passes(StepMap, fault) {
			return false
		}
	}
	r.header(r.tree.Map.Header)
	return true
}

// header records that a file with wrong data streams inhibits the upgrade; the computation goes on.
func (r *run) header(f *model.Fault) {
	reported := func(p Report) bool { return p.Title == titleIncompatible }
	if !r.o.passes(StepHeader, f) && !slices.ContainsFunc(r.o.Reports, reported) {
		r.o.report(titleIncompatible, true, nil)
	}
}

// activate finds the vendors that have an enabled repository. If several maps list a repoid, it activates the vendor
// whose map is read last.
func (r *run) activate() {
	active := map[string]bool{}
	for _, repoid := range r.enabled {
		of := list.Select(r.Engine.vendors, func(v model.VendorFiles) bool {
			for _, e := range v.Map.Map.Entries() {
				if e.Repoid == repoid && e.Major == r.m.Source.Major {
					return true
				}
			}
			return false
		})
		if len(of) == 0 {
			continue
		}
		last := of[len(of)-1].Name
		active[last] = true
		if len(of) > 1 {
			r.o.note("the repository " + repoid + " is in the maps of several vendors; " +
				"the one read last is active, here " + last)
		}
	}
	for i := range r.Engine.vendors {
		if v := &r.Engine.vendors[i]; active[v.Name] {
			r.active[1+i], r.vendors = true, append(r.vendors, v)
			r.o.Vendors = append(r.o.Vendors, v.Name)
		}
	}
	slices.Sort(r.o.Vendors)
}

// custom collects the sections of .repo files, a vendor's beta ones if one is enabled (Leapp guide 7).
func (r *run) custom() bool {
	if !r.o.passes(StepRepo, r.tree.Repo.Fault) {
		return false
	}
	repoids := list.Map(r.tree.Repo.Sections, func(s model.Section) string { return s.Repoid })
	for _, v := range r.vendors {
		if v.Repo == nil {
			continue
		}
		if !r.o.passes(StepRepo, v.Repo.Fault) {
			return false
		}
		beta := r.unwantedBeta(&v.Map.Map)
		for _, s := range v.Repo.Sections {
			if !beta[s.Repoid] {
				repoids = append(repoids, s.Repoid)
			}
		}
	}
	r.o.Custom = sorted(setOf(repoids))
	return true
}

func (r *run) unwantedBeta(m *model.Map) map[string]bool {
	beta := map[string]bool{}
	for _, e := range m.Entries() {
		if e.Channel != "beta" || e.Major != r.m.Source.Major && e.Major != r.m.Target.Major {
			continue
		}
		if slices.Contains(r.enabled, e.Repoid) {
			return nil
		}
		beta[e.Repoid] = true
	}
	return beta
}

// blacklist excludes the target's CRB unless the source's is enabled or the machine's own .repo file asks for it. Only
// the map that is read first counts (Leapp guide 5 and 6).
func (r *run) blacklist() {
	enabled := func(repoid string) bool { return slices.Contains(r.enabled, repoid) }
	if slices.ContainsFunc(r.crb(r.m.Source.Major), enabled) {
		return
	}
	var asked []string
	for _, repoid := range r.crb(r.m.Target.Major) {
		if slices.ContainsFunc(r.tree.Repo.Sections, func(s model.Section) bool { return s.Repoid == repoid }) {
			asked = append(asked, repoid)
		} else {
			r.o.Blacklisted = append(r.o.Blacklisted, repoid)
		}
	}
	r.blacklisted = setOf(r.o.Blacklisted)
	r.o.Custom = slices.DeleteFunc(r.o.Custom, func(repoid string) bool { return r.blacklisted[repoid] })
	if r.byDistro && r.m.TargetOS != "rhel" {
		return
	}
	if len(asked) > 0 {
		r.o.report(titleUnsupported, false, asked)
	}
	if len(r.o.Blacklisted) > 0 {
		r.o.report(titleExcluded, false, r.o.Blacklisted)
	}
}

func (r *run) crb(major int) (out []string) {
	for _, e := range r.first.byPESID[crbPESID(major)] {
		loaded := !r.byDistro || e.Arch == r.m.Arch && (e.Distro == r.m.SourceOS || e.Distro == r.m.TargetOS)
		if e.Major == major && loaded {
			out = append(out, e.Repoid)
		}
	}
	return sorted(setOf(out))
}

// targets computes the target repositories: those that the enabled repositories and those of installed packages map to,
// and those that events need.
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
	r.o.Mapped = without(mapped, r.blacklisted)
	r.chance(x.chance)
}

func (r *run) chance(is bool) {
	if is {
		r.o.note("enabled repositories lead to several repositories of one family and channel; " +
			"the first by name is taken, Leapp takes any")
	}
}
