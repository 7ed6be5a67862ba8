package importer

import (
	"fmt"
	"slices"
	"strconv"

	"pes/generator/diag"
	"pes/generator/known"
	"pes/generator/leapp"
	"pes/generator/model"
	"pes/generator/source"
)

// A NewDistro is what there is of a distribution that nobody wrote down yet.
type NewDistro struct {
	Folder  string
	Repos   []*diag.File // .repo files, as the distribution installs them
	Targets []int        // releases that upgrades lead to
	Own     []int        // releases that upgrades begin at, where that is the distribution itself
}

// Make words its releases; where no .repo file tells more they have the two repositories that every one has.
func (n *NewDistro) Make() (d *source.Distro, left []string, list diag.List) {
	d = &source.Distro{Folder: n.Folder}
	im := &importer{}
	for _, f := range n.Repos {
		sections, found := leapp.ReadRepo(f)
		list.Merge(found)
		for _, s := range im.tidySections(sections) {
			if auxiliary.MatchString(s.Repoid) {
				continue
			}
			role, ok := known.Role(s.Repoid)
			if !ok {
				left = append(left, fmt.Sprintf("[%s] is left out: what it is for is not known; name the role in [release.N.ROLE]", s.Repoid))
				continue
			}
			major := majorOf(f.Name, s, slices.Concat(n.Targets, n.Own))
			for _, t := range n.majors() {
				if major == 0 || major == t {
					n.add(im, d, role, s, t)
				}
			}
		}
	}
	left = append(left, im.odd()...)
	for _, t := range n.majors() {
		if r := release(d, t); len(r.Roles.Pairs) == 0 {
			for _, role := range known.RolesOfAll() {
				r.Roles.Pairs = append(r.Roles.Pairs, source.Pair[source.Role]{Key: source.Word(role), Value: n.role(role, t)})
			}
			left = append(left, fmt.Sprintf("[release.%d.*]: what dnf calls each repository (repoid) and, where upgrades lead, where it is: repo = { name = \"...\", baseurl = \"https://...\", key = \"...\" }", t))
		}
	}
	sortReleases(d)
	return d, left, list
}

func (n *NewDistro) majors() []int {
	all := slices.Concat(n.Targets, n.Own)
	slices.Sort(all)
	return slices.Compact(all)
}

func (n *NewDistro) role(role string, major int) (r source.Role) {
	r.PESID = source.Word(n.Folder + strconv.Itoa(major) + "-" + role)
	return r
}

// add writes a section as a role: under a name of its own where upgrades lead to it, else Leapp would take it for a
// repository that is installed already; under dnf's name on a running system.
func (n *NewDistro) add(im *importer, d *source.Distro, role string, s model.Section, major int) {
	r := n.role(role, major)
	if slices.Contains(n.Own, major) {
		r.Source = &source.Side{Pos: here, Repoid: source.Repoids{Pos: here, All: []source.Text{source.Word(s.Repoid)}}}
	}
	if slices.Contains(n.Targets, major) {
		at := forTarget(s, s.Repoid, 0, major)
		r.Repo = im.options(at, func(k model.KeyRef) source.Text { return source.Word(k.URL) })
	}
	roles := &release(d, major).Roles
	if _, twice := roles.Get(role); !twice {
		roles.Pairs = append(roles.Pairs, source.Pair[source.Role]{Key: source.Word(role), Value: r})
	}
}
