package fate

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"pes/generator/list"
	"pes/generator/machine"
)

// A Journey is what upgrades do to one machine, one after the other: each upgrades the machine that the one before it
// leaves. Most machines make one hop. What has come of a package in the end is its [Course].
type Journey struct {
	Name     string `json:"machine"`
	OK       bool   `json:"ok"`       // Leapp makes all hops
	Complete bool   `json:"complete"` // all hops are there; else Leapp gives up in the last one that is
	// Counts are of courses, by fate, without those of packages that come and go on the way; and of the packages
	// before, "installed", and after all, "left".
	Counts  map[string]int `json:"counts"`
	Hops    []*Hop         `json:"hops"`
	Courses []Course       `json:"packages"` // by name
}

// A Hop is one upgrade of a journey, from one major release to the next.
type Hop struct {
	Title  string `json:"title"`  // what is upgraded to what, with which data
	Source string `json:"source"` // releases: 7.9
	Target string `json:"target"`
	Leapp  string `json:"leapp"` // the Leapp version
	Data   string `json:"data"`  // what the machine is upgraded with, as people call it
	// Between is what to do before it, after the hop before it; nothing before the first one.
	Between []Todo `json:"between,omitempty"`
	*Result
	// After is the machine that it leaves, which the next hop upgrades; nil behind the last one, and where Leapp gives
	// up.
	After *machine.List `json:"after,omitempty"`
}

// A Todo is something to do, or to know, between two hops.
type Todo struct {
	Kind     string   `json:"kind"`
	Text     string   `json:"text"` // sentences
	Packages []string `json:"packages,omitempty"`
}

// The kinds of what is to be done between hops.
const (
	Minor     = "minor-release" // the machine must be, or stay, at another minor release than dnf would choose
	NextLeapp = "leapp"         // another Leapp, or other data
	Processor = "processor"     // what the next release needs
	LeftOver  = "left-over"     // packages that stayed as they were built for an earlier release
	Modules   = "modules"       // streams that end
	Vendor    = "vendor"        // a vendor has no data for what follows
	EndOfLife = "end-of-life"   // when the release that the machine has now ends
	Lists     = "transaction-lists"
)

// A Course is what becomes of one package on all hops, through everything that replaces it.
type Course struct {
	Name   string `json:"name"`
	Stream string `json:"stream,omitempty"` // where it comes into the journey
	// Fate is what has come of it in the end. Of a package that is there it is the last that happened to it, of one
	// that came on the way new, unless the last hop leaves it behind: as an orphan, foreign or unknown.
	Fate string   `json:"fate"`
	Hop  int      `json:"hop,omitempty"`  // the number of the hop that makes it so, from 1; 0: it only stays, or each does
	Ends []string `json:"ends,omitempty"` // replaced: what stands in its place in the end
	Legs []Leg    `json:"legs"`           // one for each hop and package, in order
}

// passes reports whether a package comes and goes on the way: neither the machine before nor the one after has it.
func (c *Course) passes() bool {
	return c.Legs[0].Fate == New && slices.Contains([]string{Removed, Lost, Replaced}, c.Fate)
}

// A Leg is what one hop does to a package of a course.
type Leg struct {
	Hop     int      `json:"hop"`  // its number, from 1
	Name    string   `json:"name"` // of the package itself, or of what has come in its place
	Fate    string   `json:"fate"`
	To      string   `json:"to,omitempty"`
	Instead []string `json:"instead,omitempty"`
}

// Settle follows every package through the hops. complete says that no hop is missing.
func (j *Journey) Settle(complete bool) {
	j.Complete, j.OK = complete, complete
	j.Counts = map[string]int{"installed": j.Hops[0].Counts["installed"]}
	f, known := newFollower(j), map[string]bool{}
	for i := range j.Hops[0].Packages {
		known[j.Hops[0].Packages[i].Name] = true
	}
	for k, h := range j.Hops {
		j.OK = j.OK && h.OK
		for i := range h.Packages {
			if p := &h.Packages[i]; k == 0 || p.comes() && !known[p.Name] { // what comes back has its course
				known[p.Name] = true
				j.Courses = append(j.Courses, f.follow(k, p))
			}
		}
	}
	list.Sort(j.Courses, func(a, b Course) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.Stream, b.Stream))
	})
	for i := range j.Courses {
		if c := &j.Courses[i]; !c.passes() {
			j.Counts[c.Fate]++
		}
	}
	last := j.Hops[len(j.Hops)-1].Packages
	j.Counts["left"] = len(list.Select(last, func(p Package) bool { return !p.isGone() && p.Fate != Replaced }))
}

// comes reports whether a package is not there before the upgrade.
func (p *Package) comes() bool { return p.Fate == New || p.Fate == Missing }

// isGone reports whether neither a package nor another one in its place is there after the upgrade.
func (p *Package) isGone() bool { return slices.Contains([]string{Removed, Lost, Missing}, p.Fate) }

// stayed are the fates of packages that an upgrade leaves behind, as they are.
var stayed = []string{Orphan, Elsewhere, OfVendor, Foreign, Unknown, Own, Undecided}

// Outcome is the journey as one upgrade from the first source to the last target: each package has the fate that its
// course has, with the event of the hop that decides it. Of one hop it is the result.
func (j *Journey) Outcome() *Result {
	first := j.Hops[0].Result
	if len(j.Hops) == 1 {
		return first
	}
	out := *first
	out.OK, out.Counts, out.Refusals, out.Packages, out.MissingKeys = j.OK, maps.Clone(j.Counts), nil, nil, nil
	delete(out.Counts, "left")
	f := newFollower(j)
	for _, h := range j.Hops {
		out.Refusals = append(out.Refusals, h.Refusals...)
		out.MissingKeys = append(out.MissingKeys, h.MissingKeys...)
		out.Stocked = out.Stocked || h.Stocked
	}
	for i := range j.Courses {
		c := &j.Courses[i]
		if c.passes() {
			continue
		}
		p := Package{Name: c.Name, Stream: c.Stream, Fate: c.Fate, Instead: c.Ends}
		for _, l := range c.Legs {
			if of := f.byName[l.Hop-1][l.Name]; of != nil && l.Hop == c.Hop && l.Fate == c.Fate {
				p.Event, p.To, p.Why = of.Event, of.To, of.Why
			}
		}
		out.Packages = append(out.Packages, p)
	}
	return &out
}

// Follow are some names, and those of what comes in the place of these packages.
func (j *Journey) Follow(names []string) []string {
	out := slices.Clone(names)
	for i := range j.Courses {
		if c := &j.Courses[i]; slices.Contains(names, c.Name) {
			out = list.AppendNew(out, list.Map(c.Legs, func(l Leg) string { return l.Name })...)
		}
	}
	return out
}

// A follower finds packages in the hops of a journey.
type follower struct {
	hops   []*Hop
	byName []map[string]*Package // by hop: the first of a name
}

func newFollower(j *Journey) *follower {
	f := &follower{hops: j.Hops}
	for _, h := range j.Hops {
		by := make(map[string]*Package, len(h.Packages))
		for i := range h.Packages {
			if p := &h.Packages[i]; by[p.Name] == nil {
				by[p.Name] = p
			}
		}
		f.byName = append(f.byName, by)
	}
	return f
}

// follow follows a package from the hop at which it is first there.
func (f *follower) follow(first int, p *Package) Course {
	c := Course{Name: p.Name, Stream: p.Stream}
	now, replaced := []*Package{p}, 0
	for k := first; k < len(f.hops); k++ {
		var names []string
		gone := ""
		for _, p := range now {
			c.Legs = append(c.Legs, Leg{k + 1, p.Name, p.Fate, p.To, p.Instead})
			switch {
			case p.isGone():
				gone = p.Fate
			case p.Fate == Replaced:
				names = list.AppendNew(names, p.Instead...)
			default:
				names = list.AppendNew(names, p.Name)
			}
		}
		slices.Sort(names)
		if len(names) == 0 {
			c.Fate, c.Hop, c.Ends = cmp.Or(gone, Undecided), k+1, nil
			return c
		}
		own := slices.Contains(names, c.Name)
		if !own && replaced == 0 {
			replaced = k + 1
		} else if own {
			replaced = 0 // it came back
		}
		c.Ends = names
		if k+1 < len(f.hops) {
			now = f.named(k+1, names)
		}
	}
	if replaced > 0 {
		c.Fate, c.Hop = Replaced, replaced
		return c
	}
	c.Ends = nil
	c.settle()
	return c
}

// named are the packages of a hop that have these names.
func (f *follower) named(hop int, names []string) (out []*Package) {
	for _, name := range names {
		if p := f.byName[hop][name]; p != nil {
			out = append(out, p)
		}
	}
	return out
}

// settle finds the fate of a package that is there in the end.
func (c *Course) settle() {
	var own []Leg
	for _, l := range c.Legs {
		if l.Name == c.Name {
			own = append(own, l)
		}
	}
	last := own[len(own)-1]
	c.Fate = last.Fate
	if slices.Contains(stayed, last.Fate) { // since when?
		for _, l := range slices.Backward(own) {
			if l.Fate != last.Fate {
				break
			}
			c.Hop = l.Hop
		}
		return
	}
	for _, fate := range []string{New, Moved, Upgraded} {
		for _, l := range slices.Backward(own) {
			if l.Fate == fate {
				c.Fate, c.Hop = fate, l.Hop
				if fate == Upgraded {
					c.Hop = 0
				}
				return
			}
		}
	}
}
