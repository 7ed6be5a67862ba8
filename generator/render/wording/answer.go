package wording

import (
	"slices"
	"strings"

	"pes/generator/english"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/render/address"
	"pes/generator/render/markup"
	"pes/generator/render/versions"
	"pes/generator/render/xref"
)

// A Sentence is text in which packages are links.
type Sentence struct{ parts []part }

type part struct {
	text string
	page string // its address below the root; "" where it is no link
	bold bool
	path *xref.Path // it names the path of the sentence
}

func (s *Sentence) say(text ...string) {
	for _, t := range text {
		s.parts = append(s.parts, part{text: t})
	}
}

func (s *Sentence) path(p *xref.Path) {
	s.parts = append(s.parts, part{text: p.Words(), page: address.Path(p.String()), path: p})
}

func (s *Sentence) self(name string) { s.parts = append(s.parts, part{text: name, bold: true}) }

// maxListed is how many names a sentence lists before it counts the rest.
const maxListed = 4

// list says "a, b and c"; of many, the first and how many more.
func (s *Sentence) list(names []string) {
	more := 0
	if len(names) > maxListed+1 {
		names, more = names[:maxListed], len(names)-maxListed
	}
	for i, n := range names {
		switch {
		case i == 0:
		case i == len(names)-1 && more == 0:
			s.say(" and ")
		default:
			s.say(", ")
		}
		s.parts = append(s.parts, part{text: n, page: address.Package(n)})
	}
	if more > 0 {
		s.say(" and ", english.Spelled(more), " more")
	}
}

// String is the sentence as text.
func (s *Sentence) String() string {
	var b strings.Builder
	for _, p := range s.parts {
		b.WriteString(p.text)
	}
	return b.String()
}

// Write writes the sentence with links; root is the way to the root of the site.
func (s *Sentence) Write(b *markup.Builder, root string) {
	for _, p := range s.parts {
		switch {
		case p.page != "":
			b.Link(near(root+p.page), p.text)
		case p.bold:
			b.Tag("<b>").Text(p.text).Tag("</b>")
		default:
			b.Text(p.text)
		}
	}
}

// near is an address on the page of a package: the folder of all packages is near there.
func near(href string) string {
	if name, ok := strings.CutPrefix(href, "../../p/"); ok {
		return "../" + name
	}
	return href
}

// Answers says what becomes of a package on each upgrade path, in order. stock says what releases have; nil: nothing is
// known. The sentence is valid until f returns.
func Answers(x *xref.Index, p *xref.Package, outcomes []xref.Outcome, stock func(major int) Stock,
	f func(*Sentence, []xref.Outcome)) {
	a := answerer{x: x, p: p, stock: stock}
	if stock == nil {
		a.stock = func(int) Stock { return Stock{} }
	}
	a.parts = make([]part, 0, 24) // longer ones are rare
	for _, path := range x.Paths {
		n := 0
		for n < len(outcomes) && outcomes[n].Path == path {
			n++
		}
		a.answer(path, outcomes[:n])
		f(&a.Sentence, outcomes[:n])
		outcomes = outcomes[n:]
	}
}

// Folded is Answers, but paths that follow each other and have the same answer share a sentence.
func Folded(x *xref.Index, p *xref.Package, outcomes []xref.Outcome, stock func(major int) Stock,
	f func(*Sentence, []xref.Outcome)) {
	var last Sentence
	var of []xref.Outcome
	Answers(x, p, outcomes, stock, func(a *Sentence, here []xref.Outcome) {
		if last.fold(a) {
			return
		}
		if of != nil {
			f(&last, of)
		}
		last.parts, of = append(last.parts[:0], a.parts...), here
	})
	if of != nil {
		f(&last, of)
	}
}

// fold makes a sentence say what it says of the path of another as well, if the other says the same.
func (s *Sentence) fold(o *Sentence) bool {
	at := slices.IndexFunc(s.parts, func(p part) bool { return p.path != nil })
	last := at
	for last >= 0 && last+2 < len(s.parts) && s.parts[last+2].path != nil {
		last += 2 // paths, with commas between
	}
	if at < 0 || !slices.Equal(s.parts[:at], o.parts[:min(at, len(o.parts))]) ||
		!slices.Equal(s.parts[last+1:], o.parts[min(at+1, len(o.parts)):]) {
		return false
	}
	if last > at {
		s.parts[last-1].text = ", "
	}
	s.parts = slices.Insert(s.parts, last+1, part{text: " and "}, o.parts[at])
	return true
}

// An answerer makes the answers for a package.
type answerer struct {
	Sentence
	x     *xref.Index
	p     *xref.Package
	stock func(major int) Stock // never nil
}

// answer says what becomes of the package on one path: a sentence for each group of distributions that agree, those
// without an event last, then one for each vendor.
func (a *answerer) answer(path *xref.Path, outcomes []xref.Outcome) {
	a.parts = a.parts[:0]
	n := 0
	for n < len(outcomes) && outcomes[n].Vendor == nil {
		n++
	}
	own, vendors := outcomes[:n], outcomes[n:]
	if i := slices.IndexFunc(own, unnamed); i >= 0 && i < n-1 {
		own = append(slices.Delete(slices.Clone(own), i, i+1), own[i])
	}
	if len(own) == 1 && unnamed(own[0]) && own[0].Later == 0 && len(vendors) > 0 && !a.isThere(path) {
		own = nil // it is the vendor's alone
	}
	a.say("On ")
	a.path(path)
	a.say(", ")
	for i, o := range own {
		switch {
		case unnamed(o):
			a.unnamed(o, i, i == len(own)-1, len(vendors) > 0)
			continue
		case i > 0:
			a.say(" ", english.Capital(Where(a.x, o, true)))
		}
		a.becomes(o, i == 0)
		if i == 0 && (o.Gone == nil || len(own) > 1) {
			a.say(", ", Where(a.x, o, false))
		}
		a.say(".")
	}
	if was, is := a.newMajor(path, own); is != "" {
		a.say(" Version ", was, " becomes ", is, ".")
	}
	a.vendors(vendors, len(own) == 0)
}

// isThere reports whether distributions are known to have the package on some end of a path.
func (a *answerer) isThere(path *xref.Path) bool {
	return a.stock(path.Source).State == Has || a.stock(path.Target).State == Has
}

// becomes says what an outcome makes of the package, which is named where it was not before.
func (a *answerer) becomes(o xref.Outcome, first bool) {
	all := a.taking(a.p.Name, o.Path, o.Uses)
	switch {
	case first:
		a.self(a.p.Name)
	case len(all) > 0 && all[0].isLimited(all):
		a.say(" that")
	default:
		a.say(" it")
	}
	if o.Gone != nil {
		a.gone(o)
		return
	}
	a.clauses(all)
	a.origins(o.Uses, len(all) > 0)
}

// Where says in which of the distributions with its path an outcome is so: "in all but Rocky Linux". With name they are
// always named.
func Where(x *xref.Index, o xref.Outcome, name bool) string {
	if n := len(o.Path.Cells); len(o.Cells) == n && !name {
		switch n {
		case 1:
			return "in " + Title(x.Cells[o.Cells[0]].Target.Distro)
		case 2:
			return "in both distributions"
		}
		return "in all " + english.Spelled(n) + " distributions"
	}
	here, all := x.Distros(o.Cells), x.Distros(o.Path.Cells)
	without := slices.DeleteFunc(slices.Clone(all), func(d *model.Distro) bool { return slices.Contains(here, d) })
	if !name && len(here) > 2 && len(without) <= 2 {
		return "in all but " + english.And(Titles(without))
	}
	return "in " + english.And(Titles(here))
}

// A clause says what events do to a package of some module streams.
type clause struct {
	parts   []part
	streams []model.Stream // none among them: also one of no stream
	named   bool           // the clause names them, as it is about that
}

// isPlain reports whether a clause is about a package that is in no module.
func (c *clause) isPlain() bool { return slices.ContainsFunc(c.streams, model.Stream.IsZero) }

// isLimited reports whether a clause must say of which streams it is, among all that are said.
func (c *clause) isLimited(all []clause) bool {
	return several(all) || !c.isPlain() && !c.named
}

// several reports whether clauses are about different streams.
func several(all []clause) bool {
	return slices.ContainsFunc(all, func(c clause) bool { return !slices.Equal(c.streams, all[0].streams) })
}

// clauses say what the events do that take a package, by release.
func (a *answerer) clauses(all []clause) {
	for i, c := range all {
		switch {
		case i > 0 && slices.Equal(c.streams, all[i-1].streams):
			a.say(", then")
		case i > 0:
			a.say("; that")
		}
		if i == 0 || !slices.Equal(c.streams, all[i-1].streams) {
			switch {
			case !c.isLimited(all):
			case c.isPlain():
				a.say(" outside modules")
			default:
				a.say(" of ", model.StreamNames(c.streams))
			}
		}
		a.parts = append(a.parts, c.parts...)
		if c.named && !several(all) {
			a.parts[len(a.parts)-len(c.parts)].text = " moves out of the " +
				english.Noun(len(c.streams), "module stream") + " " + model.StreamNames(c.streams)
		}
	}
}

// origins say which packages lead to a package; more: something else was said of it.
func (a *answerer) origins(uses []xref.Use, more bool) {
	joint := ""
	if more {
		joint = "; it"
	}
	for _, action := range []model.Action{model.Renamed, model.Replaced, model.Split, model.Merged, model.Moved,
		model.Removed, model.Reinstalled} {
		var from []string
		for _, u := range uses {
			if !u.In && u.Event.Action == action {
				from = append(from, Names(u.Event.In)...)
			}
		}
		if len(from) == 0 {
			continue
		}
		a.say(joint)
		joint = "; it"
		a.say(comesFrom[action])
		a.list(list.Distinct(from))
	}
}

// taking are the clauses of the events that take a package; those that say the same of other streams are one.
func (a *answerer) taking(name string, path *xref.Path, uses []xref.Use) (all []clause) {
	for _, u := range uses {
		if !u.In {
			continue
		}
		var s Sentence
		a.taken(&s, name, u.Event)
		named := u.Event.KeepsName() && strings.HasPrefix(u.Event.Move(), "out of")
		if named { // of which streams is said before, or where it is about these alone
			s.parts[0].text = " moves out of its module stream"
		}
		if to := u.Event.To; to != (model.Release{Major: path.Target}) {
			s.say(" in ", to.String())
		}
		c := list.FindOrAdd(&all, clause{parts: s.parts}, func(c clause) bool { return slices.Equal(c.parts, s.parts) })
		for _, p := range u.Event.In {
			if p.Name == name {
				c.streams = list.AppendNew(c.streams, p.AllStreams()...)
			}
		}
		slices.SortFunc(c.streams, versions.CompareStreams)
		c.named = named
	}
	return slices.DeleteFunc(slices.Clone(all), func(c clause) bool { // what stays and then changes just changes
		unchanged := func(s model.Stream) bool {
			return !slices.ContainsFunc(all, func(o clause) bool {
				return o.parts[0].text != stays && slices.Contains(o.streams, s)
			})
		}
		return c.parts[0].text == stays && !slices.ContainsFunc(c.streams, unchanged)
	})
}

// stays are the words for a package that an event leaves as it is.
const stays = " stays"

// comesFrom say where a package comes from, by the action of the event that leads to it.
var comesFrom = map[model.Action]string{
	model.Renamed:     " is the new name of ",
	model.Replaced:    " replaces ",
	model.Split:       " comes from the split of ",
	model.Merged:      " takes in ",
	model.Moved:       " comes with the move of ",
	model.Removed:     " comes with the removal of ",
	model.Reinstalled: " comes with ",
}

// taken says what an event does to a package that it takes.
func (a *answerer) taken(out *Sentence, name string, e *xref.EventGroup) {
	outs := Names(e.Out)
	others := slices.DeleteFunc(Names(e.In), func(n string) bool { return n == name })
	switch {
	case e.Action == model.Present:
		out.say(stays)
	case e.Action == model.Removed && len(outs) == 0:
		out.say(" is removed")
	case e.Action == model.Deprecated:
		out.say(" is deprecated")
	case e.KeepsName():
		out.say(a.moves(name, e))
	case e.Action == model.Merged && slices.Equal(outs, []string{name}) && len(others) > 0:
		out.say(" takes in ")
		out.list(others)
	case e.Action == model.Reinstalled:
		out.say(" is installed anew")
	case e.Action == model.Replaced && slices.Contains(outs, name):
		inPlace(out, others, outs, name)
	default:
		out.say(" is ", e.Action.String())
		if len(others) > 0 {
			out.say(" with ")
			out.list(others)
		}
		if len(outs) > 0 {
			out.say(joints[e.Action])
			out.list(outs)
		}
	}
}

// inPlace says of a package that is among its own replacements what it replaces, and what comes beside it.
func inPlace(out *Sentence, others, outs []string, name string) {
	out.say(stays)
	replaced := slices.DeleteFunc(others, func(n string) bool { return slices.Contains(outs, n) })
	if len(replaced) > 0 {
		out.say(" instead of ")
		out.list(replaced)
	}
	if beside := slices.DeleteFunc(outs, func(n string) bool { return n == name }); len(beside) > 0 {
		out.say(" together with ")
		out.list(beside)
	}
}

// joints are the words between an action and its out packages.
var joints = map[model.Action]string{
	model.Removed:  ", which installs ",
	model.Replaced: " by ",
	model.Split:    " into ",
	model.Merged:   " into ",
	model.Moved:    " to ",
	model.Renamed:  " to ",
}

// moves says where a package goes that keeps its name: the module stream, else the repositories where they are the same
// everywhere.
func (a *answerer) moves(name string, e *xref.EventGroup) string {
	if to := e.Move(); to != model.OtherRepository {
		return " moves " + to
	}
	from, to := "", ""
	for i, x := range e.PerCell {
		was, is := a.repository(x.In, name), a.repository(x.Out, name)
		if i > 0 && (was != from || is != to) {
			return " moves " + model.OtherRepository
		}
		from, to = was, is
	}
	if from == to {
		return stays
	}
	return " moves from " + from + " to " + to
}

// repository is what people call the repository of a package: its role where it has one.
func (a *answerer) repository(set []model.Package, name string) string {
	i := slices.IndexFunc(set, func(p model.Package) bool { return p.Name == name })
	if i < 0 {
		return ""
	}
	if role := a.x.Role(set[i].Repo); role != "" {
		return versions.Role(role)
	}
	return set[i].Repo
}
