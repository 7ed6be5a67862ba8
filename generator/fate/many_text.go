package fate

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"pes/generator/english"
	"pes/generator/list"
)

const (
	maxRows   = 50 // how many machines have a row each; of more, only the worst
	maxListed = 20 // how many packages, assumptions and worst machines are listed
	maxNames  = 3  // how many machines are named where a package befalls them
)

// all says where everything stands that is left out of a list.
const all = "; --format jsonl has them all"

// A machineRow is a machine in the table of machines.
type machineRow struct {
	name   string
	counts map[string]int
	leapp  string
	stake  int // how many packages are removed, lost or missing, or stay without updates
}

func (s *Summary) addRow(r *Result) {
	row := machineRow{name: r.Name, counts: r.Counts, leapp: "not stopped",
		stake: r.Counts[Removed] + r.Counts[Lost] + r.Counts[Missing] + r.Counts[Orphan]}
	if len(r.MissingKeys) > 0 {
		row.leapp = "not stopped, keys missing"
	}
	if len(r.Refusals) > 0 {
		row.leapp = refusalVerbs[r.Refusals[0].Kind] + ": " + r.Refusals[0].Message
	}
	if r.isNotMeant() {
		row.counts, row.stake = nil, 0
	}
	if len(s.few) < maxRows {
		s.few = append(s.few, row)
	}
	i, _ := slices.BinarySearchFunc(s.worst, row.stake, func(w machineRow, stake int) int {
		return cmp.Or(cmp.Compare(stake, w.stake), -1) // behind its equals
	})
	if i < maxListed {
		s.worst = slices.Insert(s.worst, i, row)
		s.worst = s.worst[:min(len(s.worst), maxListed)]
	}
}

// Print prints the machines, or only the worst of many, and what befalls them.
func (s *Summary) Print(w io.Writer, t Text) error {
	p := &printer{bufio.NewWriter(w), t.Color}
	p.line("%s: %s", english.Count(len(s.names), "machine"), t.Title)
	p.line("The package data do not stop the upgrade of %d of them. "+
		"Only leapp preupgrade on each machine sees the rest.", s.upgraded)
	for _, line := range s.MissingKeys() {
		p.names(line, nil)
	}
	if len(s.names) <= maxRows {
		p.head("Machines")
		p.machines(s, s.few)
	} else {
		p.fates(s)
		p.head("Machines with most packages that go, or stay without updates")
		p.machines(s, s.worst)
		p.line("  and %d more; --format csv and --format jsonl have all machines", len(s.names)-len(s.worst))
	}
	p.problems(s)
	p.holdings("Repositories that no map has: Leapp maps them to nothing", s, s.repoids)
	p.holdings("Vendors whose packages are there, and that are not active", s, s.asleep)
	if assumed := s.Assumed(); len(assumed) > 0 {
		p.section(&Section{Head: "Assumed", Lines: assumed})
	}
	return p.Flush()
}

// machines prints a table with a row a machine.
func (p *printer) machines(s *Summary, machines []machineRow) {
	columns := []string{"installed", Removed, Lost, Missing, Replaced, New, Moved, Stays, Foreign, Unknown}
	if s.stocked {
		columns = slices.Insert(columns, 4, Orphan, Elsewhere, OfVendor)
		columns = slices.Insert(columns, len(columns)-3, Upgraded)
	}
	rows := [][]string{slices.Concat([]string{""}, columns, []string{"Leapp"})}
	for _, m := range machines {
		row := []string{m.name}
		for _, f := range columns {
			cell := "-"
			if m.counts != nil {
				cell = strconv.Itoa(m.counts[f])
			}
			row = append(row, fmt.Sprintf("%*s", len(f), cell))
		}
		rows = append(rows, append(row, m.leapp))
	}
	p.table(rows)
}

// fates prints how many machines have packages of each fate.
func (p *printer) fates(s *Summary) {
	rows := [][]string{{"", "machines", "packages", "at most"}}
	for _, f := range slices.Concat([]string{"installed"}, Fates) {
		if c := s.fates[f]; c.machines > 0 {
			rows = append(rows, []string{f, fmt.Sprintf("%8d", c.machines), fmt.Sprintf("%8d", c.packages),
				fmt.Sprintf("%7d", c.most), countWords[f]})
		}
	}
	p.head("Packages, and the most on one machine")
	p.table(rows)
}

func (p *printer) problems(s *Summary) {
	kinds := slices.Insert(slices.Clone(riskKinds), 4, riskKind{Replaced, "Replaced"})
	problems := list.Group(s.sorted(func(string) bool { return true }), func(x problem) string { return x.kind })
	for _, k := range kinds {
		for _, of := range problems {
			if of[0].kind == k.kind && (k.kind != Replaced || len(s.names) > maxRows) {
				p.head(k.head)
				p.problem(s, of)
			}
		}
	}
}

// problem prints the problems of one kind: all of them, or those of most machines where they are many.
func (p *printer) problem(s *Summary, problems []problem) {
	shown := problems
	if slices.Contains(unnamed, shown[0].kind) || len(s.names) > maxRows {
		shown = shown[:min(len(shown), maxListed)]
	}
	p.table(list.Map(shown, func(x problem) []string {
		b := s.problems[x]
		row := []string{x.what, s.some(&b.machines)}
		if x.kind == Replaced {
			row = append(row, "-> "+x.to)
		}
		if !slices.Contains(unnamed, x.kind) && x.kind != Refused {
			row = append(row, b.event.action(x.kind, x.why, x.to))
		}
		return append(row, b.event.place())
	}))
	p.more(len(problems)-len(shown), all)
}

func (p *printer) more(n int, where string) {
	if n > 0 {
		p.line("  and %d more%s", n, where)
	}
}

// holdings prints repositories or vendors, those of most machines first, with their packages.
func (p *printer) holdings(head string, s *Summary, holdings map[string]*holding) {
	names := s.byMachines(holdings)
	if len(names) == 0 {
		return
	}
	p.head(head)
	p.table(list.Map(names[:min(len(names), maxListed)], func(name string) []string {
		h := holdings[name]
		packages := slices.Sorted(maps.Keys(h.packages))
		text := strings.Join(packages[:min(len(packages), fewPackages)], ", ")
		if more := len(packages) - fewPackages; more > 0 {
			text += fmt.Sprintf(" and %d more", more)
		}
		if len(h.wake) > 0 {
			text += ": enable " + english.Or(h.wake) + " before the upgrade"
		}
		return []string{name, s.some(&h.machines), text}
	}))
	p.more(len(names)-maxListed, all)
}

// byMachines are names of repositories or vendors, those of most machines first.
func (s *Summary) byMachines(holdings map[string]*holding) []string {
	return slices.SortedFunc(maps.Keys(holdings), func(a, b string) int {
		return cmp.Or(cmp.Compare(holdings[b].machines.n, holdings[a].machines.n), strings.Compare(a, b))
	})
}

// some names machines: up to three, else the first and how many.
func (s *Summary) some(m *members) string {
	switch {
	case m.n == len(s.names) && m.n > 1:
		return "all machines"
	case m.n <= maxNames:
		return strings.Join(s.first(m), ", ")
	}
	return fmt.Sprintf("%d machines, the first is %s", m.n, s.first(m)[0])
}

// first are the names of the first machines.
func (s *Summary) first(m *members) (names []string) {
	for i := range m.all() {
		if names = append(names, s.names[i]); len(names) == maxNames {
			break
		}
	}
	return names
}

// Refusals says what Leapp refuses, and which machines.
func (s *Summary) Refusals() []string {
	return list.Map(s.sorted(func(kind string) bool { return kind == Refused }), func(p problem) string {
		return s.some(&s.problems[p].machines) + ": Leapp " + p.what
	})
}
