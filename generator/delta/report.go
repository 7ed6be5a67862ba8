package delta

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"pes/generator/model"
)

// A report is a delta as people read it: by category, then by target and distributions, with what is the same said once.
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
	head   string
	target int
	vendor string
	where  int // how many distributions
	items  []item
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
	Removed: {"is now removed", "are now removed"}, Kept: {"is no longer removed", "are no longer removed"},
	Replaced: {"is replaced by something else", "are replaced by something else"}, Moved: {"comes from another repository", "come from another repository"},
	Changed: {"changes under other conditions", "change under other conditions"}, Security: {"change of keys and signatures", "changes of keys and signatures"},
	Repositories: {"change of repositories", "changes of repositories"}, Vendors: {"vendor is new or gone", "vendors are new or gone"},
	Paths: {"tree or path is new or gone", "trees or paths are new or gone"}, Files: {"other file", "other files"},
}

// line is one thing to say about one name in one distribution.
type line struct {
	category Category
	target   int
	vendor   string
	arches   string
	name     string
	say      phrase
	why      string
}

func (l *line) key(withName bool) string {
	name := ""
	if withName {
		name = l.name
	}
	return strings.Join([]string{string(l.category), strconv.Itoa(l.target), l.vendor, l.arches, name, l.say.String(), l.why}, "\x00")
}

// report joins distributions with the same change, then names with the same phrase.
func (d *Delta) report() *report {
	lines := map[string]*line{}
	distros := map[string][]string{}
	var order []string
	for i := range d.Changes {
		for _, l := range d.lines(&d.Changes[i]) {
			k := l.key(true)
			if lines[k] == nil {
				lines[k], order = &l, append(order, k)
			}
			if folder := d.Changes[i].Distro; !slices.Contains(distros[k], folder) {
				distros[k] = append(distros[k], folder)
			}
		}
	}
	r := &report{}
	for _, l := range d.wholes() {
		r.add(l.line, l.distros, d)
	}
	for _, k := range order {
		r.add(lines[k], distros[k], d)
	}
	r.sort()
	for _, s := range d.Skipped {
		r.skipped = append(r.skipped, fmt.Sprintf("%s, %d to %d: %s not compared: %s", d.title(s.Distro), s.Target-1, s.Target, plurals[s.Kind], s.Why))
	}
	return r
}

var plurals = map[Kind]string{Package: "packages", Path: "upgrade paths", Mapping: "what becomes of repositories", Entry: "the repositories of the map",
	Section: "the repositories", Key: "keys"}

func (d *Delta) title(folder string) string { return cmp.Or(d.names[folder], folder) }

// add puts a line into its section and group.
func (r *report) add(l *line, distros []string, d *Delta) {
	s := slices.IndexFunc(r.sections, func(s section) bool { return s.category == l.category })
	if s < 0 {
		s, r.sections = len(r.sections), append(r.sections, section{category: l.category})
	}
	groups := &r.sections[s].groups
	head := d.head(l, distros)
	g := slices.IndexFunc(*groups, func(g group) bool { return g.head == head })
	if g < 0 {
		g, *groups = len(*groups), append(*groups, group{head: head, target: l.target, vendor: l.vendor, where: len(distros)})
	}
	items := &(*groups)[g].items
	same := func(i item) bool { return i.why == l.why && i.say.String() == l.say.String() }
	if i := slices.IndexFunc(*items, same); i >= 0 {
		(*items)[i].names = append((*items)[i].names, l.name)
	} else {
		*items = append(*items, item{[]string{l.name}, l.say, l.why})
	}
}

// head says where something is so: "7 to 8, Rocky Linux, on aarch64".
func (d *Delta) head(l *line, distros []string) string {
	where := ""
	switch {
	case l.category == Paths:
		return fmt.Sprintf("%d to %d", l.target-1, l.target) // the names are those of distributions
	case len(distros) > 1 && slices.Equal(slices.Sorted(slices.Values(distros)), d.both[l.target]):
		where = "all distributions"
	default:
		names := make([]string, 0, len(distros))
		for _, f := range distros {
			names = append(names, d.title(f))
		}
		slices.Sort(names)
		where = strings.Join(names, ", ")
	}
	head := fmt.Sprintf("%d to %d", l.target-1, l.target)
	if where != "" { // the files of a machine do not say whose they are
		head += ", " + where
	}
	if l.vendor != "" {
		head += ", vendor " + l.vendor
	}
	if l.arches != "" {
		head += ", on " + l.arches
	}
	return head
}

func (r *report) sort() {
	slices.SortFunc(r.sections, func(a, b section) int {
		return cmp.Compare(slices.Index(Categories, a.category), slices.Index(Categories, b.category))
	})
	for _, s := range r.sections {
		slices.SortStableFunc(s.groups, func(a, b group) int {
			return cmp.Or(cmp.Compare(a.target, b.target), strings.Compare(a.vendor, b.vendor), -cmp.Compare(a.where, b.where), strings.Compare(a.head, b.head))
		})
		for _, g := range s.groups {
			for _, i := range g.items {
				slices.Sort(i.names)
			}
			slices.SortStableFunc(g.items, func(a, b item) int {
				return cmp.Or(-cmp.Compare(len(a.names), len(b.names)), strings.Compare(a.names[0], b.names[0]), strings.Compare(a.say.String(), b.say.String()))
			})
		}
	}
}

// lines say what a change means. What is part of something new or gone is said with it.
func (d *Delta) lines(c *Change) (out []line) {
	if c.Whole != "" {
		return nil
	}
	l := line{category: c.Category, target: c.Target, vendor: c.Vendor, name: c.Name}
	if c.Kind != Package {
		if l.name, l.say = thingName(c), (speaker{}).thing(c); c.Kind == Path {
			l.name = d.title(c.Distro) + " " + c.Name
		}
		return []line{l}
	}
	l.arches = d.onlyOn(c)
	for i := range c.Turns {
		t := &c.Turns[i]
		l.say, l.why = speaker{}.turn(t), firstLine(t.Is.Why)
		if len(c.Turns) > 1 || !t.Streams[0].IsZero() {
			l.say = append(phrase{{"with " + streamNames(t.Streams) + " ", false}}, l.say...)
		}
		out = append(out, l)
	}
	return out
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

// thingName is what a subject is called. PES IDs in it are called as all distributions do.
func thingName(c *Change) string {
	switch c.Kind {
	case Mapping:
		_, pesid, _ := strings.Cut(c.Name, " ")
		return speaker{}.repo(pesid)
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

// wholeLine is a line about a tree or a vendor that is new or gone.
type wholeLine struct {
	*line
	distros []string
}

// wholes says of each tree and vendor that is new or gone what is in it.
func (d *Delta) wholes() (out []wholeLine) {
	type id struct {
		distro string
		target int
		vendor string
	}
	inside := map[id]map[Kind]int{}
	var heads []*Change
	for i := range d.Changes {
		c := &d.Changes[i]
		if c.Whole == "" {
			continue
		}
		at := id{c.Distro, c.Target, c.Vendor}
		if c.Whole == Tree {
			at.vendor = ""
		}
		if inside[at] == nil {
			inside[at] = map[Kind]int{}
		}
		if inside[at][c.Kind]++; c.Kind == c.Whole {
			heads = append(heads, c)
		}
	}
	for _, c := range heads {
		at := id{c.Distro, c.Target, c.Vendor}
		l := &line{category: c.Category, target: c.Target, name: c.Name, say: speaker{}.thing(c)}
		if c.Kind == Tree {
			l.name = d.title(c.Distro)
		}
		var words []string
		for _, k := range []struct {
			kind      Kind
			one, many string
		}{{Vendor, "vendor", "vendors"}, {Package, "package", "packages"}, {Section, "repository", "repositories"}, {Signature, "signing key", "signing keys"}} {
			switch n := inside[at][k.kind]; {
			case n == 0 || k.kind == c.Kind:
			case n == 1:
				words = append(words, "1 "+k.one)
			default:
				words = append(words, strconv.Itoa(n)+" "+k.many)
			}
		}
		if len(words) > 0 {
			l.say.say(", with " + strings.Join(words, ", "))
		}
		same := func(w wholeLine) bool { return w.key(true) == l.key(true) }
		if i := slices.IndexFunc(out, same); i >= 0 {
			out[i].distros = append(out[i].distros, c.Distro)
		} else {
			out = append(out, wholeLine{l, []string{c.Distro}})
		}
	}
	return out
}

// tally is how many names each category has.
func (r *report) tally() (out []string) {
	for _, s := range r.sections {
		n, names := s.count()
		out = append(out, tallied(s.category, n, names, len(out) == 0))
	}
	return out
}

// tallied counts what a category is about: n times something is said, of so many names. What follows a count of packages counts
// packages too.
func tallied(c Category, n, names int, first bool) string {
	packages := slices.Index(Categories, c) <= slices.Index(Categories, Changed)
	if packages || c == Vendors {
		n = names
	}
	word, things := counted[c][1], " packages"
	if n == 1 {
		word, things = counted[c][0], " package"
	}
	if !first || !packages {
		things = ""
	}
	return strconv.Itoa(n) + things + " " + word
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
			out = append(out, string(c.Kind)+" "+c.Name+": "+speaker{exact: true}.thing(c).String())
			continue
		}
		lead := "no event takes " + c.Name + " as before"
		for _, f := range c.After {
			if !slices.ContainsFunc(c.Before, func(b Fact) bool { return b.Text == f.Text }) {
				lead = fmt.Sprintf("event %d now %s %s", f.Step.Event.ID, verb(f.Step, c.Name), c.Name)
				break
			}
		}
		var turns []string
		for j := range c.Turns {
			turns = append(turns, speaker{exact: true}.turn(&c.Turns[j]).String())
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
