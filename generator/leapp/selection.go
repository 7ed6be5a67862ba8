package leapp

import (
	"slices"

	"pes/generator/list"
	"pes/generator/model"
)

// A Selection is the part of a catalog that is written. A nil field selects everything, an empty one nothing.
//
// It only leaves things out. An event keeps its id and its place, so that the ids in Leapp's log can be found on the
// site; an event without any selected architecture is left out, and so is a repository, with every mapping that names
// it.
type Selection struct {
	Arches  []string // the architectures of events and of repositories in maps
	Vendors []string // whose files are written
	Tags    []string // events have one of them, those of vendors too
}

// Partial reports whether anything may be left out.
func (c *Selection) Partial() bool { return c.Arches != nil || c.Vendors != nil || c.Tags != nil }

// of is the part of a target.
func (c *Selection) of(t *model.Target) *model.Target {
	if !c.Partial() {
		return t
	}
	out := *t
	out.Events, out.Map, out.Vendors = c.events(t.Events), c.mapped(&t.Map), nil
	for _, v := range t.Vendors {
		if c.Vendors == nil || slices.Contains(c.Vendors, v.Name) {
			part := *v
			part.Events, part.Map = c.events(v.Events), c.mapped(&v.Map)
			out.Vendors = append(out.Vendors, &part)
		}
	}
	return &out
}

func (c *Selection) events(events []*model.Event) (out []*model.Event) {
	for _, e := range list.Select(events, c.tagged) {
		arches := without(e.Arches, c.other)
		switch {
		case len(arches) == len(e.Arches):
			out = append(out, e)
		case len(arches) > 0:
			part := *e
			part.Arches = arches
			out = append(out, &part)
		}
	}
	return out
}

func (c *Selection) tagged(e *model.Event) bool {
	selected := func(tag string) bool { return slices.Contains(c.Tags, tag) }
	return c.Tags == nil || e.Origin != nil && slices.ContainsFunc(e.Tags, selected)
}

// other reports whether an architecture is not selected.
func (c *Selection) other(arch string) bool {
	return c.Arches != nil && !slices.Contains(c.Arches, arch)
}

// mapped is a map with the selected architectures. A family that has none stays, without entries, until it is written.
func (c *Selection) mapped(m *model.Map) model.Map {
	other := func(_ *model.Family, e model.Entry) bool { return c.other(e.Arch) }
	return model.Map{Mappings: m.Mappings, Families: reduced(m.Families, other)}
}

// reduced are families without some of their entries.
func reduced(families []*model.Family, drop func(*model.Family, model.Entry) bool) []*model.Family {
	return list.Map(families, func(f *model.Family) *model.Family {
		dropped := func(e model.Entry) bool { return drop(f, e) }
		return &model.Family{PESID: f.PESID, Entries: without(f.Entries, dropped)}
	})
}

// without is a copy of a list that lacks what drop is true for.
func without[T any](list []T, drop func(T) bool) []T {
	return slices.DeleteFunc(slices.Clone(list), drop)
}
