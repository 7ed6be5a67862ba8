package delta

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"pes/generator/english"
	"pes/generator/model"
)

// A report is a delta as people read it: by category, then by target and distributions, with what is the same said
// once.
type report struct {
	sections []section
	skipped  []string
}

type section struct {
	category Category
	groups   []group
}

// count is how many things a section says, and of how many names.
func (s *section) count() (things, names int) {
	seen := map[string]bool{}
	for _, g := range s.groups {
		for _, i := range g.items {
			things += len(i.names)
			for _, name := range i.names {
				seen[name] = true
			}
		}
	}
	return things, len(seen)
}

// A group is what is so in some distributions on the way to one target.
type group struct {
	head    string
	target  int
	vendor  string
	distros int // how many
	items   []item
}

// An item is a phrase about some names.
type item struct {
	names []string
	say   phrase
	why   string
}

// titles and leads of the sections.
var titles = map[Category][2]string{
	Removed:      {"Now removed", "An upgrade takes these packages away now, and nothing comes instead."},
	Kept:         {"No longer removed", "An upgrade took these packages away, and does so no longer."},
	Replaced:     {"Replaced by something else", ""},
	Moved:        {"From another repository", ""},
	Changed:      {"Under other conditions", "The same becomes of these packages, but not in the same upgrades."},
	Security:     {"Security", "Keys, signatures, and what turns their checks on and off."},
	Repositories: {"Repositories", ""},
	Vendors:      {"Vendors", ""},
	Paths:        {"Upgrade paths", ""},
	Files:        {"Other files", ""},
}

// counted says how many of a category there are, for the first line.
var counted = map[Category][2]string{
	Removed:      {"is now removed", "are now removed"},
	Kept:         {"is no longer removed", "are no longer removed"},
	Replaced:     {"is replaced by something else", "are replaced by something else"},
	Moved:        {"comes from another repository", "come from another repository"},
	Changed:      {"changes under other conditions", "change under other conditions"},
	Security:     {"change of keys and signatures", "changes of keys and signatures"},
	Repositories: {"change of repositories", "changes of repositories"},
	Vendors:      {"vendor is new or gone", "vendors are new or gone"},
	Paths:        {"tree or path is new or gone", "trees or paths are new or gone"},
	Files:        {"other file", "other files"},
}

// A line is one thing to say about one name, in one distribution or in several.
type line struct {
	category Category
	target   int
	vendor   string
	arches   string
	name     string
	say      phrase
	why      string
	distros  []string
}

// key is all that lines of several distributions must have in common to be one.
func (l *line) key() string {
	return strings.Join([]string{
		string(l.category), strconv.Itoa(l.target), l.vendor, l.arches, l.name, l.say.String(), l.why,
	}, "\x00")
}

// report joins distributions with the same change, then names with the same phrase.
func (d *Delta) report() *report {
	var lines []*line
	known := map[string]*line{}
	contents := d.contents()
	for i := range d.Changes {
		c := &d.Changes[i]
		for _, l := range d.lines(c, contents) {
			k := l.key()
			if known[k] == nil {
				known[k], lines = &l, append(lines, &l)
			}
			if !slices.Contains(known[k].distros, c.Distro) {
				known[k].distros = append(known[k].distros, c.Distro)
			}
		}
	}
	r := &report{}
	for _, l := range lines {
		r.add(l, d.head(l))
	}
	r.sort()
	for _, s := range d.Skipped {
		r.skipped = append(r.skipped, fmt.Sprintf("%s, %d to %d: %s not compared: %s",
			d.title(s.Distro), s.Target-1, s.Target, plurals[s.Kind], s.Why))
	}
	return r
}

var plurals = map[Kind]string{
	Package: "packages", Path: "upgrade paths", Mapping: "what becomes of repositories",
	Entry: "the repositories of the map", Section: "the repositories", Key: "keys",
}

func (d *Delta) title(folder string) string { return cmp.Or(d.names[folder], folder) }

// add puts a line into its section and group.
func (r *report) add(l *line, head string) {
	i := slices.IndexFunc(r.sections, func(s section) bool { return s.category == l.category })
	if i < 0 {
		i, r.sections = len(r.sections), append(r.sections, section{category: l.category})
	}
	s := &r.sections[i]
	i = slices.IndexFunc(s.groups, func(g group) bool { return g.head == head })
	if i < 0 {
		i = len(s.groups)
		s.groups = append(s.groups, group{head: head, target: l.target, vendor: l.vendor, distros: len(l.distros)})
	}
	g := &s.groups[i]
	i = slices.IndexFunc(g.items, func(i item) bool { return i.why == l.why && i.say.String() == l.say.String() })
	if i < 0 {
		i, g.items = len(g.items), append(g.items, item{say: l.say, why: l.why})
	}
	g.items[i].names = append(g.items[i].names, l.name)
}

// head says where something is so: "7 to 8, Rocky Linux, on aarch64".
func (d *Delta) head(l *line) string {
	parts := []string{fmt.Sprintf("%d to %d", l.target-1, l.target)}
	if l.category == Paths {
		return parts[0] // the names are those of distributions
	}
	names := make([]string, 0, len(l.distros))
	for _, f := range l.distros {
		names = append(names, d.title(f))
	}
	slices.Sort(names)
	if len(l.distros) > 1 && slices.Equal(slices.Sorted(slices.Values(l.distros)), d.both[l.target]) {
		names = []string{"all distributions"}
	}
	if where := strings.Join(names, ", "); where != "" { // the files of a machine do not say whose they are
		parts = append(parts, where)
	}
	if l.vendor != "" {
		parts = append(parts, "vendor "+l.vendor)
	}
	if l.arches != "" {
		parts = append(parts, "on "+l.arches)
	}
	return strings.Join(parts, ", ")
}

func (r *report) sort() {
	slices.SortFunc(r.sections, func(a, b section) int { return cmp.Compare(a.category.rank(), b.category.rank()) })
	for _, s := range r.sections {
		slices.SortStableFunc(s.groups, func(a, b group) int {
			return cmp.Or(cmp.Compare(a.target, b.target), strings.Compare(a.vendor, b.vendor),
				cmp.Compare(b.distros, a.distros), strings.Compare(a.head, b.head))
		})
		for _, g := range s.groups {
			for _, i := range g.items {
				slices.Sort(i.names)
			}
			slices.SortStableFunc(g.items, func(a, b item) int {
				return cmp.Or(cmp.Compare(len(b.names), len(a.names)), strings.Compare(a.names[0], b.names[0]),
					strings.Compare(a.say.String(), b.say.String()))
			})
		}
	}
}

// lines say what a change means. What is part of a tree or vendor that is new or gone is in the one line about that.
func (d *Delta) lines(c *Change, contents map[Subject]map[Kind]int) (out []line) {
	if c.Whole != "" {
		if c.Kind == c.Whole {
			out = []line{d.wholeLine(c, contents[wholeOf(c)])}
		}
		return out
	}
	l := line{category: c.Category, target: c.Target, vendor: c.Vendor, name: c.Name}
	if c.Kind != Package {
		l.name, l.say = subjectName(c), (wording{}).subject(c)
		if c.Kind == Path {
			l.name = d.title(c.Distro) + " " + c.Name
		}
		return []line{l}
	}
	l.arches = d.onlyOn(c)
	for i := range c.Turns {
		t := &c.Turns[i]
		l.say, l.why = wording{}.turn(t), firstLine(t.Is.Why)
		if c.byStream() {
			l.say = append(phrase{{"with " + streamNames(t.Streams) + " ", false}}, l.say...)
		}
		out = append(out, l)
	}
	return out
}

// byStream reports whether the change of a package depends on its module stream.
func (c *Change) byStream() bool { return len(c.Turns) > 1 || !c.Turns[0].Streams[0].IsZero() }

// wholeOf is the tree or vendor that a change is part of.
func wholeOf(c *Change) Subject {
	s := Subject{Distro: c.Distro, Target: c.Target, Vendor: c.Vendor, Kind: c.Whole}
	if c.Whole == Tree {
		s.Vendor = ""
	}
	return s
}

// contents counts what is in each tree and vendor that is new or gone.
func (d *Delta) contents() map[Subject]map[Kind]int {
	out := map[Subject]map[Kind]int{}
	for i := range d.Changes {
		c := &d.Changes[i]
		if c.Whole == "" {
			continue
		}
		if out[wholeOf(c)] == nil {
			out[wholeOf(c)] = map[Kind]int{}
		}
		out[wholeOf(c)][c.Kind]++
	}
	return out
}

// wholeLine says of a tree or a vendor that is new or gone what is in it.
func (d *Delta) wholeLine(c *Change, contents map[Kind]int) line {
	l := line{category: c.Category, target: c.Target, name: c.Name, say: wording{}.subject(c)}
	if c.Kind == Tree {
		l.name = d.title(c.Distro)
	}
	var words []string
	for _, k := range []struct {
		kind Kind
		noun string
	}{{Vendor, "vendor"}, {Package, "package"}, {Section, "repository"}, {Signature, "signing key"}} {
		if n := contents[k.kind]; n > 0 && k.kind != c.Kind {
			words = append(words, english.Count(n, k.noun))
		}
	}
	if len(words) > 0 {
		l.say.text(", with " + strings.Join(words, ", "))
	}
	return l
}

func streamNames(list []model.Stream) string {
	var words []string
	for _, s := range list {
		if s.IsZero() {
			words = append(words, "no stream")
		} else {
			words = append(words, s.String())
		}
	}
	return strings.Join(words, ", ")
}

// subjectName is what a subject is called. PES IDs in it are called as all distributions do.
func subjectName(c *Change) string {
	switch c.Kind {
	case Mapping:
		_, pesid, _ := strings.Cut(c.Name, " ")
		return wording{}.repo(pesid)
	case Entry:
		i := strings.LastIndexByte(c.Name, ' ')
		return c.Name[:max(i, 0)] + " (" + c.Name[i+1:] + ")"
	}
	return c.Name
}

// onlyOn names the architectures of a change that not all of the distribution's have.
func (d *Delta) onlyOn(c *Change) string {
	offered := d.offered[c.Distro]
	if len(offered) == 0 {
		offered = model.Arches
	}
	here := slices.DeleteFunc(slices.Clone(c.Arches), func(a string) bool { return !slices.Contains(offered, a) })
	switch {
	case len(here) == 0:
		return strings.Join(c.Arches, ", ") + ", for which the distribution is not offered"
	case len(here) == len(offered):
		return ""
	}
	return strings.Join(here, ", ") + " alone"
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(s), "\n")
	return line
}

// tally is how many names each category has.
func (r *report) tally() (out []string) {
	for _, s := range r.sections {
		n, names := s.count()
		out = append(out, tallied(s.category, n, names, len(out) == 0))
	}
	return out
}

// tallied counts what a category is about: n things, about so many names. What follows a count of
// packages counts packages too.
func tallied(c Category, n, names int, first bool) string {
	packages := c.rank() <= Changed.rank()
	if packages || c == Vendors {
		n = names
	}
	words := []string{strconv.Itoa(n)}
	if first && packages {
		words = append(words, english.Noun(n, "package"))
	}
	if n == 1 {
		words = append(words, counted[c][0])
	} else {
		words = append(words, counted[c][1])
	}
	return strings.Join(words, " ")
}

// Summary says how much changed, a line for each category, which stands alone; one line that says so when nothing did.
func (d *Delta) Summary() (out []string) {
	for _, s := range d.report().sections {
		n, names := s.count()
		out = append(out, tallied(s.category, n, names, true))
	}
	if len(out) == 0 {
		return []string{"no difference in meaning"}
	}
	return out
}

// Sentences say what changed, one subject each, with the event that now says so: "event 4711 now removes curl".
func (d *Delta) Sentences() (out []string) {
	for i := range d.Changes {
		c := &d.Changes[i]
		if c.Kind != Package {
			out = append(out, string(c.Kind)+" "+c.Name+": "+wording{exact: true}.subject(c).String())
			continue
		}
		lead := "no event takes " + c.Name + " as before"
		for _, f := range c.After {
			if !slices.ContainsFunc(c.Before, func(b Fact) bool { return sameFact(b, f) }) {
				lead = fmt.Sprintf("event %d now %s %s", f.Step.Event.ID, verb(f.Step, c.Name), c.Name)
				break
			}
		}
		var turns []string
		for j := range c.Turns {
			turns = append(turns, wording{exact: true}.turn(&c.Turns[j]).String())
		}
		if on := d.onlyOn(c); on != "" {
			lead += " on " + on
		}
		out = append(out, lead+": "+strings.Join(turns, "; "))
	}
	return out
}

// verb is what a step does to one package.
func verb(s *Step, name string) string {
	stays, comes := false, false
	for _, p := range s.Effect {
		if p.Repo != model.Gone {
			stays, comes = stays || p.Name == name, comes || p.Name != name
		}
	}
	switch {
	case stays:
		return "keeps"
	case comes:
		return "replaces"
	}
	return "removes"
}
