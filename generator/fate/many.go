package fate

import (
	"cmp"
	"encoding/binary"
	"iter"
	"maps"
	"slices"
	"strings"

	"pes/generator/list"
	"pes/generator/machine"
)

// A Risk is a problem that some of several machines have.
type Risk struct {
	Kind     string   `json:"kind"` // a fate of a package (removed, orphan, unknown ...), or refused
	What     string   `json:"what"` // the package, or Leapp's refusal
	To       string   `json:"to,omitempty"`
	Why      string   `json:"why,omitempty"`
	Event    *Event   `json:"event,omitempty"`
	Machines []string `json:"machines"`
}

// Refused is the kind of the risk that Leapp does not upgrade a machine, which is about no package.
const Refused = "refused"

type riskKind struct{ kind, head string }

// riskKinds are in the order in which risks are listed, with the head of each.
var riskKinds = []riskKind{
	{Refused, "Leapp refuses"},
	{Removed, "Removed without a replacement"},
	{Lost, "Lost"},
	{Missing, "Missing"},
	{Orphan, "Not in the new release, and no event names"},
	{Elsewhere, "Only in module streams or repositories that are not used, and no event names"},
	{OfVendor, "Of a vendor that is not active, and no event names"},
	{Foreign, "Not counted by Leapp: signed neither by the distribution nor by an active vendor"},
	{Unknown, "No event names"},
}

// unnamed are the kinds that no event decides.
var unnamed = []string{Orphan, Elsewhere, OfVendor, Foreign, Unknown}

func riskOrder(kind string) int {
	return slices.IndexFunc(riskKinds, func(k riskKind) bool { return k.kind == kind })
}

// AtRisk reports whether a package belongs to the risks of its machine.
func (p *Package) AtRisk() bool { return riskOrder(p.Fate) >= 0 }

// A Summary adds up what one upgrade does to machines, in the order in which they are added. It keeps none of their
// results: it grows with the packages and repositories that there are, and for each machine by its name and a byte or
// two for each package at risk. The zero Summary has no machine.
type Summary struct {
	names    []string // of the machines
	upgraded int      // how many of them
	stocked  bool     // inventories were looked at for some
	fates    map[string]fateCount
	problems map[problem]*befallen // risks, and packages that are replaced
	repoids  map[string]*holding   // repositories that no map has
	asleep   map[string]*holding   // vendors that are not active and whose packages are there
	assumed  map[string]*assumption
	keys     []string     // that are missing
	awaited  bool         // some of them are in no file of the project yet
	few      []machineRow // all machines, as long as they are few
	worst    []machineRow // those with most packages at stake
}

// A problem is what befalls machines.
type problem struct{ kind, what, to, why string }

type befallen struct {
	event    *Event
	machines members
}

// A fateCount says how many machines have packages of a fate, and how many packages these are; most on one machine.
type fateCount struct{ machines, packages, most int }

// A holding is the packages of a repository or a vendor.
type holding struct {
	machines members
	packages map[string]bool
	wake     []string
}

func (h *holding) add(name string) {
	if !h.packages[name] {
		h.packages[strings.Clone(name)] = true
	}
}

// members is a set of machines by their numbers, which are added in order: what lies between them, a byte or two each.
type members struct {
	n    int
	next int // behind the last one
	gaps []byte
}

func (m *members) add(i int) {
	if i < m.next {
		return // it is the last one
	}
	m.gaps = binary.AppendUvarint(m.gaps, uint64(i-m.next))
	m.n, m.next = m.n+1, i+1
}

func (m *members) all() iter.Seq[int] {
	return func(yield func(int) bool) {
		next := 0
		for rest := m.gaps; len(rest) > 0; {
			gap, size := binary.Uvarint(rest)
			rest, next = rest[size:], next+int(gap)+1
			if !yield(next - 1) {
				return
			}
		}
	}
}

// Add adds a machine. Of one that the upgrade is not for, only that it is refused.
func (s *Summary) Add(r *Result) {
	if s.fates == nil {
		s.fates, s.problems = map[string]fateCount{}, map[problem]*befallen{}
		s.repoids, s.asleep, s.assumed = map[string]*holding{}, map[string]*holding{}, map[string]*assumption{}
	}
	i := len(s.names)
	s.names = append(s.names, r.Name)
	s.addRow(r)
	if r.OK {
		s.upgraded++
	}
	for _, f := range r.Refusals {
		what := refusalVerbs[f.Kind] + ": " + f.Message
		if f.File != "" {
			what += " " + place(f.File, f.Line)
		}
		s.befall(i, problem{Refused, what, "", f.Step}, nil)
	}
	if r.isNotMeant() {
		return
	}
	s.stocked = s.stocked || r.Stocked
	for fate, n := range r.Counts {
		c := s.fates[fate]
		s.fates[fate] = fateCount{c.machines + min(n, 1), c.packages + n, max(c.most, n)}
	}
	for j := range r.Packages {
		if p := &r.Packages[j]; p.AtRisk() {
			s.befall(i, problem{p.Fate, p.Name, p.To, p.Why}, p.Event)
		} else if p.Fate == Replaced {
			s.befall(i, problem{Replaced, p.Name, strings.Join(p.Instead, ", "), ""}, p.Event)
		}
	}
	s.addOrigins(i, r)
	for _, a := range r.Assumed {
		s.assume(a)
	}
	s.addKeys(r)
}

func (s *Summary) befall(number int, what problem, e *Event) {
	b := s.problems[what]
	if b == nil { // names are parts of the text of a list, which must not be kept for them
		b = &befallen{event: e}
		s.problems[problem{what.kind, strings.Clone(what.what), strings.Clone(what.to), strings.Clone(what.why)}] = b
	}
	b.machines.add(number)
}

// addOrigins adds the packages of repositories that no map has, and those of vendors that are not active.
func (s *Summary) addOrigins(number int, r *Result) {
	hold := func(in map[string]*holding, name string) *holding {
		h := in[name]
		if h == nil {
			h = &holding{packages: map[string]bool{}}
			in[strings.Clone(name)] = h
		}
		h.machines.add(number)
		return h
	}
	for repoid, n := range r.Unmapped {
		if n > 0 {
			hold(s.repoids, repoid)
		}
	}
	if len(s.repoids) > 0 {
		for j := range r.Packages {
			if p := &r.Packages[j]; p.From != "" && r.Unmapped[p.From] > 0 {
				s.repoids[p.From].add(p.Name)
			}
		}
	}
	for j := range r.Groups {
		g := &r.Groups[j]
		if g.Kind != machine.OfVendor || len(g.Wake) == 0 {
			continue
		}
		h := hold(s.asleep, g.Name)
		h.wake = list.AppendNew(h.wake, g.Wake[0])
		for _, name := range g.Packages {
			h.add(name)
		}
	}
}

// sorted are the problems of some kinds: by kind, those of most machines first.
func (s *Summary) sorted(wanted func(kind string) bool) []problem {
	all := list.Select(slices.Collect(maps.Keys(s.problems)), func(p problem) bool { return wanted(p.kind) })
	slices.SortFunc(all, func(a, b problem) int {
		return cmp.Or(cmp.Compare(riskOrder(a.kind), riskOrder(b.kind)),
			cmp.Compare(s.problems[b].machines.n, s.problems[a].machines.n),
			strings.Compare(a.what, b.what), strings.Compare(a.to, b.to), strings.Compare(a.why, b.why))
	})
	return all
}

// Machines is how many machines were added.
func (s *Summary) Machines() int { return len(s.names) }

// Risks is the union of the risks of the machines: by kind, those of most machines first.
func (s *Summary) Risks() iter.Seq[Risk] {
	return func(yield func(Risk) bool) {
		for _, p := range s.sorted(func(kind string) bool { return kind != Replaced }) {
			b := s.problems[p]
			r := Risk{p.kind, p.what, p.to, p.why, b.event, make([]string, 0, b.machines.n)}
			for i := range b.machines.all() {
				r.Machines = append(r.Machines, s.names[i])
			}
			if !yield(r) {
				return
			}
		}
	}
}
