package check

import (
	"cmp"
	"strconv"

	"pes/generator/known"
	"pes/generator/model"
)

// brands reports packages that an event leaves installed and that are called after another distribution: the brand of
// the repository they are to come from tells whose they should be, else the distribution that the tree is of.
func (c *checker) brands(events []*model.Event) {
	for _, e := range events {
		for _, p := range e.Results() {
			owner := known.BrandOwner(p.Name)
			if owner == "" {
				continue
			}
			osID := cmp.Or(known.RepositoryOwner(p.Repo), c.t.Distro.OSID)
			if osID == "" || osID == owner || owner == known.RedHat && !known.IsKnown(osID) {
				continue // a rebuild that nobody has told pes of may keep Red Hat's names
			}
			at := c.atEvent(e, p.Pos)
			if own := known.Rebranded(p.Name, osID); own != "" {
				at.Suggestion = strconv.Quote(own)
			}
			c.Reportf(at, "foreign-brand", "%s is a package of %s, and %s has none of that name", p.Name,
				known.SystemName(owner), known.SystemName(osID))
		}
	}
}
