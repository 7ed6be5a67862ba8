package check

import (
	"slices"
	"strings"

	"pes/generator/diag"
	"pes/generator/known"
	"pes/generator/model"
	"pes/generator/rules"
)

// A subject is what events of several distributions can be about: packages, in an upgrade to a major release.
type subject struct {
	major int
	names string // of the in packages, without brands
}

// A treatment is what the events of one distribution make of a subject.
type treatment struct {
	does  string // names of what is there afterwards, without brands
	event *model.Event
}

// siblingEvents names subjects that all other distributions treat alike, and one otherwise or not at all; and how many each
// treats alone.
func (c *checker) siblingEvents() {
	var distros []*model.Distro
	majors, files := map[*model.Distro]map[int]bool{}, map[*model.Distro]diag.Pos{}
	treated := map[subject]map[*model.Distro]treatment{}
	var order []subject
	for _, t := range c.catalog.Targets {
		d := t.Distro
		if d.Folder == "" || t.Lacks.Events || len(t.Events) == 0 {
			continue
		}
		if majors[d] == nil {
			distros = append(distros, d)
			majors[d], files[d] = map[int]bool{}, diag.Pos{File: t.Events[0].Pos.File, End: 1}
		}
		majors[d][t.Major] = true
		for _, e := range t.Events {
			if len(e.In) == 0 || e.To.Major != t.Major {
				continue
			}
			s := subject{t.Major, brandless(e.In, d)}
			if treated[s] == nil {
				treated[s] = map[*model.Distro]treatment{}
				order = append(order, s)
			}
			old, more := treated[s][d]
			if does := brandless(e.Results(), d); !more || does < old.does {
				treated[s][d] = treatment{does, e}
			}
		}
	}
	alone := map[*model.Distro][]diag.Note{}
	for _, s := range order {
		for _, d := range distros {
			if majors[d][s.major] {
				c.compare(s, d, distros, majors, treated[s], files, alone)
			}
		}
	}
	for _, d := range distros {
		if notes := alone[d]; len(notes) > 0 {
			c.Reportf(rules.At{Pos: notes[0].Pos, Distro: d, Notes: notes[1:]}, "sibling-event", "%d events are in no sibling's file, such as the %s", len(notes), notes[0].Text)
		}
	}
}

// compare holds one distribution's treatment of a subject against those of its siblings.
func (c *checker) compare(s subject, d *model.Distro, distros []*model.Distro, majors map[*model.Distro]map[int]bool, all map[*model.Distro]treatment,
	files map[*model.Distro]diag.Pos, alone map[*model.Distro][]diag.Note) {
	mine, have := all[d]
	siblings, alike := 0, 0
	var other treatment
	for _, o := range distros {
		if o == d || !majors[o][s.major] {
			continue
		}
		siblings++
		t, ok := all[o]
		if !ok || alike > 0 && t.does != other.does {
			continue
		}
		alike, other = alike+1, t
	}
	branded := strings.Contains(s.names, "*")
	switch {
	case siblings > 1 && have && len(all) == 1:
		alone[d] = append(alone[d], diag.Note{Pos: mine.event.In[0].Pos, Text: mine.event.Title()})
	case siblings == 0 || alike < siblings || siblings == 1 && !branded:
	case !have:
		c.Reportf(rules.At{Pos: files[d], Distro: d, Notes: []diag.Note{{Pos: other.event.In[0].Pos, Text: "in a sibling's file"}}}, "sibling-event",
			"all other distributions have the %s in release %d, this one has no event for it", other.event.Title(), s.major)
	case mine.does != other.does:
		c.Reportf(rules.At{Pos: mine.event.In[0].Pos, Distro: d, Notes: []diag.Note{{Pos: other.event.In[0].Pos, Text: other.event.Title() + outcome(other.event)}}}, "sibling-event",
			"this %s differs from what all other distributions have, the %s%s", mine.event.Title()+outcome(mine.event), other.event.Title(), outcome(other.event))
	}
}

// outcome names what an event leaves in place of its in packages.
func outcome(e *model.Event) string {
	if len(e.Out) == 0 {
		return ""
	}
	return " (to " + model.Names(e.Out) + ")"
}

// brandless joins the names of a set, each with the words that a distribution puts into its own packages' names left open.
func brandless(set []model.Package, d *model.Distro) string {
	brands := append([]string{d.Folder, d.OSID}, known.Brands()...)
	words := make([]string, 0, len(set))
	for _, p := range set {
		name := p.Name
		for _, brand := range brands {
			if rest, ok := strings.CutPrefix(name, brand+"-"); ok && brand != "" {
				name = "*-" + rest
				break
			}
		}
		words = append(words, name)
	}
	slices.Sort(words)
	return strings.Join(words, "+")
}
