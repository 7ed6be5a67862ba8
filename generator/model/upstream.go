package model

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"pes/generator/diag"
)

// UpstreamFolder is where a project has the layer of upstream's events.
const UpstreamFolder = "content/upstream/"

// A Layer is the state of upstream's events that a project has: they are the base, and what the project writes comes on
// top.
type Layer struct {
	Name      string   // of the file that it was made of
	Timestamp string   // as that file says it, such as 202609012306Z; may be empty
	SHA256    string   // of that file
	Streams   []string // its data streams
	Events    []*Event // as upstream wrote them, by id
	Rules     []LayerRule
}

// A LayerRule is a repository or a package that a rule about upstream's events names.
type LayerRule struct {
	Pos        diag.Pos
	Name       string // as upstream writes it
	Repository bool
	Role       string   // that a repository is; "" where the rule says that it, or the package, does not exist here
	From, To   int      // major releases of the events that a rule about a package is for; 0 is any
	Distros    []string // for which it holds, by folder
	Why        string
}

// AsOf is the day on which upstream made the state of its events, as its file says it: 2026-09-01. It is "" where the
// file does not say it.
func (l *Layer) AsOf() string {
	if day, err := time.Parse("200601021504Z", l.Timestamp); err == nil {
		return day.Format(time.DateOnly)
	}
	return ""
}

// Provenance says where an event of upstream is from: "upstream, as of 2026-09-01, id 8939". It is "" for events of
// the project, and where nobody knows.
func (e *Event) Provenance() string {
	switch {
	case e.Origin == nil || e.Upstream == 0:
		return ""
	case e.AsOf == "":
		return "upstream, id " + strconv.FormatUint(e.Upstream, 10)
	}
	return "upstream, as of " + e.AsOf + ", id " + strconv.FormatUint(e.Upstream, 10)
}

// Event returns the event of an id, nil if there is none.
func (l *Layer) Event(id uint64) *Event {
	if l == nil {
		return nil
	}
	i, ok := slices.BinarySearchFunc(l.Events, id, func(e *Event, id uint64) int { return cmp.Compare(e.ID, id) })
	if !ok {
		return nil
	}
	return l.Events[i]
}

// A Fate is what a distribution made of an event of upstream. Each event has exactly one in each distribution.
type Fate int

const (
	Taken       Fate = iota // as it is, with the distribution's repositories
	Changed                 // with another name, or without a part
	Superseded              // by events of the project
	Dropped                 // by a rule: what it is about does not exist here
	Unreachable             // on every upgrade path
	Unresolved              // for want of a rule, which is an error
)

// Fates are the names of all fates.
var Fates = []string{"taken", "changed", "superseded", "dropped", "unreachable", "unresolved"}

func (f Fate) String() string { return Fates[f] }

// An UpstreamFate is an event of upstream that a distribution did not simply take.
type UpstreamFate struct {
	Of    *Event // upstream's
	Fate  Fate
	Parts []FatePart // why, in the order of the packages
}

// A FatePart is what became of a part of an event of upstream.
type FatePart struct {
	What    string   // the package, as upstream names it; "" for the event as a whole
	Out     bool     // of the out packages
	Renamed string   // its name here; "" if that was not the matter
	Rule    diag.Pos // of the rule, in the project's files
	By      *Event   // the event of the project that took its place
	Text    string   // in words: what the rule says, or why the event is unreachable
}

// FateOf returns what the distribution made of an event of upstream.
func (d *Distro) FateOf(e *Event) UpstreamFate {
	i, ok := slices.BinarySearchFunc(d.Upstream, e.ID,
		func(f UpstreamFate, id uint64) int { return cmp.Compare(f.Of.ID, id) })
	if !ok {
		return UpstreamFate{Of: e, Fate: Taken}
	}
	return d.Upstream[i]
}
