package upgrade

import (
	"slices"

	"pes/generator/list"
	"pes/generator/model"
)

// An Outcome is what Leapp decides.
type Outcome struct {
	Refusals    []Refusal // why the upgrade does not happen, in the order Leapp meets them
	Vendors     []string  // active ones, by name
	PES         *Tasks    // what the events decide; nil where nothing changes or Leapp gave up
	Transaction *Transaction
	Enable      []string // repoids that the events ask for
	Blacklisted []string // repoids that are not used
	Mapped      []string // target repositories: from the map and the events
	Custom      []string // target repositories: sections of .repo files
	Lost        []Lost
	Reports     []Report
	Notes       []string // where Leapp's result depends on the order of an unordered set
}

// Tasks are what the events decide, as names in order.
type Tasks struct {
	Install, Remove, Keep, Reinstall []string
	EnableModules, ResetModules      []model.Stream
}

// A Transaction is what Leapp hands to dnf: the tasks and the machine's own lists together (Leapp guide 4.13).
type Transaction struct {
	Tasks
	Upgrade []string // installed packages that stay
}

// A Refusal is a fault that this machine meets.
type Refusal struct {
	Step string
	model.Fault
}

// The steps of Leapp that can refuse.
const (
	StepMap    = "repository map"
	StepRepo   = "custom repositories"
	StepEvents = "pes"
	StepHeader = "data streams"
)

// Stopped reports whether Leapp stops or crashes, after which there is no transaction. An inhibited upgrade does not
// happen either, but is computed to the end.
func (o *Outcome) Stopped() bool {
	return slices.ContainsFunc(o.Refusals, func(r Refusal) bool { return r.Kind != model.Inhibit })
}

// A Report is an entry of Leapp's report.
type Report struct {
	Title     string   `json:"title"`
	Inhibitor bool     `json:"inhibitor"`
	About     []string `json:"about"` // packages or repositories, in order; never nil
}

// Leapp's titles.
const (
	titleUnknown      = "Packages from unknown repositories may not be installed"
	titleBlacklisted  = "Packages available in excluded repositories will not be installed"
	titleExcluded     = "Excluded target system repositories"
	titleUnsupported  = "Using repository not supported by Red Hat"
	titleIncompatible = "Incompatible Leapp data assets are present"
	titleInvalid      = "Missing/Invalid PES data file (/etc/leapp/files/" // and the name of the file
)

// Lost is a package that an event adds or keeps, but that is not installed afterwards, because its repository is
// unknown or not used.
type Lost struct {
	ID    model.PackageID
	Repo  string // the PES ID; of a blacklisted one the repoid
	Why   Loss
	Event *model.Event // that gave it its repository
}

// A Loss is a reason to lose a package.
type Loss int

const (
	UnknownRepo     Loss = iota // no repoid for the PES ID (Leapp guide 4.9)
	BlacklistedRepo             // the repository is not used (Leapp guide 4.10)
)

func (l Loss) String() string {
	return [...]string{"its repository is unknown", "its repository is not used"}[l]
}

// note adds a note, once.
func (o *Outcome) note(text string) {
	o.Notes = list.AppendNew(o.Notes, text)
}

// passes records the fault of a step, if there is one, and reports whether there is none.
func (o *Outcome) passes(step string, f *model.Fault) bool {
	if f != nil {
		o.Refusals = append(o.Refusals, Refusal{step, *f})
	}
	return f == nil
}

func (o *Outcome) report(title string, inhibitor bool, about []string) {
	o.Reports = append(o.Reports, Report{title, inhibitor, copied(about)})
}
