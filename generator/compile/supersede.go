//go:build !js

package compile

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"pes/generator/diag"
	"pes/generator/english"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/rules"
	"pes/generator/upstream"
)

// An event of the project takes the place of one of upstream where both are about the same in package, module stream
// and architecture in the same release. The initial release does not matter: it selects nothing.

// packageAt is a package and the release of events that take it.
type packageAt struct {
	name string
	to   model.Release
}

// A supersession is an event of the project with one of upstream whose place it took, in whole or in part.
type supersession struct {
	by, of *model.Event
	same   bool // both say the same
}

// indexOwn finds the events of the project for each package that they take.
func (t *taker) indexOwn() {
	seen := map[*model.Event]bool{}
	for _, x := range t.targets {
		for _, e := range x.Events {
			for _, p := range e.In {
				if !seen[e] {
					key := packageAt{p.Name, e.To}
					t.own[key] = list.AppendNew(t.own[key], e)
				}
			}
			seen[e] = true
		}
	}
}

// yield takes out of an event of upstream what events of the project are about, and reports whether something is left.
func (t *taker) yield(e, u *model.Event, parts *[]model.FatePart) bool {
	var by []*model.Event
	for _, p := range e.In {
		for _, own := range t.own[packageAt{p.Name, e.To}] {
			if meet(own.Arches, e.Arches) && takes(own, p) {
				by = list.AppendNew(by, own)
			}
		}
	}
	if len(by) == 0 {
		return true
	}
	var covered []string
	for _, own := range by {
		t.replaced = append(t.replaced, supersession{own, u, saysTheSame(own, e)})
		covered = append(covered, own.Arches...)
	}
	rest := list.Select(e.Arches, func(a string) bool { return !slices.Contains(covered, a) })
	if len(rest) > 0 {
		*parts = append(*parts, model.FatePart{By: by[0], Text: "for " + strings.Join(rest, ", ") + " it stays"})
		e.Arches = rest
		return true
	}
	return t.yieldPackages(e, by, parts)
}

// meet reports whether two lists have something in common.
func meet(a, b []string) bool {
	return slices.ContainsFunc(a, func(x string) bool { return slices.Contains(b, x) })
}

// takes reports whether an event takes a package, in one of its streams.
func takes(e *model.Event, p model.Package) bool {
	return slices.ContainsFunc(e.In, func(q model.Package) bool {
		return q.Name == p.Name && slices.ContainsFunc(q.AllStreams(), func(s model.Stream) bool {
			return slices.Contains(p.AllStreams(), s)
		})
	})
}

// yieldPackages takes packages, or some of their streams, out of an event. One that applies only where all its packages
// are there loses a stream as a whole.
func (t *taker) yieldPackages(e *model.Event, by []*model.Event, parts *[]model.FatePart) bool {
	taken := func(name string, s model.Stream) *model.Event {
		for _, own := range by {
			if takes(own, model.Package{Name: name, Streams: []model.Stream{s}}) {
				return own
			}
		}
		return nil
	}
	var lost []model.Stream // where one package is enough to lose the stream
	for _, p := range e.In {
		for _, s := range p.AllStreams() {
			if taken(p.Name, s) != nil && !e.Action.OneIsEnough() {
				lost = list.AppendNew(lost, s)
			}
		}
	}
	var in []model.Package
	for _, p := range e.In {
		var own *model.Event
		streams := list.Select(p.AllStreams(), func(s model.Stream) bool {
			if x := taken(p.Name, s); x != nil {
				own = x
				return false
			}
			return !slices.Contains(lost, s)
		})
		if own != nil {
			*parts = append(*parts, model.FatePart{What: p.Name, By: own})
		}
		if len(streams) == len(p.AllStreams()) {
			in = append(in, p)
		} else if len(streams) > 0 {
			p.Streams = streams
			if len(streams) == 1 && streams[0].IsZero() {
				p.Streams = nil
			}
			in = append(in, p)
		}
	}
	e.In = in
	e.Streams = list.Select(e.Streams, func(m model.StreamMap) bool {
		return slices.ContainsFunc(in, func(p model.Package) bool { return slices.Contains(p.AllStreams(), m.In) })
	})
	return len(in) > 0
}

// saysTheSame reports whether an event of the project does what one of upstream about a package in the same release
// does, on all machines that read the one of upstream. The repositories of packages that go do not matter to Leapp.
func saysTheSame(own, of *model.Event) bool {
	keeps := own.Action.Keeps()
	same := func(repos bool) func(p, q model.Package) bool {
		return func(p, q model.Package) bool {
			return p.Name == q.Name && slices.Equal(p.Streams, q.Streams) && (!repos || p.Repo == q.Repo)
		}
	}
	action := own.Action == of.Action || len(own.In) == 1 && !keeps && !of.Action.Keeps()
	return action && slices.EqualFunc(own.In, of.In, same(keeps)) && slices.EqualFunc(own.Out, of.Out, same(true)) &&
		!slices.ContainsFunc(of.Arches, func(a string) bool { return !slices.Contains(own.Arches, a) }) &&
		slices.Equal(own.TidyStreams(), of.TidyStreams())
}

// superseding tells of every event of the project that takes the place of one of upstream, unless its author says so.
func (c *compiler) superseding(takers []*taker) {
	found, done := map[*model.Origin][]uint64{}, map[string]bool{}
	for _, t := range takers {
		for _, s := range t.replaced {
			found[s.by.Origin] = append(found[s.by.Origin], s.of.ID)
			at := s.by.In[0].Pos
			if mark := at.String() + strconv.FormatUint(s.of.ID, 10); done[mark] ||
				slices.Contains(s.by.Supersedes, s.of.ID) {
				continue
			} else {
				done[mark] = true
			}
			c.tell(s)
		}
	}
	if c.only != "" {
		return
	}
	for _, a := range c.known {
		if !slices.Contains(found[a.by], uint64(max(a.id.Value, 0))) {
			c.Reportf(rules.At{Pos: a.id.Pos, Allow: [][]model.Allow{a.by.Allow}}, "unused-supersedes",
				"this event supersedes no event %d of upstream: remove the number", a.id.Value)
		}
	}
}

// tell reports an event that takes the place of one of upstream.
func (c *compiler) tell(s supersession) {
	at := rules.At{Pos: s.by.In[0].Pos, Allow: [][]model.Allow{s.by.Allow},
		Notes:      []diag.Note{{Pos: s.of.Pos, Text: "upstream's"}},
		Suggestion: fmt.Sprintf("supersedes = %d", s.of.ID)}
	more := list.Select(s.by.Arches, func(a string) bool { return !slices.Contains(s.of.Arches, a) })
	switch {
	case !s.same:
		c.Reportf(at, "supersedes-upstream", "this %s replaces upstream's event %d, %s: confirm this, if it "+
			"should", s.by.Title(), s.of.ID, upstream.Describe(s.of))
	case len(more) > 0:
		c.Reportf(at, "same-as-upstream",
			"upstream's event %d is the same, but not for %s: write supersedes = %[1]d if this one is right",
			s.of.ID, english.And(more))
	default:
		c.Reportf(at, "same-as-upstream", "upstream's event %d is the same: remove this one, unless it has more for "+
			"readers", s.of.ID)
	}
}
