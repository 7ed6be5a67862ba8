package compile

import (
	"cmp"
	"slices"
	"strings"

	"pes/generator/check"
	"pes/generator/diag"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/rules"
)

// sortEvents sorts the events of each file of a tree: by release; within a release, events that output a package come
// before those that take it, and otherwise events are in the order of their ids.
func sortEvents(r *rules.Reporter, t *model.Target) {
	t.Events = sortFile(r, t, t.Events)
	for _, v := range t.Vendors {
		v.Events = sortFile(r, t, v.Events)
	}
}

func sortFile(r *rules.Reporter, t *model.Target, events []*model.Event) []*model.Event {
	list.Sort(events, func(a, b *model.Event) int { return cmp.Or(a.To.Compare(b.To), cmp.Compare(a.ID, b.ID)) })
	out := make([]*model.Event, 0, len(events))
	for len(events) > 0 {
		n := 1
		for n < len(events) && events[n].To == events[0].To {
			n++
		}
		out = append(out, sortRelease(r, t, events[:n])...)
		events = events[n:]
	}
	return out
}

// sortRelease sorts the events of one release topologically, taking the smallest id (position) of the events that may
// come next. If a cycle leaves none, the cycle is reported and its smallest id comes first.
func sortRelease(r *rules.Reporter, t *model.Target, events []*model.Event) []*model.Event {
	next, waits := waiting(events)
	var ready []int // events that need not wait for another, in order
	for i := range events {
		if waits[i] == 0 {
			ready = append(ready, i)
		}
	}
	out, done := make([]*model.Event, 0, len(events)), make([]bool, len(events))
	for len(out) < len(events) {
		if len(ready) == 0 {
			i := breakCycle(r, t, events, next, done)
			waits[i], ready = 0, []int{i}
		}
		i := ready[0]
		ready, done[i] = ready[1:], true
		out = append(out, events[i])
		for _, j := range next[i] {
			if waits[j]--; waits[j] == 0 && !done[j] {
				at, _ := slices.BinarySearch(ready, j)
				ready = slices.Insert(ready, at, j)
			}
		}
	}
	return out
}

// waiting returns, for each event, the events that must come after it because they take one of its out packages and do
// not bring it back, and the number of events that it must come after.
func waiting(events []*model.Event) (next [][]int, waits []int) {
	given := map[string]bool{} // only packages that some event outputs matter
	for _, e := range events {
		for _, p := range e.Out {
			given[p.Name] = true
		}
	}
	takers := map[model.PackageID][]int{}
	for i, e := range events {
		for _, p := range e.In {
			if !given[p.Name] {
				continue
			}
			for _, s := range p.AllStreams() {
				id := model.PackageID{Name: p.Name, Stream: s}
				takers[id] = append(takers[id], i)
			}
		}
	}
	next, waits = make([][]int, len(events)), make([]int, len(events))
	for i, e := range events {
		for _, p := range e.Out {
			for _, s := range p.AllStreams() {
				for _, j := range takers[model.PackageID{Name: p.Name, Stream: s}] {
					if i != j && !outputs(events[j], p.Name, s) && !slices.Contains(next[i], j) {
						next[i] = append(next[i], j)
						waits[j]++
					}
				}
			}
		}
	}
	return next, waits
}

// outputs reports whether an event brings a package: which one comes first then matters to no other that brings it.
func outputs(e *model.Event, name string, s model.Stream) bool {
	return slices.ContainsFunc(e.Out, func(p model.Package) bool {
		return p.Name == name && slices.Contains(p.AllStreams(), s)
	})
}

// breakCycle reports a cycle among the remaining events and returns the event of it that comes first. Each remaining
// event waits for another one, so walking back from event to event must lead into a cycle.
func breakCycle(r *rules.Reporter, t *model.Target, events []*model.Event, next [][]int, done []bool) int {
	start := slices.Index(done, false)
	var walk []int
	for i := start; ; {
		if at := slices.Index(walk, i); at >= 0 {
			walk = walk[at:]
			break
		}
		walk = append(walk, i)
		for j := range events {
			if !done[j] && slices.Contains(next[j], i) {
				i = j
				break
			}
		}
	}
	for i, at := range walk {
		if !check.Meet(events[at], events[walk[(i+1)%len(walk)]]) {
			return slices.Min(walk) // no machine reads all events of the cycle
		}
	}
	slices.Sort(walk)
	first := events[walk[0]]
	p := rules.At{Pos: first.In[0].Pos, Distro: t.Distro, Allow: [][]model.Allow{first.Allow}}
	var titles []string
	for _, i := range walk {
		titles = append(titles, events[i].Title())
		if i != walk[0] {
			p.Allow = append(p.Allow, events[i].Allow)
			p.Notes = append(p.Notes, diag.Note{Pos: events[i].In[0].Pos, Text: "part of the cycle: " +
				events[i].Title()})
		}
	}
	r.Reportf(p, "event-cycle", "each of these events of release %s outputs a package that the next one takes: %s",
		first.To, strings.Join(titles, "; "))
	return walk[0]
}
