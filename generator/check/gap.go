package check

import (
	"strings"

	"pes/generator/diag"
	"pes/generator/english"
	"pes/generator/list"
)

// A gap is a mapping of which some targets, or all, have no repository for architectures that its source has.
type gap struct {
	from   string
	pos    diag.Pos
	lack   string // the targets
	arches string
	all    bool
}

// reportGaps reports the gaps of a map.
func (c *mapCheck) reportGaps() {
	if c.more != nil {
		c.more.gaps(c)
		return
	}
	for _, g := range c.found {
		c.reportGap(g, g.from, 1, nowhere(g), nil)
	}
}

// reportGap reports a gap, or several that lack the same.
func (c *mapCheck) reportGap(g gap, from string, sources int, whole string, notes []diag.Note) {
	at := c.at(g.pos)
	at.Notes = notes
	if g.all {
		c.Reportf(at, "architecture-gap", "%s: machines with this architecture get no new repository", whole)
		return
	}
	rule, then := "architecture-half-filled", "machines with this architecture do not get it"
	if c.StopsOnGaps {
		rule, then = "architecture-gap", "Leapp 0.25 stops every upgrade"
	}
	c.Reportf(at, rule, "of what %s %s, %s %s no repository for %s: %s", from,
		english.Verb(sources, "becomes", "become"), g.lack, english.Verb(strings.Count(g.lack, ",")+1, "has", "have"),
		g.arches, then)
}

// foldedGaps reports the gaps of a published map, which says the same of each source: what lacks the same is one
// violation.
func (c *mapCheck) foldedGaps() {
	type cause struct {
		lack, arches string
		all          bool
	}
	causeOf := func(g gap) cause {
		if g.all {
			return cause{arches: g.arches, all: true}
		}
		return cause{g.lack, g.arches, false}
	}
	for _, same := range list.Group(c.found, causeOf) {
		notes := list.Map(same[1:], func(g gap) diag.Note {
			return diag.Note{Pos: g.pos, Text: "what " + g.from + " becomes"}
		})
		from := list.Distinct(list.Map(same, func(g gap) string { return g.from }))
		whole := nowhere(same[0])
		if len(same) > 1 {
			each := list.Map(same, func(g gap) string { return g.from + " becomes " + g.lack })
			whole = strings.Join(each, "; ") + "; none of these has a repository for " + same[0].arches
		}
		c.reportGap(same[0], english.And(from), len(from), whole, notes)
	}
}

// nowhere says what a source becomes that leads nowhere.
func nowhere(g gap) string {
	return g.from + " becomes " + g.lack + ", which " + english.Verb(strings.Count(g.lack, ",")+1, "has", "have") +
		" no repository for " + g.arches
}
