package model

import (
	"time"

	"pes/generator/diag"
)

// A Record is what a project remembers of one of its releases, so that its history can be told from the sources alone.
type Record struct {
	Version  string
	Date     time.Time
	Previous string   // the version that Notes tell the difference to; "" where none was named
	Channels []string // that offer the release now, sorted
	Why      string   // what people say of it, paragraphs of plain text
	Counts   RecordCounts
	Manifest string // sha256:... of its manifest.json; "" while it is being made
	Notes    []Note // what matters most first
	Pos      diag.Pos
}

// RecordCounts are how much a release holds, over all its targets.
type RecordCounts struct{ Trees, Events, Vendors, Repositories, Keys int }

// A Note is one change that a release made, about one or more packages or other things, in words.
//
// Of packages Was and Is say what became and becomes of them, "" where no event takes them: "replaced by wget (baseos)",
// "removed". Where both would read the same, and of everything else, Text says what changed.
type Note struct {
	Category string   // of package delta: removed, kept, replaced, ...
	Target   int      // major
	Distros  []string // folders, sorted
	Vendor   string   // whose events or repositories; "" for the distributions' own
	Arches   []string // where it is so on some alone
	Streams  []string // module streams with which this is so; "-" is none
	Packages []string // sorted
	Names    []string // of things that are no packages, sorted; where they went as a whole, Packages went with them
	Was, Is  string
	Text     string
	Why      string
}
