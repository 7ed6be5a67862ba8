package sides

import (
	"fmt"
	"slices"
	"strings"

	"pes/generator/english"
	"pes/generator/known"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/render/address"
	"pes/generator/render/markup"
	"pes/generator/render/versions"
	"pes/generator/render/wording"
)

// An Outcome is what becomes of a package, in a few words, some of which are packages.
type Outcome struct {
	parts []part
	text  string
}

type part struct {
	text string
	name bool // it is a package
}

// String is the outcome as text. Outcomes that say the same are the same.
func (o Outcome) String() string { return o.text }

// Write writes it with links; root is the way to the root of the site.
func (o Outcome) Write(b *markup.Builder, root string) {
	for _, p := range o.parts {
		if p.name {
			b.Link(root+address.Package(p.text), p.text)
		} else {
			b.Text(p.text)
		}
	}
}

// Size is about how many bytes of markup it takes, and how many elements.
func (o Outcome) Size() (bytes, elements int) {
	for _, p := range o.parts {
		bytes += len(p.text)
		if p.name {
			bytes, elements = bytes+len(p.text)+30, elements+1
		}
	}
	return bytes, elements
}

func (o *Outcome) say(text string) { o.add(part{text: text}) }

func (o *Outcome) add(p part) { o.parts, o.text = append(o.parts, p), o.text+p.text }

// maxNamed is how many packages an outcome names before it counts the rest.
const maxNamed = 6

func (o *Outcome) list(names []string) {
	more := 0
	if len(names) > maxNamed+1 {
		names, more = names[:maxNamed], len(names)-maxNamed
	}
	for i, name := range names {
		if i > 0 {
			o.say(", ")
		}
		o.add(part{name, true})
	}
	if more > 0 {
		o.say(fmt.Sprintf(" and %d more", more))
	}
}

// Taken is what events do to a package that they take, each as one distribution has it; the path leads to target.
func Taken(events []*model.Event, name string, target int) (o Outcome) {
	clause := func(e *model.Event) (c Outcome) {
		if len(events) > 1 {
			c.condition(e, name, events)
		}
		c.taken(e, name)
		return c
	}
	var clauses []string
	whole := func(e *model.Event) bool { return e.To == (model.Release{Major: target}) }
	for _, e := range events {
		c := clause(e)
		if !whole(e) {
			same := func(x *model.Event) bool { return whole(x) && clause(x).text == c.text }
			if slices.ContainsFunc(events, same) {
				continue // which holds in the others, too
			}
			c.say(" in " + e.To.String())
		}
		if slices.Contains(clauses, c.text) {
			continue
		}
		if len(clauses) > 0 {
			o.say("; ")
		}
		clauses = append(clauses, c.text)
		for _, p := range c.parts {
			o.add(p)
		}
	}
	return o
}

// condition says where one of several events holds: for which module streams, and on which architectures.
func (o *Outcome) condition(e *model.Event, name string, all []*model.Event) {
	var words []string
	if from := streamsOf(e, name); len(from) > 0 {
		words = append(words, "of "+english.And(from))
	}
	if slices.ContainsFunc(all, func(x *model.Event) bool { return !slices.Equal(x.Arches, e.Arches) }) {
		words = append(words, "on "+english.And(e.Arches))
	}
	if len(words) > 0 {
		o.say(strings.Join(words, " ") + ": ")
	}
}

// streamsOf are the module streams that an event takes a package from.
func streamsOf(e *model.Event, name string) (out []string) {
	for _, p := range e.In {
		if p.Name == name {
			for _, s := range p.AllStreams() {
				if !s.IsZero() {
					out = append(out, s.String())
				}
			}
		}
	}
	for _, m := range e.Streams {
		if !m.In.IsZero() && len(out) == 0 {
			out = append(out, m.In.String())
		}
	}
	return list.Distinct(out)
}

func (o *Outcome) taken(e *model.Event, name string) {
	outs := wording.Names(e.Out)
	others := slices.DeleteFunc(slices.Clone(outs), func(n string) bool { return n == name })
	switch {
	case e.Action == model.Present:
		o.say("stays")
	case e.Action == model.Deprecated:
		o.say("stays, deprecated")
	case e.Action == model.Reinstalled:
		o.say("is installed anew")
	case e.Action == model.Removed && len(outs) == 0:
		o.say("removed")
	case e.Action == model.Removed:
		o.say("removed, and installed: ")
		o.list(outs)
	case e.KeepsName() || e.Action == model.Moved:
		o.moved(e, name)
	case slices.Contains(outs, name) && len(others) == 0:
		o.say("stays, and takes in ")
		o.list(slices.DeleteFunc(wording.Names(e.In), func(n string) bool { return n == name }))
	case slices.Contains(outs, name):
		o.say("stays, with ")
		o.list(others)
	default:
		o.say(joints[e.Action])
		o.list(outs)
	}
}

var joints = map[model.Action]string{model.Replaced: "replaced by ", model.Split: "split into ",
	model.Merged: "merged into ", model.Renamed: "renamed to "}

// moved says where a package goes that keeps its name.
func (o *Outcome) moved(e *model.Event, name string) {
	if to := e.Move(); to != model.OtherRepository {
		o.say("moves " + to)
		return
	}
	from, to := repository(e.In, name), repository(e.Out, name)
	switch {
	case from == to || to == "":
		o.say("stays")
	default:
		o.say("moves to " + to)
	}
}

// repository is what people call the repository of a package of a set: AppStream, whatever its PES ID.
func repository(set []model.Package, name string) string {
	i := slices.IndexFunc(set, func(p model.Package) bool { return p.Name == name })
	if i < 0 {
		return ""
	}
	if role, ok := known.Role(set[i].Repo); ok {
		return versions.Role(role)
	}
	return set[i].Repo
}
