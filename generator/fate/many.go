package fate

import (
	"bufio"
	"cmp"
	"encoding/csv"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"pes/generator/english"
)

// A Risk is a problem that some of several machines have.
type Risk struct {
	Kind     string   `json:"kind"` // a fate of a package (removed, orphan, unknown ...), or refused
	What     string   `json:"what"` // the package, or Leapp's refusal
	To       string   `json:"to,omitempty"`
	Why      string   `json:"why,omitempty"`
	Event    *Event   `json:"event,omitempty"`
	Machines []string `json:"machines"`
}

// Refused is the kind of the risk that Leapp does not upgrade a machine, which is about no package.
const Refused = "refused"

type riskKind struct{ kind, head string }

// riskKinds are in the order in which risks are listed, with the head of each.
var riskKinds = []riskKind{
	{Refused, "Leapp refuses"},
	{Removed, "Removed, and nothing comes instead"},
	{Lost, "Lost"},
	{Missing, "Missing"},
	{Orphan, "Not in the new release, and no event names"},
	{Elsewhere, "Only in module streams or repositories that are not used, and no event names"},
	{OfVendor, "Of a vendor that is not active, and no event names"},
	{Foreign, "Not counted by Leapp: signed neither by the distribution nor by an active vendor"},
	{Unknown, "No event names"},
}

// unnamed are the kinds that no event decides.
var unnamed = []string{Orphan, Elsewhere, OfVendor, Foreign, Unknown}

func riskOrder(kind string) int {
	return slices.IndexFunc(riskKinds, func(k riskKind) bool { return k.kind == kind })
}

// AtRisk reports whether a package belongs to the risks of its machine.
func (p *Package) AtRisk() bool { return riskOrder(p.Fate) >= 0 }

// Risks is the union of the risks of machines: by kind, those of most machines first.
func Risks(machines []*Result) []Risk {
	type key struct{ kind, what, to, why string }
	risks := map[key]Risk{}
	add := func(k key, r *Result, e *Event) {
		x, known := risks[k]
		if !known {
			x = Risk{k.kind, k.what, k.to, k.why, e, nil}
		}
		if n := len(x.Machines); n == 0 || x.Machines[n-1] != r.Name {
			x.Machines = append(x.Machines, r.Name)
		}
		risks[k] = x
	}
	for _, r := range machines {
		for _, f := range r.Refusals {
			what := refusalVerbs[f.Kind] + ": " + f.Message
			if f.File != "" {
				what += " " + place(f.File, f.Line)
			}
			add(key{Refused, what, "", f.Step}, r, nil)
		}
		for i := range r.Packages {
			if p := &r.Packages[i]; p.AtRisk() {
				add(key{p.Fate, p.Name, p.To, p.Why}, r, p.Event)
			}
		}
	}
	return copied(slices.SortedFunc(maps.Values(risks), func(a, b Risk) int {
		return cmp.Or(cmp.Compare(riskOrder(a.Kind), riskOrder(b.Kind)), cmp.Compare(len(b.Machines), len(a.Machines)),
			strings.Compare(a.What, b.What), strings.Compare(a.To, b.To), strings.Compare(a.Why, b.Why))
	}))
}

// maxListed is how many machines, and how many packages that no event knows, are listed.
const maxListed = 20

// PrintMany prints a table of machines, and the union of their risks.
func PrintMany(w io.Writer, machines []*Result, t Text) error {
	p := &printer{bufio.NewWriter(w), t.Color}
	columns := []string{"installed", Removed, Lost, Missing, Replaced, New, Moved, Stays, Foreign, Unknown}
	if slices.ContainsFunc(machines, func(r *Result) bool { return r.Stocked }) {
		columns = slices.Insert(columns, 4, Orphan, Elsewhere, OfVendor)
		columns = slices.Insert(columns, len(columns)-3, Upgraded)
	}
	rows := [][]string{slices.Concat([]string{""}, columns, []string{"Leapp"})}
	upgraded := 0
	for _, r := range machines {
		row := []string{r.Name}
		for _, f := range columns {
			row = append(row, fmt.Sprintf("%*d", len(f), r.Counts[f]))
		}
		if r.OK {
			upgraded++
			row = append(row, "not stopped")
		} else {
			row = append(row, refusalVerbs[r.Refusals[0].Kind]+": "+r.Refusals[0].Message)
		}
		rows = append(rows, row)
	}
	p.line("%s: %s", english.Count(len(machines), "machine"), t.Title)
	p.line("The package data do not stop the upgrade of %d of them. "+
		"Only leapp preupgrade on each machine sees the rest.", upgraded)
	for _, line := range MissingKeys(machines) {
		p.names(line, nil)
	}
	p.head("Machines")
	p.table(rows)
	p.risks(Risks(machines), len(machines))
	if assumed := Assumed(machines); len(assumed) > 0 {
		p.section(&Section{Head: "Assumed", Lines: assumed})
	}
	return p.Flush()
}

func (p *printer) risks(risks []Risk, machines int) {
	for _, k := range riskKinds {
		var rows [][]string
		for i := range risks {
			if r := &risks[i]; r.Kind == k.kind {
				row := []string{r.What, someOf(r.Machines, machines)}
				if !slices.Contains(unnamed, k.kind) && k.kind != Refused {
					row = append(row, r.Event.action(r.Kind, r.Why, r.To))
				}
				rows = append(rows, append(row, r.Event.place()))
			}
		}
		if len(rows) == 0 {
			continue
		}
		shown := rows
		if slices.Contains(unnamed, k.kind) {
			shown = rows[:min(len(rows), maxListed)]
		}
		p.head(k.head)
		p.table(shown)
		if more := len(rows) - len(shown); more > 0 {
			p.line("  and %d more; --format csv has them all", more)
		}
	}
}

// someOf names machines: up to three, else the first and how many.
func someOf(machines []string, all int) string {
	if len(machines) == all && all > 1 {
		return "all machines"
	}
	if len(machines) <= 3 {
		return strings.Join(machines, ", ")
	}
	return fmt.Sprintf("%d machines, the first is %s", len(machines), machines[0])
}

// Assumed lists what was assumed, and of how many machines where there are several.
func Assumed(machines []*Result) []string {
	count := map[string]int{}
	for _, r := range machines {
		for _, a := range r.Assumed {
			count[a]++
		}
	}
	lines := make([]string, 0, len(count))
	for a, n := range count {
		if len(machines) > 1 {
			a += " (" + english.Count(n, "machine") + ")"
		}
		lines = append(lines, a)
	}
	slices.Sort(lines)
	if len(lines) > maxListed {
		more := fmt.Sprintf("and %d more; --format json has them all", len(lines)-maxListed)
		lines = append(lines[:maxListed], more)
	}
	return lines
}

// cell is a value that spreadsheets show as it is: one that begins like a formula is led by an apostrophe, as they
// would compute it.
func cell(value string) string {
	if strings.ContainsAny(value[:min(1, len(value))], "=+-@\t\r") && value != "-" {
		return "'" + value
	}
	return value
}

// WriteCSV writes a row for each package of each machine, with a header; with inventories, three columns more.
func WriteCSV(w io.Writer, machines []*Result) error {
	out := csv.NewWriter(w)
	rows := [][]string{
		{"machine", "package", "stream", "fate", "from", "to", "instead", "action", "release", "vendor", "place"},
	}
	stocked := slices.ContainsFunc(machines, func(r *Result) bool { return r.Stocked })
	if stocked {
		rows[0] = append(rows[0], "version", "becomes", "available")
	}
	for _, r := range machines {
		for _, p := range r.Packages {
			e := cmp.Or(p.Event, &Event{})
			row := []string{r.Name, p.Name, p.Stream, p.Fate, p.From, p.To, strings.Join(p.Instead, " "),
				e.Action, e.Release, e.Vendor, e.place()}
			if stocked {
				row = append(row, p.Version, p.Becomes, p.available())
			}
			for i := range row {
				row[i] = cell(row[i])
			}
			rows = append(rows, row)
		}
		if err := out.WriteAll(rows); err != nil {
			return err
		}
		rows = rows[:0]
	}
	return out.WriteAll(rows) // the header, where there is no machine
}
