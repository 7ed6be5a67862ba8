package compile

import (
	"cmp"
	"container/heap"
	"fmt"
	"slices"
	"strings"

	"pes/generator/diag"
	"pes/generator/model"
)

// sortEvents puts the events of every file of a tree into their one order: by release; within a release an event that
// outputs a package stands before one that takes it, then by id.
func sortEvents(r *reporter, t *model.Target) {
	t.Events = sortFile(r, t, t.Events)
	for _, v := range t.Vendors {
		v.Events = sortFile(r, t, v.Events)
	}
}

func sortFile(r *reporter, t *model.Target, events []*model.Event) []*model.Event {
	slices.SortFunc(events, func(a, b *model.Event) int { return cmp.Or(a.To.Compare(b.To), cmp.Compare(a.ID, b.ID)) })
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

// sortRelease is a topological sort that takes the smallest id (position) among the events that may stand next. Where a
// circle leaves none, it is reported and its smallest id goes first.
func sortRelease(r *reporter, t *model.Target, events []*model.Event) []*model.Event {
	takers := map[model.PackageID][]int{}
	for i, e := range events {
		for _, p := range e.In {
			for _, s := range p.AllStreams() {
				id := model.PackageID{Name: p.Name, Stream: s}
				takers[id] = append(takers[id], i)
			}
		}
	}
	next, waits := make([][]int, len(events)), make([]int, len(events))
	for i, e := range events {
		for _, p := range e.Out {
			for _, s := range p.AllStreams() {
				for _, j := range takers[model.PackageID{Name: p.Name, Stream: s}] {
					if i != j && !slices.Contains(next[i], j) {
						next[i] = append(next[i], j)
						waits[j]++
					}
				}
			}
		}
	}
	ready, done := &ints{}, make([]bool, len(events))
	for i := range events {
		if waits[i] == 0 {
			heap.Push(ready, i)
		}
	}
	out := make([]*model.Event, 0, len(events))
	for len(out) < len(events) {
		if ready.Len() == 0 {
			i := breakCycle(r, t, events, next, done)
			waits[i] = 0
			heap.Push(ready, i)
		}
		i := heap.Pop(ready).(int)
		done[i] = true
		out = append(out, events[i])
		for _, j := range next[i] {
			if waits[j]--; waits[j] == 0 && !done[j] {
				heap.Push(ready, j)
			}
		}
	}
	return out
}

// breakCycle names a circle among the events left over and returns the member that goes first. Each of them waits for
// another one, so a walk back along unfinished events must come round.
func breakCycle(r *reporter, t *model.Target, events []*model.Event, next [][]int, done []bool) int {
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
	slices.Sort(walk)
	first := events[walk[0]]
	p := place{pos: first.In[0].Pos, distro: t.Distro, allow: [][]string{first.Allow}}
	var titles []string
	for _, i := range walk {
		titles = append(titles, events[i].Title())
		if i != walk[0] {
			p.allow = append(p.allow, events[i].Allow)
			p.notes = append(p.notes, diag.Note{Pos: events[i].In[0].Pos, Text: "part of the circle: " + events[i].Title()})
		}
	}
	r.breachf(p, "event-cycle", "each of these events of release %s outputs a package that the next one takes: %s", first.To, strings.Join(titles, "; "))
	return walk[0]
}

type ints []int

func (h ints) Len() int           { return len(h) }
func (h ints) Less(i, j int) bool { return h[i] < h[j] }
func (h ints) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *ints) Push(x any)        { *h = append(*h, x.(int)) }
func (h *ints) Pop() any {
	old := *h
	x := old[len(old)-1]
	*h = old[:len(old)-1]
	return x
}

// effectOf is what one step does to one package.
type effectOf struct {
	step *model.Step
	repo string // model.Gone when it goes
}

// checkOrder names pairs of events whose common outcome depends on their order, and events that Leapp drops or keeps in
// conflict (leapp-semantics 4.6, 4.7). On EL 7, Leapp's order is a hash's, not the file's: sorting is no cure there.
func (c *compiler) checkOrder(t *model.Target) {
	events := slices.Clone(t.Events)
	for _, v := range t.Vendors {
		events = append(events, v.Events...)
	}
	byPackage := map[model.Release]map[model.PackageID][]effectOf{}
	groups := map[string][]*model.Step{}
	for _, e := range events {
		steps := e.Expand()
		for i := range steps {
			s := &steps[i]
			if len(s.In) == 0 {
				continue // stream-lost says so
			}
			key := groupKey(s)
			groups[key] = append(groups[key], s)
			if byPackage[e.To] == nil {
				byPackage[e.To] = map[model.PackageID][]effectOf{}
			}
			for id, repo := range s.Effect() {
				byPackage[e.To][id] = append(byPackage[e.To][id], effectOf{s, repo})
			}
		}
	}
	c.checkGroups(t, groups)
	c.checkPairs(t, byPackage)
}

// checkPairs reports the pairs whose effects on a package differ, each pair once, for its first package.
func (c *compiler) checkPairs(t *model.Target, byPackage map[model.Release]map[model.PackageID][]effectOf) {
	type pair struct{ a, b *model.Event }
	found := map[pair]model.PackageID{}
	for _, packages := range byPackage {
		for id, effects := range packages {
			for i, a := range effects {
				for _, b := range effects[i+1:] {
					if a.repo == b.repo || a.step.Event == b.step.Event || !meet(a.step.Event, b.step.Event) || groupKey(a.step) == groupKey(b.step) {
						continue
					}
					p := pair{a.step.Event, b.step.Event}
					if known, ok := found[p]; !ok || id.Compare(known) < 0 {
						found[p] = id
					}
				}
			}
		}
	}
	for p, id := range found {
		c.orderBreach(t, "order-dependence", p.a, p.b, fmt.Sprintf("what becomes of %s depends on which of two events of release %s Leapp applies first", id.Name, p.a.To))
	}
}

// meet reports whether two events share an architecture.
func meet(a, b *model.Event) bool {
	return slices.ContainsFunc(a.Arches, func(x string) bool { return slices.Contains(b.Arches, x) })
}

// groupKey is what Leapp groups competing events by: initial release and in packages.
func groupKey(s *model.Step) string {
	words := make([]string, 0, len(s.In)+1)
	for _, p := range s.In {
		words = append(words, p.Name+"/"+p.Stream.String())
	}
	slices.Sort(words)
	return s.Event.From.String() + " " + strings.Join(words, " ")
}

func (c *compiler) checkGroups(t *model.Target, groups map[string][]*model.Step) {
	for _, g := range groups {
		for i, a := range g {
			for _, b := range g[i+1:] {
				if a.Event == b.Event || !meet(a.Event, b.Event) {
					continue
				}
				switch a.Event.To.Compare(b.Event.To) {
				case 0:
					c.orderBreach(t, "conflicting-events", a.Event, b.Event, "two events take the same packages in release "+a.Event.To.String()+"; Leapp applies both, in an order of its own")
				case -1:
					c.orderBreach(t, "shadowed-event", a.Event, b.Event, "Leapp drops this event where it also has the later one for the same packages")
				default:
					c.orderBreach(t, "shadowed-event", b.Event, a.Event, "Leapp drops this event where it also has the later one for the same packages")
				}
			}
		}
	}
}

// orderBreach reports a pair of events at the first and names the second. Either may allow it.
func (c *compiler) orderBreach(t *model.Target, name string, a, b *model.Event, why string) {
	if name != "shadowed-event" && b.In[0].Pos.Compare(a.In[0].Pos) < 0 {
		a, b = b, a
	}
	p := place{pos: a.In[0].Pos, distro: t.Distro, allow: [][]string{a.Allow, b.Allow}, notes: []diag.Note{{Pos: b.In[0].Pos, Text: b.Title()}}}
	c.breachf(p, name, "%s: %s; %s", why, a.Title(), b.Title())
}
