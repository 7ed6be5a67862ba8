package check

import (
	"cmp"
	"strconv"

	"pes/generator/known"
	"pes/generator/model"
)

// brands reports packages that an event leaves installed and that are called after another distribution, or that only
// Red Hat ships. An in package that no machine here has does no harm: the event is never applied.
func (c *checker) brands(events []*model.Event) {
	for _, e := range events {
		for _, p := range e.Results() {
			if owner, osID := c.foreign(p); owner != "" {
				c.foreignBrand(e, p, owner, osID)
			}
		}
	}
}

// foreign gives the system whose package another system has not, by its name, and that other system; owner is "" where
// nothing speaks against the package.
func (c *checker) foreign(p model.Package) (owner, osID string) {
	osID, owner = c.systemOf(p), known.BrandOwner(p.Name)
	if owner == "" && known.OnlyRedHat(p.Name, osID) {
		owner = known.RedHat
	}
	if osID == "" || osID == owner || owner == known.RedHat && !known.IsKnown(osID) {
		return "", osID // a rebuild that nobody has told pes of may keep Red Hat's names
	}
	return owner, osID
}

// systemOf is the system that a package is to be of, by its ID in /etc/os-release: the one that the PES ID of its
// repository names, else that of the tree. Some rebuilds call their own repositories as Red Hat does (rhel8-BaseOS).
func (c *checker) systemOf(p model.Package) string {
	osID := known.RepositoryOwner(p.Repo)
	if own := c.t.Distro.OSID; osID == known.RedHat && known.IsKnown(own) {
		return own
	}
	return cmp.Or(osID, c.t.Distro.OSID)
}

// foreignBrand reports a package of another distribution: in an event of upstream, which is one for all, once.
func (c *checker) foreignBrand(e *model.Event, p model.Package, owner, osID string) {
	at := c.atEvent(e, p.Pos)
	if fromUpstream(e) {
		at.Cause = p.Name
		c.Reportf(at, "foreign-brand", "%s is a package of %s, and other distributions have no package with this "+
			"name: write its name there in [release.%d.rename] of their files, or [[absent]] in "+
			"content/upstream.toml", p.Name,
			known.SystemName(owner), e.To.Major)
		return
	}
	if own := known.Rebranded(p.Name, osID); own != "" {
		at.Suggestion = strconv.Quote(own)
	}
	c.Reportf(at, "foreign-brand", "%s is a package of %s, and %s has no package with this name", p.Name,
		known.SystemName(owner), known.SystemName(osID))
}
