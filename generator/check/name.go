package check

import (
	"strconv"
	"strings"

	"pes/generator/diag"
	"pes/generator/model"
	"pes/generator/rules"
)

// names reports packages that are not named as rpm names them: with a version, an architecture, or signs that no name
// has.
func (c *shaper) names(set []model.Package) {
	for _, p := range set {
		at := c.at
		at.Pos = p.Pos
		name := bareName(p.Name)
		switch {
		case name != p.Name:
			at.Suggestion = strconv.Quote(name)
			c.Reportf(at, "package-name", "%s has a version or architecture, but events are about all versions: no "+
				"machine has a package with this name", p.Name)
		case strings.Trim(name, nameRest) != "" || !strings.Contains(nameStart, name[:1]):
			c.Reportf(at, "package-name", "%q is not a valid name of a package", p.Name)
		}
	}
}

const (
	nameStart = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"
	nameRest  = nameStart + ".+-"
)

// archWords are what stands behind the last dot of a file or a line of rpm -qa.
var archWords = append([]string{"noarch", "i386", "i486", "i586", "i686", "armv7hl", "ppc64", "src"}, model.Arches...)

// bareName is the name of a package without the version, release and architecture that it is written with.
func bareName(name string) string {
	name = strings.TrimSuffix(name, ".rpm")
	for _, arch := range archWords {
		if rest, ok := strings.CutSuffix(name, "."+arch); ok && rest != "" {
			name = rest
			break
		}
	}
	release := strings.LastIndexByte(name, '-')
	if release < 1 {
		return name
	}
	version := strings.LastIndexByte(name[:release], '-')
	if version < 1 || !beginsWithDigit(name[version+1:release]) || !beginsWithDigit(name[release+1:]) {
		return name
	}
	if !strings.Contains(name[release:], ".el") && !strings.Contains(name[version:release], ".") {
		return name // foo-1-2 may be a name
	}
	return name[:version]
}

func beginsWithDigit(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }

// releases reports releases of an event that Enterprise Linux never had: Leapp does not ask, and the event is never
// applied, or whenever it should not be.
func (c *shaper) releases() {
	for _, r := range []struct {
		release model.Release
		pos     diag.Pos
	}{{c.e.From, c.e.FromPos}, {c.e.To, c.e.ToPos}} {
		if last := model.LastMinor(r.release.Major); r.release.Minor > last {
			at := c.at
			if !r.pos.IsZero() {
				at.Pos = r.pos
			}
			at.Suggestion = strconv.Quote(model.Release{Major: r.release.Major, Minor: last}.String())
			c.Reportf(at, "unknown-release", "there is no release %s: %d ends with %[2]d.%[3]d", r.release,
				r.release.Major, last)
		}
	}
}

// unreleased reports an event of a release that is not out yet. Minor releases come every six months from that on which
// the major began.
func (c *checker) unreleased(events []*model.Event) {
	begin, known := model.FirstDay(c.t.Major)
	if !known || c.Now.IsZero() {
		return
	}
	for _, e := range events {
		if e.To.Major != c.t.Major || len(e.In) == 0 {
			continue
		}
		if out := begin.AddDate(0, 6*e.To.Minor, 0); out.After(c.Now) && e.To.Minor <= model.LastMinor(e.To.Major) {
			at := rules.At{Pos: e.In[0].Pos, Distro: c.t.Distro, Allow: [][]model.Allow{e.Allow}, Cause: e.To.String(),
				Anywhere: c.Published}
			if !e.ToPos.IsZero() {
				at.Pos = e.ToPos
			}
			c.Reportf(at, "unreleased", "release %s is not published yet: it is expected about %s", e.To,
				out.Format("January 2006"))
		}
	}
}
