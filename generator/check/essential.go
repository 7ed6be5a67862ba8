package check

import (
	"slices"
	"strings"

	"pes/generator/known"
	"pes/generator/model"
)

// essential reports events that take a package which no system can be without, and give nothing for it, where no other
// event brings it back.
func (c *checker) essential(events []*model.Event) {
	for _, e := range events {
		if e.Action.Keeps() || e.To.Major != c.t.Major {
			continue // an event of the major before is reported in the tree of that release
		}
		for _, p := range e.In {
			why, instead := c.needed(p.Name, e.To.Major)
			if why == "" || !slices.Contains(p.AllStreams(), model.Stream{}) || gives(e, instead) {
				continue
			}
			later := func(o *model.Event) bool {
				return o != e && o.To.Compare(e.To) >= 0 && covers(o, e) && gives(o, instead)
			}
			if slices.ContainsFunc(events, later) {
				continue
			}
			what := "removes " + p.Name
			if len(e.Out) > 0 {
				what = "replaces " + p.Name + " by " + model.Names(e.Out)
			}
			c.Reportf(c.atEvent(e, p.Pos), "essential-removed", "this event %s, and nothing installs it again: "+
				"%s", what,
				why)
		}
	}
}

// needed says why a system of a release cannot be without a package, and which packages do for it; why is "" where it
// can.
func (c *checker) needed(name string, major int) (why string, instead func(string) bool) {
	if e, ok := known.FindEssential(name, major); ok {
		return e.Reason, func(other string) bool { return other == name || slices.Contains(e.Instead, other) }
	}
	if owner := known.BrandOwner(name); known.IsReleasePackage(name) && owner == c.t.Distro.OSID {
		release := func(other string) bool { return strings.Contains(other, "-release") } // almalinux-kitten-release
		return "it identifies the system of the machine, and dnf protects it", release
	}
	return "", nil
}

// gives reports whether an event leaves one of some packages installed.
func gives(e *model.Event, wanted func(string) bool) bool {
	return slices.ContainsFunc(e.Results(), func(p model.Package) bool { return wanted(p.Name) })
}

// covers reports whether an event is for all architectures of another.
func covers(e, other *model.Event) bool {
	return !slices.ContainsFunc(other.Arches, func(arch string) bool { return !slices.Contains(e.Arches, arch) })
}
