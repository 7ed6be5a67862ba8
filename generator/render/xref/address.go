package xref

import (
	"strconv"

	"pes/generator/model"
	"pes/generator/render/address"
	"pes/generator/render/markup"
)

// Anchor is the name of an event on the pages that hold it.
func (e *EventGroup) Anchor() string { return e.Anchors[0] }

// anchors gives events their names: that of each id. What is one event to its author may be two here, where a
// distribution calls a package by another name; they may meet on a page.
func (x *Index) anchors() {
	taken := map[string]int{}
	for _, e := range x.Events {
		for _, id := range e.IDs {
			name := "e" + strconv.FormatUint(id, 10)
			if taken[name]++; taken[name] > 1 {
				name += "-" + strconv.Itoa(taken[name])
			}
			e.Anchors = append(e.Anchors, name)
		}
	}
}

// Address is where an event stands in full, below the folder of packages: on the page of a package that it takes.
func (e *EventGroup) Address(name string) string { return address.Segment(name) + "/#" + e.Anchor() }

// Class is the class of the event's action: its sign and colour.
func (e *EventGroup) Class() markup.Constant { return Class(e.Action) }

// Class is the class of an action.
func Class(a model.Action) markup.Constant {
	if a < 0 || int(a) >= len(classes) {
		return "none"
	}
	return classes[a]
}

var classes = [...]markup.Constant{
	model.Present: "present", model.Removed: "removed", model.Deprecated: "deprecated", model.Replaced: "replaced",
	model.Split: "split", model.Merged: "merged", model.Moved: "moved", model.Renamed: "renamed",
	model.Reinstalled: "reinstalled",
}

// Address is the page of an upgrade path of a distribution.
func (c *Cell) Address() string { return address.DistroPath(c.Path.String(), c.Target.Distro.Folder) }
