package fate

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"pes/generator/list"
)

// A Section is a part of the report of a machine. People read it as text (Print) or as a page: the words are the same.
type Section struct {
	Fate  string   `json:"fate,omitempty"` // of the packages below it, where these are packages
	Head  string   `json:"head"`
	Rows  []Row    `json:"rows,omitempty"`  // in columns
	Lists []List   `json:"lists,omitempty"` // names after a heading
	Lines []string `json:"lines,omitempty"`
}

func (s *Section) empty() bool { return len(s.Rows)+len(s.Lists)+len(s.Lines) == 0 }

// A Row is a line of a section; of a package, its first cell is the package and its last the place of the event.
type Row struct {
	Cells   []string `json:"cells"`
	Notes   []string `json:"notes,omitempty"` // why, and what to do, in short
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

// countWords say what a count is of.
var countWords = map[string]string{
	Removed:   "removed without a replacement",
	Lost:      "lost: removed, as no repository is known for them, or for their replacements",
	Missing:   "missing: events give them, and they do not come",
	Replaced:  "replaced by others",
	New:       "new",
	Moved:     "moved to another repository",
	Stays:     "named by events, and stay as they are",
	Foreign:   "not counted by Leapp, as neither the distribution nor an active vendor signed them",
	Unknown:   "no event names them",
	Upgraded:  "upgraded; no event names them",
	Elsewhere: "only in module streams or repositories that are not used; no event names them",
	OfVendor:  "of a vendor that is not active; no event names them",
	Orphan:    "not in the new release, and no event names them: they stay, without updates",
	Own:       "of Leapp itself",
	Undecided: "undecided: Leapp gives up before it looks at them",
}

// Tally is the beginning of the report: how many packages there are, and of each fate that occurs.
func (r *Result) Tally() []Count {
	out := []Count{{"", r.Counts["installed"], "installed packages (" + r.Form + "), " + r.Arch}}
	for _, f := range Fates {
		if n := r.Counts[f]; n > 0 {
			words := countWords[f]
			if f == Unknown && r.Stocked {
				words = strings.Replace(words, "no event names", "no event and no inventory names", 1)
			}
			out = append(out, Count{f, n, words})
		}
	}
	return out
}

// Report returns the report on a machine: what Leapp does, then what is removed, added and moved.
func (r *Result) Report() []Section {
	out := []Section{r.verdict()}
	for _, s := range slices.Concat([]Section{
		{Head: "Assumed", Lines: r.Assumed},
		{Head: "Names in the transaction lists without effect", Lines: r.Needless},
		r.leappReports(),
		{Head: "Leapp's own answer depends on chance", Lines: r.Notes},
		r.rows("Removed without a replacement", Removed),
		r.rows("Lost", Lost),
		r.rows("Missing", Missing),
		r.orphans(),
		r.elsewhere(),
		r.ofVendors(),
		r.rows("Replaced", Replaced),
		r.byRepository("New", "from", New),
		r.byRepository("Moved", "to", Moved),
		r.upgraded(),
		r.kept(),
		r.foreign(),
		table("Repositories", named("enabled now", r.Enabled), named("unknown to every map", r.unmapped()),
			named("events need", r.ToEnable), named("enabled for the upgrade", r.Mapped),
			named("from .repo files", r.Custom), named("not used", r.Blacklisted)),
		r.vendors(),
	}, r.unknown(), []Section{
		table("Modules", named("enabled", r.EnabledModules), named("reset", r.ResetModules)),
	}) {
		if !s.empty() {
			out = append(out, s)
		}
	}
	return out
}

// refusalVerbs are what Leapp does when it does not upgrade.
var refusalVerbs = map[string]string{"inhibit": "refuses", "stop": "stops", "crash": "crashes",
	NotMeant: "refused"}

// onlyLeapp is what no list of packages can tell.
const onlyLeapp = "Only leapp preupgrade on the machine sees the rest: disks and mounts, kernel drivers, the boot " +
	"loader, network, services, and whether the repositories answer."

func (r *Result) verdict() Section {
	if r.OK {
		s := Section{Head: "The package data do not stop this upgrade.", Lines: []string{onlyLeapp}}
		one := Summary{}
		if one.addKeys(r); len(one.keys) > 0 {
			s.Head = "The package data do not stop this upgrade, but keys are missing."
			s.Lines = append(one.MissingKeys(), onlyLeapp)
		}
		return s
	}
	s := Section{Head: "Leapp does not upgrade this machine"}
	for _, f := range r.Refusals {
		message := f.Message
		if f.Kind == NotMeant {
			s.Head = "This upgrade is not for this machine."
		} else {
			message += " (" + f.Step + ")"
		}
		s.Rows = append(s.Rows, Row{Cells: []string{refusalVerbs[f.Kind], message, place(f.File, f.Line)}})
	}
	switch {
	case r.isNotMeant():
		s.Lines = []string{"What follows is what it would do to a machine that it is for."}
	case r.Counts[Undecided] == 0:
		s.Lines = []string{"What follows is what it would do otherwise."}
	}
	return s
}

// rows are the packages of one fate, one a line: name, what the event does, the place of the event.
func (r *Result) rows(head, fate string) Section {
	s := Section{Fate: fate, Head: head}
	for i := range r.Packages {
		p := &r.Packages[i]
		if p.Fate != fate {
			continue
		}
		cells := []string{p.title()}
		if fate == Replaced {
			cells = append(cells, "-> "+strings.Join(p.Instead, ", "))
		}
		cells = append(cells, p.Event.action(fate, p.Why, p.To), p.Event.place())
		s.Rows = append(s.Rows, Row{cells, p.notes(), p})
	}
	return s
}

// kept are the packages that the list to_keep names.
func (r *Result) kept() Section {
	s := Section{Head: "Kept, as to_keep names them"}
	for i := range r.Packages {
		if p := &r.Packages[i]; p.Fate != Removed && p.Fate != New && len(p.Idle) > 0 {
			s.Rows = append(s.Rows, Row{[]string{p.title()}, p.notes(), p})
		}
	}
	return s
}

// byRepository are the packages of one fate by the repository they come from afterwards.
func (r *Result) byRepository(head, preposition, fate string) Section {
	lists := map[string]List{}
	for i := range r.Packages {
		p := &r.Packages[i]
		if p.Fate != fate {
			continue
		}
		l := lists[p.To]
		switch {
		case l.Lead != "":
		case p.To != "":
			l.Lead = preposition + " " + p.To + ": "
		case p.Why != "":
			l.Lead = p.Why + ": "
		}
		l.Names, l.Packages = append(l.Names, p.title()), append(l.Packages, p)
		lists[p.To] = l
	}
	of := func(repoid string) List { return lists[repoid] }
	return Section{Fate: fate, Head: head, Lists: list.Map(slices.Sorted(maps.Keys(lists)), of)}
}

func (r *Result) vendors() Section {
	active := list.Map(r.Vendors, func(v string) string {
		return v + " (for " + strings.Join(r.ActivatedBy[v], ", ") + ")"
	})
	var ignored []string
	for v, repoids := range list.ByKey(r.IgnoredVendors) {
		ignored = append(ignored, v+" (for "+strings.Join(repoids, ", ")+"), as upstream's Leapp reads no vendors")
	}
	return table("Vendors", named("active", active), named("enabled, and ignored", ignored))
}

// leappReports lists the entries of Leapp's own report.
func (r *Result) leappReports() Section {
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
	return s
}

// table is a section of rows; those without cells are left out.
func table(head string, rows ...Row) Section {
	return Section{Head: head, Rows: slices.DeleteFunc(rows, func(r Row) bool { return r.Cells == nil })}
}

// named is a row of some names, without cells where there are none.
func named(what string, names []string) Row {
	if len(names) == 0 {
		return Row{}
	}
	return Row{Cells: []string{what, strings.Join(names, ", ")}}
}

// title is the package with its stream.
func (p *Package) title() string {
	if p.Stream != "" {
		return p.Name + " (" + p.Stream + ")"
	}
	return p.Name
}

// action is what an event did to a package, such as "removed in 8.0 by epel", and why the package is lost or missing.
// Without an event, why is what a transaction list says.
func (e *Event) action(fate, why, to string) string {
	var parts []string
	if e != nil {
		parts = append(parts, e.Action+" in "+e.Release+e.byVendor())
	}
	if fate == Lost || fate == Missing {
		parts = append(parts, why+": "+to)
	} else if e == nil && why != "" {
		parts = append(parts, why)
	}
	return strings.Join(parts, ", ")
}

// notes are what stands below a package: why it goes, what to do, and events that do nothing to it.
func (p *Package) notes() []string {
	notes := p.Event.notes()
	lead := "so this does not take it away: "
	if p.Fate == Removed {
		lead = "so this does nothing: "
	}
	for _, e := range p.Idle {
		notes = append(notes, lead+e.title()+" "+e.place())
	}
	return notes
}

// notes are the first sentences of what people wrote about an event.
func (e *Event) notes() (out []string) {
	if e == nil {
		return nil
	}
	if why := firstSentence(e.Why); why != "" {
		out = append(out, "why: "+why)
	}
	if advice := firstSentence(e.Advice); advice != "" {
		out = append(out, "advice: "+advice)
	} else if e.Advice != "" {
		out = append(out, "advice: a table or commands, which --why "+strings.Join(e.In, " ")+" shows")
	}
	return out
}

// maxNote is how many characters of a sentence are shown beside a package.
const maxNote = 90

// firstSentence is the first sentence of a Markdown text in one line, "" where it begins with something else; three
// dots stand for what follows.
func firstSentence(text string) (sentence string) {
	words, n, end := firstParagraph(text), 0, 0
	for end < len(words) {
		n += 1 + utf8.RuneCountInString(words[end])
		end++
		if strings.HasSuffix(words[end-1], ".") || n > maxNote {
			break
		}
	}
	sentence = strings.Join(words[:end], " ")
	if end > 0 && end < len(strings.Fields(text)) {
		sentence += " ..."
	}
	return sentence
}

// firstParagraph is the words before the first blank line, table or block of commands.
func firstParagraph(text string) (words []string) {
	for line := range strings.Lines(strings.TrimSpace(text)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "|") || strings.HasPrefix(line, "```") {
			break
		}
		words = append(words, strings.Fields(line)...)
	}
	return words
}

func (e *Event) byVendor() string {
	if e.Vendor == "" {
		return ""
	}
	return " by " + e.Vendor
}

// place is where the event is written, or that it is upstream's; "" for none.
func (e *Event) place() string {
	switch {
	case e == nil:
		return ""
	case e.Upstream != "":
		return e.Upstream
	}
	return place(e.File, e.Line)
}

// place is file:line, "" for no file.
func place(file string, line int) string {
	if file == "" {
		return ""
	}
	return file + ":" + strconv.Itoa(line)
}
