package simulate

import (
	"pes/generator/fate"
	"pes/generator/inventory"
	"pes/generator/list"
	"pes/generator/machine"
	"pes/generator/model"
	"pes/generator/rpmver"
	"pes/generator/upgrade"
)

// useInventories takes what inventories say of the releases of an upgrade path of a distribution, and of the vendors in
// the tree.
func (d *Data) useInventories(x *inventory.Index, distro string, p *model.Path) {
	d.old = nil
	for _, system := range p.Systems {
		if r := x.Of(system.Folder, p.Source); r != nil {
			d.old = append(d.old, r)
		}
	}
	vendors := list.Map(d.tree.Vendors, func(v model.VendorFiles) string { return v.Name })
	d.UseStock(x.Inventories(distro, p.Target, vendors))
}

// UseStock takes what the new release has, the distribution's inventories before those of vendors.
func (d *Data) UseStock(new []*model.Inventory) { d.stock = fate.NewStock(d.tree, new) }

// UseInventories takes the inventories of a project for a tree that was read: of the distribution whose repositories
// are most of the tree's.
func (d *Data) UseInventories(c *model.Catalog) error {
	source, target := d.Upgrade.Source.Major, d.Upgrade.Target.Major
	var best *model.Target
	most := 0
	for _, t := range c.Targets {
		if t.Major != target {
			continue
		}
		n := 0
		for _, f := range t.Map.Families {
			if own := d.tree.Map.Map.Family(f.PESID); own != nil && f.In(target) && own.In(target) {
				n++
			}
		}
		if n > most {
			best, most = t, n
		}
	}
	if best == nil {
		return optionError("inventory: no distribution of that project has a repository that the tree leads to")
	}
	path := &model.Path{Source: source, Target: target}
	for _, p := range best.Paths {
		if p.Source == source {
			path = p
		}
	}
	d.useInventories(inventory.NewIndex(c), best.Distro.Folder, path)
	return nil
}

// refinement is what inventories need to know of a machine; nil where Leapp gives up before it knows its repositories,
// or there are no inventories.
func (d *Data) refinement(l *machine.List, m *upgrade.Machine, o *upgrade.Outcome) *fate.Refinement {
	if d.stock == nil || o.Transaction == nil {
		return nil
	}
	x := &fate.Refinement{Versions: map[string]string{}, Streams: m.Modules}
	for i := range l.Packages {
		p := &l.Packages[i]
		if was, known := x.Versions[p.Name]; !known || rpmver.Compare(was, p.EVR) < 0 {
			x.Versions[p.Name] = p.EVR
		}
	}
	if len(d.old) > 0 {
		x.Old = d.old[0]
		system := l.System().Distro
		if of := list.Find(d.old, func(r *inventory.Release) bool { return r.Distro == system }); of != nil {
			x.Old = of
		}
	}
	return x
}
