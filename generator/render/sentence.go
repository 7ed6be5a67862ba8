package render

import (
	"slices"
	"strings"

	"pes/generator/english"
	"pes/generator/model"
	"pes/generator/render/address"
	"pes/generator/render/markup"
	"pes/generator/render/xref"
)

// A sentence is text in which packages are links.
type sentence struct {
	parts []part
}

type part struct {
	text string
	name bool // of a package
	path *xref.Path
	mark bool
}

func (s *sentence) say(text ...string) {
	for _, t := range text {
		s.parts = append(s.parts, part{text: t})
	}
}

func (s *sentence) self(name string) { s.parts = append(s.parts, part{text: name, mark: true}) }

// most is how many names a sentence lists before it counts the rest.
const most = 4

// list says "a, b and c"; of many, the first and how many more.
func (s *sentence) list(names []string) {
	more := 0
	if len(names) > most+1 {
		names, more = names[:most], len(names)-most
	}
	for i, n := range names {
		switch {
		case i == 0:
		case i == len(names)-1 && more == 0:
			s.say(" and ")
		default:
			s.say(", ")
		}
		s.parts = append(s.parts, part{text: n, name: true})
	}
	if more > 0 {
		s.say(" and ", english.Spelled(more), " more")
	}
}

// String is the sentence as text.
func (s *sentence) String() string {
	var b strings.Builder
	for _, p := range s.parts {
		b.WriteString(p.text)
	}
	return b.String()
}

// write is the sentence with links.
func (s *sentence) write(b *markup.Builder, root string) {
	for _, p := range s.parts {
		switch {
		case p.name:
			b.Link(root+address.Package(p.text), p.text)
		case p.path != nil:
			b.Link(root+address.Path(p.path.String()), p.text)
		case p.mark:
			b.Tag("<b>").Text(p.text).Tag("</b>")
		default:
			b.Text(p.text)
		}
	}
}

// answer says what becomes of a package on one path: a sentence for each group of distributions that agree.
func (s *site) answer(out *sentence, p *xref.Package, path *xref.Path, outcomes []xref.Outcome) {
	out.parts = out.parts[:0]
	if len(outcomes) == 1 && len(outcomes[0].Uses) == 0 {
		out.say("No event on ")
		out.parts = append(out.parts, part{text: path.Words(), path: path})
		out.say(" names ")
		out.self(p.Name)
		out.say(": dnf upgrades it where the new release has it.")
		return
	}
	for i, o := range outcomes {
		if i == 0 {
			out.say("On ")
			out.parts = append(out.parts, part{text: path.Words(), path: path})
			out.say(", ")
			out.self(p.Name)
		} else {
			out.say(" ", english.Capital(s.where(o, true)), " it")
		}
		if len(o.Uses) == 0 {
			out.say(" is named by no event")
		} else {
			s.clauses(out, p.Name, path, o.Uses)
		}
		if i == 0 {
			if where := s.where(o, false); where != "" {
				out.say(", ", where)
			}
		}
		out.say(".")
	}
}

// where names the distributions of an outcome among those that have its path.
func (s *site) where(o xref.Outcome, name bool) string {
	if n := len(o.Path.Cells); len(o.Cells) == n && !name {
		switch n {
		case 1:
			return "in " + title(s.xref.Cells[o.Cells[0]].Target.Distro)
		case 2:
			return "in both distributions"
		}
		return "in all " + english.Spelled(n) + " distributions"
	}
	here, all := s.xref.Distros(o.Cells), s.xref.Distros(o.Path.Cells)
	without := slices.DeleteFunc(slices.Clone(all), func(d *model.Distro) bool { return slices.Contains(here, d) })
	if !name && len(here) > 2 && len(without) <= 2 {
		return "in all but " + english.And(titles(without))
	}
	return "in " + english.And(titles(here))
}

// clauses say what events do to a package: first those that take it, by release, then those that lead to it.
func (s *site) clauses(out *sentence, name string, path *xref.Path, uses []xref.Use) {
	first := true
	for _, u := range uses {
		if !u.In {
			continue
		}
		if !first {
			out.say(", then")
		}
		first = false
		s.taken(out, name, u.Event)
		if to := u.Event.To; to != (model.Release{Major: path.Target}) {
			out.say(" in ", to.String())
		}
	}
	for _, action := range []model.Action{model.Renamed, model.Replaced, model.Split, model.Merged, model.Moved, model.Removed, model.Reinstalled} {
		var from []string
		for _, u := range uses {
			if !u.In && u.Event.Action == action {
				from = append(from, names(u.Event.In)...)
			}
		}
		if slices.Sort(from); len(from) == 0 {
			continue
		}
		if !first {
			out.say("; it")
		}
		first = false
		out.say(made[action])
		out.list(slices.Compact(from))
	}
}

// made says how a package comes about, by the action of the event that leads to it.
var made = map[model.Action]string{
	model.Renamed: " is the new name of ", model.Replaced: " takes the place of ", model.Split: " comes from the split of ", model.Merged: " takes in ",
	model.Moved: " comes with the move of ", model.Removed: " comes with the removal of ", model.Reinstalled: " comes with ",
}

// taken says what an event does to a package that it takes.
func (s *site) taken(out *sentence, name string, e *xref.EventGroup) {
	outs := names(e.Out)
	others := slices.DeleteFunc(names(e.In), func(n string) bool { return n == name })
	switch {
	case e.Action == model.Present:
		out.say(" stays")
	case e.Action == model.Removed && len(outs) == 0:
		out.say(" is removed")
	case e.Action == model.Deprecated:
		out.say(" is deprecated")
	case e.Action == model.Moved && slices.Equal(outs, []string{name}):
		out.say(s.moves(name, e))
	case e.Action == model.Merged && slices.Equal(outs, []string{name}) && len(others) > 0:
		out.say(" takes in ")
		out.list(others)
	case e.Action == model.Reinstalled:
		out.say(" is installed anew")
	default:
		out.say(" is ", e.Action.String())
		if len(others) > 0 {
			out.say(" with ")
			out.list(others)
		}
		if len(outs) > 0 {
			out.say(leads[e.Action])
			out.list(outs)
		}
	}
}

// leads joins an action and its out packages.
var leads = map[model.Action]string{model.Removed: ", which installs ", model.Replaced: " by ", model.Split: " into ", model.Merged: " into ", model.Moved: " to ", model.Renamed: " to "}

// moves names the repositories of a move where they are the same everywhere.
func (s *site) moves(name string, e *xref.EventGroup) string {
	from, to := "", ""
	for i, x := range e.PerCell {
		a, b := repoOf(x.In, name), repoOf(x.Out, name)
		if i > 0 && (a != from || b != to) {
			return " moves to another repository"
		}
		from, to = a, b
	}
	return " moves from " + from + " to " + to
}

func repoOf(set []model.Package, name string) string {
	for _, p := range set {
		if p.Name == name {
			return p.Repo
		}
	}
	return ""
}
