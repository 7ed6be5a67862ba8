package published

import (
	"pes/generator/diag"
	"pes/generator/english"
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

// A setUse is a set of packages that has the set id of another.
type setUse struct {
	leapp.SetID
	first leapp.SetID
}

func (u setUse) String() string {
	return u.ID + " (" + model.Names(u.first.Set) + "; " + model.Names(u.Set) + ")"
}

// setIDs reports set ids that several package sets share, in one file or together with the distribution's file, which
// the same machine reads.
func (r *reader) setIDs(p *part) {
	firsts := map[string]leapp.SetID{}
	learn := func(q *part, found func(setUse)) {
		for _, e := range q.events.Events {
			for _, s := range e.SetIDs {
				first, known := firsts[s.ID]
				if !known {
					firsts[s.ID] = s
				} else if s.ID != "0" && model.Names(first.Set) != model.Names(s.Set) {
					found(setUse{s, first})
				}
			}
		}
	}
	for _, main := range r.files {
		if main.Vendor < p.Vendor && p.isOf(main.Distro) {
			learn(main, func(setUse) {})
		}
	}
	var uses []setUse
	learn(p, func(u setUse) { uses = append(uses, u) })
	if len(uses) == 0 {
		return
	}
	ids := list.Group(uses, func(u setUse) string { return u.ID })
	named := list.Map(ids[:min(few, len(ids))], func(same []setUse) string { return same[0].String() })
	if more := len(ids) - len(named); more > 0 {
		named = append(named, english.Count(more, "other"))
	}
	notes := []diag.Note{{Pos: uses[0].first.Pos, Text: uses[0].ID + " stands for " + model.Names(uses[0].first.Set) +
		" here"}}
	for _, u := range uses[1:min(len(uses), maxPlaces)] {
		notes = append(notes, diag.Note{Pos: u.Pos, Text: u.String()})
	}
	r.Reportf(atPos(uses[0].Pos, notes...), "set-id-collision",
		"%s for different sets of packages, which the tests of leapp-data refuse: %s",
		english.Count(len(ids), "set id")+" "+stand(len(ids)), english.And(named))
}
