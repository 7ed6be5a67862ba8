// Package fate says what an upgrade does to the packages of a machine, in words that a person can act on.
//
// Package upgrade computes as Leapp does: sets of names, events, reports. Here each package gets one fate, with the
// event that decides it and its replacement: a [Result], made by [Of]. A [Journey] is several upgrades of one machine,
// a [Summary] adds up many machines, [Histories] follow packages through all releases, whatever the machine. All print
// as text for people; as JSON they are what their fields say. See the example of [Of].
package fate

import (
	"slices"

	"pes/generator/diag"
	"pes/generator/list"
	"pes/generator/machine"
	"pes/generator/model"
	"pes/generator/upgrade"
)

// The fates of packages.
const (
	Removed  = "removed"  // it is removed, and nothing replaces it
	Replaced = "replaced" // it is removed, and others replace it
	// Lost: it is removed although an event keeps or replaces it, because Leapp knows no usable repository for it or
	// for its replacement.
	Lost      = "lost"
	Moved     = "moved"     // it stays, and comes from another repository
	Stays     = "stays"     // events name it, but it stays as it is
	Unknown   = "unknown"   // no event names it, and no inventory tells more
	Upgraded  = "upgraded"  // no event names it, and a repository that the upgrade uses has it
	Elsewhere = "elsewhere" // no event names it, and only module streams or repositories that are not used have it
	OfVendor  = "of-vendor" // no event names it, and only a vendor that is not active has it
	Orphan    = "orphan"    // no event names it, and the new release does not have it: it stays, without updates
	Foreign   = "foreign"   // neither the distribution nor an active vendor signed it: Leapp leaves it as it is
	Own       = "leapp"     // a package of Leapp itself, which it keeps
	New       = "new"       // it comes
	Missing   = "missing"   // an event adds it, but it is not installed: its repository is unknown or not used
	Undecided = "undecided" // Leapp gives up before anything is decided
)

// Fates are all of them, those to act on first.
var Fates = []string{Removed, Lost, Missing, Orphan, Elsewhere, OfVendor, Replaced, New, Moved, Upgraded, Stays,
	Foreign, Unknown, Own, Undecided}

// A Result is what the upgrade does to one machine.
type Result struct {
	Name            string              `json:"machine"`
	Form            string              `json:"form"` // of the list of its packages
	Arch            string              `json:"arch"`
	OK              bool                `json:"ok"` // Leapp upgrades it
	Refusals        []Refusal           `json:"refusals"`
	Counts          map[string]int      `json:"counts"` // of packages, by fate; and of those "installed"
	Assumed         []string            `json:"assumed"`
	Groups          []machine.Group     `json:"groups"`          // of packages that are not simply the distribution's
	Packages        []Package           `json:"packages"`        // by name, stream and fate
	NoRepositories  bool                `json:"no_repositories"` // the list names none
	Enabled         []string            `json:"enabled_repos"`
	ToEnable        []string            `json:"repos_to_enable"` // because events need them
	Mapped          []string            `json:"mapped_repos"`
	Custom          []string            `json:"custom_repos"` // from .repo files
	Blacklisted     []string            `json:"blacklisted_repos"`
	Unmapped        map[string]int      `json:"unmapped_repos"` // how many packages come from each
	Vendors         []string            `json:"active_vendors"`
	ActivatedBy     map[string][]string `json:"activated_by"`     // the enabled repositories, by active vendor
	IgnoredVendors  map[string][]string `json:"ignored_vendors"`  // the same, of vendors that Leapp does not read
	InactiveVendors map[string]int      `json:"inactive_vendors"` // how many of the packages the events of each name
	EnabledModules  []string            `json:"modules_to_enable"`
	ResetModules    []string            `json:"modules_to_reset"`
	MissingKeys     []MissingKey        `json:"missing_keys"`
	Reports         []upgrade.Report    `json:"reports"`
	Needless        []string            `json:"needless"` // names in the transaction lists without effect, and why
	Notes           []string            `json:"notes"`    // where Leapp's own answer depends on chance
	// Stocked: inventories of the new release were looked at. Incomplete are repositories of the upgrade without a
	// complete one: what none has may be there.
	Stocked    bool     `json:"inventories,omitempty"`
	AsOf       string   `json:"inventories_as_of,omitempty"` // the earliest day of these
	Incomplete []string `json:"incomplete_inventories,omitempty"`
}

// A Package is one package and its fate.
type Package struct {
	Name   string `json:"name"`
	Stream string `json:"stream,omitempty"` // module:stream
	Fate   string `json:"fate"`
	From   string `json:"from,omitempty"` // repoid; none of what is new
	// To is the repoid it comes from afterwards. For a lost or missing package it is the PES ID that has no repoid, or
	// the repoid that is not used.
	To      string   `json:"to,omitempty"`
	Why     string   `json:"why,omitempty"`  // it is lost or missing, or what a transaction list says
	Idle    []*Event `json:"idle,omitempty"` // events that do nothing to it because a transaction list names it
	Instead []string `json:"instead,omitempty"`
	Gone    string   `json:"gone,omitempty"` // no event names it: what an earlier upgrade made of it
	// What inventories say of a package that no event names.
	Version    string   `json:"version,omitempty"`     // that is installed, as far as the list says
	Becomes    string   `json:"becomes,omitempty"`     // the version it is upgraded to
	Older      bool     `json:"older,omitempty"`       // and which is older
	Offers     []Offer  `json:"offers,omitempty"`      // where the new release has it
	NeededBy   []string `json:"needed_by,omitempty"`   // an orphan: the installed packages known to need it
	Perhaps    []string `json:"perhaps,omitempty"`     // an orphan: what may take its place
	NeverThere bool     `json:"never_there,omitempty"` // an orphan: the old release does not have it either
	Event      *Event   `json:"event,omitempty"`       // that decides
	Looks      []Look   `json:"looks,omitempty"`       // every event that names it
}

// KeepLooks drops the events that were looked at for other packages than those of some names.
func (r *Result) KeepLooks(names []string) {
	for i := range r.Packages {
		if p := &r.Packages[i]; !slices.Contains(names, p.Name) {
			p.Looks = nil
		}
	}
}

// A Look is one event that names a package, and what became of it.
type Look struct {
	Event   *Event   `json:"event"`
	Stream  string   `json:"stream,omitempty"`
	Verdict string   `json:"verdict"`
	By      *Event   `json:"by,omitempty"`      // the event that is applied instead of a shadowed one
	Missing []string `json:"missing,omitempty"` // in packages that are not installed
}

// A Refusal is a reason why Leapp does not upgrade.
type Refusal struct {
	Kind    string `json:"kind"` // inhibit, stop, crash, not-meant
	Step    string `json:"step"`
	Message string `json:"message"`
	File    string `json:"file,omitempty"`
	Line    int    `json:"line,omitempty"`
}

// NotMeant is the kind of a refusal that is not Leapp's: the upgrade is for other machines.
const NotMeant = "not-meant"

// Refuse puts first that the upgrade is not for the machine, and why, then what Leapp does not get past in its files.
func (r *Result) Refuse(reasons []string, faults []machine.Fault) {
	refusals := list.Map(reasons, func(why string) Refusal {
		return Refusal{Kind: NotMeant, Step: "list of packages", Message: why}
	})
	refusals = append(refusals, list.Map(faults, func(f machine.Fault) Refusal {
		return Refusal{f.Kind.String(), "files of the machine", f.Message, f.File, f.Line}
	})...)
	r.Refusals = copied(append(refusals, r.Refusals...))
	r.OK = len(r.Refusals) == 0
}

func (r *Result) isNotMeant() bool { return len(r.Refusals) > 0 && r.Refusals[0].Kind == NotMeant }

// An Event is what reports say of an event.
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
	// Upstream says where an event of upstream is from: "upstream, as of 2026-09-01, id 8939".
	Upstream string   `json:"upstream,omitempty"`
	Why      string   `json:"why,omitempty"`
	Advice   string   `json:"advice,omitempty"`
	Links    []string `json:"links,omitempty"`
	noun     string   // what an event of its action is called
	move     string   // where it moves a package that keeps its name
}

func newEvent(e *model.Event) *Event {
	if e == nil {
		return nil
	}
	out := &Event{ID: e.ID, Action: e.Action.String(), noun: e.Action.Noun(), In: namesOf(e.In), Out: namesOf(e.Out),
		Release: e.To.String(), Vendor: e.Vendor, Upstream: e.Provenance(), Why: e.Why, Advice: e.Advice,
		Links: e.Links}
	if !e.From.IsZero() {
		out.From = e.From.String()
	}
	if e.KeepsName() {
		out.move = e.Move()
	}
	at := e.Pos
	if len(e.In) > 0 && e.In[0].Pos.File == e.Pos.File { // one table may define many events: each has its own line
		at = e.In[0].Pos
	}
	out.File, out.Line = fileLine(at)
	return out
}

func fileLine(p diag.Pos) (string, int) {
	if p.IsZero() {
		return "", 0
	}
	line, _ := p.LineCol()
	return p.File.Name, line
}

// namesOf are the names in a package set, in order.
func namesOf(set []model.Package) []string {
	return copied(distinct(list.Map(set, func(p model.Package) string { return p.Name })))
}

// distinct sorts words and leaves each once.
func distinct(words []string) []string {
	slices.Sort(words)
	return slices.Compact(words)
}

// copied is a list that JSON writes as [] where it is empty.
func copied[T any](list []T) []T { return append([]T{}, list...) }

func hasName(set []model.Package, name string) bool {
	return slices.ContainsFunc(set, func(p model.Package) bool { return p.Name == name })
}

// streamName is module:stream, "" for none.
func streamName(s model.Stream) string {
	if s.IsZero() {
		return ""
	}
	return s.String()
}
