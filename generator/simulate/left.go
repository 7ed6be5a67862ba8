package simulate

import (
	"cmp"
	"slices"
	"strings"

	"pes/generator/fate"
	"pes/generator/known"
	"pes/generator/list"
	"pes/generator/machine"
	"pes/generator/model"
	"pes/generator/upgrade"
)

// The machine that an upgrade leaves is the next upgrade's. These are the rules by which it is made of the result; each
// stands where it is applied, too.
//
//   - A package that is removed, replaced or lost is gone. One that comes, or that an event keeps or moves, is of the
//     repository and stream that the event says.
//   - One that no event decides is what dnf makes of it: where an inventory shows it in a repository of the upgrade, it
//     is that one's, with that version. Where inventories show that the new release does not have it, it stays as it
//     was built, of no repository: the next upgrade sees a package left over from an earlier release. Where nothing is
//     known, it is taken for upgraded, to an unknown version, from the repository that its old one is mapped to.
//   - Packages that Leapp does not count, and those of Leapp itself, stay as they are.
//   - Repositories are called what a system of the new release calls them, which is what the next map knows as a source
//     (repositories.go). Where that is not known there is none, and the next upgrade assumes one, as for any list.
//   - Enabled are the base repositories of the new release, which its release package brings, those that packages come
//     from and Leapp mapped enabled ones to, and those of vendors that were enabled and that the next data know.
//   - Enabled modules are those that were, without those that were reset, those that events enable, and those that
//     packages are of: dnf enables the stream that it takes a package from.
//   - The system is that of the distribution, whether or not its release package is among the packages.
//   - Transaction lists were for the upgrade before: nothing says that they should be for the next one.

// A leaving makes the machine that an upgrade leaves.
type leaving struct {
	*upgraded
	data  *Data
	repos *repositories
	fates map[nameStream]*fate.Package // of installed packages
	after map[model.PackageID]upgrade.Placed
	names map[string]upgrade.Placed // the first of that name
	offer func(name string, stream model.Stream) *fate.Offer
	kinds map[string]machine.Group // of packages that are not simply the distribution's, by name
	out   *machine.List
	// vendor is whom packages of the new release name as their vendor; "" where the list does not tell vendors.
	vendor string
}

// A nameStream is a package as results name it; a stream is module:stream, "" for none.
type nameStream struct{ name, stream string }

// left is the machine that an upgrade with these data leaves, for the next one.
func (d *Data) left(next *Data, u *upgraded) *machine.List {
	x := &leaving{upgraded: u, data: d, fates: map[nameStream]*fate.Package{},
		after: map[model.PackageID]upgrade.Placed{}, names: map[string]upgrade.Placed{},
		kinds: map[string]machine.Group{}}
	x.out = &machine.List{Name: u.list.Name, Form: machine.Left, Arch: u.machine.Arch, Source: next.Upgrade.Source}
	if of := next.systems(next.Upgrade.Source.Major); len(of) > 0 {
		same := func(s known.System) bool { return known.OSID(s.Distro) == known.OSID(of[0].Distro) }
		if len(list.Select(of, same)) == len(of) {
			x.out.OS, x.out.OSName = known.OSID(of[0].Distro), of[0].Name
		}
	}
	if slices.ContainsFunc(u.list.Packages, func(p machine.Package) bool { return p.Vendor != "" }) {
		x.vendor = cmp.Or(x.out.OSName, "the distribution")
	}
	x.repos = newRepositories(d, next, u.machine)
	x.offer = d.stock.After(u.result, d.refinement(u.list, u.machine, u.outcome))
	for _, p := range u.trace.After {
		x.after[p.ID] = p
		if _, known := x.names[p.ID.Name]; !known {
			x.names[p.ID.Name] = p
		}
	}
	for _, g := range u.result.Groups {
		for _, name := range g.Packages {
			x.kinds[name] = g
		}
	}
	for i := range u.result.Packages {
		p := &u.result.Packages[i]
		if p.Fate == fate.New {
			x.comes(p)
		} else if p.Fate != fate.Missing {
			x.fates[nameStream{p.Name, p.Stream}] = p
		}
	}
	for _, p := range u.list.Packages {
		x.installed(p)
	}
	x.sort()
	x.out.Modules, x.out.Enabled = x.modules(), x.enabled(next)
	return x.out
}

// add adds a package of a repository of the new release ("" where that is not known), as an inventory offers it; nil
// where none does. What dnf takes of a module stream is of that stream, whatever the event says.
func (x *leaving) add(p machine.Package, repoid string, offer *fate.Offer) {
	if vendor := x.vendorOf(&p); vendor == "" { // another key of the distribution may sign it now, which is the same
		p.Vendor = x.vendor
	} else if v := x.repos.nextVendor(vendor); p.Signature != "" && v != nil && len(v.Sigs) > 0 {
		p.Signature = v.Sigs[0].ID
	}
	p.Repoid = repoid
	if offer == nil {
		x.out.AddVersion(p, "")
		return
	}
	if offer.Stream != "" {
		p.Stream, _ = model.ParseStream(offer.Stream) // an inventory has no others
	}
	x.out.AddVersion(p, offer.Version)
}

// comes adds a package that the upgrade brings.
func (x *leaving) comes(p *fate.Package) {
	placed, known := x.names[p.Name]
	new := machine.Package{Package: upgrade.Package{Name: p.Name, Stream: placed.ID.Stream}}
	offer := x.offer(p.Name, placed.ID.Stream)
	if !known || placed.Repoid == "" { // a transaction list brings it
		if offer == nil {
			x.add(new, "", nil)
			return
		}
		placed.Repoid = offer.Repoid
	}
	x.add(new, x.repos.target(placed.Repoid), offer)
}

// installed adds what becomes of a package.
func (x *leaving) installed(p machine.Package) {
	key := nameStream{name: p.Name}
	if !p.Stream.IsZero() {
		key.stream = p.Stream.String()
	}
	f := x.fates[key]
	switch f.Fate {
	case fate.Removed, fate.Replaced, fate.Lost:
		return
	case fate.Foreign, fate.Own, fate.Undecided:
		x.out.Add(p)
		return
	}
	placed, there := x.after[p.ID()]
	if !there {
		placed, there = x.names[p.Name]
	}
	if there {
		p.Stream = placed.ID.Stream
	}
	switch offer := x.offer(p.Name, p.Stream); {
	case there && placed.Event != nil:
		x.add(p, x.repos.target(placed.Repoid), offer)
	case offer != nil:
		x.add(p, x.repos.target(offer.Repoid), offer)
	case x.staysOld(f):
		// The repository that it came from is none of the new release.
		p.Repoid = ""
		x.out.Add(p)
	case x.vendorOf(&p) != "":
		x.ofVendor(p)
	default:
		x.add(p, x.repos.after(p.Repoid), nil)
	}
}

// staysOld reports whether a package that no event decides stays as it was built: because the new release does not have
// it where the upgrade looks, or because it was left over before.
func (x *leaving) staysOld(f *fate.Package) bool {
	switch f.Fate {
	case fate.Orphan, fate.Elsewhere, fate.OfVendor:
		return true
	}
	group := x.kinds[f.Name]
	switch {
	case group.Kind == machine.Older, f.Gone != "":
		return true
	}
	// Of vendors and of what distributions add there are no inventories; all else that is not in any is not there.
	return x.result.Stocked && group.Kind != machine.OfVendor
}

// ofVendor adds a package of an active vendor, which brings the new release's. Where the next data do not know the
// vendor, its package stays what it was, so that the next upgrade knows whose it is.
func (x *leaving) ofVendor(p machine.Package) {
	repoid := x.repos.after(p.Repoid)
	if p.Repoid == "" { // the list does not say from which of its repositories
		repoid = x.repos.ofVendor(x.vendorOf(&p))
	}
	if repoid == "" {
		x.out.Add(p)
		return
	}
	x.add(p, repoid, nil)
}

// vendorOf is the active vendor that a package is of, by its origin, else by its signature; "" for none.
func (x *leaving) vendorOf(p *machine.Package) string {
	is := func(name string) bool { return slices.Contains(x.outcome.Vendors, name) }
	if g := x.kinds[p.Name]; g.Kind == machine.OfVendor {
		for _, name := range g.Vendors {
			if is(name) {
				return name
			}
		}
		return ""
	}
	for i := range x.data.tree.Vendors {
		v := &x.data.tree.Vendors[i]
		if p.Signature != "" && is(v.Name) && slices.ContainsFunc(v.Sigs, func(line model.Signature) bool {
			return line.ID != "" && strings.Contains(p.Signature, line.ID)
		}) {
			return v.Name
		}
	}
	return ""
}

// modules are the streams that are enabled afterwards; never nil.
func (x *leaving) modules() []model.Stream {
	reset := list.Set(x.outcome.Transaction.ResetModules)
	kept := list.Select(x.machine.Modules, func(s model.Stream) bool { return !reset[s] })
	out := list.AppendNew([]model.Stream{}, append(kept, x.outcome.Transaction.EnableModules...)...)
	for _, p := range x.out.Packages {
		if f := x.kinds[p.Name]; !p.Stream.IsZero() && !f.Kind.Foreign() {
			out = list.AppendNew(out, p.Stream)
		}
	}
	list.Sort(out, model.Stream.Compare)
	return out
}

// enabled are the repositories that are enabled afterwards; never nil.
func (x *leaving) enabled(next *Data) []string {
	out := append([]string{}, machine.BaseRepositories(next.tree, next.Upgrade.Source.Major, x.machine.Arch,
		next.Upgrade.SourceOS)...)
	for _, repoid := range x.result.Mapped {
		if name := x.repos.target(repoid); x.repos.known[name] {
			out = append(out, name)
		}
	}
	for _, p := range x.out.Packages {
		if x.repos.known[p.Repoid] {
			out = append(out, p.Repoid)
		}
	}
	for _, repoid := range x.machine.Enabled {
		if x.repos.vendors[repoid] {
			out = append(out, repoid)
		}
	}
	return list.Distinct(out)
}

// sort puts packages in order, each once.
func (x *leaving) sort() {
	same := func(a, b machine.Package) int {
		return cmp.Or(a.ID().Compare(b.ID()), strings.Compare(a.Arch, b.Arch), strings.Compare(a.EVR, b.EVR),
			strings.Compare(a.Release, b.Release), strings.Compare(a.Repoid, b.Repoid))
	}
	list.Sort(x.out.Packages, same)
	x.out.Packages = slices.CompactFunc(x.out.Packages, func(a, b machine.Package) bool { return same(a, b) == 0 })
}
