package simulate

import (
	"errors"

	"pes/generator/fate"
	"pes/generator/machine"
)

// A Route is the data of the upgrades that bring machines to a release, in order: one for each major release.
type Route []*Data

// Machine upgrades the machine of a list all the way. With why, results have every event that was looked at.
func (r Route) Machine(name string, list *machine.List, why bool) (*fate.Journey, error) {
	if len(r) != 1 {
		return nil, errors.New("a machine is upgraded by one hop")
	}
	d := r[0]
	result, err := d.Machine(name, list, why)
	if err != nil {
		return nil, err
	}
	u := d.Upgrade
	return &fate.Journey{Name: name, Hops: []*fate.Hop{{Title: d.Title(), Source: u.Source.String(),
		Target: u.Target.String(), Leapp: d.tree.Leapp, Data: d.Name, Result: result}}}, nil
}
