package follow

import (
	"slices"
	"time"

	"pes/generator/author"
	"pes/generator/compile"
	"pes/generator/delta"
	"pes/generator/diag"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/source"
	"pes/generator/upstream"
)

// A Change is what a new state of upstream's events brings to a project.
type Change struct {
	Was, Is     *model.Layer // Was is nil where the project had none
	Added, Gone []*model.Event
	Changed     []Pair       // with the same id
	Renumbered  []Pair       // that say the same under another id
	Meaning     *delta.Delta // what upgrades do otherwise; nil where the project had no layer, or nothing changed
	Ours        diag.List    // what is new to say of the project's own events and rules
}

// A Pair is an event before and after.
type Pair struct{ Was, Is *model.Event }

// Reused reports whether the two have no package in common: the id stands for something else now.
func (p Pair) Reused() bool {
	return !slices.ContainsFunc(p.Was.In, func(was model.Package) bool {
		return slices.ContainsFunc(p.Is.In, func(is model.Package) bool { return was.Name == is.Name })
	})
}

// None reports whether both states say the same.
func (c *Change) None() bool {
	return len(c.Added)+len(c.Gone)+len(c.Changed)+len(c.Renumbered) == 0 && c.Was != nil
}

// Compare finds what a new state brings to a project; now is the date of the check, see [compile.Compile].
func Compare(p *source.Project, is *model.Layer, jobs int, now time.Time) *Change {
	c := &Change{Is: is}
	if l := p.Layer; l != nil && l.File != nil {
		c.Was = l.State()
	}
	c.events()
	if c.Was == nil {
		_, c.Ours = compile.Settle(withLayer(p, is.Events))
		return c
	}
	if c.None() {
		return c
	}
	about := c.about()
	before, old := compile.Compile(withLayer(p, about(c.Was.Events)), now)
	after, found := compile.Compile(withLayer(p, about(is.Events)), now)
	c.Ours = author.New(old, found)
	c.Meaning = delta.Compare(before, after, jobs)
	c.Meaning.From, c.Meaning.To = "upstream of "+Day(c.Was), "that of "+Day(is)
	return c
}

// events compares the two states event by event.
func (c *Change) events() {
	was := map[uint64]*model.Event{}
	if c.Was != nil {
		for _, e := range c.Was.Events {
			was[e.ID] = e
		}
	}
	same := map[string]*model.Event{} // what is new, by what it says
	for _, e := range c.Is.Events {
		old := was[e.ID]
		delete(was, e.ID)
		switch {
		case old == nil:
			c.Added = append(c.Added, e)
			same[saying(e)] = e
		case saying(old) != saying(e):
			c.Changed = append(c.Changed, Pair{old, e})
		}
	}
	moved := map[*model.Event]bool{}
	for _, old := range list.ByKey(was) {
		if is := same[saying(old)]; is != nil && !moved[is] {
			c.Renumbered, moved[is] = append(c.Renumbered, Pair{old, is}), true
			continue
		}
		c.Gone = append(c.Gone, old)
	}
	c.Added = slices.DeleteFunc(c.Added, func(e *model.Event) bool { return moved[e] })
	for _, events := range [][]*model.Event{c.Added, c.Gone} {
		slices.SortFunc(events, upstream.Compare)
	}
	for _, pairs := range [][]Pair{c.Changed, c.Renumbered} {
		slices.SortFunc(pairs, func(a, b Pair) int { return upstream.Compare(a.Is, b.Is) })
	}
}

// saying is what an event says, whatever its id.
func saying(e *model.Event) string { return upstream.Describe(e) }

// about selects the events that name a package which some changed event names: no other can have a part in what
// changes.
func (c *Change) about() func([]*model.Event) []*model.Event {
	names := map[string]bool{}
	note := func(e *model.Event) {
		for _, p := range slices.Concat(e.In, e.Out) {
			names[p.Name] = true
		}
	}
	for _, e := range slices.Concat(c.Added, c.Gone) {
		note(e)
	}
	for _, p := range c.Changed {
		note(p.Was)
		note(p.Is)
	}
	for _, p := range c.Renumbered {
		note(p.Is)
	}
	return func(events []*model.Event) []*model.Event {
		return list.Select(events, func(e *model.Event) bool {
			return slices.ContainsFunc(slices.Concat(e.In, e.Out), func(p model.Package) bool { return names[p.Name] })
		})
	}
}

// withLayer is the project with other events of upstream, read from the files that hold them.
func withLayer(p *source.Project, events []*model.Event) *source.Project {
	next := *p
	var found diag.List
	next.Layer, found = source.ParseLayer(list.Map(Files(&model.Layer{Name: "-", SHA256: "-", Events: events}), asFile))
	if found.Failed() {
		panic("follow: a layer that was just printed cannot be read") // Read refuses what a layer cannot hold
	}
	return &next
}
