package model

import (
	"slices"
	"strings"
)

// A PackageID is what makes a package itself to Leapp: name and module stream.
type PackageID struct {
	Name   string
	Stream Stream
}

// Compare orders package ids.
func (p PackageID) Compare(o PackageID) int {
	if c := strings.Compare(p.Name, o.Name); c != 0 {
		return c
	}
	return p.Stream.Compare(o.Stream)
}

// A Step is one event as Leapp applies it: an authored event becomes one step for each module stream of its in packages
// (leapp-semantics 3, "Expansion").
type Step struct {
	Event   *Event
	In, Out []StepPackage
	Lost    []Package // out packages that none of the mapped streams reaches; Leapp drops them
	Choice  []Package // out packages of which several streams are reached; Leapp takes any, here it is the smallest
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
			reached, least := 0, Stream{}
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
				s.Choice = append(s.Choice, p)
			}
			s.Out = append(s.Out, StepPackage{PackageID{p.Name, least}, p.Repo})
		}
		steps = append(steps, s)
	}
	return steps
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
	if len(maps) == 0 && !slices.ContainsFunc(e.In, func(p Package) bool { return len(p.Streams) > 0 }) && len(e.In) > 0 {
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

// Effect is what a step does to the packages it names when it applies (leapp-semantics 4.7): a package id is either gone,
// or there with the repository of the event. Each package id is there once.
func (s *Step) Effect() []StepPackage {
	effect := make([]StepPackage, 0, len(s.In)+len(s.Out))
	set := func(id PackageID, repo string) {
		if i := slices.IndexFunc(effect, func(p StepPackage) bool { return p.PackageID == id }); i >= 0 {
			effect[i].Repo = repo
		} else {
			effect = append(effect, StepPackage{id, repo})
		}
	}
	stays := s.Event.Action == Present || s.Event.Action == Deprecated
	for _, p := range s.In {
		if stays {
			set(p.PackageID, p.Repo)
		} else {
			set(p.PackageID, Gone)
		}
	}
	if !stays {
		for _, p := range s.Out {
			set(p.PackageID, p.Repo)
		}
	}
	return effect
}

// Gone stands in an effect for a package that is not installed afterwards; no PES ID is empty.
const Gone = ""

// Results are the packages that are there, with the event's repository, after the event was applied.
func (e *Event) Results() []Package {
	if e.Action == Present || e.Action == Deprecated {
		return e.In
	}
	return e.Out
}
