package wording

import (
	"slices"
	"strings"

	"pes/generator/english"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/render/address"
	"pes/generator/render/markup"
	"pes/generator/render/xref"
	"pes/generator/succession"
)

// A Sentence is text in which packages are links.
type Sentence struct{ parts []part }

type part struct {
	text string
	page string // its address below the root; "" where it is no link
	bold bool
}

func (s *Sentence) say(text ...string) {
	for _, t := range text {
		s.parts = append(s.parts, part{text: t})
	}
}

func (s *Sentence) path(p *xref.Path) {
	s.parts = append(s.parts, part{text: p.Words(), page: address.Path(p.String())})
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
			b.Link(root+p.page, p.text)
		case p.bold:
			b.Tag("<b>").Text(p.text).Tag("</b>")
		default:
			b.Text(p.text)
		}
	}
}

// Answers says what becomes of a package on each upgrade path, in order. The sentence is valid until f returns.
func Answers(x *xref.Index, p *xref.Package, outcomes []xref.Outcome, f func(*Sentence, []xref.Outcome)) {
	a := Sentence{make([]part, 0, 24)} // longer ones are rare
	for _, path := range x.Paths {
		n := 0
		for n < len(outcomes) && outcomes[n].Path == path {
			n++
		}
		answer(x, &a, p, path, outcomes[:n])
		f(&a, outcomes[:n])
		outcomes = outcomes[n:]
	}
}

// answer says what becomes of a package on one path: a sentence for each group of distributions that agree.
func answer(x *xref.Index, out *Sentence, p *xref.Package, path *xref.Path, outcomes []xref.Outcome) {
	out.parts = out.parts[:0]
	if len(outcomes) == 1 && len(outcomes[0].Uses) == 0 && outcomes[0].Gone == nil {
		out.say("No event on ")
		out.path(path)
		out.say(" names ")
		out.self(p.Name)
		out.say(": ", succession.Unnamed(outcomes[0].Later), ".")
		return
	}
	for i, o := range outcomes {
		if i == 0 {
			out.say("On ")
			out.path(path)
			out.say(", ")
			out.self(p.Name)
		} else {
			out.say(" ", english.Capital(Where(x, o, true)), " it")
		}
		switch {
		case o.Gone != nil:
			gone(x, out, o)
		case len(o.Uses) == 0:
			out.say(" is named by no event: ", succession.Unnamed(o.Later))
		default:
			clauses(out, p.Name, path, o.Uses)
		}
		if i == 0 && (o.Gone == nil || len(outcomes) > 1) {
			if where := Where(x, o, false); where != "" {
				out.say(", ", where)
			}
		}
		out.say(".")
	}
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

// clauses say what events do to a package: first those that take it, by release, then those that lead to it.
func clauses(out *Sentence, name string, path *xref.Path, uses []xref.Use) {
	joint := ""
	for _, u := range uses {
		if !u.In {
			continue
		}
		out.say(joint)
		joint = ", then"
		taken(out, name, u.Event)
		if to := u.Event.To; to != (model.Release{Major: path.Target}) {
			out.say(" in ", to.String())
		}
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
		if joint != "" {
			out.say("; it")
		}
		joint = "; it"
		out.say(origins[action])
		out.list(list.Distinct(from))
	}
}

// origins say where a package comes from, by the action of the event that leads to it.
var origins = map[model.Action]string{
	model.Renamed:     " is the new name of ",
	model.Replaced:    " takes the place of ",
	model.Split:       " comes from the split of ",
	model.Merged:      " takes in ",
	model.Moved:       " comes with the move of ",
	model.Removed:     " comes with the removal of ",
	model.Reinstalled: " comes with ",
}

// taken says what an event does to a package that it takes.
func taken(out *Sentence, name string, e *xref.EventGroup) {
	outs := Names(e.Out)
	others := slices.DeleteFunc(Names(e.In), func(n string) bool { return n == name })
	switch {
	case e.Action == model.Present:
		out.say(" stays")
	case e.Action == model.Removed && len(outs) == 0:
		out.say(" is removed")
	case e.Action == model.Deprecated:
		out.say(" is deprecated")
	case e.KeepsName():
		out.say(moves(name, e))
	case e.Action == model.Merged && slices.Equal(outs, []string{name}) && len(others) > 0:
		out.say(" takes in ")
		out.list(others)
	case e.Action == model.Reinstalled:
		out.say(" is installed anew")
	case e.Action == model.Replaced && slices.Contains(outs, name):
		stays(out, others, outs, name)
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

// stays says of a package that is among its own replacements what it replaces, and what comes beside it.
func stays(out *Sentence, others, outs []string, name string) {
	out.say(" stays")
	replaced := slices.DeleteFunc(others, func(n string) bool { return slices.Contains(outs, n) })
	if len(replaced) > 0 {
		out.say(" in the place of ")
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
func moves(name string, e *xref.EventGroup) string {
	if to := e.Move(); to != model.OtherRepository {
		return " moves " + to
	}
	from, to := "", ""
	for i, x := range e.PerCell {
		a, b := repoOf(x.In, name), repoOf(x.Out, name)
		if i > 0 && (a != from || b != to) {
			return " moves " + model.OtherRepository
		}
		from, to = a, b
	}
	if from == to {
		return " stays"
	}
	return " moves from " + from + " to " + to
}

func repoOf(set []model.Package, name string) string {
	if i := slices.IndexFunc(set, func(p model.Package) bool { return p.Name == name }); i >= 0 {
		return set[i].Repo
	}
	return ""
}
