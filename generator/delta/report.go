package delta

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"pes/generator/english"
	"pes/generator/list"
	"pes/generator/model"
)

// A report is a delta arranged for readers: by category, then by target and distributions; equal changes are merged.
type report struct {
	incomplete  []string // in the headline
	notCompared []string
	sections    []section
}

type section struct {
	category Category
	groups   []group
}

// names returns the names of all items, each as often as it occurs.
func (s section) names() []string {
	return list.FlatMap(s.groups, func(g group) []string {
		return list.FlatMap(g.items, func(i item) []string { return i.names })
	})
}

// A group is the changes that some distributions have in common, for upgrades to one target.
type group struct {
	head    string
	first   line
	distros int // how many
	items   []item
}

// An item is a phrase about some names.
type item struct {
	names    []string
	say, why string
}

// A line is one thing to say about one name, in one distribution or in several.
type line struct {
	category Category
	target   int
	vendor   string
	by       string // ByUpstream, or ""
	arches   string
	name     string
	say, why string
}

// report joins distributions with the same change, then names with the same phrase.
func (d *Delta) report() *report {
	var lines []line
	distros := map[line][]string{}
	contents := d.contents()
	for _, c := range d.Changes {
		for _, l := range d.lines(c, contents) {
			if distros[l] == nil {
				lines = append(lines, l)
			}
			distros[l] = list.AppendNew(distros[l], c.Distro)
		}
	}
	r := &report{}
	for _, lines := range list.Group(lines, func(l line) Category { return l.category }) {
		s := section{category: lines[0].category}
		for _, lines := range list.Group(lines, func(l line) string { return d.head(l, distros[l]) }) {
			first := lines[0]
			n := len(distros[first])
			s.groups = append(s.groups, group{d.head(first, distros[first]), first, n, items(lines)})
		}
		slices.SortFunc(s.groups, func(a, b group) int {
			return cmp.Or(cmp.Compare(a.first.by, b.first.by), cmp.Compare(a.first.target, b.first.target),
				cmp.Compare(a.first.vendor, b.first.vendor),
				cmp.Compare(b.distros, a.distros), cmp.Compare(a.head, b.head))
		})
		r.sections = append(r.sections, s)
	}
	slices.SortFunc(r.sections, func(a, b section) int { return cmp.Compare(a.category.rank(), b.category.rank()) })
	r.incomplete, r.notCompared = d.Incomplete(), d.notCompared()
	return r
}

// items join names with the same phrase, the most first.
func items(lines []line) []item {
	out := list.Map(list.Group(lines, func(l line) [2]string { return [2]string{l.say, l.why} }),
		func(same []line) item {
			names := list.Map(same, func(l line) string { return l.name })
			slices.Sort(names)
			return item{names, same[0].say, same[0].why}
		})
	slices.SortStableFunc(out, func(a, b item) int {
		return cmp.Or(cmp.Compare(len(b.names), len(a.names)), cmp.Compare(a.names[0], b.names[0]),
			cmp.Compare(unmarked(a.say), unmarked(b.say)))
	})
	return out
}

func (d *Delta) title(folder string) string { return cmp.Or(d.names[folder], folder) }

// head says where something is so: "7 to 8, Rocky Linux, on aarch64".
func (d *Delta) head(l line, distros []string) string {
	parts := []string{fmt.Sprintf("%d to %d", l.target-1, l.target)}
	if l.category == Paths {
		return parts[0] // the names are those of distributions
	}
	names := list.Map(distros, d.title)
	slices.Sort(names)
	if len(distros) > 1 && slices.Equal(union(distros, nil), d.both[l.target]) {
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
	if l.by != "" {
		parts = append(parts, "changed by upstream")
	}
	return strings.Join(parts, ", ")
}

// lines returns the lines about a change. A tree or vendor that is new or gone has one line for all its parts.
func (d *Delta) lines(c Change, contents map[part]int) (out []line) {
	switch c.Whole {
	case "":
	case c.Kind:
		return []line{d.wholeLine(c, contents)}
	default:
		return nil
	}
	l := line{category: c.Category, target: c.Target, vendor: c.Vendor, name: c.Name}
	if c.Kind != Package {
		l.name, l.say = subjectName(c), wording{}.subject(c)
		if c.Kind == Path {
			l.name = d.title(c.Distro) + " " + c.Name
		}
		return []line{l}
	}
	if l.arches = d.onlyOn(c); c.By == ByUpstream {
		l.by = c.By
	}
	for _, t := range c.Turns {
		l.say, l.why = wording{}.turn(t), firstLine(t.Is.Why)
		if c.byStream() {
			l.say = "with " + streamNames(t.Streams) + " " + l.say
		}
		out = append(out, l)
	}
	return out
}

// byStream reports whether the change of a package depends on its module stream.
func (c Change) byStream() bool { return len(c.Turns) > 1 || !c.Turns[0].Streams[0].IsZero() }

// wholeOf is the tree or vendor that a change is part of.
func wholeOf(c Change) Subject {
	s := Subject{Distro: c.Distro, Target: c.Target, Vendor: c.Vendor, Kind: c.Whole}
	if c.Whole == Tree {
		s.Vendor = ""
	}
	return s
}

// A part is all of one kind in a tree or vendor that is new or gone.
type part struct {
	whole Subject
	kind  Kind
}

// contents counts what is in each part.
func (d *Delta) contents() map[part]int {
	out := map[part]int{}
	for _, c := range d.Changes {
		if c.Whole != "" {
			out[part{wholeOf(c), c.Kind}]++
		}
	}
	return out
}

// wholeLine says of a tree or a vendor that is new or gone what is in it.
func (d *Delta) wholeLine(c Change, contents map[part]int) line {
	l := line{category: c.Category, target: c.Target, name: c.Name, say: wording{}.subject(c)}
	if c.Kind == Tree {
		l.name = d.title(c.Distro)
	}
	word := ", with "
	for _, k := range []struct {
		kind Kind
		noun string
	}{{Vendor, "vendor"}, {Package, "package"}, {Section, "repository"}, {Signature, "signing key"}} {
		if n := contents[part{wholeOf(c), k.kind}]; n > 0 && k.kind != c.Kind {
			l.say += word + english.Count(n, k.noun)
			word = ", "
		}
	}
	return l
}

func streamNames(streams []model.Stream) string {
	return strings.Join(list.Map(streams, func(s model.Stream) string {
		if s.IsZero() {
			return "no stream"
		}
		return s.String()
	}), ", ")
}

// subjectName is what a subject is called. PES IDs in it are called as all distributions do.
func subjectName(c Change) string {
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

// onlyOn names the architectures of a change, "" if it is on all that the distribution is offered for.
func (d *Delta) onlyOn(c Change) string {
	offered := d.offered[c.Distro]
	if len(offered) == 0 {
		offered = model.Arches
	}
	here := list.Select(c.Arches, func(a string) bool { return slices.Contains(offered, a) })
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

// upstreams says how many of the packages upstream changed; "" where none.
func (r *report) upstreams() string {
	var names []string
	for _, s := range r.sections {
		for _, g := range s.groups {
			if g.first.by == ByUpstream {
				for _, i := range g.items {
					names = append(names, i.names...)
				}
			}
		}
	}
	return changedByUpstream(len(union(names, nil)))
}

// changedByUpstream ends a summary in which upstream changed n packages.
func changedByUpstream(n int) string {
	if n == 0 {
		return ""
	}
	return "; " + english.Grouped(n) + " changed by upstream"
}

// tally says how much changed, a line for each category, the first of which, or each alone, can begin a sentence.
func (r *report) tally(alone bool) (out []string) {
	for i, s := range r.sections {
		out = append(out, tallied(s.category, s.names(), alone || i == 0))
	}
	switch {
	case len(r.incomplete) > 0 && len(out) == 0:
		return append(r.incomplete, "no difference in meaning in what can")
	case len(out) == 0:
		return []string{"no difference in meaning"}
	}
	return append(slices.Clone(r.incomplete), out...)
}

// tallied counts what a category is about. What follows a count of packages counts packages too.
func tallied(c Category, names []string, first bool) string {
	n := len(names)
	packages := c.rank() <= Changed.rank()
	if packages || c == Vendors {
		n = len(union(names, nil))
	}
	text := english.Grouped(n) + " "
	if first && packages {
		text += english.Noun(n, "package") + " "
	}
	if n == 1 {
		return text + readCategories()[c].One
	}
	return text + readCategories()[c].Many
}

// Summary says how much changed: a line for each category, or one line if nothing changed.
func (d *Delta) Summary() []string { return d.report().tally(true) }

// Sentences say what changed, one subject each, with the event that now says so: "event 4711 now removes curl".
func (d *Delta) Sentences() (out []string) {
	for _, c := range d.Changes {
		if c.Kind != Package {
			out = append(out, string(c.Kind)+" "+c.Name+": "+unmarked(wording{exact: true}.subject(c)))
			continue
		}
		lead := "no event takes " + c.Name + " as before"
		isNew := func(f Fact) bool { return !slices.Contains(texts(c.Before), f.Text) }
		if i := slices.IndexFunc(c.After, isNew); i >= 0 {
			s := c.After[i].Step
			lead = fmt.Sprintf("event %d now %s %s", s.Event.ID, verb(s, c.Name), c.Name)
		}
		turns := list.Map(c.Turns, func(t Turn) string { return unmarked(wording{exact: true}.turn(t)) })
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
