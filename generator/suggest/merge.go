package suggest

import (
	"fmt"
	"slices"
	"strings"

	"pes/generator/author"
	"pes/generator/english"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/source"
)

// A merger makes suggestions of what single distributions miss.
type merger struct {
	extends map[string]string // the distribution that one is a variant of
	distros []string          // that have the path
	found   []*shared
	byKey   map[string]*shared
}

// A shared finding is one that several distributions have.
type shared struct {
	finding
	distros []string
}

// add takes a finding of a distribution, to those of others that are about the same event.
func (m *merger) add(x finding, distro string) {
	if m.byKey == nil {
		m.byKey = map[string]*shared{}
	}
	key := fmt.Sprint(x.name, x.kind, x.action, x.system, x.in, x.role, x.streams, x.out, x.arches)
	s := m.byKey[key]
	if s == nil {
		s = &shared{finding: x}
		m.byKey[key] = s
		m.found = append(m.found, s)
	}
	s.distros = append(s.distros, distro)
	s.grade = max(s.grade, x.grade)
	s.of = list.AppendNew(s.of, x.of...)
	if x.from.Compare(s.from) < 0 {
		s.from = x.from
	}
}

// suggestions are what was found; removals and moves of packages of one source are one suggestion.
func (m *merger) suggestions() []Suggestion {
	groups := list.Group(m.found, func(s *shared) string {
		own := ""
		if s.action != model.Removed && s.action != model.Moved || s.source == "" || len(s.of) > 0 {
			own = s.name
		}
		return fmt.Sprint(own, s.kind, s.grade, s.action, s.system, s.from, s.role, s.streams, s.arches, s.source,
			s.where, s.facts, s.distros)
	})
	return list.Map(groups, m.suggestion)
}

func (m *merger) suggestion(group []*shared) Suggestion {
	first := group[0]
	s := Suggestion{Grade: first.grade, Kind: first.kind, Distros: first.distros,
		Packages: list.Map(group, func(s *shared) string { return s.name })}
	s.Evidence = evidence(group)
	form := author.Form{Action: first.action.String(), To: first.in.String(), InRepo: first.role,
		Arches: first.arches, Why: first.why, From: strings.TrimSpace(first.system + " " + first.from.String())}
	if len(group) > 1 {
		form.Why = strings.Replace(form.Why, " it ", " them ", 1)
		form.Why = strings.Replace(form.Why, " it.", " them.", 1)
	}
	in := withStreams("", first.streams)
	form.In = list.Map(s.Packages, func(name string) string { return name + in })
	first.outputs(&form)
	only, except := m.limits(first.distros)
	form.Only = only
	s.Event = form.Event()
	if len(except) > 0 {
		s.Event.Except = source.Words(except...)
	}
	if first.kind == Module {
		s.Event.Streams = streamMap(first.streams, first.out)
	}
	for _, id := range first.of {
		s.Event.Supersedes.Items = append(s.Event.Supersedes.Items, source.Number(int64(id)))
		s.Event.Supersedes.Pos = s.Event.Supersedes.Items[0].Pos
	}
	return s
}

// withStreams is a package with streams, as people write it; zero stands for the stream none.
func withStreams(name string, streams []model.Stream) string {
	if len(streams) == 0 {
		return name
	}
	return name + "/" + strings.Join(list.Map(streams, model.Stream.String), ",")
}

// outputs writes the out packages of a finding into a form, and the role that they have in common.
func (x *finding) outputs(form *author.Form) {
	if len(x.out) == 0 {
		return
	}
	if x.action == model.Present { // in its repository from then on
		form.InRepo = x.out[0].role
		return
	}
	form.OutRepo = x.out[0].role
	if x.action == model.Moved && len(x.streams) == 0 {
		return
	}
	for _, group := range list.Group(x.out, func(o output) output { return output{name: o.name, role: o.role} }) {
		name := group[0].name
		if group[0].role != form.OutRepo {
			name += "@" + group[0].role
		}
		var streams []model.Stream
		for _, o := range group {
			if !o.stream.IsZero() {
				streams = list.AppendNew(streams, o.stream)
			}
		}
		list.Sort(streams, model.Stream.Compare)
		form.Out = append(form.Out, withStreams(name, streams))
	}
}

// streamMap says which stream each of the in streams becomes.
func streamMap(in []model.Stream, out []output) (m source.Map[source.Texts]) {
	if len(in) == 0 {
		in = []model.Stream{{}}
	}
	for i, s := range in {
		m.Pairs = append(m.Pairs, source.Pair[source.Texts]{Key: source.Word(s.String()),
			Value: source.Words(out[min(i, len(out)-1)].stream.String())})
	}
	return m
}

// limits are only or except of an event that these distributions miss; variants follow the distribution that they
// extend.
func (m *merger) limits(has []string) (only, except []string) {
	lack := list.Select(m.distros, func(d string) bool { return !slices.Contains(has, d) })
	if len(lack) == 0 {
		return nil, nil
	}
	only, except = m.roots(has), m.roots(lack)
	if len(m.followers(only)) > len(has) {
		return nil, except
	}
	return only, nil
}

// roots are distributions without those that are variants of others among them.
func (m *merger) roots(distros []string) []string {
	return list.Select(distros, func(d string) bool {
		for up := m.extends[d]; up != ""; up = m.extends[up] {
			if slices.Contains(distros, up) {
				return false
			}
		}
		return true
	})
}

// followers are the distributions of the path that only = [...] is for.
func (m *merger) followers(only []string) []string {
	return list.Select(m.distros, func(d string) bool {
		for n := 0; d != "" && n < 9; d, n = m.extends[d], n+1 {
			if slices.Contains(only, d) {
				return true
			}
		}
		return false
	})
}

// evidence says in sentences why an event is missing.
func evidence(group []*shared) []string {
	x := group[0]
	them := english.Verb(len(group), "it", "them")
	out := []string{origin(group)}
	on := x.on()
	switch x.kind {
	case Gone:
		out = append(out, fmt.Sprintf("%d has %s%s in none of its repositories, %s", x.to, them, on, x.where))
	case Moved:
		out = append(out, fmt.Sprintf("%d has %s in %s, to which %s does not lead", x.to, them, x.where, x.role))
	case Wrong, Split:
		out = append(out, fmt.Sprintf("%d has it in %s", x.to, x.where))
	}
	return append(out, x.facts...)
}

// on says on which architectures something is so; "" where it is so everywhere.
func (x *finding) on() string {
	if len(x.arches) == 0 {
		return ""
	}
	return " on " + english.And(x.arches)
}

// origin says which packages they were, and where.
func origin(group []*shared) string {
	x := group[0]
	what := list.Map(group, func(s *shared) string {
		if s.version == "" || s != x && s.version == x.version {
			return s.name
		}
		return s.name + " " + s.version
	})
	was := english.Verb(len(group), "was", "were")
	text := fmt.Sprintf("%s %s in %s of %s", english.And(what), was, x.role, x.from)
	if x.source != "" && (len(group) > 1 || x.source != x.name) {
		text += ", built of " + x.source
	}
	named := list.Select(x.streams, func(s model.Stream) bool { return !s.IsZero() })
	in := "in the " + english.Noun(len(named), "stream") + " " + english.And(list.Map(named, model.Stream.String))
	switch {
	case len(named) == 0:
	case len(named) < len(x.streams):
		text += ", outside of modules and " + in
	default:
		text += ", " + in
	}
	return text
}
