// Package cause says which data the entries of Leapp's report come from, and what to change.
//
// Package leappreport reads a report and tells what each entry is about; [Explain] looks these things up in a catalog:
// the events of its packages, with the places where they are written; the entries of repository maps and the sections
// of .repo files that name its repositories; the keys of these; its vendors. The result is an [Account]: what Leapp
// means by an entry, what the data say, and what a contributor to the data or the administrator of the machine can
// change. The entries that are about something else are kept as they are. See the example.
package cause

import (
	"fmt"
	"slices"
	"strings"

	"pes/generator/fate"
	"pes/generator/leappreport"
	"pes/generator/list"
	"pes/generator/model"
)

// Options narrow what is looked up.
type Options struct {
	Path   string // 7-8; "" for what the report says, else all
	Distro string // a folder; "" for what the report says, else all
	// Former are the ids that events have in these sources, by one that they had in data that was imported.
	Former func(id uint64) []uint64
}

// An Account is a report with its causes.
type Account struct {
	Form          leappreport.Form `json:"form"`
	Paths         []string         `json:"paths"`         // that were looked up: 7-8
	Distributions []string         `json:"distributions"` // folders
	Entries       []Entry          `json:"entries"`       // that are explained
	Unexplained   []Unexplained    `json:"unexplained"`   // that are not about packages or repositories
}

// An Entry is one message of Leapp, with its causes.
type Entry struct {
	Unexplained
	Kind          leappreport.Kind `json:"kind"`
	Meaning       string           `json:"meaning"`
	Packages      []Package        `json:"packages"`
	Repositories  []Thing          `json:"repositories"`
	Files         []string         `json:"files"`
	Keys          []Thing          `json:"keys"`
	Vendors       []Thing          `json:"vendors"`
	Events        []Event          `json:"events"`
	Problems      []string         `json:"problems"` // lines of dnf
	Contributor   []string         `json:"contributor"`
	Administrator []string         `json:"administrator"`
}

// Unexplained is what Leapp itself says.
type Unexplained struct {
	Line      int    `json:"line"`
	Title     string `json:"title"`
	Severity  string `json:"severity"`
	Inhibitor bool   `json:"inhibitor"`
	Error     bool   `json:"error"`
	Actor     string `json:"actor"`
	Key       string `json:"key"`
}

// A Package is one that an entry names, with what becomes of it.
type Package struct {
	Name       string      `json:"name"`
	Stream     string      `json:"stream,omitempty"`
	Repository string      `json:"repository,omitempty"` // that the entry names with it
	Data       []Statement `json:"data"`                 // what events and inventories say
}

// A Thing is a repository, a key or a vendor, with what the data say of it.
type Thing struct {
	Name string      `json:"name"`
	Data []Statement `json:"data"`
}

// A Statement is something that the data say, on the paths and in the distributions that agree.
type Statement struct {
	Path          string   `json:"path,omitempty"`
	Distributions []string `json:"distributions"`
	Text          string   `json:"text"`
	Places        []string `json:"places,omitempty"` // file:line
	Event         uint64   `json:"event,omitempty"`  // its id
	Vendor        string   `json:"vendor,omitempty"` // whose event it is
	Advice        string   `json:"advice,omitempty"` // of the event
}

// An Event is one that a line of a log names.
type Event struct {
	ID    string `json:"id"`
	Line  int    `json:"line"`
	Text  string `json:"text"`
	Place string `json:"place,omitempty"`
	Kept  string `json:"kept,omitempty"` // the id of the event that Leapp keeps instead
	known bool
}

// A way is an upgrade path to a tree.
type way struct {
	target *model.Target
	path   *model.Path
}

// An explainer looks things up for the entries of one report.
type explainer struct {
	catalog   *model.Catalog
	report    *leappreport.Report
	options   Options
	ways      []way
	histories *fate.Histories
	found     map[uint64][]fate.Entry // the events that the report names
	packages  map[string][]Statement  // that were looked up
	names     *names                  // nil: no repository was looked up yet
}

// Explain finds the causes of a report. The error is that the options leave no upgrade path.
func Explain(c *model.Catalog, r *leappreport.Report, o Options) (*Account, error) {
	x := &explainer{catalog: c, report: r, options: o, packages: map[string][]Statement{}}
	x.findEvents()
	if err := x.findWays(); err != nil {
		return nil, err
	}
	distro := ""
	if d := x.distros(); len(d) == 1 {
		distro = d[0]
	}
	var err error
	if x.histories, err = fate.NewHistories(c, distro); err != nil {
		return nil, err
	}
	a := &Account{Form: r.Form, Distributions: x.distros(), Entries: []Entry{}, Unexplained: []Unexplained{}}
	for _, w := range x.ways {
		a.Paths = list.AppendNew(a.Paths, w.path.String())
	}
	for i := range r.Entries {
		e := &r.Entries[i]
		said := Unexplained{e.Line, e.Title, e.Severity, e.Inhibitor, e.Error, e.Actor, e.Key}
		if e.Kind == "" {
			a.Unexplained = append(a.Unexplained, said)
			continue
		}
		a.Entries = append(a.Entries, x.entry(e, said))
	}
	return a, nil
}

// distros are the folders of the distributions that are looked at.
func (x *explainer) distros() []string {
	return list.AppendNew([]string{}, list.Map(x.ways, func(w way) string { return w.target.Distro.Folder })...)
}

// findWays chooses the upgrade paths: those that the options leave, of these the ones that the report fits best.
func (x *explainer) findWays() error {
	var all []way
	for _, t := range x.catalog.Targets {
		for _, p := range t.Paths {
			if (x.options.Distro == "" || t.Distro.Folder == x.options.Distro) &&
				(x.options.Path == "" || p.String() == x.options.Path) {
				all = append(all, way{t, p})
			}
		}
	}
	if len(all) == 0 {
		return fmt.Errorf("there is no upgrade path %s", strings.TrimSpace(x.options.Path+" to "+x.options.Distro))
	}
	x.ways = x.fitting(all)
	return nil
}

// fitting are the paths that a report fits: the releases that it names, then the PES IDs and repoids in it.
func (x *explainer) fitting(all []way) []way {
	r := x.report
	keep := func(fits func(way) bool) {
		if some := list.Select(all, fits); len(some) > 0 {
			all = some
		}
	}
	if r.Source > 0 {
		keep(func(w way) bool { return w.path.Source == r.Source && w.path.Target == r.Target })
	}
	if r.Target > 0 {
		keep(func(w way) bool { return w.path.Target == r.Target })
	}
	if r.OSID != "" {
		keep(func(w way) bool { return w.target.Distro.OSID == r.OSID })
	}
	names := x.evidence()
	best, scores := 0, map[way]int{}
	for _, w := range all {
		for f, e := range w.target.Entries() {
			if names[f.PESID] && e.Major == w.target.Major || names[e.Repoid] {
				scores[w]++
			}
		}
		best = max(best, scores[w])
	}
	if best > 0 {
		keep(func(w way) bool { return scores[w] == best })
	}
	return all
}

// evidence are the repositories of the report that its upgrade has: not those that Leapp looked for in vain.
func (x *explainer) evidence() map[string]bool {
	names := map[string]bool{}
	for _, e := range x.report.Entries {
		for _, event := range e.Events {
			for _, repo := range event.Repos {
				names[repo] = true
			}
		}
		switch e.Kind {
		case leappreport.UnknownRepository, leappreport.Unmapped, leappreport.NoTarget, leappreport.MissingRepositories:
		default:
			for _, repo := range e.Repositories {
				names[repo] = true
			}
		}
	}
	return names
}

// entry explains one entry.
func (x *explainer) entry(e *leappreport.Entry, said Unexplained) Entry {
	out := Entry{Unexplained: said, Kind: e.Kind, Packages: []Package{}, Files: append([]string{}, e.Files...),
		Problems: []string{}}
	for _, p := range e.Packages {
		data := x.packageData(p.Name)
		if e.Kind == leappreport.Unsigned {
			data = x.vendorsLike(p.Name, data)
		}
		out.Packages = append(out.Packages, Package{p.Name, p.Stream, p.Repository, data})
	}
	out.Repositories = x.things(e.Repositories, x.repository)
	out.Keys = x.things(e.Keys, x.key)
	out.Vendors = x.things(e.Vendors, x.vendor)
	out.Events = x.events(e)
	for _, p := range e.Problems {
		out.Problems = list.AppendNew(out.Problems, p.Text)
	}
	out.Meaning, out.Contributor, out.Administrator = x.advice(e, &out)
	return out
}

func (x *explainer) things(names []string, lookUp func(string) []Statement) []Thing {
	return append([]Thing{}, list.Map(names, func(name string) Thing { return Thing{name, lookUp(name)} })...)
}

// packageData is what becomes of a package, in a line for each answer.
func (x *explainer) packageData(name string) []Statement {
	if out, known := x.packages[name]; known {
		return out
	}
	out := []Statement{}
	if !x.histories.Knows(name) {
		x.packages[name] = out
		return out
	}
	majors := list.AppendNew(nil, list.Map(x.ways, func(w way) string { return w.path.String() })...)
	for _, path := range majors {
		h, err := x.histories.Of(name, path)
		if err != nil {
			continue // a path that the only distribution does not have
		}
		for _, a := range h.Paths[0].Answers(name) {
			s := Statement{Path: path, Text: a.Text, Distributions: list.Select(a.Distributions, func(d string) bool {
				return slices.Contains(x.distros(), d)
			})}
			if len(s.Distributions) == 0 {
				continue
			}
			if a.Event != nil {
				s.Event, s.Vendor, s.Advice = a.Event.ID, a.Event.Vendor, a.Event.Advice
				s.Places = []string{a.Event.Place()}
			}
			out = append(out, s)
		}
	}
	x.packages[name] = out
	return out
}
