package importer

import (
	"cmp"
	"io/fs"
	"slices"
	"strings"

	"pes/generator/diag"
	"pes/generator/english"
	"pes/generator/leapp"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/source"
	"pes/generator/tree"
)

// ImportGenerated is [Import] of a checkout whose event files were generated from upstream's: upstream's events become
// the layer of the project, what an overlay makes of them becomes rules, and only what is explained by neither becomes
// events of the project. files are those of the layer.
func ImportGenerated(fsys fs.FS, jobs int, layer *model.Layer, files tree.Tree) (tree.Tree, *Report, diag.List,
	error) {
	im := newImporter(nil, NoTake)
	sorted := *layer
	sorted.Events = slices.SortedFunc(slices.Values(layer.Events), func(a, b *model.Event) int {
		return cmp.Compare(a.ID, b.ID)
	})
	im.layer, im.layerTree, im.rules = &sorted, files, &source.Upstream{}
	return im.run(fsys, jobs)
}

// layerFiles are upstream's events and the rules about them.
func (im *importer) layerFiles() tree.Tree {
	im.rules.Allow = source.OptionalWords(im.allow[source.RulesFile])
	if len(im.rules.Roles)+len(im.rules.Absent) == 0 && !im.rules.Allow.Set() {
		return im.layerTree
	}
	return append(slices.Clone(im.layerTree), tree.Entry{Path: source.RulesFile, Data: []byte(im.rules.Print())})
}

// overLayer compares what the project makes of upstream's events with what the generated files have, and notes in the
// events of the project which of upstream's they take the place of.
func (im *importer) overLayer(events []*event, jobs int) []*event {
	c, _ := im.compile(im.files(events, true), true, jobs)
	if c.Layer == nil {
		return events // which is an error that the import reports
	}
	found := map[difference]*found{}
	var more []*event
	for _, d := range c.Distros {
		here := im.distros[d.Folder]
		if here != nil && (here.overlay != nil || len(here.generated.byID) > 0) { // else there is nothing to compare
			for _, e := range im.compareWith(here, c, d, found) {
				more = append(more, im.newEvent(here, nil, e))
			}
		}
	}
	im.reportDifferences(found)
	if len(more) > 0 {
		events = append(events, im.joined(more)...)
		slices.SortStableFunc(events, compareEvents)
		c, _ = im.compile(im.files(events, true), true, jobs)
	}
	acknowledge(c, events)
	return events
}

// acknowledge notes in events which of upstream's they take the place of.
func acknowledge(c *model.Catalog, events []*event) {
	for _, d := range c.Distros {
		for _, f := range d.Upstream {
			for _, part := range f.Parts {
				if part.By == nil {
					continue
				}
				if e := eventAt(events, part.By.In[0].Pos); e != nil {
					e.replaces = list.Distinct(append(e.replaces, f.Of.ID))
				}
			}
		}
	}
}

// cameOfLayer counts what came of upstream, and names the distributions.
func (im *importer) cameOfLayer() {
	im.Former = im.former()
	rules := 0
	count := func(u *source.Upstream) {
		if u == nil {
			return
		}
		for _, r := range u.Roles {
			rules += len(r.Repositories.Items)
		}
		for _, r := range u.Absent {
			rules += len(r.Repositories.Items) + len(r.Packages.Items)
		}
	}
	count(im.rules)
	for _, d := range list.ByKey(im.distros) {
		count(d.src.Upstream)
		if d.overlay != nil {
			im.reportOverlay(d)
		}
	}
	im.Came = append(im.Came, Amount{"upstream event", len(im.layer.Events)}, Amount{"rule", rules})
}

// former are the events of the generated files that have another id in the project.
func (im *importer) former() *model.Catalog {
	c := &model.Catalog{}
	for folder, d := range list.ByKey(im.distros) {
		for _, n := range d.reach {
			t := &model.Target{Distro: &model.Distro{Folder: folder}, Major: n}
			applies := func(e *model.Event) bool { return e.To.Applies(n) }
			t.Events = list.Select(d.generated.former, applies)
			for name, v := range list.ByKey(im.vendors) {
				for _, of := range []string{"", folder} {
					if x := v.variants[of]; x != nil {
						t.Vendors = append(t.Vendors, &model.Vendor{Name: name,
							Events: list.Select(list.Map(x.events, func(e *leapp.ReadEvent) *model.Event {
								e.Vendor = name
								return &e.Event
							}), applies)})
					}
				}
			}
			c.Targets = append(c.Targets, t)
		}
	}
	return c
}

// A difference is what a distribution has of events of upstream, and the generated files have otherwise.
type difference struct {
	kind, text string
	what       string // it is about
}

// found are the events of upstream with a difference.
type found struct {
	first   *model.Event
	events  map[uint64]bool
	folders []string
}

// reportDifferences adds an item for each difference.
func (im *importer) reportDifferences(all map[difference]*found) {
	for x, f := range all {
		where := labelled(f.first)
		what := x.what
		if n := len(f.events); n > 1 {
			what += ", in " + english.Count(n, "event")
		}
		im.item(x.kind, where, x.text+": %s (%s)", what, strings.Join(f.folders, ", "))
	}
}

// Ways in which the project differs on purpose from what the tool of leapp-data makes of upstream's events; the guide
// "Move from leapp-data" has them, too.
const (
	keepsParts   = "what exists here stays, where the tool drops the whole event"
	keepsNames   = "a package has the name that it has in its release, where the tool gives one name to both sets"
	keepsPlace   = "a package that stays is in a repository of the release in which it stays"
	inRepository = "a package that leaves is in the repository of the installed system; Leapp does not read it"
	replacedBy   = "an event of the project takes the place of upstream's, where the generated file has both"
	goneByRule   = "a rule says that what the event is about is absent"
	byItsName    = "a repository that config.json does not name is the one that its name says"
)

// Purposes are these ways, for the test that holds the guide and this against each other.
var Purposes = []string{keepsParts, keepsNames, keepsPlace, inRepository, replacedBy, goneByRule,
	byItsName}

// A comparison is what the catalog has of upstream's events for a distribution, held against its files.
type comparison struct {
	*distroData
	have          map[uint64]*model.Event // by upstream's id
	gone, changed map[uint64]bool         // what somebody took out of the files or changed there
	all           map[difference]*found
}

func newComparison(d *distroData, c *model.Catalog, out *model.Distro, all map[difference]*found) *comparison {
	x := &comparison{d, map[uint64]*model.Event{}, map[uint64]bool{}, map[uint64]bool{}, all}
	for _, t := range c.Targets {
		for _, e := range t.Events {
			if t.Distro == out && e.Upstream != 0 {
				x.have[e.Upstream] = e
			}
		}
	}
	for _, u := range d.generated.gone {
		x.gone[u.ID] = true
	}
	for _, e := range d.generated.own {
		if e.of != nil {
			x.changed[e.of.ID] = true
		}
	}
	return x
}

// note adds a difference.
func (x *comparison) note(u *model.Event, kind, text, what string) {
	key := difference{kind, text, what}
	if x.all[key] == nil {
		x.all[key] = &found{first: u, events: map[uint64]bool{}}
	}
	x.all[key].events[u.ID] = true
	x.all[key].folders = list.AppendNew(x.all[key].folders, x.folder)
}

// compareWith compares what the catalog has of upstream's events for a distribution with its files. It returns the
// events that become the project's, since no rule says what they say.
func (im *importer) compareWith(d *distroData, c *model.Catalog, out *model.Distro,
	all map[difference]*found) (own []*leapp.ReadEvent) {
	x := newComparison(d, c, out, all)
	for _, u := range im.layer.Events {
		if !d.reaches(u) || x.changed[u.ID] {
			continue
		}
		ours := x.have[u.ID]
		made, kept := d.expected(u)
		superseded := ours == nil && out.FateOf(c.Layer.Event(u.ID)).Fate == model.Superseded
		switch {
		case x.gone[u.ID] || !kept && d.overlay == nil:
			if ours != nil {
				x.note(u, Unlike, "the files lack this event, and a rule would take others with it", u.Title())
			}
		case !kept && ours != nil:
			x.note(u, Differs, keepsParts, u.Title())
		case !kept:
		case superseded:
			x.note(u, Differs, replacedBy, u.Title())
		case ours == nil && d.isUncovered(u):
			x.note(u, Differs, goneByRule, u.Title())
		case ours == nil || d.key(ours) != d.key(made):
			if text, what := d.onPurpose(ours, made); text != "" {
				x.note(u, Differs, text, what)
				continue
			}
			made.Arches = d.common(made.Arches)
			own = append(own, &leapp.ReadEvent{Event: *made})
		}
	}
	x.lost(c, out)
	return own
}

// lost notes the distribution's own events that the project says otherwise: a name in them may be one that is renamed.
func (x *comparison) lost(c *model.Catalog, out *model.Distro) {
	there := map[string]bool{}
	for _, t := range c.Targets {
		for _, e := range t.Events {
			if t.Distro == out && e.Upstream == 0 {
				there[x.key(e)] = true
			}
		}
	}
	for _, e := range x.generated.own {
		if x.reaches(&e.Event) && !there[x.key(&e.Event)] {
			x.note(&e.Event, Unlike, "an event of its own comes out otherwise, since a package of it is renamed or "+
				"its repository is not known", e.Title())
		}
	}
}

// isUncovered reports whether an event is about a repository that the overlay says nothing of.
func (d *distroData) isUncovered(u *model.Event) bool {
	return d.overlay != nil && slices.ContainsFunc(slices.Concat(u.In, u.Out), func(p model.Package) bool {
		return d.wishes.repos[p.Repo].why == uncovered
	})
}

// onPurpose says in which of the intended ways two events differ, and in what; "" if in none.
func (d *distroData) onPurpose(ours, made *model.Event) (text, what string) {
	if ours == nil || d.overlay == nil {
		return "", "" // the files are all that is known
	}
	fewer := len(ours.In) < len(made.In) || len(ours.Out) < len(made.Out)
	switch uncovered := d.isUncovered(made); { // the tool leaves such repositories as they are
	case fewer && uncovered:
		return goneByRule, made.Title()
	case fewer:
		return keepsParts, made.Title()
	case uncovered:
		repo := func(p model.Package) string { return p.Repo }
		return byItsName, changes(slices.Concat(ours.In, ours.Out), slices.Concat(made.In, made.Out), repo)
	}
	name := func(p model.Package) string { return p.Name }
	repo := func(p model.Package) string { return p.Repo }
	if what := changes(ours.In, made.In, name) + changes(ours.Out, made.Out, name); what != "" {
		return keepsNames, what
	}
	if changes(ours.Out, made.Out, repo) != "" {
		return "", ""
	}
	what = changes(ours.In, made.In, repo)
	if !ours.Action.Keeps() {
		return inRepository, what
	}
	for _, p := range made.In {
		if d.roles[roleKey{made.To.Major, p.Repo}] == "" && slices.Contains(d.reach, made.To.Major) {
			return keepsPlace, what
		}
	}
	return "", ""
}

// changes are what the packages of two sets that are as large have otherwise; "" if nothing.
func changes(ours, made []model.Package, of func(model.Package) string) string {
	if len(ours) != len(made) {
		return "another number of packages"
	}
	a, b := list.Distinct(list.Map(ours, of)), list.Distinct(list.Map(made, of))
	x := list.Select(a, func(s string) bool { return !slices.Contains(b, s) })
	y := list.Select(b, func(s string) bool { return !slices.Contains(a, s) })
	if len(x)+len(y) == 0 {
		return ""
	}
	return strings.Join(x, ", ") + " instead of " + strings.Join(y, ", ")
}
