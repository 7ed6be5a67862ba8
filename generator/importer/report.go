package importer

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"pes/generator/diag"
	"pes/generator/leapp"
	"pes/generator/list"
	"pes/generator/model"
)

// A Report says what was done with everything that was read.
type Report struct {
	Came  []Amount   `json:"came"` // what is written into the project
	Files []FileLine `json:"files"`
	Items []Item     `json:"items"`

	Former *model.Catalog `json:"-"` // of [ImportGenerated]: the published events that have another id in the project
}

// An Amount is how many there are of something, such as distributions.
type Amount struct {
	What string `json:"what"` // one of them, such as "distribution"
	N    int    `json:"number"`
}

// A FileLine is one input file: imported, carried or not imported, and why.
type FileLine struct {
	Name   string `json:"file"`
	Status string `json:"status"`
	Why    string `json:"why,omitempty"`
}

// The words of a report.
const (
	Imported    = "imported"
	Carried     = "carried"
	NotImported = "not imported"

	Merged    = "merged"          // an exact duplicate
	Repaired  = "repaired"        // Leapp would refuse it, or read something else than its author meant
	LeftOut   = "left out"        // it has no effect, or sources cannot express it
	OrderPair = "order dependent" // what becomes of the packages depends on an order that Leapp does not promise
	Allowed   = "allowed"         // a violation in the data that now has an allow
	ByHand    = "written by hand" // an event that neither upstream nor the overlay explains
	Differs   = "differs"         // on purpose, from what the tool of leapp-data makes of upstream's events
	Unlike    = "unlike"          // what the generated files say otherwise, and nothing can be written for
	Lacks     = "lacks"           // what the data would need to be built

	Added       = "added"       // to a project that has content, and to which file
	Contradicts = "contradicts" // the project differs, and was left as it is
	Kept        = "kept"        // the project differs, and it was decided that it is right
	Replaced    = "replaced"    // the project said otherwise, and says now what was imported
	Known       = "known"       // the project has it already
	Noted       = "noted"       // what was guessed or left out of a .repo file
)

// An Item is one thing that was changed, left out or needs attention.
type Item struct {
	Kind     string `json:"kind"`
	Rule     string `json:"rule,omitempty"`     // that the data breaks
	Severity string `json:"severity,omitempty"` // of the rule's diagnostic
	Where    string `json:"where"`              // path:line:col, and the event's id
	Text     string `json:"text"`
	cause    string // what it has in common with other items: its rule, or the sentence that names and numbers fill in
}

func (r *Report) file(name, status, why string) {
	r.Files = append(r.Files, FileLine{name, status, why})
}

// item adds an item; where is a path, a place or an event's words for one.
func (r *Report) item(kind string, where any, format string, args ...any) {
	r.Items = append(r.Items,
		Item{Kind: kind, Where: fmt.Sprint(where), Text: fmt.Sprintf(format, args...), cause: format})
}

// violation adds an item about a diagnostic.
func (r *Report) violation(kind, where string, d diag.Diagnostic) {
	r.Items = append(r.Items, Item{kind, d.Rule, d.Severity.String(), where,
		fmt.Sprintf("%s [%s]", d.Message, d.Rule), d.Rule})
}

func (r *Report) leftOut(where any, text string, args ...any) { r.item(LeftOut, where, text, args...) }
func (r *Report) repaired(where any, text string, args ...any) {
	r.item(Repaired, where, text, args...)
}
func (r *Report) lacks(where any, text string, args ...any) { r.item(Lacks, where, text, args...) }

func (r *Report) contradicts(where any, text string, args ...any) {
	r.item(Contradicts, where, text, args...)
}

// Count is how many items there are of a kind.
func (r *Report) Count(kind string) int {
	return len(list.Select(r.Items, func(it Item) bool { return it.Kind == kind }))
}

// at returns the position of an event in a published file, with its id there.
func at(e *leapp.ReadEvent) string {
	if e.Label == "" {
		return e.Pos.String()
	}
	return e.Pos.String() + " (id " + e.Label + ")"
}

var kinds = []string{Contradicts, Kept, Replaced, Added, Known, Lacks, Unlike, ByHand, Differs, LeftOut, Repaired,
	Merged, OrderPair, Allowed}

func (r *Report) sort() {
	slices.SortStableFunc(r.Files, func(a, b FileLine) int { return strings.Compare(a.Name, b.Name) })
	slices.SortStableFunc(r.Items, func(a, b Item) int {
		return cmp.Or(cmp.Compare(slices.Index(kinds, a.Kind), slices.Index(kinds, b.Kind)),
			natural(a.Where, b.Where), strings.Compare(a.Text, b.Text))
	})
	r.Items = slices.Compact(r.Items)
}

// Lines is how many files and items the report names.
func (r *Report) Lines() int { return len(r.Files) + len(r.Items) }

// Print writes the report for people: the files, then a section for each kind of item.
func (r *Report) Print(w io.Writer) error {
	var b strings.Builder
	width := 0
	for _, f := range r.Files {
		width = max(width, len(diag.Printable(f.Name)))
	}
	for _, f := range r.Files {
		line := fmt.Sprintf("%-12s  %-*s", f.Status, width, diag.Printable(f.Name))
		if f.Why != "" {
			line += "  " + f.Why
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	for _, same := range list.Group(r.Items, func(it Item) string { return it.Kind }) { // they are sorted by kind
		fmt.Fprintf(&b, "\n%s (%d)\n", same[0].Kind, len(same))
		for _, it := range same {
			fmt.Fprintf(&b, "  %s: %s\n", diag.Printable(it.Where), diag.Printable(it.Text))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// natural compares strings with the numbers in them as numbers: line 9 comes before line 10.
func natural(a, b string) int {
	for a != "" && b != "" {
		x, y := digits(a), digits(b)
		if x != "" && y != "" {
			if c := cmp.Or(cmp.Compare(len(x), len(y)), strings.Compare(x, y)); c != 0 {
				return c
			}
			a, b = a[len(x):], b[len(y):]
			continue
		}
		if a[0] != b[0] {
			return cmp.Compare(a[0], b[0])
		}
		a, b = a[1:], b[1:]
	}
	return cmp.Compare(len(a), len(b))
}

func digits(s string) string { return s[:len(s)-len(strings.TrimLeft(s, "0123456789"))] }
