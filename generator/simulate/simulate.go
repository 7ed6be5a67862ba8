// Package simulate simulates the upgrade of machines, given as lists of packages, with published trees or
// sources, and reports the results.
//
// Both pes simulate and the site's page simulate/ use it. A [Route] is what machines are upgraded with, one [Data] for
// each major release: [RouteFromTrees] reads trees, [RouteFromCatalog] takes what the sources of a project become, and
// [New] takes a tree that was read. [FindLists] finds lists of packages, package machine reads them and assumes what
// they do not say, package upgrade computes, package fate reports. [Answer] answers requests of programs. See the
// example.
package simulate

import (
	"fmt"
	"slices"
	"time"

	"pes/generator/fate"
	"pes/generator/inventory"
	"pes/generator/known"
	"pes/generator/leapp"
	"pes/generator/machine"
	"pes/generator/model"
	"pes/generator/upgrade"
)

// Data is what machines are upgraded with, and to what.
type Data struct {
	Name    string // of the tree, as people call it
	Upgrade machine.Upgrade

	tree    *model.Tree
	engine  *upgrade.Engine
	like    string                   // the Leapp version that decides in place of the tree's; "": that itself
	assumed []string                 // about the Leapp version and the target
	keys    []string                 // files in the folder of vendors' keys; nil: not known
	gone    func(name string) string // what an earlier upgrade made of a package, where the data know
	stock   *fate.Stock              // what the new release has; nil: nothing is known of it
	old     []*inventory.Release     // what the systems have that are upgraded

	ends       time.Time // of life of the new release; zero: not known
	unusual    string    // why this Leapp version, where it is not the usual one of a route
	firstLists bool      // others follow, to which the transaction lists do not apply

	upgraded []known.System // that are upgraded; nil: not known
	osIDs    []string       // their IDs in /etc/os-release, where the data say them
	rolling  bool           // the target has no minor releases
	// What a system is upgraded to, and whether that is known; nil: it is not.
	ways func(distro string, major int) (ways []string, known bool)
}

// New prepares a tree, which must not change afterwards. Where what its Leapp version does is not known, another one
// decides, and the results say so. The error is that no version is known by its name.
func New(name string, t *model.Tree, u machine.Upgrade) (*Data, error) {
	decides, stands := *t, ""
	if version, err := leapp.FindVersion(t.Leapp); err == nil {
		decides.Leapp, stands = version.Algorithm().Name, version.Stands()
	}
	engine, err := upgrade.New(&decides)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	d := &Data{Name: name, Upgrade: u, tree: t, engine: engine}
	if stands != "" {
		d.like = decides.Leapp
		d.assumed = append(d.assumed, stands)
	}
	if !engine.Vendors && len(t.Vendors) > 0 && u.TargetOS != upstreamOS {
		d.engine, err = upgrade.NewELevate(t)
		d.assume("Leapp %s is ELevate's build, which reads vendors as 0.21 does; upstream's reads none", t.Leapp)
	}
	return d, err
}

// upstreamOS is the os id of the distribution that upstream's Leapp upgrades to; those of all others are ELevate's.
const upstreamOS = "rhel"

func (d *Data) assume(format string, args ...any) {
	d.assumed = append(d.assumed, fmt.Sprintf(format, args...))
}

// Title names the source, the target and the data of the upgrade.
func (d *Data) Title() string {
	return fmt.Sprintf("%s to %s with %s, %s", d.Upgrade.Source, d.Upgrade.Target, d.Name, d.leapp())
}

// leapp names the Leapp version, and the one that decides in its place.
func (d *Data) leapp() string {
	if d.like != "" {
		return "Leapp " + d.tree.Leapp + " (decided as Leapp " + d.like + " does)"
	}
	return "Leapp " + d.tree.Leapp
}

// Machine upgrades the machine of a list. With why, the result has every event that was looked at.
func (d *Data) Machine(name string, list *machine.List, why bool) (*fate.Result, error) {
	u, err := d.run(name, list, why)
	if err != nil {
		return nil, err
	}
	return u.result, nil
}

// An upgraded is a machine with what its upgrade does to it.
type upgraded struct {
	list    *machine.List
	machine *upgrade.Machine
	outcome *upgrade.Outcome
	trace   *upgrade.Trace
	result  *fate.Result
}

func (d *Data) run(name string, list *machine.List, why bool) (*upgraded, error) {
	m, groups, assumed, err := list.Machine(d.tree, d.Upgrade)
	if err != nil {
		return nil, err
	}
	outcome, trace := d.engine.Explain(m)
	r := fate.Of(m, outcome, trace, why)
	r.Name, r.Form = name, string(list.Form)
	r.Refuse(d.notMeant(list), list.Faults)
	without := list.WithoutRepository()
	for i := range r.Packages {
		if without[r.Packages[i].Name] {
			r.Packages[i].From = "" // the repository is assumed, and none in particular
		}
	}
	r.NoRepositories = !slices.ContainsFunc(list.Packages, func(p machine.Package) bool { return p.Repoid != "" })
	r.SetGroups(groups)
	current := list.NamesFor(d.Upgrade.Source.Major) // such as tomcat, which came back with 8.8
	for i := range r.Packages {
		if p := &r.Packages[i]; p.Fate == fate.Unknown && d.gone != nil && !current[p.Name] {
			p.Gone = d.gone(p.Name)
		}
	}
	r.Refine(d.stock, d.refinement(list, m, outcome))
	r.MissingKeys = append(r.MissingKeys, d.missingKeys(r)...)
	r.Unmapped = machine.Unmapped(d.tree, m)
	r.ActivatedBy = machine.ActivatedBy(d.tree, m, outcome.Vendors)
	if !d.engine.Vendors {
		r.IgnoredVendors = machine.ActivatedBy(d.tree, m, nil)
	}
	r.Assumed = slices.Concat(r.Assumed, assumed, d.assumed, d.assumedKeys(r))
	return &upgraded{list, m, outcome, trace, r}, nil
}
