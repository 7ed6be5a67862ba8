package atlas

import (
	"strconv"

	"pes/generator/model"
	"pes/generator/render/markup"
)

// Anchor is the id of an event on the pages that hold it.
func (e *Event) Anchor() string { return AnchorOf(e.IDs[0]) }

// Address is where an event stands in full, below the folder of packages: on the page of a package that it takes.
func (e *Event) Address(name string) string { return markup.Segment(name) + "/#" + e.Anchor() }

// Class is the class of the event's action: its sign and colour.
func (e *Event) Class() markup.Constant { return Class(e.Action) }

// Class is the class of an action.
func Class(a model.Action) markup.Constant {
	if a < 0 || int(a) >= len(classes) {
		return "none"
	}
	return classes[a]
}

var classes = []markup.Constant{"present", "removed", "deprecated", "replaced", "split", "merged", "moved", "renamed", "reinstalled"}

// AnchorOf is the anchor of an id.
func AnchorOf(id uint64) string { return "e" + strconv.FormatUint(id, 10) }
