// Package importer brings published Leapp data into sources without losing any of it.
//
// [Import] reads a leapp-data checkout, or a tree that pes itself built, and gives the files of a project and a [Report]
// that names every input file and everything that did not come through as it was:
//
//	files, report, diagnostics, err := importer.Import(os.DirFS("leapp-data"), 2)
//
// Distributions that say the same share one event; where they differ it says only or except. What the rules of package
// compile would refuse is written with an allow, found by compiling the result; what would make Leapp refuse, stop or crash
// is repaired or left out.
package importer

import (
	"errors"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"time"

	"pes/generator/compile"
	"pes/generator/diag"
	"pes/generator/leapp"
	"pes/generator/model"
	"pes/generator/rules"
	"pes/generator/source"
	"pes/generator/tree"
)

// importer is the state of one import.
type importer struct {
	into           *project // the project that is imported into; nil for a new one
	report         Report
	list           diag.List
	distros        map[string]*distroData
	vendors        map[string]*vendorData
	keys           []*input          // shipped for distributions
	keyPaths       map[*input]string // below content/keys
	vendorKeyFiles []*input
	keyUse         map[*input]bool
	carried        []*input
	systems        map[string]*source.Distro  // that are only upgraded from, such as centos 7 where centos itself is not imported
	allow          map[string][]string        // distribution or vendor file -> rules to allow
	targets        map[*leapp.ReadEvent][]int // the targets an event was published for, where its file says
	base           *project                   // the project that is imported into; nil for a new one
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

// majors are the targets that have a map, in order.
func (p *publication) majors() []int { return slices.Sorted(maps.Keys(p.targets)) }

// applies reports whether an upgrade to some target can apply an event of a release.
func (p *publication) applies(r model.Release) bool {
	return slices.ContainsFunc(p.majors(), r.Applies)
}

// spread gives what the .repo file for all targets says to every target that has none of its own, and drops the targets
// that no map leads to.
func (im *importer) spread(p *publication, dropped func(n int)) {
	all := p.targets[0]
	delete(p.targets, 0)
	for _, n := range p.majors() {
		t := p.targets[n]
		switch {
		case all == nil || all.repoFile == nil:
		case t.repoFile != nil:
			im.report.item(LeftOut, all.repoFile.file.Name, "%s says it for release %d", t.repoFile.file.Name, n)
		default:
			t.sections = all.sections
		}
		if len(t.m.Mappings) == 0 {
			dropped(n)
			delete(p.targets, n)
		}
	}
}

// publisher is where what a file says belongs: to a distribution, or to a vendor.
func (im *importer) publisher(in *input) *publication {
	if in.vendor != "" {
		return &im.vendor(in).variant(in.distro).publication
	}
	return &im.distro(in.distro).publication
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
	sourceRoles map[int]map[string]string // major -> source PES ID -> role
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
func Import(fsys fs.FS, jobs int) (tree.Tree, *Report, diag.List, error) { return run(fsys, jobs, nil) }

func newImporter(into *project) *importer {
	return &importer{into: into, targets: map[*leapp.ReadEvent][]int{}, distros: map[string]*distroData{}, vendors: map[string]*vendorData{}, keyUse: map[*input]bool{},
		systems: map[string]*source.Distro{}, allow: map[string][]string{}}
}

func run(fsys fs.FS, jobs int, into *project) (tree.Tree, *Report, diag.List, error) {
	im := newImporter(into)
	inputs, err := find(fsys, jobs, &im.report)
	if err != nil {
		return nil, nil, diag.List{}, err
	}
	if !slices.ContainsFunc(inputs, func(in *input) bool { return in.kind == "map" || in.kind == "events" || in.kind == "repo" }) {
		return nil, nil, diag.List{}, errors.New("no data here: a leapp-data checkout has files/<distro>/ and vendors.d/, a built tree <distro>/el<major>/")
	}
	for _, in := range inputs {
		im.read(in)
	}
	if im.list.Failed() {
		im.list.Sort()
		return nil, nil, im.list, nil
	}
	im.keyPaths = placeKeys(im.keys)
	im.makeDistros()
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
	events = im.addAllows(events, jobs)
	files := im.files(events, false)
	for i := range files {
		if im.into.has(files[i].Path) {
			continue // a distribution's, which has its author's form up to where we began
		}
		files[i].Data = formatted(files[i].Path, files[i].Data)
	}
	im.reportKeys()
	if im.into != nil {
		im.reportAdded(files, events)
	}
	im.report.sort()
	if err := files.Sort(); err != nil {
		return nil, nil, im.list, err
	}
	return files, &im.report, im.list, nil
}

// distro returns the data of a folder.
func (im *importer) distro(folder string) *distroData {
	d := im.distros[folder]
	if d == nil {
		d = &distroData{folder: folder, roles: map[roleKey]string{}}
		im.distros[folder] = d
	}
	return d
}

func (im *importer) folders() []string { return slices.Sorted(maps.Keys(im.distros)) }

// addAllows compiles the sources, writes an allow wherever a rule that may be allowed objects, and reports what remains.
func (im *importer) addAllows(events []*event, jobs int) []*event {
	_, list := im.compile(im.files(events, true), true, jobs)
	for _, d := range list.All() {
		if d.Pos.File == nil || im.into.has(d.Pos.File.Name) || ordering(d.Rule) && im.withProject(d) {
			continue // what the project's own files break is not for an import to admit
		}
		name := d.Pos.File.Name
		if ordering(d.Rule) {
			im.pair(events, d)
		}
		if e := eventAt(events, d.Pos); e != nil && d.Rule == "unknown-role" && len(d.Scope) > 0 {
			im.report.item(LeftOut, e.where(), "%s: the event is not for %s", d.Message, strings.Join(d.Scope, ", "))
			e.exclude(d.Scope)
			continue
		}
		r, ok := rules.Find(d.Rule)
		if !ok || r.Fatal || d.Severity == diag.Info || silent(d.Rule) {
			continue // what is left is reported below, after the allows are in
		}
		switch e := eventAt(events, d.Pos); {
		case e != nil && (!aboutArches(d.Rule) || e.vendor != "" || im.ofProject(d.Scope)):
			e.addAllow(d.Rule)
			im.allowLike(events, d)
		case e != nil: // the same for nearly every event: said once for the distribution
			for _, folder := range d.Scope {
				im.addAllow("content/distros/"+folder+".toml", d.Rule)
			}
		default:
			im.addAllow(name, d.Rule)
		}
		if !ordering(d.Rule) {
			im.reportAllowed(events, d)
		}
	}
	if im.into != nil {
		events = im.dropBroken(events, jobs)
	}
	_, list = im.compile(im.files(events, false), true, jobs) // what is written, not the trial
	for _, d := range list.All() {
		switch {
		case im.into != nil && im.into.found[d.Rule+d.Message]:
		case d.Severity == diag.Error:
			im.report.item(Lacks, place(events, d), "%s [%s]", d.Message, d.Rule)
		case strings.HasPrefix(d.Rule, "unreached-"):
			im.report.item(LeftOut, place(events, d), "%s [%s]", d.Message, d.Rule)
		}
	}
	if len(im.distros) == 0 && im.into == nil {
		im.report.item(Lacks, "files", "there is no distribution: what vendors ship cannot be built for nobody")
	}
	return events
}

// allowLike lets an allow stand at every event that shares the cause of a violation.
func (im *importer) allowLike(events []*event, d diag.Diagnostic) {
	for _, n := range d.Notes {
		if e := eventAt(events, n.Pos); e != nil && strings.Contains(d.Message, "(like it: ") {
			e.addAllow(d.Rule)
		}
	}
}

// silent reports whether a rule is about how sources are written, which no allow is for.
func silent(rule string) bool {
	return strings.HasPrefix(rule, "unreached-") || rule == "unused-allow" || rule == "ignored-file"
}

// ordering reports whether a rule is about pairs of events, which the report names apart.
func ordering(rule string) bool {
	return slices.Contains([]string{"order-dependence", "order-repository", "conflicting-events", "event-cycle"}, rule)
}

// withProject reports whether one of two events that do not go together is the project's.
func (im *importer) withProject(d diag.Diagnostic) bool {
	return slices.ContainsFunc(d.Notes, func(n diag.Note) bool { return n.Pos.File != nil && im.into.has(n.Pos.File.Name) })
}

func (im *importer) addAllow(file, rule string) {
	if !slices.Contains(im.allow[file], rule) {
		im.allow[file] = append(im.allow[file], rule)
		slices.Sort(im.allow[file])
	}
}

// ofProject reports whether one of these distributions has its file in the project, where no allow is added.
func (im *importer) ofProject(folders []string) bool {
	return slices.ContainsFunc(folders, func(f string) bool { return im.into.distro(f) != nil })
}

// aboutArches reports whether a rule is broken by nearly every event of a distribution at once.
func aboutArches(rule string) bool {
	return rule == "missing-architecture" || rule == "foreign-architecture"
}

// reportAllowed names a debt; what thousands of events share is said once for the distribution.
func (im *importer) reportAllowed(events []*event, d diag.Diagnostic) {
	if e := eventAt(events, d.Pos); e != nil && aboutArches(d.Rule) && e.vendor == "" && !im.ofProject(d.Scope) {
		for _, folder := range d.Scope {
			im.report.item(Allowed, "files/"+folder, "events name architectures for which the map has no repository [%s]", d.Rule)
		}
		return
	}
	im.report.item(Allowed, place(events, d), "%s [%s]", d.Message, d.Rule)
}

// pair names two events whose order matters, with the packages both take: what Leapp does to machines that have them all
// may differ from what it did with the original file.
func (im *importer) pair(events []*event, d diag.Diagnostic) {
	a := eventAt(events, d.Pos)
	if a == nil {
		return
	}
	for _, n := range d.Notes {
		if b := eventAt(events, n.Pos); b != nil {
			im.report.item(OrderPair, a.where()+" and "+b.where(), "%s [%s]", d.Message, d.Rule)
		}
	}
}

// place is where the published data said what a diagnostic about the sources is about.
func place(events []*event, d diag.Diagnostic) string {
	if e := eventAt(events, d.Pos); e != nil {
		return e.where()
	}
	return d.Pos.File.Name
}

func compileFiles(files tree.Tree, jobs int) (*model.Catalog, diag.List) {
	var in source.Files
	for _, f := range files {
		file := &diag.File{Name: f.Path, Text: f.Data}
		switch {
		case strings.HasPrefix(f.Path, "content/files/"):
			in.Carried = append(in.Carried, file)
		case strings.HasPrefix(f.Path, "content/keys/") || strings.HasPrefix(f.Path, "vendors/") && strings.HasPrefix(strings.Join(strings.Split(f.Path, "/")[2:], "/"), "keys/"):
			in.Keys = append(in.Keys, file)
		default:
			in.TOML = append(in.TOML, file)
		}
	}
	project, list := source.Parse(in, jobs)
	catalog, found := compile.Compile(project, time.Time{})
	list.Merge(found)
	list.Sort()
	return catalog, list
}
