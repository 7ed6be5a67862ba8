package fate

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// A Section is a part of the report of a machine. People read it as text (Print) or as a page: the words are the same.
type Section struct {
	Fate  string   `json:"fate,omitempty"` // of the packages below it, where these are packages
	Head  string   `json:"head"`
	Rows  []Row    `json:"rows,omitempty"`  // in columns
	Lists []List   `json:"lists,omitempty"` // names behind a word
	Lines []string `json:"lines,omitempty"`
}

// A Row is a line of a section; of a package, its first cell is the package and its last the place of the event.
type Row struct {
	Cells   []string `json:"cells"`
	Package *Package `json:"package,omitempty"`
}

// A List is names behind a word, such as "to appstream: ".
type List struct {
	Lead     string     `json:"lead,omitempty"`
	Names    []string   `json:"names"`
	Packages []*Package `json:"packages,omitempty"` // whose names these are
}

// A Count says how many packages have a fate.
type Count struct {
	Fate  string `json:"fate,omitempty"` // "" for what is installed
	N     int    `json:"n"`
	Words string `json:"words"`
}

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

// Tally is the beginning of the report: how many packages there are, and of each fate that occurs.
func (m *Machine) Tally() []Count {
	out := []Count{{"", m.Counts["installed"], "installed packages (" + m.Form + "), " + m.Arch}}
	for _, f := range Fates {
		if n := m.Counts[f]; n > 0 {
			out = append(out, Count{f, n, labels[f]})
		}
	}
	return out
}

// Report is what there is to say of a machine: what Leapp does, then what goes, comes and moves.
func (m *Machine) Report() []Section {
	r := &reporter{Machine: m}
	r.verdict()
	r.lines("Assumed", m.Assumed)
	r.reports()
	r.rows("Removed, and nothing comes instead", Removed, takenBy)
	r.rows("Lost", Lost, lostWhy)
	r.rows("Missing", Missing, lostWhy)
	r.rows("Replaced", Replaced, func(x *Package) []string { return []string{"-> " + strings.Join(x.Instead, ", "), takenBy(x)[0]} })
	r.grouped("New", "from", New)
	r.grouped("Moved", "to", Moved)
	r.repositories()
	r.vendors()
	r.grouped("No event knows these; dnf upgrades those that the new repositories have", "", Unknown)
	r.modules()
	return r.out
}

// reporter collects sections; one that would be empty is none.
type reporter struct {
	*Machine
	out []Section
}

func (r *reporter) add(s Section) {
	if len(s.Rows)+len(s.Lists)+len(s.Lines) > 0 {
		r.out = append(r.out, s)
	}
}

func (r *reporter) lines(head string, lines []string) { r.add(Section{Head: head, Lines: lines}) }

// verbs are what Leapp does when it does not upgrade.
var verbs = map[string]string{"inhibit": "refuses", "stop": "stops", "crash": "crashes"}

func (r *reporter) verdict() {
	if r.OK {
		r.out = append(r.out, Section{Head: "Leapp goes through."})
		return
	}
	s := Section{Head: "Leapp does not upgrade this machine"}
	for _, x := range r.Refusals {
		s.Rows = append(s.Rows, Row{Cells: []string{verbs[x.Kind], x.Message + " (" + x.Step + ")", strings.TrimSpace(placeSuffix(x.File, x.Line))}})
	}
	if r.Counts[Undecided] == 0 {
		s.Lines = []string{"What follows is what it would do otherwise."}
	}
	r.add(s)
}

// rows are the packages of one fate, one a line: name, what is to be said, the place of the event.
func (r *reporter) rows(head, fate string, say func(*Package) []string) {
	s := Section{Fate: fate, Head: head}
	for i := range r.Packages {
		if x := &r.Packages[i]; x.Fate == fate {
			s.Rows = append(s.Rows, Row{append(append([]string{x.title()}, say(x)...), x.Event.place()), x})
		}
	}
	r.add(s)
}

// grouped are the packages of one fate by the repository they come from afterwards.
func (r *reporter) grouped(head, word, fate string) {
	byRepo := map[string]*List{}
	for i := range r.Packages {
		if x := &r.Packages[i]; x.Fate == fate {
			l := byRepo[x.To]
			if l == nil {
				l = &List{}
				byRepo[x.To] = l
			}
			l.Names, l.Packages = append(l.Names, x.title()), append(l.Packages, x)
		}
	}
	s := Section{Fate: fate, Head: head}
	for _, repo := range slices.Sorted(maps.Keys(byRepo)) {
		l := byRepo[repo]
		if repo != "" {
			l.Lead = word + " " + repo + ": "
		}
		s.Lists = append(s.Lists, *l)
	}
	r.add(s)
}

func (r *reporter) repositories() {
	r.words("Repositories", []words{{"enabled now", r.Enabled}, {"unknown to every map", counted(r.Strangers, "package")}, {"events need", r.Asked},
		{"enabled for the upgrade", r.Mapped}, {"from .repo files", r.Custom}, {"not used", r.Unused}})
}

// words are a row: what is said of some names.
type words struct {
	what  string
	names []string
}

func (r *reporter) words(head string, all []words) {
	s := Section{Head: head}
	for _, x := range all {
		if len(x.names) > 0 {
			s.Rows = append(s.Rows, Row{Cells: []string{x.what, strings.Join(x.names, ", ")}})
		}
	}
	r.add(s)
}

func (r *reporter) vendors() {
	var active, asleep []string
	for _, v := range r.Vendors {
		active = append(active, v+" (for "+strings.Join(r.WokenBy[v], ", ")+")")
	}
	if len(r.Asleep) > 0 {
		asleep = []string{strings.Join(counted(r.Asleep, "package"), ", ") + ": has events for these, once a repository of it is enabled"}
	}
	r.words("Vendors", []words{{"active", active}, {"not active", asleep}})
}

func (r *reporter) modules() {
	r.words("Modules", []words{{"enabled", r.ModulesOn}, {"reset", r.ModulesReset}})
}

// reports are what Leapp says of its own accord.
func (r *reporter) reports() {
	s := Section{Head: "Leapp's report"}
	for _, x := range r.Reports {
		lead := x.Title
		if x.Inhibitor {
			lead += " (inhibitor)"
		}
		if len(x.About) > 0 {
			lead += ": "
		}
		s.Lists = append(s.Lists, List{Lead: lead, Names: x.About})
	}
	r.add(s)
	r.lines("Leapp's own answer depends on chance", r.Notes)
}

// counted are counts by name: "acme (3 packages)".
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
