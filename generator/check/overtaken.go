package check

import (
	"slices"

	"pes/generator/list"
	"pes/generator/model"
)

// overtaken reports events that no upgrade can apply: another event, from another initial release, takes a package that
// they need in an earlier release of the same major, and nothing brings it back. Leapp compares only events of one
// initial release (Leapp guide 4.6), and applies the rest by release (4.7).
func (w *pairs) overtaken(events []*model.Event) {
	takers := map[string][]*model.Event{}
	brought := map[string]model.Release{} // the first release in which an event brings one of these
	for _, e := range events {
		if len(e.In) == 1 && w.uses[e.In[0].Name].in > 1 && !e.Action.Keeps() && e.To.Major == w.t.Major {
			takers[e.In[0].Name] = append(takers[e.In[0].Name], e)
		}
	}
	for _, e := range events {
		for _, p := range e.Results() {
			if w.uses[p.Name].in < 2 || takers[p.Name] == nil {
				continue
			}
			if first, known := brought[p.Name]; !known || e.To.Compare(first) < 0 {
				brought[p.Name] = e.To
			}
		}
	}
	for _, late := range events {
		if late.To.Major != w.t.Major || late.Action.Keeps() || late.Action == model.Merged && len(late.In) > 1 {
			continue
		}
		for _, p := range late.In {
			first, known := brought[p.Name]
			back := known && first.Compare(late.To) < 0
			if n := len(takers[p.Name]); back || n > crowd || n < 2 && len(late.In) == 1 {
				continue
			}
			early := list.Find(takers[p.Name],
				func(e *model.Event) bool { return w.overtakes(e, late, p, takers[p.Name]) })
			if early != nil {
				w.report("overtaken-event", late, early,
					"in every upgrade that reaches release %s, an event of %[3]s with another initial release has "+
						"already removed %[2]s: the event of %[1]s never applies", late.To, p.Name, early.To)
				break
			}
		}
	}
}

// crowd is more than the events that take one package in any real file.
const crowd = 100

// overtakes reports whether an event takes a package from a later one on every machine that could apply the later one.
func (w *pairs) overtakes(e, late *model.Event, p model.Package, takers []*model.Event) bool {
	elsewhere := func(arch string) bool { return !slices.Contains(e.Arches, arch) }
	switch {
	case e == late, e.Vendor != "" && e.Vendor != late.Vendor, e.Vendor == "" && late.Vendor != "":
		return false // whether the vendor is active decides; or override reports it
	case e.To.Compare(late.To) >= 0, e.From == late.From, !slices.Equal(e.In[0].Streams, p.Streams):
		return false
	case slices.ContainsFunc(late.Arches, elsewhere), w.isReported(e, late):
		return false
	}
	// Leapp drops it where a later event competes with it.
	return !slices.ContainsFunc(takers, func(o *model.Event) bool {
		return o.From == e.From && o.To.Compare(e.To) > 0 && slices.Equal(o.In[0].Streams, p.Streams) && Meet(o, e)
	})
}
