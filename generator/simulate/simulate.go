// Package simulate upgrades machines of which there are lists, with one tree of data, and tells what becomes of their packages.
//
// It is what pes simulate and the site's page of that name have in common: package machine reads the list and assumes what it
// does not say, package upgrade computes, package fate tells.
//
//	d := &simulate.Data{Tree: tree, Name: "rocky of these sources", Ask: machine.Upgrade{Source: from, Target: to}}
//	if err := d.Prepare(); err != nil { ... }
//	m, err := d.Machine("web01", list, false) // a *fate.Result
package simulate

import (
	"fmt"

	"pes/generator/fate"
	"pes/generator/machine"
	"pes/generator/model"
	"pes/generator/upgrade"
)

// Data is what machines are upgraded with, and to what.
type Data struct {
	Tree    *model.Tree
	Ask     machine.Upgrade
	Name    string // of the data, as people call it
	Assumed string // about the Leapp version; "" where nothing was

	engine *upgrade.Engine
}

// Prepare makes the tree ready for machines; it must not change afterwards. The error is an upgrade.Unsupported.
func (d *Data) Prepare() (err error) {
	d.engine, err = upgrade.New(d.Tree)
	return err
}

// Title says what is upgraded to what, with what.
func (d *Data) Title() string {
	return fmt.Sprintf("%s to %s with %s, Leapp %s", d.Ask.Source, d.Ask.Target, d.Name, d.Tree.Leapp)
}

// Machine upgrades the machine of a list; with why, every event that was looked at is told too.
func (d *Data) Machine(name string, list *machine.List, why bool) (*fate.Result, error) {
	m, assumed, err := list.Machine(d.Tree, d.Ask)
	if err != nil {
		return nil, err
	}
	outcome, trace := d.engine.Explain(m)
	out := fate.Of(m, outcome, trace, why)
	out.Name, out.Form = name, string(list.Form)
	homeless := list.WithoutRepository()
	for i := range out.Packages {
		if homeless[out.Packages[i].Name] {
			out.Packages[i].From = "" // assumed, for none in particular
		}
	}
	out.Unmapped, out.ActivatedBy = machine.Unmapped(d.Tree, m), machine.ActivatedBy(d.Tree, m, outcome.Vendors)
	out.Assumed = append(out.Assumed, assumed...)
	if d.Assumed != "" {
		out.Assumed = append(out.Assumed, d.Assumed)
	}
	return out, nil
}
