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

// treatments are those of a subject, by distribution.
type treatments map[*model.Distro]treatment

// siblings are the distributions whose events are compared.
type siblings struct {
	*checker
	distros []*model.Distro
	majors  map[*model.Distro]map[int]bool // that have events
	files   map[*model.Distro]diag.Pos     // of the events
	alone   map[*model.Distro][]diag.Note  // events that no other distribution has
}

// siblingEvents names subjects that all other distributions treat alike, and one otherwise or not at all; and how many
// each treats alone.
func (c *checker) siblingEvents() {
	x := &siblings{
		checker: c, majors: map[*model.Distro]map[int]bool{}, files: map[*model.Distro]diag.Pos{},
		alone: map[*model.Distro][]diag.Note{},
	}
	treated := map[subject]treatments{}
	var order []subject
	for _, t := range c.catalog.Targets {
		d := t.Distro
		if d.Folder == "" || t.Lacks.Events || len(t.Events) == 0 {
			continue
		}
		if x.majors[d] == nil {
			x.distros = append(x.distros, d)
			x.majors[d], x.files[d] = map[int]bool{}, diag.Pos{File: t.Events[0].Pos.File, End: 1}
		}
		x.majors[d][t.Major] = true
		for _, e := range t.Events {
			if len(e.In) == 0 || e.To.Major != t.Major {
				continue
			}
			s := subject{t.Major, brandless(e.In, d)}
			if treated[s] == nil {
				treated[s] = treatments{}
				order = append(order, s)
			}
			old, more := treated[s][d]
			if does := brandless(e.Results(), d); !more || does < old.does {
				treated[s][d] = treatment{does, e}
			}
		}
	}
	for _, s := range order {
		for _, d := range x.distros {
			if x.majors[d][s.major] {
				x.compare(s, d, treated[s])
			}
		}
	}
	for _, d := range x.distros {
		if notes := x.alone[d]; len(notes) > 0 {
			c.Reportf(rules.At{Pos: notes[0].Pos, Distro: d, Notes: notes[1:]}, "sibling-event",
				"%d events are in no sibling's file, such as the %s", len(notes), notes[0].Text)
		}
	}
}

// compare holds one distribution's treatment of a subject against those of its siblings.
func (x *siblings) compare(s subject, d *model.Distro, all treatments) {
	mine, have := all[d]
	others, alike := 0, 0
	var other treatment
	for _, o := range x.distros {
		if o == d || !x.majors[o][s.major] {
			continue
		}
		others++
		t, ok := all[o]
		if !ok || alike > 0 && t.does != other.does {
			continue
		}
		alike, other = alike+1, t
	}
	branded := strings.Contains(s.names, "*")
	switch {
	case others > 1 && have && len(all) == 1:
		x.alone[d] = append(x.alone[d], diag.Note{Pos: mine.event.In[0].Pos, Text: mine.event.Title()})
	case others == 0 || alike < others || others == 1 && !branded:
	case !have:
		note := diag.Note{Pos: other.event.In[0].Pos, Text: "in a sibling's file"}
		x.Reportf(rules.At{Pos: x.files[d], Distro: d, Notes: []diag.Note{note}}, "sibling-event",
			"all other distributions have the %s in release %d, this one has no event for it",
			other.event.Title(), s.major)
	case mine.does != other.does:
		theirs := other.event.Title() + outcome(other.event)
		note := diag.Note{Pos: other.event.In[0].Pos, Text: theirs}
		x.Reportf(rules.At{Pos: mine.event.In[0].Pos, Distro: d, Notes: []diag.Note{note}}, "sibling-event",
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

// brandless joins the names of a set, each with the words that a distribution puts into its own packages' names left
// open.
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
