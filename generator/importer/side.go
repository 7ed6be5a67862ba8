package importer

import (
	"cmp"
	"slices"
	"strings"

	"pes/generator/leapp"
	"pes/generator/model"
	"pes/generator/source"
)

type readEvent = leapp.ReadEvent

// here is the place of values that the importer makes.
var here = source.Word("").Pos

func validPESID(s string) bool { return source.ValidWord(s) }

func validRepoid(s string) bool { return source.ValidWord(s) && !strings.ContainsAny(s, "[]") }

// variant is a repoid with the words that tell it from others of its family.
type variant struct{ repoid, channel, kind, rhui string }

// RepoidSide is a side with one repoid.
func RepoidSide(repoid string) source.Side {
	return source.Side{Repoid: source.Repoids{Pos: here, All: []source.Text{source.Word(repoid)}}}
}

// writeSide writes the entries of a family as compactly as they allow: one repoid, a list, a table by architecture, or entries.
// Sections it takes are marked used; key says how a key is written.
func writeSide(pesid string, entries []model.Entry, all []string, sections []model.Section, used map[string]bool, key func(model.KeyRef) source.Text) source.Side {
	var order []variant
	arches := map[variant][]string{}
	for _, e := range entries {
		v := variant{e.Repoid, e.Channel, e.Type, e.RHUI}
		if arches[v] == nil {
			order = append(order, v)
		}
		if !slices.Contains(arches[v], e.Arch) {
			arches[v] = append(arches[v], e.Arch)
		}
	}
	own := make([]source.Side, 0, len(order))
	for _, v := range order {
		s := RepoidSide(v.repoid)
		if !sameSet(arches[v], all) {
			s.Arches = source.Words(sortedArches(arches[v])...)
		}
		if v.channel != "ga" {
			s.Channel = source.Word(v.channel)
		}
		if v.kind != "rpm" {
			s.Type = source.Word(v.kind)
		}
		if v.rhui != "" {
			s.RHUI = source.Word(v.rhui)
		}
		if i := slices.IndexFunc(sections, func(x model.Section) bool { return x.Repoid == v.repoid }); i >= 0 && !used[v.repoid] {
			used[v.repoid] = true
			s.Repo = Options(sections[i], key)
		}
		own = append(own, s)
	}
	if len(own) == 1 {
		own[0].PESID = source.Word(pesid)
		if own[0].Repoid.All[0].Value == pesid && len(own[0].Repo.Pairs) > 0 {
			own[0].Repoid = source.Repoids{}
		}
		return own[0]
	}
	if side, ok := asList(own); ok {
		side.PESID = source.Word(pesid)
		return side
	}
	return source.Side{PESID: source.Word(pesid), Entries: own}
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
	x, y := slices.Clone(a), slices.Clone(b)
	slices.Sort(x)
	slices.Sort(y)
	return slices.Equal(x, y)
}

// sortedArches puts x86_64 first, as people do.
func sortedArches(a []string) []string {
	out := slices.Clone(a)
	slices.SortFunc(out, func(a, b string) int { return strings.Compare(b, a) })
	return out
}

// Options writes a .repo section; what is the default is left out. key says how a key is written.
func Options(s model.Section, key func(model.KeyRef) source.Text) (out source.Map[source.Option]) {
	out.Pos = here
	options := slices.Clone(s.Options)
	slices.SortStableFunc(options, func(a, b model.Option) int { return cmp.Compare(rank(a.Key), rank(b.Key)) })
	add := func(name string, values ...source.Text) {
		out.Add(name, source.Option{Texts: source.Texts{Pos: here, Items: values}})
	}
	for _, o := range options {
		if (o.Key == "enabled" || o.Key == "gpgcheck") && o.Value == "1" {
			continue
		}
		add(o.Key, source.Word(o.Value))
	}
	var keys []source.Text
	for _, k := range s.Keys {
		keys = append(keys, key(k))
	}
	if len(keys) > 0 {
		add("key", keys...)
	}
	return out
}

func rank(key string) int {
	return map[string]int{"name": -4, "baseurl": -3, "mirrorlist": -2, "metalink": -1}[key]
}
