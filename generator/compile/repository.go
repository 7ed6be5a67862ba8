package compile

import (
	"cmp"
	"slices"
	"strings"

	"pes/generator/diag"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/rules"
	"pes/generator/source"
)

// A Repository is where the packages of a role of a distribution's release are, or of a repository of a vendor.
type Repository struct {
	Distro  string // folder; "" of a vendor
	Vendor  string // folder; "" of a distribution
	Major   int
	Role    string        // or the vendor's name of the repository
	Arches  []ArchSection // by architecture
	Keys    []model.Key   // of its sections, as far as the project has them
	Targets bool          // some upgrade leads to the release
}

// An ArchSection is the section of a repository that is for one architecture.
type ArchSection struct {
	Arch string
	model.Section
}

// Repositories are those of a project whose addresses its sources name, by distribution, then by vendor, each by
// release and name. A variant has those alone that it does not share with the distribution that it extends.
func Repositories(p *source.Project) ([]Repository, diag.List) {
	c := newCompiler(p)
	for _, k := range p.Keys {
		c.keys[k.Name] = &keyFile{file: k, data: k.Text}
	}
	c.loadDistros()
	c.loadVendors()
	var out []Repository
	for _, d := range c.distros {
		for major, r := range d.releases {
			for _, name := range r.names {
				if x, ok := c.distroRepository(d, r, name); ok {
					x.Targets = d.leadsTo(major)
					out = append(out, x)
				}
			}
		}
	}
	for _, v := range c.vendors {
		for _, major := range v.targets() {
			for _, r := range v.src.Repositories.Pairs {
				if x, ok := c.repositoryOf(v, r, major); ok {
					out = append(out, x)
				}
			}
		}
	}
	list.Sort(out, func(a, b Repository) int {
		return cmp.Or(strings.Compare(a.Vendor, b.Vendor), strings.Compare(a.Distro, b.Distro),
			cmp.Compare(a.Major, b.Major), strings.Compare(a.Role, b.Role))
	})
	c.list.Drop(func(d diag.Diagnostic) bool { return d.Severity != diag.Error })
	c.list.Sort()
	return out, *c.list
}

// distroRepository is that of a role; ok is false where it has no address or has that of its parent.
func (c *compiler) distroRepository(d *distro, r *release, name string) (out Repository, ok bool) {
	role := r.roles[name]
	if d.shares(r.major, name) || len(role.Repo.Pairs) == 0 {
		return out, false
	}
	out = Repository{Distro: d.src.Folder, Major: r.major, Role: name}
	x := sideContext{major: r.major, arches: d.out.Arches, distro: d.out.OSID,
		key: func(text source.Text, file string) model.KeyRef {
			return c.shipKey(&out.Keys, "content/keys/", text, file, rules.At{Distro: d.out})
		}}
	out.Arches = c.archSections(&role.Side, role.Repo, x)
	if len(d.out.Arches) == 0 && len(role.Repo.Pairs) > 0 && len(out.Arches) == 0 {
		c.list.Errorf(role.Repo.Pos, "unknown-architecture", "%s has no architectures for this: write arches = [...] "+
			"at the top of the file", d.src.Folder)
	}
	return out, len(out.Arches) > 0
}

// shares reports whether a variant's repository is that of the distribution which it extends.
func (d *distro) shares(major int, role string) bool {
	if d.parent == nil {
		return false
	}
	mine, theirs := d.role(major, role), d.parent.role(major, role)
	return mine != nil && theirs != nil && mine.Repo.Pos == theirs.Repo.Pos
}

// targets are the majors that a vendor's upgrade paths lead to, sorted.
func (v *vendor) targets() (majors []int) {
	majors = list.Map(v.paths, func(p [2]int) int { return p[1] })
	slices.Sort(majors)
	return slices.Compact(majors)
}

// repositoryOf is a vendor's repository in the release that upgrades lead to. It is for all architectures of the
// distributions that it is for, unless it names its own.
func (c *compiler) repositoryOf(v *vendor, r source.Pair[source.VendorRepo], major int) (out Repository, ok bool) {
	s, side, ok := sides(r.Value, major)
	if !ok || side == nil {
		return out, false
	}
	var arches []string
	for _, d := range c.distros {
		if d.leadsTo(major) && isFor(v.src.Distros, v.src.Except, d) && isFor(r.Value.Distros, r.Value.Except, d) {
			arches = list.AppendNew(arches, d.out.Arches...)
		}
	}
	if s.Arches.Set() {
		arches = c.archList(s.Arches)
	}
	out = Repository{Vendor: v.src.Folder, Major: major, Role: r.Key.Value, Targets: true}
	x := sideContext{major: major, target: major, arches: arches, channel: s.Channel.Value,
		role: func(source.Text) []model.Entry { return nil }, // what a role of a distribution has is no vendor's
		key: func(text source.Text, name string) model.KeyRef {
			return c.shipKey(&out.Keys, "vendors/"+v.src.Folder+"/keys/", text, name, rules.At{})
		}}
	out.Arches = c.archSections(side, s.Repo, x)
	return out, len(out.Arches) > 0
}

// archSections are the sections with an address, one an architecture: of the variants of a repository, the first that
// is for everybody, which is what ga and no cloud say, else the first of all.
func (c *compiler) archSections(s *source.Side, repo source.Map[source.Option], x sideContext) (out []ArchSection) {
	entries := c.entries(s, x)
	sections := c.sections(s, repo, entries, x)
	for _, arch := range model.Arches {
		var best *model.Entry
		for i := range entries {
			e := &entries[i]
			if e.Arch == arch && (best == nil || isForAll(e) && !isForAll(best)) {
				best = e
			}
		}
		if best == nil {
			continue
		}
		i := slices.IndexFunc(sections, func(s model.Section) bool { return s.Repoid == best.Repoid })
		if i >= 0 && slices.ContainsFunc(sections[i].Options, isAddress) {
			out = append(out, ArchSection{arch, sections[i]})
		}
	}
	return out
}

func isAddress(o model.Option) bool {
	return slices.Contains(model.AddressKeys, o.Key) && o.Value != ""
}

func isForAll(e *model.Entry) bool { return e.RHUI == "" && e.Channel == "ga" && e.Type == "rpm" }
