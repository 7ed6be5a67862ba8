package delta

import (
	"slices"
	"strings"

	"pes/generator/model"
)

// Who made a change of a package, where both sides know it.
const (
	ByUpstream = "upstream" // upstream's events say it otherwise than before
	ByProject  = "project"  // the project does: an event of its own, or a rule about upstream's
)

// setBy says of each change of a package who made it. Nobody knows it of published data without upstream's events, and
// without upstream all changes are the project's.
func (d *Delta) setBy() {
	from, to := d.sides[0], d.sides[1]
	known := func(c *model.Catalog) bool { return c.Sources || c.Layer != nil }
	if !known(from) || !known(to) || from.Layer == nil && to.Layer == nil {
		return
	}
	var text strings.Builder
	for i := range d.Changes {
		if c := &d.Changes[i]; c.Kind == Package {
			if c.By = ByProject; c.isUpstreams(from.Layer, to.Layer, &text) {
				c.By = ByUpstream
			}
		}
	}
}

// isUpstreams reports whether all that differs are events that upstream itself changed.
func (c *Change) isUpstreams(from, to *model.Layer, text *strings.Builder) bool {
	if c.Vendor != "" {
		return false
	}
	for _, side := range [][2][]Fact{{c.Before, c.After}, {c.After, c.Before}} {
		for _, f := range side[0] {
			if slices.ContainsFunc(side[1], func(g Fact) bool { return g.Text == f.Text }) {
				continue
			}
			was, is := from.Event(f.Step.Event.ID), to.Event(f.Step.Event.ID)
			if was == nil && is == nil || was != nil && is != nil && eventText(was, text) == eventText(is, text) {
				return false
			}
		}
	}
	return true
}
