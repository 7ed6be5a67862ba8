package fate

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"unicode/utf8"

	"pes/generator/diag"
)

// A Text is how reports are printed for people.
type Text struct {
	Title string // what was upgraded to what, with what data
	Color bool
	Why   bool // with every event that was looked at
}

// printer collects what is printed; an error of the writer is the last word.
type printer struct {
	*bufio.Writer
	color bool
}

// width is how far lists of names go.
const width = 100

func (p *printer) line(format string, args ...any) { fmt.Fprintf(p, format+"\n", args...) }

// head begins a section.
func (p *printer) head(format string, args ...any) {
	text := diag.Printable(fmt.Sprintf(format, args...))
	if p.color {
		text = "\x1b[1m" + text + "\x1b[0m"
	}
	p.line("\n%s", text)
}

// table prints rows in columns.
func (p *printer) table(rows [][]string) {
	w := tabwriter.NewWriter(p, 0, 0, 2, ' ', 0)
	for _, row := range rows {
		for len(row) > 1 && row[len(row)-1] == "" {
			row = row[:len(row)-1]
		}
		for i := range row {
			row[i] = diag.Printable(row[i])
		}
		fmt.Fprintf(w, "  %s\n", strings.Join(row, "\t"))
	}
	w.Flush()
}

// words prints a list of words behind a first one, broken into lines.
func (p *printer) words(lead string, words []string) {
	lead = "  " + diag.Printable(lead)
	fmt.Fprint(p, lead)
	column := utf8.RuneCountInString(lead)
	for i, w := range words {
		w = diag.Printable(w)
		if i < len(words)-1 {
			w += ","
		}
		if n := utf8.RuneCountInString(w); i > 0 && column+1+n > width {
			fmt.Fprint(p, "\n    ")
			column = 4
		} else if i > 0 {
			fmt.Fprint(p, " ")
			column++
		}
		fmt.Fprint(p, w)
		column += utf8.RuneCountInString(w)
	}
	fmt.Fprintln(p)
}

// Print prints one machine: its report, and with Why every event that was looked at.
func (m *Machine) Print(w io.Writer, t Text) error {
	p := &printer{bufio.NewWriter(w), t.Color}
	p.line("%s: %s\n", diag.Printable(m.Name), diag.Printable(t.Title))
	for _, c := range m.Tally() {
		p.line("%5d  %s", c.N, c.Words)
	}
	for _, s := range m.Report() {
		p.section(&s)
	}
	if t.Why {
		p.why(m)
	}
	return p.Flush()
}

func (p *printer) section(s *Section) {
	if len(s.Rows)+len(s.Lists)+len(s.Lines) == 0 {
		p.line("\n%s", diag.Printable(s.Head))
		return
	}
	p.head("%s", s.Head)
	var rows [][]string
	for _, r := range s.Rows {
		rows = append(rows, r.Cells)
	}
	p.table(rows)
	for _, l := range s.Lists {
		p.words(l.Lead, l.Names)
	}
	for _, l := range s.Lines {
		p.line("  %s", diag.Printable(l))
	}
}

// list prints lines below a head.
func (p *printer) list(head string, lines []string) {
	if len(lines) > 0 {
		p.section(&Section{Head: head, Lines: lines})
	}
}
