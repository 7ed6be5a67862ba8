package model

import "pes/generator/diag"

// A Tree is what a machine has below /etc/leapp/files, as Leapp reads it: a [Target] once it is published for one Leapp
// version, or data that others published. Package upgrade computes with it, so unlike a catalog it keeps the order of
// the files, and everything for which Leapp refuses the upgrade.
type Tree struct {
	Leapp   string // the version whose rules hold, as in "0.21"
	Events  EventFile
	Map     MapFile
	Repo    RepoFile      // leapp_upgrade_repositories.repo
	Vendors []VendorFiles // by the name of their map
}

// An EventFile is a pes-events.json or a vendor's _pes.json.
type EventFile struct {
	Name     string   // below /etc/leapp/files
	Events   []*Event // in the order of the file; streams and packages too
	Nothing  bool     // the file is {}: read without complaint in the main file, a crash in a vendor's
	Header   *Fault   // provided_data_streams is not as it must be; found late, and by another step than the rest
	Fault    *Fault   // the first entry that Leapp cannot read
	Releases []Fault  // entries with a release that Leapp reads and then fails to compare
}

// A MapFile is a repomap.json or a vendor's map.
type MapFile struct {
	Name   string
	Map    Map
	Header *Fault // as in an EventFile
	Fault  *Fault
}

// A RepoFile is a .repo file.
type RepoFile struct {
	Name     string
	Sections []Section
	Fault    *Fault
}

// VendorFiles are the files of one vendor in vendors.d. A vendor without a map can never become active and is left out.
type VendorFiles struct {
	Name   string
	Map    MapFile
	Events *EventFile // nil: there is none
	Repo   *RepoFile
	Sigs   []Signature // lines of the .sigs
}

// A Fault is a reason for Leapp to refuse the upgrade.
type Fault struct {
	Kind    FaultKind
	Message string
	Pos     diag.Pos
	Arches  []string // only on these; empty means on all
}

// A FaultKind is how Leapp refuses (Leapp guide, "Outcomes").
type FaultKind int

const (
	Inhibit FaultKind = iota // a report forbids the upgrade, the other steps go on
	Stop                     // the phase fails with a message
	Crash                    // the phase fails with a traceback
)

func (k FaultKind) String() string { return [...]string{"inhibit", "stop", "crash"}[k] }
