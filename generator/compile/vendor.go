package compile

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"pes/generator/diag"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/rules"
	"pes/generator/source"
)

// vendor is a third party with its paths read.
type vendor struct {
	src   *source.Vendor
	allow []model.Allow
	paths [][2]int
}

// vendorTarget is a vendor in one tree.
type vendorTarget struct {
	*model.Vendor
	vendor *vendor
}

func (c *compiler) loadVendors() {
	for _, s := range c.project.Vendors {
		if all := s.Repositories.Pairs; len(all) > model.MaxRepositories {
			c.list.Errorf(all[model.MaxRepositories].Key.Pos, "bad-vendor",
				"the vendor has %d repositories: more than %d are not read", len(all), model.MaxRepositories)
			continue
		}
		v := &vendor{src: s, allow: c.allowList(s.Allow)}
		for _, p := range s.Paths.Items {
			from, to, _ := strings.Cut(p.Value, "-")
			a, errA := strconv.Atoi(from)
			b, errB := strconv.Atoi(to)
			if errA != nil || errB != nil || a < 1 || b <= a {
				c.list.Errorf(p.Pos, "bad-release", "%q is not an upgrade path: write \"7-8\"", p.Value)
				continue
			}
			if b > a+1 {
				c.list.Errorf(p.Pos, "bad-release",
					"%s is not an upgrade path: Leapp upgrades from one release to the next; write paths = "+
						"[%s]", p.Value, hops(a, b))
				continue
			}
			v.paths = append(v.paths, [2]int{a, b})
		}
		if len(v.paths) == 0 {
			c.list.Errorf(diag.Pos{File: s.File}, "bad-vendor", "the vendor supports no path: write paths = [\"7-8\"]")
		}
		c.links(v.allow, s.Homepage, s.Bugs)
		for _, d := range slices.Concat(s.Distros.Items, s.Except.Items) {
			c.distro(d)
		}
		for _, r := range s.Repositories.Pairs {
			c.checkVendorRepo(v, r)
		}
		c.vendors = append(c.vendors, v)
	}
	for _, d := range c.distros {
		for _, t := range d.src.Vendors.Items {
			is := func(s *source.Vendor) bool { return s.Folder == t.Value }
			if !slices.ContainsFunc(c.project.Vendors, is) && !c.project.Unreadable("vendors/") {
				all := list.Map(c.project.Vendors, func(s *source.Vendor) string { return s.Folder })
				c.list.Add(diag.Diagnostic{Pos: t.Pos, Rule: "bad-vendor", Suggestion: diag.Near(t.Value, all),
					Message: fmt.Sprintf("there is no vendors/%s", t.Value)})
			}
		}
	}
}

// hops are the upgrade paths that lead from one major to a later one.
func hops(from, to int) string {
	var out []string
	for n := from; n < to && len(out) < 9; n++ {
		out = append(out, fmt.Sprintf("\"%d-%d\"", n, n+1))
	}
	return strings.Join(out, ", ")
}

func (c *compiler) checkVendorRepo(v *vendor, r source.Pair[source.VendorRepo]) {
	for _, d := range slices.Concat(r.Value.Distros.Items, r.Value.Except.Items) {
		c.distro(d)
	}
	if !model.ValidName(r.Key.Value) {
		c.list.Errorf(r.Key.Pos, "bad-name", "%q cannot be the name of a repository", r.Key.Value)
	}
	if r.Value.Source == nil && r.Value.Target.Side == nil && len(r.Value.Target.ByMajor) == 0 {
		c.list.Errorf(r.Key.Pos, "bad-vendor", "repository %q has neither source nor target", r.Key.Value)
	}
	for _, side := range []*source.Side{r.Value.Source, r.Value.Target.Side} {
		if side != nil && len(side.Repo.Pairs) > 0 {
			c.list.Errorf(side.Repo.Pos, "unknown-key",
				"repo belongs to the repository, not to its source or target: write it one level up")
		}
	}
}

// names reports whether list names the distribution or one it is a variant of; an empty list names everyone.
func names(list source.Texts, d *distro) bool {
	if !list.Set() {
		return true
	}
	for ; d != nil; d = d.parent {
		if list.Has(d.src.Folder) {
			return true
		}
	}
	return false
}

// isFor reports whether something is for a distribution: its own folder decides before that which it is a variant of.
func isFor(distros, except source.Texts, d *distro) bool {
	return names(distros, d) && !(except.Set() && names(except, d))
}

// sides returns the sides of a vendor's repository for one target major; ok is false if it has none.
func sides(r source.VendorRepo, major int) (s source.VendorSides, target *source.Side, ok bool) {
	s = r.VendorSides
	if len(r.Target.ByMajor) == 0 {
		return s, r.Target.Side, true
	}
	i := slices.IndexFunc(r.Target.ByMajor, func(m source.MajorTarget) bool { return m.Major == major })
	if i < 0 {
		return s, nil, false
	}
	m := r.Target.ByMajor[i]
	if m.Source != nil {
		s.Source = m.Source
	}
	s.SourceArches, s.Arches, s.To = m.SourceArches.Or(s.SourceArches), m.Arches.Or(s.Arches), m.To.Or(s.To)
	s.Channel = m.Channel.Or(s.Channel)
	s.Repo = overlay(s.Repo, m.Repo)
	if m.PESID.Set() || m.Repoid.Set() || len(m.Entries) > 0 {
		target = &source.Side{Pos: m.Pos, PESID: m.PESID, Repoid: m.Repoid, Entries: m.Entries}
	}
	return s, target, true
}

// overlay replaces options of a section by those of one target.
func overlay(base, over source.Map[source.Option]) source.Map[source.Option] {
	kept := list.Select(base.Pairs, func(p source.Pair[source.Option]) bool { return over.At(p.Key.Value) == nil })
	return source.Map[source.Option]{Pos: cmp.Or(over.Pos, base.Pos), Pairs: append(kept, over.Pairs...)}
}

// shipVendor adds a vendor to a tree if it supports the distribution and one of the tree's paths.
func (c *compiler) shipVendor(t *target, v *vendor) {
	only := t.distro.src.Vendors
	if !isFor(v.src.Distros, v.src.Except, t.distro) || only.Set() && !only.Has(v.src.Folder) {
		return
	}
	var path *model.Path
	for _, p := range t.Paths {
		if slices.Contains(v.paths, [2]int{p.Source, p.Target}) {
			path = p
		}
	}
	if path == nil {
		return
	}
	out := &model.Vendor{Name: v.src.Folder, Title: v.src.Name.Value, Owner: v.src.Owner.Value,
		Homepage: v.src.Homepage.Value, Bugs: v.src.Bugs.Value,
		Licence: v.src.Licence.Value, Allow: v.allow, Pos: cmp.Or(v.src.Name.Pos, diag.Pos{File: v.src.File})}
	out.Signatures = list.Map(v.src.Signatures.Items, func(s source.Text) model.Signature {
		return model.Signature{ID: s.Value, Pos: s.Pos}
	})
	vt := &vendorTarget{Vendor: out, vendor: v}
	t.vendors[v.src.Folder] = vt
	t.Vendors = append(t.Vendors, out)
	for _, r := range v.src.Repositories.Pairs {
		if isFor(r.Value.Distros, r.Value.Except, t.distro) {
			c.vendorRepository(t, vt, r, path)
		}
	}
	prefix := "vendors/" + v.src.Folder + "/keys/"
	for _, f := range c.project.Keys {
		name, mine := strings.CutPrefix(f.Name, prefix)
		folder, _, deep := strings.Cut(name, "/")
		if mine && (!deep || folder == elMajor(t.Major)) {
			c.shipKey(&out.Keys, prefix, source.Text{Value: name, Pos: diag.Pos{File: f}}, name, rules.At{})
		}
	}
	list.Sort(out.Keys, func(a, b model.Key) int { return strings.Compare(a.Name, b.Name) })
	list.Sort(out.Repo, func(a, b model.Section) int { return strings.Compare(a.Repoid, b.Repoid) })
	sortMap(&out.Map)
}

// vendorRepository adds one repository to a vendor's map and .repo file.
func (c *compiler) vendorRepository(t *target, vt *vendorTarget, r source.Pair[source.VendorRepo], path *model.Path) {
	s, side, ok := sides(r.Value, t.Major)
	if !ok {
		return
	}
	arches := t.Distro.Arches
	if s.Arches.Set() {
		arches = c.archList(s.Arches)
	}
	if side != nil {
		x := sideContext{major: t.Major, target: t.Major, arches: arches, channel: s.Channel.Value,
			distro: t.Distro.OSID, role: c.roleEntries(t),
			key: func(text source.Text, name string) model.KeyRef {
				return c.shipKey(&vt.Keys, "vendors/"+vt.Name+"/keys/", text, name, rules.At{})
			}}
		entries := c.entries(side, x)
		if pesid := x.pesid(side); pesid != "" {
			addFamily(&vt.Map, pesid, entries)
		}
		vt.Repo = append(vt.Repo, c.sections(side, s.Repo, entries, x)...)
	}
	if s.Source == nil {
		return
	}
	if s.SourceArches.Set() {
		arches = c.archList(s.SourceArches)
	}
	pesid := ""
	for _, sys := range path.Systems {
		x := sideContext{major: path.Source, target: t.Major, arches: arches, channel: s.Channel.Value,
			distro: sys.OSID}
		pesid = x.pesid(s.Source)
		addFamily(&vt.Map, pesid, c.entries(s.Source, x))
	}
	if to := c.vendorTargets(t, vt, r, s); len(to) > 0 {
		addMapping(&vt.Map, path, pesid, to, r.Key.Pos)
	}
}

// vendorTargets returns the target PES IDs of a vendor's source repository. If one is a role of the distribution, the
// role's family is added to the vendor's map.
func (c *compiler) vendorTargets(t *target, vt *vendorTarget, r source.Pair[source.VendorRepo],
	s source.VendorSides) (to []string) {
	names := s.To.Items
	if !s.To.Set() {
		names = []source.Text{r.Key}
	}
	for _, n := range names {
		if role, ok := strings.CutPrefix(n.Value, "@"); ok {
			text := source.Text{Value: role, Pos: n.Sub(1, len(n.Value))}
			if entries := c.roleEntries(t)(text); entries != nil {
				pesid := t.distro.role(t.Major, role).PESID.Value
				addFamily(&vt.Map, pesid, slices.Clone(entries))
				to = append(to, pesid)
			}
			continue
		}
		other, ok := vt.vendor.src.Repositories.Get(n.Value)
		if !ok {
			c.list.Add(diag.Diagnostic{Pos: n.Pos, Rule: "unknown-role",
				Suggestion: diag.Near(n.Value, vt.vendor.src.Repositories.Keys()),
				Message: fmt.Sprintf("%s has no repository %q; a role of the distribution is written @%[2]s",
					vt.Name, n.Value)})
			continue
		}
		if _, side, ok := sides(other, t.Major); ok && side != nil && side.PESID.Set() {
			to = append(to, sideContext{target: t.Major}.pesid(side))
		} else {
			c.Reportf(rules.At{Pos: n.Pos, Distro: t.Distro}, "vendor-incomplete",
				"repository %q has no target in release %d", n.Value, t.Major)
		}
	}
	return to
}

// roleEntries looks up a role of the tree's own distribution.
func (c *compiler) roleEntries(t *target) func(source.Text) []model.Entry {
	return func(name source.Text) []model.Entry {
		role := t.distro.role(t.Major, name.Value)
		if role == nil || !role.PESID.Set() {
			c.unknownRole(name, t.distro, t.Major, []*distro{t.distro})
			return nil
		}
		return c.entries(&role.Side, sideContext{major: t.Major, arches: t.Distro.Arches, distro: t.Distro.OSID})
	}
}

func (c *compiler) archList(t source.Texts) (out []string) {
	for _, a := range t.Items {
		if c.checkArch(a) {
			out = append(out, a.Value)
		}
	}
	return out
}

// vendorPESID returns the PES ID of a vendor's own repository for an event: that of the target side in the release the
// event leads to, that of the source side in earlier releases.
func vendorPESID(v *vendor, name string, major, to int) (pesid string, ok bool) {
	r, ok := v.src.Repositories.Get(name)
	if !ok {
		return "", false
	}
	s, target, _ := sides(r, to)
	side := target
	if s.Source != nil && (major != to || target == nil) {
		side = s.Source
	}
	if side == nil {
		return "", true
	}
	return sideContext{target: to}.pesid(side), true
}
