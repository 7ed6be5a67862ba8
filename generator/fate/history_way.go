package fate

import (
	"fmt"
	"slices"
	"strings"

	"pes/generator/english"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/succession"
)

// A Way is what several upgrades, one after the other, make of a machine that has just the package, in the
// distributions that agree.
type Way struct {
	Path          string   `json:"path"` // 7-10
	Distributions []string `json:"distributions"`
	ComesWith     int      `json:"comes_with,omitempty"` // the release, where the first one does not have the package
	Turns         []Turn   `json:"turns"`                // upgrades that change which packages are there
	Left          []string `json:"left"`                 // what is there in the end
	Without       []string `json:"without,omitempty"`    // of that, what the last release is known not to have
	Text          string   `json:"text"`
}

// A Turn is an upgrade that changes which packages are there.
type Turn struct {
	Release int      `json:"release"` // major, that it leads to
	Before  []string `json:"before"`
	After   []string `json:"after"`
}

// ways follows the package alone over several upgrades: over all that there are, or those of a path such as 7-10.
func (x *Histories) ways(h *History, path string) []Way {
	name, out := h.Package, []Way{}
	if slices.ContainsFunc(x.paths, func(p PathHistory) bool { return p.Path == path }) {
		return out // of one upgrade
	}
	for _, w := range x.before.Ways(name, x.knowledge()) {
		way := Way{Path: fmt.Sprintf("%d-%d", w.Source, w.Target), ComesWith: w.Since, Turns: []Turn{},
			Left: copied(w.Left), Without: w.Without, Text: w.String()}
		if vendors := h.vendors(); len(vendors) > 0 {
			way.Text += ", where the repositories of " + english.And(vendors) + " are not in use"
		}
		for _, d := range w.Distros {
			if x.distro == "" || d.Folder == x.distro {
				way.Distributions = append(way.Distributions, d.Folder)
			}
		}
		for _, t := range w.Turns {
			way.Turns = append(way.Turns, Turn{t.Release, t.Before, copied(t.After)})
		}
		if len(way.Distributions) > 0 && (path == "" || path == way.Path) {
			out = append(out, way)
		}
	}
	return out
}

// vendors are those whose events name the package.
func (h *History) vendors() (out []string) {
	for _, p := range h.Paths {
		for _, x := range p.Packages {
			for i := range x.Entries {
				if v := x.Entries[i].Event.Vendor; v != "" && x.Package == h.Package {
					out = list.AppendNew(out, v)
				}
			}
		}
	}
	return out
}

// naming are the events of the distribution that name a package in a tree.
func (x *Histories) naming(t *model.Target, name string) []*model.Event {
	return list.Select(t.Events, func(e *model.Event) bool { return hasName(e.In, name) || hasName(e.Results(), name) })
}

// knowledge is what ways are found with.
func (x *Histories) knowledge() succession.Knowledge {
	return succession.Knowledge{Events: x.naming, Absent: x.absent, Present: x.present}
}

// present reports whether an inventory says that a release has a package.
func (x *Histories) present(d *model.Distro, major int, name string) bool {
	return len(x.stock.Of(d.Folder, major).Find(name)) > 0
}

// absent reports whether complete inventories say that a release does not have a package.
func (x *Histories) absent(d *model.Distro, major int, name string) bool {
	r := x.stock.Of(d.Folder, major)
	return r != nil && r.Absent(name)
}

// Ways are the paths of several upgrades that can be asked for, such as 7-10.
func (x *Histories) Ways() (out []string) {
	for _, w := range x.before.Ways("", x.knowledge()) {
		out = list.AppendNew(out, fmt.Sprintf("%d-%d", w.Source, w.Target))
	}
	return out
}

// isWithin reports whether an upgrade is on a path, which may be one of several upgrades; "" is all of them.
func (p *PathHistory) isWithin(path string) bool {
	var source, target int
	if _, err := fmt.Sscanf(path, "%d-%d", &source, &target); err != nil || p.Path == path {
		return path == "" || p.Path == path
	}
	return target > source+1 && p.trees[0].path.Source >= source && p.trees[0].path.Target <= target
}

// waysText prints what several upgrades make of the package. Distributions are left out where there is one answer.
func (p *printer) waysText(h *History) {
	same := func(w Way) string { return w.Text + strings.Join(w.Distributions, ",") }
	for _, group := range list.Group(h.Ways, same) {
		paths := list.Map(group, func(w Way) string { return strings.Replace(w.Path, "-", " to ", 1) })
		text := english.And(list.AppendNew(nil, paths...))
		if slices.ContainsFunc(h.Ways, func(w Way) bool {
			return w.Path == group[0].Path && w.Text != group[0].Text
		}) {
			text += ", " + english.And(group[0].Distributions)
		}
		p.wrapped(text + ": " + group[0].Text)
	}
}
