package published

import (
	"strings"

	"pes/generator/diag"
	"pes/generator/leapp"
	"pes/generator/list"
	"pes/generator/model"
)

// duplicateIDs reports ids that several events share: in one file or, for a vendor's file, also in the files of the
// distribution and of other vendors that the same machine reads.
func (r *reader) duplicateIDs(p *part) {
	withID := func(p *part) []*leapp.ReadEvent {
		return list.Select(p.events.Events, func(e *leapp.ReadEvent) bool {
			return !e.IDPos.IsZero() &&
				e.Label != "0"
		})
	}
	report := func(e, first *leapp.ReadEvent, whose string) {
		note := diag.Note{Pos: first.IDPos, Text: "first here: " + first.Title()}
		r.Reportf(atPos(e.IDPos, note), "duplicate-id", "the id %s is that of %s: %s", e.Label, whose, e.Title())
	}
	mine := withID(p)
	for _, same := range list.Group(mine, func(e *leapp.ReadEvent) string { return e.Label }) {
		switch len(same) {
		case 1:
		case 2:
			report(same[1], same[0], "another event too")
		default:
			notes := list.Map(same, func(e *leapp.ReadEvent) diag.Note {
				return diag.Note{Pos: e.IDPos,
					Text: e.Title()}
			})
			r.Reportf(atPos(same[1].IDPos, notes...), "duplicate-id", "%d events have the id %s", len(same),
				same[0].Label)
		}
	}
	for _, main := range r.files {
		together := p.isFor(main.Distro, main.Target) || main.Target == 0 && p.isOf(main.Distro)
		if main.Vendor >= p.Vendor || !together {
			continue
		}
		ids := map[string]*leapp.ReadEvent{}
		for _, e := range withID(main) {
			ids[e.Label] = e
		}
		for _, e := range mine {
			if first := ids[e.Label]; first != nil {
				report(e, first, "an event of "+main.File.File.Name+" too, and one machine reads both")
			}
		}
	}
}

// setIDs reports set ids that several package sets share, in one file or together with the distribution's file, which
// the same machine reads.
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
	for _, main := range r.files {
		if main.Vendor < p.Vendor && p.isOf(main.Distro) {
			learn(main, func(leapp.SetID) {})
		}
	}
	var places []diag.Pos
	var ids []string
	learn(p, func(s leapp.SetID) { places, ids = append(places, s.Pos), list.AppendNew(ids, s.ID) })
	if len(ids) == 0 {
		return
	}
	what := "the set id " + ids[0] + " stands"
	if len(ids) > 1 {
		what = "set ids stand"
	}
	first := diag.Note{Pos: firsts[ids[0]], Text: ids[0] + " stands for another set here"}
	notes := append([]diag.Note{first}, others(places, "stands for another set elsewhere")...)
	r.Reportf(atPos(places[0], notes...), "set-id-collision", "%s for different sets of packages: %s",
		what, strings.Join(ids[:min(len(ids), maxPlaces)], " "))
}
