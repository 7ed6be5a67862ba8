package fate

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"pes/generator/diag"
	"pes/generator/list"
)

// A Text is how reports are printed for people.
type Text struct {
	Title string // what was upgraded to what, with what data
	Color bool
	Why   bool     // with every event that was looked at
	Only  []string // packages: with Why, only these are told of
}

// A printer writes reports. Its methods ignore errors: Flush, called last, returns the first.
type printer struct {
	*bufio.Writer
	color bool
}

// width is the column at which lists of names are broken.
const width = 100

func (p *printer) line(format string, args ...any) { fmt.Fprintf(p, format+"\n", args...) }

// head begins a section.
func (p *printer) head(text string) {
	text = diag.Printable(text)
	if p.color {
		text = "\x1b[1m" + text + "\x1b[0m"
	}
	p.line("\n%s", text)
}

// table prints rows in columns.
func (p *printer) table(rows [][]string) { p.tableWith(rows, func(int) []string { return nil }) }

// tableWith prints rows in columns, and below each its notes.
func (p *printer) tableWith(rows [][]string, notes func(row int) []string) {
	cells := make([][]string, len(rows))
	for i, row := range rows {
		for len(row) > 1 && row[len(row)-1] == "" {
			row = row[:len(row)-1]
		}
		cells[i] = list.Map(row, diag.Printable)
	}
	for i, line := range inColumns(cells) {
		p.line("  %s", line)
		for _, note := range notes(i) {
			p.line("      %s", diag.Printable(note))
		}
	}
}

// names prints names behind some words, broken into lines.
func (p *printer) names(lead string, names []string) {
	words := strings.Fields(lead)
	for i, name := range names {
		if i < len(names)-1 {
			name += ","
		}
		words = append(words, name)
	}
	p.line("%s", diag.Wrap(words, "  ", "    ", width))
}

// Print prints one machine: its report, and with Why every event that was looked at.
func (r *Result) Print(w io.Writer, t Text) error {
	p := &printer{bufio.NewWriter(w), t.Color}
	p.line("%s: %s", diag.Printable(r.Name), diag.Printable(t.Title))
	if t.Only != nil {
		for _, name := range t.Only {
			p.whole(r, name)
		}
		return p.Flush()
	}
	sections := r.Report()
	if r.isNotMeant() {
		p.section(&sections[0])
		sections = sections[1:]
	}
	p.line("")
	for _, c := range r.Tally() {
		p.line("%5d  %s", c.N, c.Words)
	}
	for _, s := range sections {
		p.section(&s)
	}
	if t.Why {
		for i := range r.Packages {
			p.looks(&r.Packages[i])
		}
	}
	return p.Flush()
}

func (p *printer) section(s *Section) {
	if s.empty() {
		p.line("\n%s", diag.Printable(s.Head))
		return
	}
	p.head(s.Head)
	p.tableWith(list.Map(s.Rows, func(r Row) []string { return slices.Clone(r.Cells) }),
		func(i int) []string { return s.Rows[i].Notes })
	for _, l := range s.Lists {
		p.names(l.Lead, l.Names)
	}
	for _, l := range s.Lines {
		p.names(l, nil)
	}
}

// whole prints all about the packages of one name.
func (p *printer) whole(r *Result, name string) {
	found := false
	for i := range r.Packages {
		x := &r.Packages[i]
		if x.Name != name {
			continue
		}
		found = true
		p.head(x.title() + ": " + x.outcome())
		if origin := r.origin(name); origin != "" {
			p.names(origin, nil)
		}
		if len(x.Looks) == 0 {
			p.line("  no event of this upgrade names it")
		}
		p.stock(x)
		p.events(x)
	}
	if !found {
		p.head(name + ": not in the list, and nothing brings it")
	}
}

// looks prints for one package the events that were looked at.
func (p *printer) looks(x *Package) {
	if len(x.Looks) > 0 {
		p.head(x.title() + ": " + x.outcome())
		p.events(x)
	}
}

// outcome is the fate of a package, with what comes instead.
func (p *Package) outcome() string {
	if len(p.Instead) > 0 {
		return p.Fate + " by " + strings.Join(p.Instead, ", ")
	}
	return p.Fate
}

// events prints the events that were looked at for a package.
func (p *printer) events(x *Package) {
	var rows [][]string
	for _, l := range x.Looks {
		what := l.Event.title()
		if l.Stream != "" {
			what += ", stream " + l.Stream
		}
		switch {
		case l.By != nil:
			what += "; kept is " + l.By.title() + " " + l.By.place()
		case len(l.Missing) > 0:
			what += "; not there: " + strings.Join(l.Missing, ", ")
		}
		rows = append(rows, []string{l.Verdict, what, l.Event.place()})
	}
	p.table(rows)
	if x.Event != nil {
		p.reasons(x.Event)
	}
}

// title is an event in one line: "split of ntp -> chrony, ntpstat in 8.0".
func (e *Event) title() string {
	s := e.noun + " of " + strings.Join(e.In, ", ")
	if e.move != "" {
		return "move of " + e.In[0] + " " + e.move + " in " + e.Release + e.byVendor()
	}
	if len(e.Out) > 0 && e.Action != "moved" {
		s += " -> " + strings.Join(e.Out, ", ")
	}
	return s + " in " + e.Release + e.byVendor()
}

// reasons prints what people wrote about an event.
func (p *printer) reasons(e *Event) {
	for _, x := range []struct{ head, text string }{
		{"why: ", e.Why}, {"advice: ", e.Advice}, {"see: ", strings.Join(e.Links, " ")},
	} {
		if x.text == "" {
			continue
		}
		for l := range strings.SplitSeq(x.head+strings.TrimSpace(x.text), "\n") {
			p.line("    %s", diag.Printable(l))
		}
	}
}
