package importer

import (
	"fmt"
	"slices"
	"strings"

	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/source"
)

// How events are written: tables, and files of tables with defaults.

// source returns the event as an authored table without using defaults; table adds the packages.
func (e *event) source() source.Event {
	s := source.Event{Action: e.action.String(), Why: source.OptionalWord(e.why)}
	s.From = source.Word(strings.TrimSpace(e.system + " " + e.from.String()))
	if e.from.IsZero() {
		s.From = source.Word("")
	}
	s.To = source.Word(e.to.String())
	s.InRepo = source.Word(e.in[0].Repo)
	if len(e.out) > 0 {
		s.OutRepo = source.Word(e.out[0].Repo)
	}
	if e.arches != nil {
		s.Arches = source.Words(sortedArches(e.arches)...)
	}
	s.Only, s.Except = source.OptionalWords(e.only), source.OptionalWords(e.except)
	s.Allow = source.OptionalWords(e.allow)
	if e.pin != 0 {
		s.ID = source.Number(int64(e.pin))
	}
	for _, id := range e.replaces {
		s.Supersedes.Pos = here
		s.Supersedes.Items = append(s.Supersedes.Items, source.Number(int64(id)))
	}
	for _, m := range e.streams {
		in := m.In.String()
		if s.Streams.At(in) == nil {
			s.Streams.Add(in, source.Words())
		}
		out := s.Streams.At(in)
		out.Items = append(out.Items, source.Word(m.Out.String()))
	}
	return s
}

// packageText is a package string; the repository is left out where it is the default.
func packageText(p model.Package, repo string) string {
	s := p.Name
	if p.Repo != repo {
		s += "@" + p.Repo
	}
	for i, m := range p.Streams {
		s += map[bool]string{true: "/", false: ","}[i == 0] + m.String()
	}
	return s
}

func packageTexts(set []model.Package, repo string) []string {
	return list.Map(set, func(p model.Package) string { return packageText(p, repo) })
}

// table is the event as one authored table, with the repositories that are not default.
func (e *event) table(inRepo, outRepo string) source.Event {
	s := e.source()
	s.In = source.Sets{Pos: here, Sets: [][]source.Text{source.Words(packageTexts(e.in, inRepo)...).Items}}
	s.In.Nested = len(e.in) > 1 && e.action.ForEach()
	if e.action == model.Moved || len(e.out) > 0 { // a move that names none keeps its packages' names
		s.Out = source.Words(packageTexts(e.out, outRepo)...)
	}
	if e.elsewhere() && e.out[0].Repo == outRepo {
		s.Out = source.Texts{}
	}
	s.InRepo, s.OutRepo = source.Text{}, source.Text{}
	return s
}

// elsewhere reports whether the event is a plain move, which does not name its out package.
func (e *event) elsewhere() bool {
	return e.action == model.Moved && len(e.in) == 1 && len(e.out) == 1 &&
		e.in[0].Name == e.out[0].Name && slices.Equal(e.in[0].Streams, e.out[0].Streams)
}

// eventFile makes a file of events: the most frequent values become the defaults, and events that only differ in the
// package share one table.
func eventFile(events []*event) *source.Events {
	f := &source.Events{}
	tables := list.Map(events, (*event).source)
	d := &f.Defaults
	for i, text := range defaultTexts(d) {
		values := map[string]int{}
		for k := range tables {
			if t := defaultTexts(&tables[k].Defaults)[i]; t.Set() {
				values[t.Value]++
			}
		}
		*text = source.OptionalWord(most(values))
	}
	arches := map[string]int{}
	for _, t := range tables {
		arches[strings.Join(t.Arches.Values(), " ")]++
	}
	if arches[""] == 0 {
		d.Arches = source.OptionalWords(strings.Fields(most(arches)))
	}
	merged := map[string]int{}
	for _, e := range events {
		t := e.compact(d)
		key, joins := e.joinKey(&t)
		if i, ok := merged[key]; joins && ok {
			f.List[i].In.Sets[0] = append(f.List[i].In.Sets[0], t.In.Sets[0]...)
			continue
		}
		merged[key] = len(f.List)
		f.List = append(f.List, t)
	}
	return f
}

// defaultTexts are what events of a file often share.
func defaultTexts(d *source.Defaults) []*source.Text {
	return []*source.Text{&d.From, &d.To, &d.InRepo, &d.OutRepo}
}

// compact is the event's table without what the defaults say.
func (e *event) compact(d *source.Defaults) source.Event {
	outRepo := d.OutRepo.Value
	if e.elsewhere() {
		outRepo = e.out[0].Repo
	}
	t := e.table(d.InRepo.Value, outRepo)
	if e.elsewhere() && outRepo != d.OutRepo.Value {
		t.OutRepo = source.Word(outRepo)
	}
	if t.From.Value == d.From.Value {
		t.From = source.Text{}
	}
	if t.To.Value == d.To.Value {
		t.To = source.Text{}
	}
	if slices.Equal(t.Arches.Values(), d.Arches.Values()) {
		t.Arches = source.Texts{}
	}
	return t
}

// joinKey returns the key of the tables that an event can be added to, and whether it can be added at all.
func (e *event) joinKey(t *source.Event) (string, bool) {
	if !e.action.ForEach() || len(e.in) != 1 || t.Out.Set() || t.ID.Set() || len(t.Streams.Pairs) > 0 ||
		t.Supersedes.Set() {
		return fmt.Sprintf("%q", []any{e.key(), e.arches, e.only, e.pin}), false
	}
	return fmt.Sprintf("%q", []any{t.Action, t.From.Value, t.To.Value, t.OutRepo.Value, t.Arches.Values(),
		t.Only.Values(), t.Except.Values(), t.Allow.Values(), t.Why.Value}), true
}
