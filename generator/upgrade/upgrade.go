// Package upgrade computes what Leapp does to a machine: a pure function of a tree of data and the machine.
//
// An [Engine] is a tree, prepared once. It never changes, so any number of goroutines may run machines through it:
// [Engine.Run] gives the [Outcome], [Engine.Explain] also which events were looked at for each package, and why. See
// the example.
//
// Two algorithms are known. ELevate's 0.21 stands for 0.18 to 0.22: vendors, every step an actor of its own (Leapp
// guide 3 to 8). Upstream's 0.25 has no vendors, which [NewELevate] adds; entries name their distribution, and one step
// does it all (section 9). 0.23 and 0.24 are computed as 0.25 without what came with format 2.0.0, the check of every
// mapping and the single step; nothing else is known to differ. [leapp.Behaviour] says which version does what. What
// 0.16 and 0.17 do is another algorithm (section 10) and refused: see [Unsupported]. Package simulate lets another
// version decide in their place, and says so.
//
// Leapp's refusals are values in the [Outcome], in the order in which Leapp meets them. Where Leapp picks any element
// of an unordered set, pes picks the smallest and adds a note to [Outcome.Notes]. Vendors' files, which Leapp reads in
// the order of the directory, are read by name.
//
// It does not compute what does not follow from these data: other actors' tasks and vetoes, dnf's own dependencies, key
// files, RHUI clients and the repoids Leapp renames for Azure on RHEL 8.10. Where Python 2, which runs Leapp on EL 7,
// differs from Python 3 (the order of equal events, comparing a string with a number), it follows Python 3.
//
// Nothing is read or written here, so that the package runs in a browser.
package upgrade

import (
	"cmp"
	"pes/generator/list"

	"pes/generator/leapp"
	"pes/generator/model"
)

// Unsupported says that what a Leapp version does cannot be computed here.
type Unsupported struct{ Version string }

func (u Unsupported) Error() string {
	if _, err := leapp.FindVersion(u.Version); err == nil {
		return "Leapp " + u.Version + " uses another algorithm, which pes does not support: simulate 0.18 to 0.25"
	}
	return "pes does not support Leapp " + u.Version + ": simulate 0.18 to 0.25"
}

// An Engine is a tree, prepared for machines. It is never changed.
type Engine struct {
	*leapp.Behaviour
	byDistro bool // repositories belong to a distribution, and Leapp loads only those of this machine
	tree     *model.Tree
	vendors  []model.VendorFiles // of the tree; none where the version has none
	maps     []*model.MapFile    // in the order in which Leapp reads them: vendors' first
	steps    stepIndex
	all      repoIndex // of every map; vendors' first
	first    repoIndex // of the map that is read first, the only one that some steps see (Leapp guide 5)
}

// New prepares a tree. The tree must not change afterwards. The error is an [Unsupported].
func New(t *model.Tree) (*Engine, error) { return newEngine(t, false) }

// NewELevate prepares a tree as New does, for ELevate's build of its Leapp version: that reads vendors, which
// upstream's does not from 0.23 on.
func NewELevate(t *model.Tree) (*Engine, error) { return newEngine(t, true) }

func newEngine(t *model.Tree, vendors bool) (*Engine, error) {
	v, err := leapp.FindVersion(t.Leapp)
	if err != nil || v.Does == nil {
		return nil, Unsupported{t.Leapp}
	}
	does := *v.Does
	does.Vendors = does.Vendors || vendors
	e := &Engine{Behaviour: &does, byDistro: v.ByDistro, tree: t}
	if e.Vendors {
		e.vendors = t.Vendors
	}
	files := []*model.EventFile{&t.Events}
	for i := range e.vendors {
		e.maps = append(e.maps, &t.Vendors[i].Map)
		files = append(files, t.Vendors[i].Events)
	}
	e.maps = append(e.maps, &t.Map)
	e.steps = newStepIndex(files, e.OwnPackages)
	e.all, e.first = newRepoIndex(e.maps, e.StopsOnGaps), newRepoIndex(e.maps[:1], e.StopsOnGaps)
	return e, nil
}

// FromTarget returns the tree of a target as published for a Leapp version. What that version cannot read must have
// been removed by leapp.Readable.
func FromTarget(t *model.Target, version string) *model.Tree {
	out := &model.Tree{Leapp: version,
		Events: model.EventFile{Name: "pes-events.json", Events: t.Events},
		Map:    model.MapFile{Name: "repomap.json", Map: t.Map},
		Repo:   model.RepoFile{Name: "leapp_upgrade_repositories.repo", Sections: t.Repo}}
	for _, v := range t.Vendors {
		dir := "vendors.d/" + v.Name
		out.Vendors = append(out.Vendors, model.VendorFiles{Name: v.Name, Sigs: v.Signatures,
			Map:    model.MapFile{Name: dir + "_map.json", Map: v.Map},
			Events: &model.EventFile{Name: dir + "_pes.json", Events: v.Events},
			Repo:   &model.RepoFile{Name: dir + ".repo", Sections: v.Repo}})
	}
	list.Sort(out.Vendors, func(a, b model.VendorFiles) int { return cmp.Compare(a.Map.Name, b.Map.Name) })
	return out
}
