// Package fate tells what an upgrade does to the packages of a machine, in words that a person can act on.
//
// Package upgrade computes as Leapp does: sets of names, events, reports. Here each package gets one fate, with the event that
// decides it and what comes instead:
//
//	outcome, trace := engine.Explain(m)
//	machine := fate.Of(m, outcome, trace, false)
//
// Many machines are added up by [Risks]. [LifeOf] follows one package over all releases, whatever the machine. All print as text
// for people; as JSON they are what their fields say.
package fate

import (
	"cmp"
	"slices"
	"strings"

	"pes/generator/diag"
	"pes/generator/model"
	"pes/generator/upgrade"
)

// The fates of packages.
const (
	Removed   = "removed"   // it goes, and nothing comes instead
	Replaced  = "replaced"  // it goes, and others come instead
	Lost      = "lost"      // it goes though an event keeps or replaces it: Leapp knows or uses no repository for it, or for what comes instead
	Moved     = "moved"     // it stays, and comes from another repository
	Stays     = "stays"     // events name it, and leave it
	Unknown   = "unknown"   // no event names it
	New       = "new"       // it comes
	Missing   = "missing"   // an event gives it, and it does not come: its repository is unknown or not used
	Undecided = "undecided" // Leapp gives up before anything is decided
)

// Fates are all of them, those to act on first.
var Fates = []string{Removed, Lost, Missing, Replaced, New, Moved, Stays, Unknown, Undecided}

// A Machine is one machine after its upgrade.
type Machine struct {
	Name         string              `json:"machine"`
	Form         string              `json:"form"` // of the list
	Arch         string              `json:"arch"`
	OK           bool                `json:"ok"` // Leapp goes through
	Refusals     []Refusal           `json:"refusals"`
	Counts       map[string]int      `json:"counts"` // by fate; installed too
	Assumed      []string            `json:"assumed"`
	Packages     []Package           `json:"packages"` // by name, then stream
	Enabled      []string            `json:"enabled_repos"`
	Asked        []string            `json:"repos_to_enable"` // by events
	Mapped       []string            `json:"mapped_repos"`
	Custom       []string            `json:"custom_repos"` // from .repo files
	Unused       []string            `json:"blacklisted_repos"`
	Strangers    map[string]int      `json:"unmapped_repos"` // no map knows them: how many packages come from each
	Vendors      []string            `json:"active_vendors"`
	WokenBy      map[string][]string `json:"activated_by"`     // the enabled repositories that make each vendor active
	Asleep       map[string]int      `json:"inactive_vendors"` // vendors that are not active, and how many packages they name
	ModulesOn    []string            `json:"modules_to_enable"`
	ModulesReset []string            `json:"modules_to_reset"`
	Reports      []Report            `json:"reports"`
	Notes        []string            `json:"notes"`
}

// A Package is one package and its fate.
type Package struct {
	Name    string   `json:"name"`
	Stream  string   `json:"stream,omitempty"` // module:stream
	Fate    string   `json:"fate"`
	From    string   `json:"from,omitempty"` // repoid; none of what is new
	To      string   `json:"to,omitempty"`   // repoid; for lost and missing the PES ID that no repoid is known for, or the repoid not used
	Why     string   `json:"why,omitempty"`  // why it is lost or missing
	Instead []string `json:"instead,omitempty"`
	Event   *Event   `json:"event,omitempty"` // that decides
	Looks   []Look   `json:"looks,omitempty"` // every event that names it
}

// An Event is what is told of an event.
type Event struct {
	ID      uint64   `json:"id"`
	Action  string   `json:"action"`
	In      []string `json:"in"`
	Out     []string `json:"out"`
	From    string   `json:"from,omitempty"`
	Release string   `json:"release"`
	Vendor  string   `json:"vendor,omitempty"`
	File    string   `json:"file"`
	Line    int      `json:"line"`
	Why     string   `json:"why,omitempty"`
	Advice  string   `json:"advice,omitempty"`
	Links   []string `json:"links,omitempty"`
	noun    string
}

// A Look is one event that names a package, and what became of it.
type Look struct {
	Event   *Event   `json:"event"`
	Stream  string   `json:"stream,omitempty"`
	Verdict string   `json:"verdict"`
	By      *Event   `json:"by,omitempty"`      // the event that is kept instead of a shadowed one
	Missing []string `json:"missing,omitempty"` // in packages that are not there
}

// A Refusal is a reason why Leapp does not upgrade.
type Refusal struct {
	Kind    string `json:"kind"` // inhibit, stop, crash
	Step    string `json:"step"`
	Message string `json:"message"`
	File    string `json:"file,omitempty"`
	Line    int    `json:"line,omitempty"`
}

// A Report is an entry of Leapp's own report.
type Report struct {
	Title     string   `json:"title"`
	Inhibitor bool     `json:"inhibitor"`
	About     []string `json:"about"`
}

// Of tells the fates of a machine's packages; with why also every event that was looked at.
func Of(m *upgrade.Machine, o *upgrade.Outcome, t *upgrade.Trace, why bool) *Machine {
	out := &Machine{Arch: m.Arch, OK: len(o.Refusals) == 0, Counts: map[string]int{"installed": len(m.Installed)}, Enabled: slices.Sorted(slices.Values(m.Enabled)),
		Asked: list(o.Enable), Mapped: list(o.Mapped), Custom: list(o.Custom), Unused: list(o.Blacklisted), Vendors: list(o.Vendors),
		Assumed: []string{}, Refusals: []Refusal{}, Reports: []Report{}, Notes: list(o.Notes), ModulesOn: []string{}, ModulesReset: []string{},
		Strangers: map[string]int{}, Asleep: map[string]int{}}
	for _, r := range o.Refusals {
		x := Refusal{Kind: r.Kind.String(), Step: r.Step, Message: r.Message}
		x.File, x.Line = place(r.Pos)
		out.Refusals = append(out.Refusals, x)
	}
	for _, r := range o.Reports {
		out.Reports = append(out.Reports, Report{r.Title, r.Inhibitor, list(r.About)})
	}
	if o.Transaction != nil {
		out.ModulesOn, out.ModulesReset = streams(o.Transaction.EnableModules), streams(o.Transaction.ResetModules)
	}
	x := newTeller(m, o, t)
	x.why = why
	x.packages(out)
	for _, p := range out.Packages {
		out.Counts[p.Fate]++
	}
	return out
}

// list is a copy that JSON writes as [] where it is empty.
func list(s []string) []string { return append([]string{}, s...) }

func streams(s []model.Stream) []string {
	out := make([]string, 0, len(s))
	for _, x := range s {
		out = append(out, x.String())
	}
	return out
}

func place(p diag.Pos) (string, int) {
	if p.IsZero() {
		return "", 0
	}
	line, _ := p.LineCol()
	return p.File.Name, line
}

// Tell is what is told of an event.
func Tell(e *model.Event) *Event {
	if e == nil {
		return nil
	}
	out := &Event{ID: e.ID, Action: e.Action.String(), noun: e.Action.Noun(), In: names(e.In), Out: names(e.Out), Release: e.To.String(), Vendor: e.Vendor,
		Why: e.Why, Advice: e.Advice, Links: e.Links}
	if !e.From.IsZero() {
		out.From = e.From.String()
	}
	at := e.Pos
	if len(e.In) > 0 && e.In[0].Pos.File == e.Pos.File { // one table may stand for many events: each has its own line
		at = e.In[0].Pos
	}
	out.File, out.Line = place(at)
	return out
}

func names(set []model.Package) []string {
	out := []string{}
	for _, p := range set {
		out = append(out, p.Name)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func streamOf(s model.Stream) string {
	if s.IsZero() {
		return ""
	}
	return s.String()
}

// comparePackages orders packages by name, then stream.
func comparePackages(a, b Package) int {
	return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.Stream, b.Stream), strings.Compare(a.Fate, b.Fate))
}
