package importer

import (
	"cmp"
	"slices"
	"strings"

	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/source"
)

// here is the position of values that the importer makes.
var here = source.Word("").Pos

func validPESID(s string) bool { return model.ValidWord(s) }

func validRepoid(s string) bool { return model.ValidWord(s) && !strings.ContainsAny(s, "[]") }

// RepoidSide is a side with one repoid.
func RepoidSide(repoid string) source.Side {
	return source.Side{Repoid: source.Repoids{Pos: here, All: []source.Text{source.Word(repoid)}}}
}

// A sideWriter converts families, with their sections of a .repo file, to sides of a source.
type sideWriter struct {
	arches   []string        // those of the distribution, which are not written
	sections []model.Section // of the .repo file
	used     map[string]bool // repoids of sections that some family took
	key      func(model.KeyRef) source.Text
}

// side writes the entries of a family as compactly as they allow: one repoid, a list, a table by architecture, or
// entries.
func (w *sideWriter) side(f *model.Family) source.Side {
	own := w.variants(f.Entries)
	side, alike := asList(own)
	switch {
	case len(own) == 1:
		side = own[0]
		if side.Repoid.All[0].Value == f.PESID && len(side.Repo.Pairs) > 0 {
			side.Repoid = source.Repoids{}
		}
	case !alike:
		side = source.Side{Entries: own}
	}
	side.PESID = source.Word(f.PESID)
	return side
}

// variants are the entries that differ in more than the architecture.
func (w *sideWriter) variants(entries []model.Entry) []source.Side {
	type variant struct{ repoid, channel, kind, rhui string }
	variantOf := func(e model.Entry) variant { return variant{e.Repoid, e.Channel, e.Type, e.RHUI} }
	return list.Map(list.Group(entries, variantOf), func(alike []model.Entry) source.Side {
		e := alike[0]
		s := RepoidSide(e.Repoid)
		s.RHUI = source.OptionalWord(e.RHUI)
		if arches := archesOf(alike); !sameSet(arches, w.arches) {
			s.Arches = source.Words(sortedArches(arches)...)
		}
		if e.Channel != "ga" {
			s.Channel = source.Word(e.Channel)
		}
		if e.Type != "rpm" {
			s.Type = source.Word(e.Type)
		}
		i := slices.IndexFunc(w.sections, func(x model.Section) bool { return x.Repoid == e.Repoid })
		if i >= 0 && !w.used[e.Repoid] {
			w.used[e.Repoid] = true
			s.Repo = Options(w.sections[i], w.key)
		}
		return s
	})
}

func archesOf(entries []model.Entry) []string {
	return list.AppendNew(nil, list.Map(entries, func(e model.Entry) string { return e.Arch })...)
}

// asList joins variants that differ in nothing but their repoid.
func asList(own []source.Side) (source.Side, bool) {
	joined := own[0]
	joined.Repoid = source.Repoids{Pos: here}
	for _, s := range own {
		repoid := s.Repoid.All[0]
		s.Repoid = joined.Repoid
		a, b := s, joined
		a.Repoid, b.Repoid = source.Repoids{}, source.Repoids{}
		if a.Inline() != b.Inline() || len(s.Repo.Pairs) > 0 {
			return source.Side{}, false
		}
		joined.Repoid.All = append(joined.Repoid.All, repoid)
	}
	return joined, true
}

func sameSet(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// sortedArches sorts architectures with x86_64 first, as usual.
func sortedArches(a []string) []string {
	return slices.SortedFunc(slices.Values(a), func(a, b string) int { return strings.Compare(b, a) })
}

// firstKeys are the options of a .repo section that people write first.
var firstKeys = []string{"name", "baseurl", "mirrorlist", "metalink"}

// Options writes a .repo section; what is the default is left out. key says how a key is written.
func Options(s model.Section, key func(model.KeyRef) source.Text) (out source.Map[source.Option]) {
	out.Pos = here
	rank := func(key string) int {
		if i := slices.Index(firstKeys, key); i >= 0 {
			return i
		}
		return len(firstKeys)
	}
	options := slices.Clone(s.Options)
	slices.SortStableFunc(options, func(a, b model.Option) int { return cmp.Compare(rank(a.Key), rank(b.Key)) })
	add := func(name string, values ...source.Text) {
		out.Add(name, source.Option{Texts: source.Texts{Pos: here, Items: values}})
	}
	for _, o := range options {
		if (o.Key != "enabled" && o.Key != "gpgcheck") || o.Value != "1" {
			add(o.Key, source.Word(o.Value))
		}
	}
	if len(s.Keys) > 0 {
		add("key", list.Map(s.Keys, key)...)
	}
	return out
}
