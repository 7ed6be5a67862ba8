package check

import (
	"slices"
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

// reportGaps reports the gaps of a map. In published maps, which say the same of each source, what lacks the same is
// one violation.
func (c *mapCheck) reportGaps() {
	type cause struct {
		lack, arches string
		all          bool
		from         string
	}
	causeOf := func(g gap) cause {
		switch {
		case !c.Published:
			return cause{g.lack, g.arches, g.all, g.from}
		case g.all:
			return cause{arches: g.arches, all: true}
		}
		return cause{g.lack, g.arches, false, ""}
	}
	for _, same := range list.Group(c.found, causeOf) {
		from := list.Map(same, func(g gap) string { return g.from })
		at := c.at(same[0].pos)
		at.Notes = list.Map(same[1:], func(g gap) diag.Note {
			return diag.Note{Pos: g.pos, Text: "what " + g.from +
				" becomes"}
		})
		if g := same[0]; g.all {
			c.Reportf(at, "architecture-gap", "%s: machines with it are led nowhere", nowhere(same))
			continue
		}
		g := same[0]
		rule, then := "architecture-half-filled", "machines with it do not get it there"
		if c.StopsOnGaps {
			rule, then = "architecture-gap", "Leapp 0.25 stops every upgrade"
		}
		c.Reportf(at, rule, "of what %s %s, %s %s no repository for %s: %s", english.And(list.Distinct(from)),
			verb(len(from), "becomes", "become"), g.lack, verb(strings.Count(g.lack, ",")+1, "has", "have"), g.arches,
			then)
	}
}

// nowhere says what sources become that leads nowhere.
func nowhere(same []gap) string {
	arches := same[0].arches
	if len(same) == 1 {
		lack := same[0].lack
		return same[0].from + " becomes " + lack + ", which " + verb(strings.Count(lack, ",")+1, "has", "have") +
			" no repository for " + arches
	}
	slices.SortStableFunc(same[1:], func(a, b gap) int { return a.pos.Compare(b.pos) })
	each := list.Map(same, func(g gap) string { return g.from + " becomes " + g.lack })
	return strings.Join(each, "; ") + "; none of these has a repository for " + arches
}

func verb(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}
