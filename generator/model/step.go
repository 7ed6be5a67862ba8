package model

import (
	"cmp"
	"slices"
	"strings"

	"pes/generator/list"
)

// A PackageID is what Leapp identifies a package by: name and module stream.
type PackageID struct {
	Name   string
	Stream Stream
}

// Compare orders package ids.
func (p PackageID) Compare(o PackageID) int {
	return cmp.Or(strings.Compare(p.Name, o.Name), p.Stream.Compare(o.Stream))
}

// String is name, or name/module:stream.
func (p PackageID) String() string {
	if p.Stream.IsZero() {
		return p.Name
	}
	return p.Name + "/" + p.Stream.String()
}

// A Step is one event as Leapp applies it: an authored event becomes one step for each module stream of its in packages
// (Leapp guide 3). Its methods are Leapp's rules about one step; [Winner] is the one about several.
type Step struct {
	Event       *Event
	In, Out     []StepPackage // each package id once
	Lost        []Package     // out packages that none of the mapped streams reaches; Leapp drops them
	ManyStreams []Package     // out packages with several mapped streams; Leapp picks any, pes the smallest
	Ambiguous   bool          // Leapp picks any of several streams or repositories of a package
}

// A StepPackage is a package id with the PES ID of its repository.
type StepPackage struct {
	PackageID
	Repo string
}

// Expand gives the steps of an event in the order of the streams.
func (e *Event) Expand() []Step {
	sides := e.sides()
	steps := make([]Step, 0, len(sides))
	for _, side := range sides {
		s := Step{Event: e, In: make([]StepPackage, 0, len(e.In)), Out: make([]StepPackage, 0, len(e.Out))}
		for _, p := range e.In {
			if slices.Contains(p.AllStreams(), side.in) {
				s.In = append(s.In, StepPackage{PackageID{p.Name, side.in}, p.Repo})
			}
		}
		for _, p := range e.Out {
			reached := 0
			var least Stream
			for _, m := range p.AllStreams() {
				if slices.Contains(side.out, m) {
					if reached++; reached == 1 || m.Compare(least) < 0 {
						least = m
					}
				}
			}
			if reached == 0 {
				s.Lost = append(s.Lost, p)
				continue
			}
			if reached > 1 {
				s.ManyStreams = append(s.ManyStreams, p)
			}
			s.Out = append(s.Out, StepPackage{PackageID{p.Name, least}, p.Repo})
		}
		s.Ambiguous = len(s.ManyStreams) > 0
		s.In, s.Out = s.distinct(s.In), s.distinct(s.Out)
		steps = append(steps, s)
	}
	return steps
}

// distinct keeps one of each package id. If their repositories differ, Leapp picks any; pes picks the smallest.
func (s *Step) distinct(set []StepPackage) []StepPackage {
	if len(set) < 2 {
		return set
	}
	out := set[:0]
	at := make(map[PackageID]int, len(set))
	for _, p := range set {
		i, twice := at[p.PackageID]
		if !twice {
			at[p.PackageID] = len(out)
			out = append(out, p)
			continue
		}
		s.Ambiguous = s.Ambiguous || out[i].Repo != p.Repo
		out[i].Repo = min(out[i].Repo, p.Repo)
	}
	return out
}

type side struct {
	in  Stream
	out []Stream
}

// noStream are the sides of an event that names none.
var noStream = []side{{out: zeroStream}}

// sides pairs every in stream with the out streams it leads to. Without stream maps each stream leads to none.
func (e *Event) sides() (sides []side) {
	maps := e.Streams
	modular := slices.ContainsFunc(e.In, func(p Package) bool { return len(p.Streams) > 0 })
	if len(maps) == 0 && len(e.In) > 0 && !modular {
		return noStream
	}
	if len(maps) == 0 {
		for _, p := range e.In {
			for _, m := range p.AllStreams() {
				maps = append(maps, StreamMap{In: m})
			}
		}
	}
	for _, m := range maps {
		i := slices.IndexFunc(sides, func(s side) bool { return s.in == m.In })
		if i < 0 {
			i, sides = len(sides), append(sides, side{in: m.In})
		}
		sides[i].out = append(sides[i].out, m.Out)
	}
	return sides
}

// InPackages are the package ids of In.
func (s *Step) InPackages() []PackageID {
	return list.Map(s.In, func(p StepPackage) PackageID { return p.PackageID })
}

// Gone is the repository, in an effect, of a package that is removed; no PES ID is empty.
const Gone = ""

// Effect is what a step does to the packages it names when it applies (Leapp guide 4.7): a package id is either gone,
// or there with the repository of the event. Each package id occurs once. An event that is [Present] only affects those
// of its packages that are installed.
func (s *Step) Effect() []StepPackage {
	if s.Event.Action.Keeps() {
		return s.In
	}
	effect := make([]StepPackage, 0, len(s.In)+len(s.Out))
	for _, p := range s.In {
		if !slices.ContainsFunc(s.Out, func(q StepPackage) bool { return q.PackageID == p.PackageID }) {
			effect = append(effect, StepPackage{p.PackageID, Gone})
		}
	}
	return append(effect, s.Out...)
}

// Needs returns the smallest sets of installed packages with which the step has its effect on a package: all in
// packages, or any one of them (Leapp guide 4.7).
func (s *Step) Needs(id PackageID) [][]PackageID {
	switch action := s.Event.Action; {
	case action == Present:
		return [][]PackageID{{id}}
	case action.OneIsEnough():
		return list.Map(s.InPackages(), func(id PackageID) []PackageID { return []PackageID{id} })
	}
	return [][]PackageID{s.InPackages()}
}

// A Competition is what competing steps have in common (Leapp guide 4.6): the initial release and the in packages,
// whatever their repositories.
type Competition struct {
	from Release
	in   PackageID
	more string // the in packages in order, unless there is only one
}

// Competition is the one in which a step takes part.
func (s *Step) Competition() Competition {
	if len(s.In) == 1 {
		return Competition{from: s.Event.From, in: s.In[0].PackageID}
	}
	ids := s.InPackages()
	list.Sort(ids, PackageID.Compare)
	var b strings.Builder
	for _, id := range ids {
		b.WriteString(id.Name + "\x01" + id.Stream.Module + "\x01" + id.Stream.Stream + "\x00")
	}
	return Competition{from: s.Event.From, more: b.String()}
}

// Winner is the index of the step that Leapp keeps of those that compete on one machine: the one of the latest release.
// It is -1 where several are of that release: then Leapp keeps them all, those of earlier releases too (Leapp guide
// 4.6).
func Winner[S any](steps []S, release func(S) Release) int {
	winner, latest := -1, Release{}
	for i, s := range steps {
		switch c := release(s).Compare(latest); {
		case i == 0 || c > 0:
			winner, latest = i, release(s)
		case c == 0:
			winner = -1
		}
	}
	return winner
}

// Results are the packages that are there, with the event's repository, after the event was applied.
func (e *Event) Results() []Package {
	if e.Action.Keeps() {
		return e.In
	}
	return e.Out
}
