// Package suggest finds the events that a project misses: what happened to packages between two releases, as their
// inventories tell, and no event says.
//
// [Find] holds the packages of the old release of every distribution against the new one. A package that is gone, that
// is where its repository does not lead, that is in a module stream alone or that left commands to a new package of the
// same source needs an event; one that an event of the path takes already does not. What is the same in several
// distributions is one [Suggestion]. The example finds a package that is gone and one that took its place.
//
// That something is gone is concluded from complete inventories alone. What the new release has in the place of a
// package are hints: a [Grade] says how good they are.
package suggest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"pes/generator/author"
	"pes/generator/english"
	"pes/generator/inventory"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/source"
)

// A Grade says how much there is to think about before a suggestion is accepted.
type Grade int

const (
	Sure   Grade = iota // the metadata themselves say what becomes of the package
	Likely              // all hints agree, or there is none
	Look                // hints are weak, several, or somebody else still has or needs the package
)

// Grades are the names of the grades.
var Grades = []string{"sure", "likely", "look"}

func (g Grade) String() string { return Grades[g] }

// Kinds of suggestions.
const (
	Gone   = "gone"   // the new release does not have it
	Moved  = "moved"  // it is in a repository to which its own does not lead
	Module = "module" // the new release has it in module streams alone
	Split  = "split"  // a new package of the same source takes over a part of it
	Wrong  = "wrong"  // what upstream's event says is not so here
)

// A Suggestion is an event that is missing.
type Suggestion struct {
	Grade    Grade
	Kind     string
	Packages []string // that it takes; it is called as the first
	Distros  []string // in which it is missing
	Evidence []string // sentences
	Event    source.Event
}

// Name is what a suggestion is called: the first package that it takes.
func (s *Suggestion) Name() string { return s.Packages[0] }

// File is where pes new event would write the event.
func (s *Suggestion) File() (string, error) { return author.EventFile(&s.Event, "", "") }

// A Result is what was found.
type Result struct {
	Suggestions []Suggestion // by grade, then name
	Notes       []string     // what could not be concluded, and why
	Unused      []source.Rejection
}

// Find returns the events that are missing on an upgrade path, and which rejections of the path reject nothing.
func Find(c *model.Catalog, p *source.Project, from, to int) *Result {
	out := &Result{}
	index := inventory.NewIndex(c)
	m := merger{extends: map[string]string{}}
	for _, d := range p.Distros {
		m.extends[d.Folder] = d.Extends.Value
	}
	rejected := newRejections(p.Rejected, from, to)
	notes := map[string][]string{}
	for _, t := range c.Targets {
		path := list.Find(t.Paths, func(p *model.Path) bool { return p.Source == from })
		if t.Major != to || path == nil {
			continue
		}
		m.distros = append(m.distros, t.Distro.Folder)
		f := newFinder(index, t, path)
		if f == nil {
			note := fmt.Sprintf("there is no inventory of %d or none of %d: pes inventory fetch reads them", from, to)
			notes[note] = append(notes[note], t.Distro.Folder)
			continue
		}
		if f.note != "" {
			notes[f.note] = append(notes[f.note], t.Distro.Folder)
		}
		for _, x := range f.find() {
			if !rejected.has(x.name, t.Distro.Folder) {
				m.add(x, t.Distro.Folder)
			}
		}
	}
	for note, distros := range list.ByKey(notes) {
		out.Notes = append(out.Notes, note+" ("+english.And(distros)+")")
	}
	out.Suggestions = m.suggestions()
	list.Sort(out.Suggestions, func(a, b Suggestion) int {
		return cmp.Or(cmp.Compare(a.Grade, b.Grade), strings.Compare(a.Name(), b.Name()),
			slices.Compare(a.Distros, b.Distros))
	})
	if len(out.Notes) == 0 { // else more may be suggested one day
		out.Unused = rejected.unused()
	}
	return out
}

// Takes reports whether a suggestion takes a package.
func (s *Suggestion) Takes(name string) bool { return slices.Contains(s.Packages, name) }
