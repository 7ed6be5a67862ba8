package upgrade

import (
	"cmp"
	"slices"

	"pes/generator/list"
	"pes/generator/model"
)

// events applies the events of the main file and of active vendors (Leapp guide 4). It reports whether Leapp goes on.
func (r *run) events() bool {
	c, ok := r.readEvents()
	if !ok || c == nil {
		return ok
	}
	releases := c.passed()
	if len(releases) == 0 && r.NeedsRelease {
		return r.crash("no event has a release after " + r.m.Source.String() + " up to " + r.m.Target.String())
	}
	start, ok := r.start()
	if !ok {
		return false
	}
	x := newComputation(c, releases, start)
	if r.explain {
		x.applied, x.missing = make([]bool, len(x.steps)), map[int32][]model.PackageID{}
	}
	r.work = x
	x.run(r.m.Source.Major)
	if x.chance {
		r.o.note("an event that applies, or packages of several streams that lose them, can be read in several ways; " +
			"the smallest repository and stream are taken, Leapp takes any")
	}
	end, ok := r.resolve(x)
	return ok && r.tasks(x, end)
}

func (r *run) crash(message string) bool {
	return r.o.passes(StepEvents, &model.Fault{Kind: model.Crash, Message: message})
}

// readEvents checks the event files as far as Leapp reads them, and selects the events for the machine. The selection
// is nil if the main file has no event for its architecture: then Leapp ignores vendors' events too (Leapp guide 4.1).
func (r *run) readEvents() (c *selection, ok bool) {
	if !r.readFile(&r.tree.Events) {
		return nil, false
	}
	if r.tree.Events.Nothing || len(r.late) == 0 && len(r.Engine.steps.releases[fileArch{0, r.m.Arch}]) == 0 {
		return nil, true
	}
	for _, v := range r.vendors {
		switch f := v.Events; {
		case f == nil:
		case !r.readFile(f):
			return nil, false
		case f.Nothing:
			return nil, r.crash(f.Name + " holds an empty object")
		}
	}
	if len(r.late) > 0 {
		return nil, r.o.passes(StepEvents, &r.late[0])
	}
	return r.Engine.selection(r.m, r.active), true
}

// readFile looks at the faults of one file, and keeps those that are met when all files are read.
func (r *run) readFile(f *model.EventFile) bool {
	if !r.o.passes(StepEvents, f.Fault) {
		if f.Fault.Kind == model.Inhibit {
			r.o.report(titleInvalid+f.Name+")", true, nil)
		}
		return false
	}
	r.header(f.Header)
	here := func(x model.Fault) bool { return len(x.Arches) == 0 || slices.Contains(x.Arches, r.m.Arch) }
	r.late = append(r.late, list.Select(f.Releases, here)...)
	return true
}

// sign finds the packages that Leapp takes into account: those that the distribution or an active vendor signed, each
// once.
func (r *run) sign() {
	keys := list.FlatMap(r.vendors, func(v *model.VendorFiles) []model.Signature { return v.Sigs })
	r.signed = make([]Package, 0, len(r.m.Installed))
	r.begin = make(map[model.PackageID]placement, len(r.m.Installed))
	r.foreign = map[model.PackageID]bool{}
	for i := range r.m.Installed {
		p := &r.m.Installed[i]
		if _, twice := r.begin[p.ID()]; twice {
			continue
		}
		if !signed(p, keys) {
			r.foreign[p.ID()] = true
			continue
		}
		delete(r.foreign, p.ID())
		r.begin[p.ID()] = placement{p.Repoid, fromStart}
		r.signed = append(r.signed, *p)
	}
}

// named finds the installed packages that the transaction lists name. They name no streams: if several are installed,
// Leapp picks any.
func (r *run) named() map[string]Package {
	byName := map[string]Package{}
	wanted := setOf(slices.Concat(r.m.Remove, r.m.Keep))
	for _, p := range r.signed {
		if !wanted[p.Name] {
			continue
		}
		if q, there := byName[p.Name]; there {
			r.o.note("several streams of " + p.Name + " are installed and a transaction list names it; " +
				"the smallest is taken, Leapp takes any")
			if q.Stream.Compare(p.Stream) < 0 {
				continue
			}
		}
		byName[p.Name] = p
	}
	return byName
}

// start is what the computation begins with: signed packages and the transaction lists (Leapp guide 4.3 and 4.4).
func (r *run) start() (start map[model.PackageID]placement, ok bool) {
	start, byName := r.begin, r.named()
	for _, name := range r.m.Install {
		id := model.PackageID{Name: name}
		if _, there := start[id]; !there {
			start[id] = placement{"", fromList}
		}
	}
	gone := map[string]bool{}
	for _, name := range r.m.Remove {
		if p, there := byName[name]; there {
			if !r.MergesLists && gone[name] {
				return nil, r.crash(name + " stands twice in the list of packages to remove")
			}
			gone[name] = true
			delete(start, p.ID())
		}
	}
	for _, name := range r.m.Keep {
		if p, there := byName[name]; there {
			start[p.ID()] = placement{p.Repoid, fromStart}
		}
	}
	return start, true
}

// resolve turns PES IDs into repoids. Packages without a repoid are lost, and so are new packages from a blacklisted
// repository (Leapp guide 4.9 and 4.10).
func (r *run) resolve(x *computation) (end map[model.PackageID]string, ok bool) {
	to := newResolver(&r.all, r.m, r.byDistro, r.enabled)
	repoids := map[string]string{}
	end = make(map[model.PackageID]string, len(x.now))
	var unknown, black []Lost
	for id, h := range x.now {
		repoid := h.repo
		if !x.repos[h.repo] {
			if _, known := repoids[h.repo]; !known {
				repoids[h.repo] = to.repoid(h.repo)
			}
			if repoid = repoids[h.repo]; repoid == "" {
				unknown = append(unknown, Lost{id, h.repo, UnknownRepo, x.eventOf(h.by)})
				continue
			}
		}
		if _, was := x.start[id]; !was && r.blacklisted[repoid] {
			black = append(black, Lost{id, repoid, BlacklistedRepo, x.eventOf(h.by)})
			continue
		}
		end[id] = repoid
		if r.explain {
			r.placed = append(r.placed, Placed{ID: id, Repoid: repoid, Event: x.eventOf(h.by)})
		}
	}
	if len(repoids) > 0 {
		r.chance(to.chance)
	}
	return end, r.skipped(titleUnknown, unknown) && r.skipped(titleBlacklisted, black)
}

func (x *computation) eventOf(by int32) *model.Event {
	if by < 0 {
		return nil
	}
	return x.steps[by].Event
}

// skipped reports lost packages. Leapp sorts them by name, repository and stream; where that comes to comparing a
// stream with none, Python 3 crashes (Leapp guide 4.9).
func (r *run) skipped(title string, lost []Lost) bool {
	if len(lost) == 0 {
		return true
	}
	list.Sort(lost, func(a, b Lost) int {
		return cmp.Or(cmp.Compare(a.ID.Name, b.ID.Name), cmp.Compare(a.Repo, b.Repo), a.ID.Compare(b.ID))
	})
	for i, l := range lost {
		if i > 0 && lost[i-1].ID == (model.PackageID{Name: l.ID.Name}) && lost[i-1].Repo == l.Repo {
			return r.crash(l.ID.Name + " of " + l.Repo +
				" would be skipped with and without a module stream, which Leapp cannot report")
		}
	}
	r.o.Lost = append(r.o.Lost, lost...)
	r.o.report(title, false, slices.Compact(list.Map(lost, func(l Lost) string { return l.ID.Name })))
	return true
}

// tasks compares the end with the start (Leapp guide 4.11 and 4.12).
func (r *run) tasks(x *computation, end map[model.PackageID]string) bool {
	if x.again && r.Reinstalls {
		return r.crash("packages are to be reinstalled in " + x.releases[len(x.releases)-1].String() +
			", which Leapp fails to hand on")
	}
	enable := map[string]bool{}
	before, after := make(map[string]bool, len(x.start)), make(map[string]bool, len(end))
	var streams []model.Stream
	for id := range x.start {
		before[id.Name] = true
	}
	for id, repoid := range end {
		after[id.Name] = true
		if !r.blacklisted[repoid] && !x.repos[repoid] {
			enable[repoid] = true
		}
		if !id.Stream.IsZero() {
			streams = append(streams, id.Stream)
		}
	}
	r.o.Enable = sorted(enable)
	t := &Tasks{Install: without(after, before), Remove: without(before, after)}
	if len(t.Install) > 0 || len(t.Remove) > 0 {
		t.EnableModules = distinct(streams, model.Stream.Compare)
		t.ResetModules = distinct(slices.Clone(r.m.Modules), model.Stream.Compare)
		r.o.PES = t
	}
	if r.MergesLists {
		r.mergeLists()
	}
	return true
}

// mergeLists adds the transaction lists to the tasks, as upstream does (Leapp guide 9). Only packages without a stream
// can be found among the installed ones there.
func (r *run) mergeLists() {
	t := Tasks{}
	if r.o.PES != nil {
		t = *r.o.PES
	}
	keep, remove, listed := setOf(r.m.Keep), setOf(t.Remove), setOf(r.m.Remove)
	for _, p := range r.signed {
		if p.Stream.IsZero() && listed[p.Name] {
			remove[p.Name] = true
		}
	}
	t.Remove = without(remove, keep)
	t.Install = sorted(setOf(append(slices.Clone(t.Install), r.m.Install...)))
	t.Keep = sorted(keep)
	if len(t.Install)+len(t.Remove)+len(t.Keep) > 0 {
		r.o.PES = &t
	}
}

// transaction joins tasks and lists (Leapp guide 4.13).
func (r *run) transaction() *Transaction {
	t := &Transaction{}
	if r.o.PES != nil {
		t.Tasks = *r.o.PES
	}
	installed := map[string]bool{}
	for _, p := range r.signed {
		installed[p.Name] = true
	}
	there := func(names ...[]string) map[string]bool {
		return setOf(list.Select(slices.Concat(names...), func(name string) bool { return installed[name] }))
	}
	keep := there(t.Keep, r.m.Keep)
	t.Keep = sorted(keep)
	t.Install = sorted(setOf(slices.Concat(t.Install, r.m.Install)))
	t.Remove = without(there(t.Remove, r.m.Remove), keep)
	t.Reinstall = []string{}
	t.Upgrade = without(installed, setOf(slices.Concat(t.Install, t.Remove)))
	return t
}
