package model

import (
	"cmp"
	"slices"
	"strings"

	"pes/generator/diag"
	"pes/generator/list"
)

// A Stream is a module stream. The zero Stream is none.
type Stream struct{ Module, Stream string }

// IsZero reports whether there is no stream.
func (s Stream) IsZero() bool { return s == Stream{} }

func (s Stream) String() string {
	if s.IsZero() {
		return "-"
	}
	return s.Module + ":" + s.Stream
}

// Compare orders streams, none first.
func (s Stream) Compare(o Stream) int {
	return cmp.Or(strings.Compare(s.Module, o.Module), strings.Compare(s.Stream, o.Stream))
}

// A Package is a member of a package set. Leapp identifies it by name and stream, not by repository.
type Package struct {
	Name    string
	Repo    string   // the PES ID
	Streams []Stream // sorted; empty means one, none
	Pos     diag.Pos
	RepoPos diag.Pos // of the repository, where it has a place of its own
}

// At returns the position of the package's repository.
func (p Package) At() diag.Pos { return cmp.Or(p.RepoPos, p.Pos) }

// AllStreams returns the streams; for an empty list, the zero stream.
func (p Package) AllStreams() []Stream {
	if len(p.Streams) == 0 {
		return zeroStream
	}
	return p.Streams
}

var zeroStream = []Stream{{}}

// Compare orders packages by name, repository and streams.
func (p Package) Compare(o Package) int {
	return cmp.Or(strings.Compare(p.Name, o.Name), strings.Compare(p.Repo, o.Repo),
		slices.CompareFunc(p.Streams, o.Streams, Stream.Compare))
}

// A StreamMap says which stream of the out packages an installed stream leads to.
type StreamMap struct{ In, Out Stream }

// Compare orders stream maps.
func (m StreamMap) Compare(o StreamMap) int { return cmp.Or(m.In.Compare(o.In), m.Out.Compare(o.Out)) }

// An Event says what happens to some packages in one release of one distribution.
type Event struct {
	ID      uint64
	Action  Action
	From    Release // the initial release; zero is none
	FromOS  string  // the system From belongs to, as people write it; never read by Leapp
	To      Release
	ToOS    string
	Arches  []string // sorted; never empty
	In, Out []Package
	Streams []StreamMap
	FromPos diag.Pos // of the initial release
	ToPos   diag.Pos // of the release
	*Origin          // shared by all that was compiled from one authored event
}

// An Origin is where an event was written, and what people read about it.
type Origin struct {
	Pos    diag.Pos
	Vendor string // folder of the vendor it belongs to; "" for the distributions' own
	// Upstream is the id of the event of upstream that it is, or was made of; 0 where people of the project wrote it.
	Upstream uint64
	AsOf     string // the day of the state of upstream's events that has it, 2026-09-01; "" where nobody knows
	// Supersedes are the ids of upstream's events that the author knows this one to take the place of.
	Supersedes []uint64
	Why        string
	Advice     string
	Links      []string
	Tags       []string
	Allow      []Allow // rules that are suppressed for this event
}

// An Allow is an accepted violation: the rule is suppressed where the allow is written.
type Allow struct {
	Rule string
	Pos  diag.Pos
}

// Names lists the packages of a set.
func Names(set []Package) string {
	return strings.Join(list.Map(set, func(p Package) string { return p.Name }), ", ")
}

// Title is a short name for messages: "removal of ntp".
func (e *Event) Title() string { return e.Action.Noun() + " of " + Names(e.In) }

// TidyStreams are the stream maps of an event, nil where they only state Leapp's default: each in stream leads to none.
func (e *Event) TidyStreams() []StreamMap {
	var plain []StreamMap
	for _, s := range list.FlatMap(e.In, Package.AllStreams) {
		plain = list.AppendNew(plain, StreamMap{In: s})
	}
	other := func(m StreamMap) bool { return !slices.Contains(plain, m) }
	if len(plain) != len(e.Streams) || slices.ContainsFunc(e.Streams, other) {
		return e.Streams
	}
	return nil
}

// Leaves is the major release that an event leaves; without an initial release, that of the event.
func (e *Event) Leaves() int {
	if e.From.IsZero() {
		return e.To.Major
	}
	return e.From.Major
}

// InMajor is the major release whose repositories the in packages are in: of kept packages, Leapp reads the repository
// as the one afterwards.
func (e *Event) InMajor() int {
	if e.Action.Keeps() {
		return e.To.Major
	}
	return e.Leaves()
}
