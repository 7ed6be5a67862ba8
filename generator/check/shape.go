package check

import (
	"slices"
	"strings"

	"pes/generator/diag"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/rules"
)

// Shape checks whether an event fits its action (Leapp guide 11.3), and the rules that do not depend on a map; d is the
// distribution whose file it is in, nil if there is no single one.
func Shape(r *rules.Reporter, e *model.Event, d *model.Distro) {
	if len(e.In) == 0 {
		return // the reader has reported that the event does nothing
	}
	c := &shaper{r, e, rules.At{Pos: e.In[0].Pos, Distro: d, Allow: [][]model.Allow{e.Allow}}}
	c.counts()
	if !e.From.IsZero() && e.From.Compare(e.To) >= 0 {
		at := c.at
		if !e.FromPos.IsZero() {
			at.Pos = e.FromPos
		}
		r.Reportf(at, "release-order",
			"the release %s is not later than the initial release %s; Leapp does not check this, and applies the "+
				"event",
			e.To, e.From)
	}
	c.releases()
	c.names(e.In)
	if !e.Action.Keeps() && e.Action != model.Moved {
		c.names(e.Out)
	}
	c.set(e.In)
	c.set(e.Out)
	for _, p := range e.In {
		if model.LeappPackage(p.Name, newestMajor) {
			at := c.at
			at.Pos = p.Pos
			at.Anywhere = at.Distro != nil // the files of siblings are copies of one
			r.Reportf(at, "leapp-package", "%s is a package of Leapp itself: Leapp ignores the event", p.Name)
		}
	}
	c.streams()
}

type shaper struct {
	*rules.Reporter
	e  *model.Event
	at rules.At
}

// counts compares the sets with the action.
func (c *shaper) counts() {
	if c.e.Action == model.Reinstalled {
		c.Reportf(c.at, "reinstalled",
			"ELevate crashes on events with the action reinstalled or loses them, other versions of Leapp refuse them")
	}
	if bad := wrongShape(c.e); bad != "" {
		c.Reportf(c.at, "action-shape", "%s", bad)
	}
	if c.e.Action == model.Split && len(c.e.Out) == 1 {
		better := "replaced or renamed"
		if len(c.e.In) > 1 {
			better = "merged"
		} else if c.e.In[0].Name == c.e.Out[0].Name {
			better = "moved"
		}
		at := c.at
		at.Anywhere = at.Distro != nil // the files of siblings are copies of one
		c.Reportf(at, "split-of-one",
			"a split of %s into only %s: write %s", model.Names(c.e.In), c.e.Out[0].Name, better)
	}
}

// wrongShape says how the package sets of an event do not fit its action, and what Leapp then does; "" if they fit.
func wrongShape(e *model.Event) string {
	noun, in, out := e.Action.Noun(), len(e.In), len(e.Out)
	switch {
	case e.Action == model.Reinstalled:
	case e.Action == model.Removed && out > 0:
		return "a removal has no out packages: Leapp installs " + model.Names(e.Out)
	case e.Action.Keeps() && out > 0:
		return "a " + noun + " has no out packages: Leapp ignores " + model.Names(e.Out)
	case e.Action.Keeps() && in > 1:
		return "a " + noun + " has one in package: Leapp applies it if any of these is installed"
	case e.Action.Keeps() || e.Action == model.Removed:
	case out == 0:
		return "a " + noun + " needs an out package: without any, Leapp removes " + model.Names(e.In)
	case e.Action == model.Merged && in < 2:
		return "a merge needs two in packages or more"
	case e.Action.TakesOne() && in > 1:
		return "a " + noun + " has one in package: Leapp applies it if all of these are installed"
	case e.Action == model.Moved && (out > 1 || e.Out[0].Name != e.In[0].Name):
		return "a move keeps the package's name: Leapp replaces " + e.In[0].Name + " by " + model.Names(e.Out)
	case e.Action == model.Renamed && out == 1 && e.In[0].Name == e.Out[0].Name && len(e.Streams) == 0:
		return "a renaming changes the name: nothing happens to " + e.In[0].Name + "; write moved if only its " +
			"repository changes"
	case e.Action == model.Renamed && out > 1:
		return "a renaming has one out package: Leapp installs all of " + model.Names(e.Out)
	}
	return ""
}

// newestMajor is the newest release that some Leapp version upgrades to.
const newestMajor = 10

func (c *shaper) set(set []model.Package) {
	if len(set) < 2 {
		return
	}
	seen := map[model.PackageID]diag.Pos{}
	for _, p := range set {
		for _, s := range p.AllStreams() {
			key := model.PackageID{Name: p.Name, Stream: s}
			if first, twice := seen[key]; twice {
				at := c.at
				at.Pos, at.Notes = p.Pos, []diag.Note{{Pos: first, Text: "first written here"}}
				c.Reportf(at, "duplicate-package", "%s is twice in one set; Leapp uses the first", p.Name)
			}
			seen[key] = p.Pos
		}
	}
}

// streams checks that the stream maps cover every stream of the packages and are unambiguous (Leapp guide 11.7).
func (c *shaper) streams() {
	e := c.e
	if len(e.Streams) == 0 && !slices.ContainsFunc(e.Out, func(p model.Package) bool { return len(p.Streams) > 0 }) {
		return
	}
	outs, ins := map[model.Stream]bool{}, map[model.Stream]bool{}
	for _, m := range e.Streams {
		ins[m.In], outs[m.Out] = true, true
		has := func(p model.Package) bool { return slices.Contains(p.AllStreams(), m.Out) }
		if !slices.ContainsFunc(e.Out, has) && (len(e.Out) > 0 || !m.Out.IsZero()) {
			c.Reportf(c.at, "stream-lost", "streams maps to %s, which no out package has", m.Out)
		}
	}
	for _, p := range e.In {
		for _, s := range p.AllStreams() {
			if len(e.Streams) > 0 && !ins[s] {
				c.Reportf(c.at, "stream-lost",
					"no entry of streams begins with %s of %s: Leapp ignores the event on machines with that stream",
					s, p.Name)
			}
		}
	}
	for _, p := range e.Out {
		for _, s := range p.AllStreams() {
			if len(e.Streams) > 0 && !outs[s] {
				c.Reportf(c.at, "stream-lost", "no entry of streams maps to %s of %s", s, p.Name)
			}
		}
	}
	for _, step := range e.Expand() {
		if len(step.In) == 0 {
			c.Reportf(c.at, "stream-lost",
				"streams has an entry for a stream that no in package has: Leapp would apply the event to every "+
					"machine")
		}
		for _, p := range step.Lost {
			c.Reportf(c.at, "stream-lost",
				"no entry of streams maps to %s of %s: Leapp does not install it", streamWords(p), p.Name)
		}
		for _, p := range step.ManyStreams {
			c.Reportf(c.at, "stream-lost",
				"streams maps to several streams of %s at once: Leapp uses any of them", p.Name)
		}
	}
}

func streamWords(p model.Package) string {
	return strings.Join(list.Map(p.AllStreams(), func(s model.Stream) string {
		if s.IsZero() {
			return "the version without a stream"
		}
		return s.String()
	}), ", ")
}
