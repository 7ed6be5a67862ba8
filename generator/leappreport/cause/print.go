package cause

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"pes/generator/diag"
	"pes/generator/english"
	"pes/generator/list"
)

// width is the column at which text is broken.
const width = 100

// A printer writes an account. Its methods ignore errors: Flush, called last, returns the first.
type printer struct {
	*bufio.Writer
	account *Account
	color   bool
}

// Print prints the account for people. name is that of the file.
func (a *Account) Print(w io.Writer, name string, color bool) error {
	p := &printer{bufio.NewWriter(w), a, color}
	all := len(a.Entries) + len(a.Unexplained)
	fmt.Fprintf(p, "%s: %s, %d of them about packages and repositories\n", diag.Printable(name),
		english.Count(all, "entry"), len(a.Entries))
	p.text("  ", a.upgrade())
	for i := range a.Entries {
		p.entry(&a.Entries[i])
	}
	if n := len(a.Unexplained); n > 0 {
		p.head(fmt.Sprintf("Not explained, because not about packages and repositories: %d", n))
		for i := range a.Unexplained {
			p.text("  ", a.Unexplained[i].head())
		}
	}
	return p.Flush()
}

// upgrade says for which upgrades things were looked up: "8 to 9: almalinux".
func (a *Account) upgrade() string {
	paths := list.Map(a.Paths, title)
	text := "looked up for " + english.And(paths)
	if named := list.Select(a.Distributions, func(d string) bool { return d != "" }); len(named) > 0 {
		text += ": " + strings.Join(named, ", ")
	}
	return text
}

// title is 8 to 9.
func title(path string) string { return strings.Replace(path, "-", " to ", 1) }

// head is an entry in a line: "high, inhibitor: Packages ... (line 12, pes_events_scanner)".
func (u *Unexplained) head() string {
	text := u.Severity
	if u.Inhibitor {
		text += ", inhibitor"
	}
	if u.Error && u.Severity != "error" {
		text += ", error"
	}
	text += fmt.Sprintf(": %s (line %d", u.Title, u.Line)
	if u.Actor != "" {
		text += ", " + u.Actor
	}
	return text + ")"
}

// head begins a section.
func (p *printer) head(text string) {
	text = diag.Printable(text)
	if p.color {
		text = "\x1b[1m" + text + "\x1b[0m"
	}
	fmt.Fprintf(p, "\n%s\n", text)
}

// text prints a text behind a lead, broken into lines.
func (p *printer) text(lead, text string) {
	deeper := lead[:len(lead)-len(strings.TrimLeft(lead, " "))] + "  "
	fmt.Fprintf(p, "%s\n", diag.Wrap(strings.Fields(diag.Printable(text)), lead, deeper, width))
}

func (p *printer) entry(e *Entry) {
	p.head(e.head())
	p.text("  ", e.Meaning)
	for _, problem := range e.Problems {
		p.text("  dnf: ", problem)
	}
	p.packages(e.Packages)
	p.things(e.Repositories)
	p.things(e.Keys)
	p.things(e.Vendors)
	for _, f := range e.Files {
		p.text("  ", f)
	}
	for _, x := range e.Events {
		text := fmt.Sprintf("line %d: event %s, %s", x.Line, x.ID, x.Text)
		if x.Kept != "" {
			text += "; kept is " + x.Kept
		}
		if x.Place != "" {
			text += " (" + x.Place + ")"
		}
		p.text("  ", text)
	}
	for _, s := range e.Contributor {
		p.text("  in the data: ", s)
	}
	for _, s := range e.Administrator {
		p.text("  on the machine: ", s)
	}
}

// packages prints what becomes of each; those that nothing names share a line.
func (p *printer) packages(all []Package) {
	var nameless []string
	for _, x := range all {
		if len(x.Data) == 0 {
			nameless = append(nameless, x.title())
			continue
		}
		p.statements(x.title(), x.Data)
	}
	if n := len(nameless); n > 0 {
		p.text("  ", strings.Join(nameless, ", ")+": no event names "+english.Verb(n, "it", "them")+
			", and no inventory has "+english.Verb(n, "it", "them"))
	}
}

// title is a package with its stream and the repository that the entry names with it.
func (x *Package) title() string {
	text := x.Name
	if x.Stream != "" {
		text += " of " + x.Stream
	}
	if x.Repository != "" {
		text += " from " + x.Repository
	}
	return text
}

func (p *printer) things(all []Thing) {
	for _, x := range all {
		if len(x.Data) == 0 {
			p.text("  ", x.Name+": not in these data")
			continue
		}
		p.statements(x.Name, x.Data)
	}
}

// statements prints what the data say of something: in its line where that is one thing, else below it.
func (p *printer) statements(name string, all []Statement) {
	if len(all) == 1 {
		p.text("  ", name+": "+p.statement(all[0]))
		return
	}
	p.text("  ", name)
	for _, s := range all {
		p.text("    ", p.statement(s))
	}
}

// statement is one in a line. Paths and distributions are left out where there are no others.
func (p *printer) statement(s Statement) string {
	text := s.Text
	if len(s.Places) > 0 {
		places := s.Places
		if len(places) > 3 {
			places = append(places[:2:2], fmt.Sprintf("and %d more", len(places)-2))
		}
		text += " (" + strings.Join(places, ", ") + ")"
	}
	if len(s.Distributions) < len(p.account.Distributions) {
		text = "in " + english.And(s.Distributions) + ": " + text
	}
	if len(p.account.Paths) > 1 {
		text = title(s.Path) + " " + text
	}
	return text
}
