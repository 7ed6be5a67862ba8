// Package simulate simulates the upgrade of machines, given as lists of packages, with one tree, and reports the
// results.
//
// Both pes simulate and the site's page simulate/ use it. [Data] is what machines are upgraded with: [New] takes a tree
// that was read, [ReadTree] reads one, [FromCatalog] takes what the sources of a project become. [FindLists] finds
// lists of packages, package machine reads them and assumes what they do not say, package upgrade computes, package
// fate reports. [Answer] answers requests of programs. See the example.
package simulate

import (
	"fmt"
	"slices"

	"pes/generator/fate"
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
	assumed []string // about the Leapp version
}

// New prepares a tree, which must not change afterwards. The error is that its Leapp version cannot be simulated.
func New(name string, t *model.Tree, u machine.Upgrade) (*Data, error) {
	engine, err := upgrade.New(t)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return &Data{Name: name, Upgrade: u, tree: t, engine: engine}, nil
}

// Title names the source, the target and the data of the upgrade.
func (d *Data) Title() string {
	return fmt.Sprintf("%s to %s with %s, Leapp %s", d.Upgrade.Source, d.Upgrade.Target, d.Name, d.tree.Leapp)
}

// Machine upgrades the machine of a list. With why, the result has every event that was looked at.
func (d *Data) Machine(name string, list *machine.List, why bool) (*fate.Result, error) {
	m, assumed, err := list.Machine(d.tree, d.Upgrade)
	if err != nil {
		return nil, err
	}
	outcome, trace := d.engine.Explain(m)
	r := fate.Of(m, outcome, trace, why)
	r.Name, r.Form = name, string(list.Form)
	without := list.WithoutRepository()
	for i := range r.Packages {
		if without[r.Packages[i].Name] {
			r.Packages[i].From = "" // the repository is assumed, and none in particular
		}
	}
	r.NoRepositories = !slices.ContainsFunc(list.Packages, func(p machine.Package) bool { return p.Repoid != "" })
	r.SetGroups(list.Groups(d.tree, m))
	r.Unmapped = machine.Unmapped(d.tree, m)
	r.ActivatedBy = machine.ActivatedBy(d.tree, m, outcome.Vendors)
	r.Assumed = append(append(r.Assumed, assumed...), d.assumed...)
	return r, nil
}
