package fate

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"unicode/utf8"

	"pes/generator/diag"
)

// labels say what a count is of.
var labels = map[string]string{
	Removed:   "removed, and nothing comes instead",
	Lost:      "lost: removed, as no repository is known for them, or for what should come instead",
	Missing:   "missing: events give them, and they do not come",
	Replaced:  "replaced by others",
	New:       "new",
	Moved:     "moved to another repository",
	Stays:     "named by events, and stay as they are",
	Unknown:   "no event knows",
	Undecided: "undecided: Leapp gives up before it looks at them",
}

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

// Print prints one machine.
func (m *Machine) Print(w io.Writer, t Text) error {
	p := &printer{bufio.NewWriter(w), t.Color}
	p.line("%s: %s", diag.Printable(m.Name), diag.Printable(t.Title))
	p.line("\n%5d  installed packages (%s), %s", m.Counts["installed"], m.Form, m.Arch)
	for _, f := range Fates {
		if n := m.Counts[f]; n > 0 {
			p.line("%5d  %s", n, labels[f])
		}
	}
	p.verdict(m)
	p.list("Assumed", m.Assumed)
	p.reports(m)
	p.rows("Removed, and nothing comes instead", m, Removed, takenBy)
	p.rows("Lost", m, Lost, lostWhy)
	p.rows("Missing", m, Missing, lostWhy)
	p.rows("Replaced", m, Replaced, func(x *Package) []string { return []string{"-> " + strings.Join(x.Instead, ", "), takenBy(x)[0]} })
	p.grouped("New", "from", m, New)
	p.grouped("Moved", "to", m, Moved)
	p.repositories(m)
	p.vendors(m)
	p.grouped("No event knows these; dnf upgrades those that the new repositories have", "", m, Unknown)
	p.modules(m)
	if t.Why {
		p.why(m)
	}
	return p.Flush()
}

// verbs are what Leapp does when it does not upgrade.
var verbs = map[string]string{"inhibit": "refuses", "stop": "stops", "crash": "crashes"}

func (p *printer) verdict(m *Machine) {
	if m.OK {
		p.line("\nLeapp goes through.")
		return
	}
	p.head("Leapp does not upgrade this machine")
	var rows [][]string
	for _, r := range m.Refusals {
		rows = append(rows, []string{verbs[r.Kind], r.Message + " (" + r.Step + ")", strings.TrimSpace(placeSuffix(r.File, r.Line))})
	}
	p.table(rows)
	if m.Counts[Undecided] == 0 {
		p.line("  What follows is what it would do otherwise.")
	}
}

func (p *printer) list(head string, lines []string) {
	if len(lines) == 0 {
		return
	}
	p.head("%s", head)
	for _, l := range lines {
		p.line("  %s", diag.Printable(l))
	}
}

// rows prints packages of one fate, one a line: name, what is to be said, the place of the event.
func (p *printer) rows(head string, m *Machine, fate string, say func(*Package) []string) {
	var rows [][]string
	for i := range m.Packages {
		if x := &m.Packages[i]; x.Fate == fate {
			rows = append(rows, append(append([]string{x.title()}, say(x)...), x.Event.place()))
		}
	}
	if len(rows) > 0 {
		p.head("%s", head)
		p.table(rows)
	}
}

// grouped prints packages of one fate by the repository they come from afterwards.
func (p *printer) grouped(head, word string, m *Machine, fate string) {
	byRepo := map[string][]string{}
	for i := range m.Packages {
		if x := &m.Packages[i]; x.Fate == fate {
			byRepo[x.To] = append(byRepo[x.To], x.title())
		}
	}
	if len(byRepo) == 0 {
		return
	}
	p.head("%s", head)
	for _, repo := range slices.Sorted(maps.Keys(byRepo)) {
		lead := ""
		if repo != "" {
			lead = word + " " + repo + ": "
		}
		p.words(lead, byRepo[repo])
	}
}

func (p *printer) repositories(m *Machine) {
	rows := [][]string{}
	add := func(what string, repoids []string) {
		if len(repoids) > 0 {
			rows = append(rows, []string{what, strings.Join(repoids, ", ")})
		}
	}
	add("enabled now", m.Enabled)
	add("unknown to every map", counted(m.Strangers, "package"))
	add("events need", m.Asked)
	add("enabled for the upgrade", m.Mapped)
	add("from .repo files", m.Custom)
	add("not used", m.Unused)
	if len(rows) > 0 {
		p.head("Repositories")
		p.table(rows)
	}
}

func (p *printer) vendors(m *Machine) {
	var rows [][]string
	if len(m.Vendors) > 0 {
		var active []string
		for _, v := range m.Vendors {
			active = append(active, v+" (for "+strings.Join(m.WokenBy[v], ", ")+")")
		}
		rows = append(rows, []string{"active", strings.Join(active, ", ")})
	}
	if len(m.Asleep) > 0 {
		rows = append(rows, []string{"not active", strings.Join(counted(m.Asleep, "package"), ", ") + ": has events for these, once a repository of it is enabled"})
	}
	if len(rows) > 0 {
		p.head("Vendors")
		p.table(rows)
	}
}

// counted prints counts by name: "acme (3 packages)".
func counted(counts map[string]int, word string) (out []string) {
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		if counts[name] > 0 {
			name += " (" + plural(counts[name], word) + ")"
		}
		out = append(out, name)
	}
	return out
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return strconv.Itoa(n) + " " + word + "s"
}

func (p *printer) modules(m *Machine) {
	var rows [][]string
	if len(m.ModulesOn) > 0 {
		rows = append(rows, []string{"enabled", strings.Join(m.ModulesOn, ", ")})
	}
	if len(m.ModulesReset) > 0 {
		rows = append(rows, []string{"reset", strings.Join(m.ModulesReset, ", ")})
	}
	if len(rows) > 0 {
		p.head("Modules")
		p.table(rows)
	}
}

// reports prints what Leapp says of its own accord.
func (p *printer) reports(m *Machine) {
	if len(m.Reports) > 0 {
		p.head("Leapp's report")
	}
	for _, r := range m.Reports {
		lead := r.Title
		if r.Inhibitor {
			lead += " (inhibitor)"
		}
		if len(r.About) > 0 {
			lead += ": "
		}
		p.words(lead, r.About)
	}
	p.list("Leapp's own answer depends on chance", m.Notes)
}

// title is the package as it is told of.
func (x *Package) title() string {
	if x.Stream != "" {
		return x.Name + " (" + x.Stream + ")"
	}
	return x.Name
}

// takenBy says which kind of event took a package.
func takenBy(x *Package) []string {
	if x.Event == nil {
		return []string{""}
	}
	return []string{x.Event.Action + " in " + x.Event.Release + x.Event.of()}
}

func lostWhy(x *Package) []string {
	if x.Event == nil {
		return []string{x.Why + ": " + x.To}
	}
	return []string{x.Event.Action + " in " + x.Event.Release + x.Event.of() + ", " + x.Why + ": " + x.To}
}

// of names the vendor of an event.
func (e *Event) of() string {
	if e == nil || e.Vendor == "" {
		return ""
	}
	return " by " + e.Vendor
}

func (e *Event) place() string {
	if e == nil {
		return ""
	}
	return strings.TrimPrefix(placeSuffix(e.File, e.Line), " ")
}

// placeSuffix is " file:line", or nothing.
func placeSuffix(file string, line int) string {
	if file == "" {
		return ""
	}
	return " " + file + ":" + strconv.Itoa(line)
}
