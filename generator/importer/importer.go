// Package importer brings published Leapp data into sources without losing any of it.
//
// [Import] reads a leapp-data checkout, or a tree that pes itself built, and returns the files of a project and a
// [Report] that lists every input file and everything that was changed or left out; see its example. [ImportInto]
// adds what is new to a project. Equal events of several distributions become one event, with only or
// except where it is not for all. The result is compiled, and every violation of a rule that can be allowed gets an
// allow; what would make Leapp refuse, stop or crash is repaired or left out.
package importer

import (
	"errors"
	"io/fs"
	"maps"
	"slices"

	"pes/generator/diag"
	"pes/generator/leapp"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/published"
	"pes/generator/source"
	"pes/generator/tree"
)

// importer is the state of one import.
type importer struct {
	into   *project // the project that is imported into; nil for a new one
	take   Take     // who is right where the two differ
	byHand bool     // what differs now cannot be taken: it is written in another distribution's file
	Report
	list           diag.List
	distros        map[string]*distroData
	vendors        map[string]*vendorData
	keys           []*input          // shipped for distributions
	keyPaths       map[*input]string // below content/keys
	vendorKeyFiles []*input
	keyUse         map[*input]bool
	carried        []*input
	systems        map[string]*source.Distro  // that are not imported and only upgraded from, such as centos 7
	allow          map[string][]string        // distribution or vendor file -> rules to allow
	targets        map[*leapp.ReadEvent][]int // the targets an event was published for, where its file says
	layer          *model.Layer               // upstream's events; nil where they are not known
	err            error                      // why the import cannot go on
	layerTree      tree.Tree                  // the files of the layer
	rules          *source.Upstream           // what all distributions make of them
}

// A publication is what was published for one distribution, or for one vendor.
type publication struct {
	targets map[int]*targetData // by target major, 0 being all
	events  []*leapp.ReadEvent
}

// at is what was published for a target.
func (p *publication) at(n int) *targetData {
	if p.targets == nil {
		p.targets = map[int]*targetData{}
	}
	if p.targets[n] == nil {
		p.targets[n] = &targetData{m: &model.Map{}}
	}
	return p.targets[n]
}

// majors returns the targets that have a map, in order. Events that no upgrade to one of them applies are left out.
func (p *publication) majors() []int { return slices.Sorted(maps.Keys(p.targets)) }

// spread uses the .repo file for all targets for every target that has none of its own, and drops the targets that no
// map leads to.
func (im *importer) spread(p *publication, dropped func(n int)) {
	all := p.targets[0]
	delete(p.targets, 0)
	for n, t := range list.ByKey(p.targets) {
		switch {
		case all == nil || all.repoFile == nil:
		case t.repoFile != nil:
			im.leftOut(all.repoFile.Name, "%s says it for release %d", t.repoFile.Name, n)
		default:
			t.sections = all.sections
		}
		if len(t.m.Mappings) == 0 {
			dropped(n)
			delete(p.targets, n)
		}
	}
}

// publisher returns the distribution's or vendor's data that the content of a file belongs to.
func (im *importer) publisher(in *input) *publication {
	if in.Vendor != "" {
		return &im.vendor(in.Vendor).variant(in.Distro).publication
	}
	return &im.distro(in.Distro).publication
}

// distroData is what was published for one distribution.
type distroData struct {
	publication
	folder      string
	arches      []string
	roles       map[roleKey]string // PES ID in a release -> role, for events
	own         bool               // published by pes itself
	old         bool               // has events of a system that is only upgraded from
	src         *source.Distro
	overlay     *overlay // its config.json
	overlaid    bool     // it has one that was not used
	eventInputs []*input // its files of events, where they are made of upstream's
	reach       []int    // the targets that events can be for
	wishes      *wishes
	generated   *generated
	sourceRoles map[roleKey]string // how the source side is called, where that differs from the target side
}

type roleKey struct {
	major int
	pesid string
}

// targetData is what was published for one target major.
type targetData struct {
	m        *model.Map
	mapFile  *input
	repoFile *input
	leapp    string
	sections []model.Section
}

// Import reads a checkout. It returns the files of a project, sorted; with errors in the diagnostics there are none.
func Import(fsys fs.FS, jobs int) (tree.Tree, *Report, diag.List, error) {
	return newImporter(nil, NoTake).run(fsys, jobs)
}

func newImporter(into *project, take Take) *importer {
	return &importer{into: into, take: take, targets: map[*leapp.ReadEvent][]int{}, distros: map[string]*distroData{},
		vendors: map[string]*vendorData{}, keyUse: map[*input]bool{}, systems: map[string]*source.Distro{},
		allow: map[string][]string{}}
}

func (im *importer) run(fsys fs.FS, jobs int) (tree.Tree, *Report, diag.List, error) {
	files, err := published.Find(fsys, jobs)
	if err != nil {
		return nil, nil, diag.List{}, err
	}
	data := false
	for _, f := range files {
		if why := notImported(f); why != "" {
			im.file(f.File.Name, NotImported, why)
			continue
		}
		data = data || f.Kind == "map" || f.Kind == "events" || f.Kind == "repo"
		im.read(&input{File: f})
	}
	if !data {
		return nil, nil, diag.List{}, errors.New("no data here: " +
			"a leapp-data checkout has files/<distro>/ and vendors.d/, a built tree <distro>/el<major>/")
	}
	if im.list.Failed() {
		im.list.Sort()
		return nil, nil, im.list, nil
	}
	im.keyPaths = placeKeys(im.keys)
	im.makeDistros(jobs)
	if im.err != nil {
		return nil, nil, im.list, im.err
	}
	if im.list.Failed() {
		im.list.Sort()
		return nil, nil, im.list, nil
	}
	if im.into != nil {
		im.adoptRoles()
	}
	im.unusedKeys()
	im.makeVendors()
	return im.finish(im.events(), jobs)
}

// finish makes files of what was read.
func (im *importer) finish(events []*event, jobs int) (tree.Tree, *Report, diag.List, error) {
	if im.into != nil {
		events = im.reconcile(events, jobs)
	}
	if im.layer != nil {
		im.shareRules()
		events = im.overLayer(events, jobs)
	} else if im.into != nil && im.into.project.Layer != nil {
		c, _ := im.compile(im.files(events, true), true, jobs)
		acknowledge(c, events)
	}
	events = im.addAllows(events, jobs)
	files := im.files(events, false)
	for i, f := range files {
		if !im.into.has(f.Path) { // else a file of the project that was appended to keeps its format
			files[i].Data = formatted(f.Path, f.Data)
		}
	}
	im.reportKeys()
	im.Came = came(files, events)
	if im.layer != nil {
		im.cameOfLayer()
	}
	if im.into != nil {
		im.reportAdded(files, events)
	}
	im.Report.sort()
	if err := files.Sort(); err != nil {
		return nil, nil, im.list, err
	}
	return files, &im.Report, im.list, nil
}

// distro returns the data of a folder.
func (im *importer) distro(folder string) *distroData {
	d := im.distros[folder]
	if d == nil {
		d = &distroData{folder: folder, roles: map[roleKey]string{}, sourceRoles: map[roleKey]string{}}
		im.distros[folder] = d
	}
	return d
}

// folders are those of the distributions, in order.
func (im *importer) folders() []string { return slices.Sorted(maps.Keys(im.distros)) }
