package delta

import (
	"slices"
	"strings"

	"pes/generator/list"
	"pes/generator/model"
)

// A Step is what one event does to the packages of one module stream, without the differences that Leapp ignores.
type Step struct {
	Mode        Mode
	From, To    model.Release
	In          []model.PackageID   // sorted
	Effect      []model.StepPackage // sorted; Repo is model.Gone for packages that are removed
	Event       *model.Event        // that says so; of several, the first
	competition model.Competition
}

// A Mode is when a step applies, and what becomes of the in packages then (Leapp guide 4.7).
type Mode string

// The modes. Removing, replacing, splitting, renaming and moving are the same mode: all in packages must be installed,
// and are removed unless they are out packages too.
const (
	TakesAll   Mode = "takes"
	TakesAny   Mode = "takes any"
	Presents   Mode = "present"
	Deprecates Mode = "deprecated"
	Reinstalls Mode = "reinstalled"
)

func modeOf(a model.Action, in int) Mode {
	switch {
	case a == model.Present || a == model.Deprecated || a == model.Reinstalled:
		return Mode(a.String())
	case a.OneIsEnough() && in > 1:
		return TakesAny
	}
	return TakesAll
}

// stepsOf are the steps of an event as facts.
func stepsOf(e *model.Event) (out []Fact) {
	for _, x := range e.Expand() {
		s := &Step{
			Mode: modeOf(e.Action, len(x.In)), From: e.From, To: e.To,
			Effect: slices.Clone(x.Effect()), Event: e, competition: x.Competition(),
		}
		s.In = x.InPackages()
		slices.SortFunc(s.In, model.PackageID.Compare)
		slices.SortFunc(s.Effect, compareStepPackages)
		out = append(out, Fact{s.text(), s})
	}
	return out
}

func compareStepPackages(a, b model.StepPackage) int { return a.PackageID.Compare(b.PackageID) }

// text is everything about a step that Leapp sees.
func (s *Step) text() string {
	in := list.Map(s.In, model.PackageID.String)
	effect := list.Map(s.Effect, func(p model.StepPackage) string { return p.PackageID.String() + "@" + p.Repo })
	about := []string{string(s.Mode), s.From.String(), s.To.String()}
	return strings.Join(slices.Concat(about, in, []string{"->"}, effect), "\x00")
}

// eventText returns everything in an event that its steps depend on: two events with the same text have the same steps,
// but events with different texts may have the same steps too.
func eventText(e *model.Event, b *strings.Builder) string {
	b.Reset()
	b.WriteString(e.Action.String())
	add := func(sign byte, word string) {
		b.WriteByte(sign)
		b.WriteString(word)
	}
	add(0, e.From.String())
	add(0, e.To.String())
	for _, a := range e.Arches {
		add(0, a)
	}
	for i, set := range [...][]model.Package{e.In, e.Out} {
		add(0, "|")
		for _, p := range set {
			add(0, p.Name)
			if i == 1 || e.Action.Keeps() { // Leapp ignores the repository of packages that are taken
				add('@', p.Repo)
			}
			for _, m := range p.Streams {
				add('/', m.String())
			}
		}
	}
	for _, m := range e.Streams {
		add(0, m.In.String())
		add('=', m.Out.String())
	}
	return b.String()
}

// compareEvents finds the packages to which the events of two lists do different things. It only compares packages of
// events that one side lacks, which are few of thousands.
func compareEvents(a, b []*model.Event) (out []Change) {
	touched := touchedBy(a, b)
	before, after := factsAbout(a, touched), factsAbout(b, touched)
	for name := range touched {
		out = append(out, compareArches(name, before[name], after[name])...)
	}
	return out
}

// touchedBy names the in packages of events that stand in one list alone.
func touchedBy(a, b []*model.Event) map[string]bool {
	var w strings.Builder
	inA, inB := make(map[string]*model.Event, len(a)), make(map[string]bool, len(b))
	for _, e := range a {
		inA[eventText(e, &w)] = e
	}
	touched := map[string]bool{}
	touch := func(e *model.Event) {
		for _, p := range e.In {
			touched[p.Name] = true
		}
	}
	for _, e := range b {
		text := eventText(e, &w)
		if inB[text] = true; inA[text] == nil {
			touch(e)
		}
	}
	for text, e := range inA {
		if !inB[text] {
			touch(e)
		}
	}
	return touched
}

// archFact is a fact with the architectures on which it is so, as bits by model.Arches.
type archFact struct {
	Fact
	arches uint
}

// factsAbout are the steps that take packages, by name, sorted by text.
func factsAbout(events []*model.Event, names map[string]bool) map[string][]archFact {
	out := map[string][]archFact{}
	for _, e := range events {
		if !slices.ContainsFunc(e.In, func(p model.Package) bool { return names[p.Name] }) {
			continue
		}
		arches := uint(0)
		for _, a := range e.Arches {
			if i := slices.Index(model.Arches, a); i >= 0 {
				arches |= 1 << i
			}
		}
		for _, f := range stepsOf(e) {
			for i, p := range f.Step.In {
				if names[p.Name] && (i == 0 || f.Step.In[i-1].Name != p.Name) {
					out[p.Name] = append(out[p.Name], archFact{f, arches})
				}
			}
		}
	}
	for _, facts := range out {
		slices.SortStableFunc(facts, func(a, b archFact) int { return strings.Compare(a.Text, b.Text) })
	}
	return out
}

// compareArches compares what happens to one package, architecture by architecture; those with the same change are one.
func compareArches(name string, a, b []archFact) (out []Change) {
	for i, arch := range model.Arches {
		before, after := on(a, i), on(b, i)
		if slices.EqualFunc(before, after, sameFact) {
			continue
		}
		c := Change{Subject: Subject{Name: name}, Before: before, After: after}
		same := list.FindOrAdd(&out, c, func(c Change) bool {
			return slices.EqualFunc(c.Before, before, sameFact) && slices.EqualFunc(c.After, after, sameFact)
		})
		same.Arches = append(same.Arches, arch)
	}
	for i := range out {
		out[i].Turns, out[i].Category = turns(name, out[i].Before, out[i].After)
	}
	return out
}

// on are the facts of one architecture, each once.
func on(facts []archFact, arch int) (out []Fact) {
	for _, f := range facts {
		if f.arches&(1<<arch) != 0 && (len(out) == 0 || out[len(out)-1].Text != f.Text) {
			out = append(out, f.Fact)
		}
	}
	return out
}
