package upgrade

import (
	"cmp"
	"slices"

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
	r.o.refuse(StepEvents, model.Fault{Kind: model.Crash, Message: message})
	return false
}

// readEvents reads the files as far as Leapp does. Nothing is selected where the main file has nothing for this
// architecture: then nothing is done, whatever vendors say (Leapp guide 4.1).
func (r *run) readEvents() (c *selection, ok bool) {
	c = r.Engine.selection(r.m.Arch, r.m.Source, r.m.Target)
	late, ok := r.readFile(&r.tree.Events)
	if !ok {
		return nil, false
	}
	if r.tree.Events.Nothing || len(late) == 0 && len(r.Engine.steps.releases[fileArch{0, r.m.Arch}]) == 0 {
		return nil, true
	}
	c.active[0] = true
	for i, active := range r.active {
		f := r.tree.Vendors[i].Events
		if !active || f == nil {
			continue
		}
		more, ok := r.readFile(f)
		if !ok {
			return nil, false
		}
		if f.Nothing {
			return nil, r.crash(f.Name + " holds an empty object")
		}
		late, c.active[i+1] = append(late, more...), true
	}
	if len(late) > 0 {
		r.o.refuse(StepEvents, late[0])
		return nil, false
	}
	return c, true
}

// readFile looks at the faults of one file; late ones are met when all files are read.
func (r *run) readFile(f *model.EventFile) (late []model.Fault, ok bool) {
	if f.Fault != nil {
		r.o.refuse(StepEvents, *f.Fault)
		if f.Fault.Kind == model.Inhibit {
			r.o.report(titleInvalid+f.Name+")", true, nil)
		}
		return nil, false
	}
	r.header(f.Header)
	for _, x := range f.Releases {
		if len(x.Arches) == 0 || slices.Contains(x.Arches, r.m.Arch) {
			late = append(late, x)
		}
	}
	return late, true
}

// sign finds the packages that exist for Leapp: those that the distribution or an active vendor signed, each once.
func (r *run) sign() {
	var keys []model.Signature
	for i, active := range r.active {
		if active {
			keys = append(keys, r.tree.Vendors[i].Sigs...)
		}
	}
	r.signed = make([]Package, 0, len(r.m.Installed))
	r.begin = make(map[model.PackageID]placement, len(r.m.Installed))
	for i := range r.m.Installed {
		p := &r.m.Installed[i]
		if _, twice := r.begin[p.ID()]; !twice && signed(p, keys) {
			r.begin[p.ID()] = placement{p.Repoid, fromStart}
			r.signed = append(r.signed, *p)
		}
	}
}

// named finds the installed packages that the transaction lists name. They name no streams: of several Leapp takes any.
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
	removed := map[string]bool{}
	for _, name := range r.m.Remove {
		p, there := byName[name]
		if there && removed[name] && !r.MergesLists {
			return nil, r.crash(name + " stands twice in the list of packages to remove")
		}
		removed[name] = true
		if there {
			delete(start, p.ID())
		}
	}
	for _, name := range r.m.Keep {
		if p, there := byName[name]; there {
			if _, still := start[p.ID()]; !still {
				start[p.ID()] = placement{p.Repoid, fromStart}
			}
		}
	}
	return start, true
}

// resolve turns PES IDs into repoids. What no repoid is found for leaves, what is new and in a blacklisted repository
// too (Leapp guide 4.9 and 4.10).
func (r *run) resolve(x *computation) (end map[model.PackageID]string, ok bool) {
	to := newResolver(&r.all, r.m, r.byDistro, r.enabled)
	repoids := map[string]string{}
	end = make(map[model.PackageID]string, len(x.now))
	var unknown, black []Lost
	for id, h := range x.now {
		repoid := h.repo
		if !x.repos[h.repo] {
			known := false
			if repoid, known = repoids[h.repo]; !known {
				repoid = to.repoid(h.repo)
				repoids[h.repo] = repoid
			}
			if repoid == "" {
				unknown = append(unknown, r.lost(x, id, h.repo, h.by, UnknownRepo))
				continue
			}
		}
		if _, was := x.start[id]; !was && r.blacklisted[repoid] {
			black = append(black, r.lost(x, id, repoid, h.by, BlacklistedRepo))
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

func (r *run) lost(x *computation, id model.PackageID, repo string, by int32, why Loss) Lost {
	return Lost{ID: id, Repo: repo, Why: why, Event: x.eventOf(by)}
}

func (x *computation) eventOf(by int32) *model.Event {
	if by < 0 {
		return nil
	}
	return x.steps[by].Event
}

// skipped reports lost packages. Leapp sorts them by name, repository and stream; where that comes to comparing a
// stream with none, Python 3 crashes (Leapp guide 4.9).
func (r *run) skipped(title string, list []Lost) bool {
	if len(list) == 0 {
		return true
	}
	slices.SortStableFunc(list, func(a, b Lost) int {
		return cmp.Or(cmp.Compare(a.ID.Name, b.ID.Name), cmp.Compare(a.Repo, b.Repo), a.ID.Compare(b.ID))
	})
	names := make([]string, 0, len(list))
	for i, l := range list {
		names = append(names, l.ID.Name)
		if i > 0 && list[i-1].ID == (model.PackageID{Name: l.ID.Name}) && list[i-1].Repo == l.Repo {
			return r.crash(l.ID.Name + " of " + l.Repo +
				" would be skipped with and without a module stream, which Leapp cannot report")
		}
	}
	r.o.Lost = append(r.o.Lost, list...)
	r.o.report(title, false, slices.Compact(names))
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
	t := &Tasks{Install: missing(after, before), Remove: missing(before, after)}
	if len(t.Install) > 0 || len(t.Remove) > 0 {
		t.EnableModules, t.ResetModules = distinctStreams(streams), distinctStreams(r.m.Modules)
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
	plain := map[string]bool{}
	for _, p := range r.signed {
		plain[p.Name] = plain[p.Name] || p.Stream.IsZero()
	}
	keep, remove := setOf(r.m.Keep), setOf(t.Remove)
	for _, name := range r.m.Remove {
		if plain[name] {
			remove[name] = true
		}
	}
	t.Remove = missing(remove, keep)
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
		set := setOf(slices.Concat(names...))
		for name := range set {
			if !installed[name] {
				delete(set, name)
			}
		}
		return set
	}
	keep := there(t.Keep, r.m.Keep)
	t.Keep = sorted(keep)
	t.Install = sorted(setOf(slices.Concat(t.Install, r.m.Install)))
	t.Remove = missing(there(t.Remove, r.m.Remove), keep)
	t.Reinstall = []string{}
	t.Upgrade = missing(installed, setOf(slices.Concat(t.Install, t.Remove)))
	return t
}

// missing lists what of a set is not in another one.
func missing(of, in map[string]bool) []string {
	out := []string{}
	for name := range of {
		if !in[name] {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

func distinctStreams(list []model.Stream) []model.Stream {
	out := slices.Clone(list)
	slices.SortStableFunc(out, model.Stream.Compare)
	return slices.Compact(out)
}
