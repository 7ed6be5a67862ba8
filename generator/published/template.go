package published

import (
	"slices"

	"pes/generator/diag"
	"pes/generator/english"
	"pes/generator/known"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/rules"
)

// Templates of vendors hold {words} that a script replaces for every distribution: the same word as a repoid in maps
// and as a PES ID in events.

// family returns the repository of the tree that a word of a template stands for; nil if it cannot be determined.
func family(t *model.Target, word string) *model.Family {
	want, ok := known.TemplateRole(word)
	if !ok {
		return nil
	}
	for _, f := range t.Map.Families {
		if role, _ := known.Role(f.PESID); role == want && f.In(t.Major) {
			return f
		}
	}
	return nil
}

// expandMap puts a distribution's own words into a template of a map.
func (r *reader) expandMap(t *model.Target, m *model.Map) (out model.Map) {
	gone := map[string]bool{} // families that cannot be told, as the distribution's own map is not here
	for _, f := range m.Families {
		g := &model.Family{PESID: f.PESID}
		for _, e := range f.Entries {
			if e.Distro == "{distro}" {
				e.Distro = t.Distro.OSID
			}
			if own := family(t, e.Repoid); own != nil {
				i := slices.IndexFunc(own.Entries, func(o model.Entry) bool {
					return o.Major == e.Major && o.Arch == e.Arch && o.Channel == "ga"
				})
				if i < 0 { // the script puts the word in for every architecture
					i = slices.IndexFunc(own.Entries, func(o model.Entry) bool { return o.Major == e.Major })
				}
				if i >= 0 {
					e.Repoid = own.Entries[i].Repoid
				}
			} else if _, word := known.TemplateRole(e.Repoid); word {
				continue
			}
			g.Entries = append(g.Entries, e)
		}
		if gone[f.PESID] = t.Lacks.Map && len(g.Entries) == 0; !gone[f.PESID] {
			out.Families = append(out.Families, g)
		}
	}
	out.Mappings = list.Select(m.Mappings, func(x *model.Mapping) bool {
		return !slices.ContainsFunc(x.To, func(to string) bool { return gone[to] })
	})
	return out
}

// expandEvents puts a distribution's own PES IDs into a template of events, and reports words that are not spelled
// alike as PES ID and as repoid.
func (r *reader) expandEvents(t *model.Target, vendor string, events []*model.Event) (out []*model.Event) {
	type use struct {
		first  model.Package
		events map[*model.Event]bool
	}
	uses := map[string]*use{}
	for _, e := range events {
		expand := func(p model.Package) model.Package {
			if _, word := known.TemplateRole(p.Repo); !word {
				return p
			}
			if uses[p.Repo] == nil {
				uses[p.Repo] = &use{p, map[*model.Event]bool{}}
			}
			uses[p.Repo].events[e] = true
			if own := family(t, p.Repo); own != nil {
				p.Repo = own.PESID
			}
			return p
		}
		f := *e
		f.In, f.Out = list.Map(e.In, expand), list.Map(e.Out, expand)
		out = append(out, &f)
	}
	for word, u := range uses {
		own := family(t, word)
		if own == nil {
			if !t.Lacks.Map {
				r.Reportf(rules.At{Pos: u.first.At(), Distro: t.Distro}, "template-word",
					"the map for release %d has no repository for %s", t.Major, word)
			}
			continue
		}
		differs := func(e model.Entry) bool { return e.Major == t.Major && e.Repoid != own.PESID }
		if i := slices.IndexFunc(own.Entries, differs); i >= 0 {
			at := atPos(u.first.At(), diag.Note{Pos: own.Entries[i].Pos, Text: "the repoid"})
			at.Distro = t.Distro
			r.Reportf(at, "template-word", "%s is one word for a repoid, %s, and for a PES ID, %s: if it becomes the "+
				"repoid, Leapp removes the packages of %s",
				word, own.Entries[i].Repoid, own.PESID, english.Count(len(u.events), "event"))
		}
	}
	return out
}
