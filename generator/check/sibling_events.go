package check

import (
	"slices"
	"strings"

	"pes/generator/diag"
	"pes/generator/known"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/rules"
)

// A treatment is the result of an event for its in packages.
type treatment struct {
	names string // of the in packages, without brands
	does  string // names of the packages installed afterwards, without brands
	tree  *model.Target
	event *model.Event
}

func (x treatment) note(text string) diag.Note { return diag.Note{Pos: x.event.In[0].Pos, Text: text} }

// siblingEvents reports events that all other distributions have and one lacks or has with another result, and the
// events that only one distribution has.
func (c *checker) siblingEvents() {
	trees := list.Select(c.catalog.Targets, func(t *model.Target) bool {
		return t.Distro.Folder != "" && !t.Lacks.Events && len(t.Events) > 0
	})
	slices.SortStableFunc(trees, func(a, b *model.Target) int { return a.Major - b.Major })
	alone := map[*model.Distro][]diag.Note{} // events that no other distribution has
	for _, trees := range list.Group(trees, func(t *model.Target) int { return t.Major }) {
		var all []treatment
		for _, t := range trees {
			for _, e := range t.Events {
				if len(e.In) > 0 && e.To.Major == t.Major {
					all = append(all, treatment{brandless(e.In, t.Distro), brandless(e.Results(), t.Distro), t, e})
				}
			}
		}
		for _, same := range list.Group(all, func(x treatment) string { return x.names }) {
			byTree := map[*model.Target]treatment{}
			for _, x := range same {
				if first, more := byTree[x.tree]; !more || x.does < first.does {
					byTree[x.tree] = x
				}
			}
			if mine := byTree[same[0].tree]; len(byTree) == 1 && len(trees) > 2 {
				d := mine.tree.Distro
				alone[d] = append(alone[d], mine.note(mine.event.Title()))
				continue
			}
			for _, t := range trees {
				c.t = t
				c.treatment(trees, byTree)
			}
		}
	}
	for _, d := range c.catalog.Distros {
		if notes := alone[d]; len(notes) > 0 {
			c.Reportf(rules.At{Pos: notes[0].Pos, Distro: d, Notes: notes[1:]}, "sibling-event",
				"%d events are in no sibling's file, such as the %s", len(notes), notes[0].Text)
		}
	}
}

// treatment compares the result of a distribution's event with those of its siblings' events for the same packages.
func (c *checker) treatment(trees []*model.Target, byTree map[*model.Target]treatment) {
	others, alike := len(trees)-1, 0
	var other treatment
	for _, t := range trees {
		if x, ok := byTree[t]; ok && t != c.t && (alike == 0 || x.does == other.does) {
			alike, other = alike+1, x
		}
	}
	mine, have := byTree[c.t]
	switch {
	case others == 0 || alike < others || others == 1 && !strings.Contains(other.names, "*"):
	case !have:
		file := diag.Pos{File: c.t.Events[0].Pos.File, End: 1}
		c.Reportf(c.at(file, other.note("in a sibling's file")), "sibling-event",
			"all other distributions have the %s in release %d, this one has no event for it",
			other.event.Title(), c.t.Major)
	case mine.does != other.does:
		theirs := other.event.Title() + outcome(other.event)
		c.Reportf(c.at(mine.event.In[0].Pos, other.note(theirs)), "sibling-event",
			"this %s differs from what all other distributions have, the %s",
			mine.event.Title()+outcome(mine.event), theirs)
	}
}

// outcome names what an event leaves in place of its in packages.
func outcome(e *model.Event) string {
	if len(e.Out) == 0 {
		return ""
	}
	return " (to " + model.Names(e.Out) + ")"
}

// brandless joins the names of a set, with * in place of the brand that a distribution puts before its own packages'
// names.
func brandless(set []model.Package, d *model.Distro) string {
	brands := append([]string{d.Folder, d.OSID}, known.Brands()...)
	words := list.Map(set, func(p model.Package) string {
		for _, brand := range brands {
			if rest, ok := strings.CutPrefix(p.Name, brand+"-"); ok && brand != "" {
				return "*-" + rest
			}
		}
		return p.Name
	})
	slices.Sort(words)
	return strings.Join(words, "+")
}
