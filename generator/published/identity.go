package published

import (
	"slices"
	"strings"

	"pes/generator/diag"
	"pes/generator/leapp"
	"pes/generator/model"
)

// identity reports ids that are not one event's own, in what one machine reads, and set ids that stand for several
// sets.
func (r *reader) identity() {
	for _, p := range r.files {
		if p.Kind != "events" || p.Template {
			continue
		}
		seen := map[string]*leapp.ReadEvent{}
		for _, e := range p.events.Events {
			if e.IDPos.IsZero() {
				continue
			}
			if f := seen[e.Label]; f != nil && e.Label != "0" {
				r.Reportf(atPos(e.IDPos, firstHere(f)), "duplicate-id",
					"the id %s is that of another event too: %s", e.Label, e.Title())
				continue
			}
			seen[e.Label] = e
		}
		r.setIDs(p)
		r.between(p)
	}
	r.osNames()
	r.renames()
}

// firstHere is the note on the first event with an id.
func firstHere(e *leapp.ReadEvent) diag.Note {
	return diag.Note{Pos: e.IDPos, Text: "first here: " + e.Title()}
}

// between reports ids of a vendor's events that are those of a distribution's event too: one machine reads both files.
func (r *reader) between(p *part) {
	if p.Vendor == "" {
		return
	}
	for _, main := range r.files {
		together := p.isFor(main.Distro, main.Target) || main.Target == 0 && p.isOf(main.Distro)
		if main.Kind != "events" || main.Vendor >= p.Vendor || !together {
			continue
		}
		ids := map[string]*leapp.ReadEvent{}
		for _, e := range main.events.Events {
			if !e.IDPos.IsZero() {
				ids[e.Label] = e
			}
		}
		for _, e := range p.events.Events {
			if f := ids[e.Label]; f != nil && !e.IDPos.IsZero() && e.Label != "0" {
				r.Reportf(atPos(e.IDPos, firstHere(f)), "duplicate-id",
					"the id %s is that of an event of %s too, and one machine reads both: %s",
					e.Label, main.File.File.Name, e.Title())
			}
		}
	}
}

// setIDs reports set ids that stand for several sets, in a file or in it and the distribution's that is read beside it.
func (r *reader) setIDs(p *part) {
	sets, firsts := map[string]string{}, map[string]diag.Pos{}
	learn := func(q *part, found func(leapp.SetID)) {
		for _, e := range q.events.Events {
			for _, s := range e.SetIDs {
				said := model.Names(s.Set)
				if known, ok := sets[s.ID]; !ok {
					sets[s.ID], firsts[s.ID] = said, s.Pos
				} else if known != said && s.ID != "0" {
					found(s)
				}
			}
		}
	}
	if p.Vendor != "" {
		for _, main := range r.files {
			if main != p && main.Kind == "events" && main.Vendor < p.Vendor && p.isOf(main.Distro) {
				learn(main, func(leapp.SetID) {})
			}
		}
	}
	var places []diag.Pos
	var ids []string
	learn(p, func(s leapp.SetID) {
		places = append(places, s.Pos)
		if !slices.Contains(ids, s.ID) {
			ids = append(ids, s.ID)
		}
	})
	if len(ids) == 0 {
		return
	}
	what := "the set id " + ids[0] + " stands"
	if len(ids) > 1 {
		what = "set ids stand"
	}
	at := atPos(places[0], diag.Note{Pos: firsts[ids[0]], Text: ids[0] + " stands for another set here"})
	for _, p := range places[1:min(len(places), maxPlaces)] {
		at.Notes = append(at.Notes, diag.Note{Pos: p, Text: "stands for another set elsewhere"})
	}
	shown := ids[:min(len(ids), maxPlaces)]
	r.Reportf(at, "set-id-collision", "%s for different sets of packages: %s", what, strings.Join(shown, " "))
}
