// Package provenance arranges what became of upstream's events: by event, by package, by rule, and by the events of the
// project that took their place. Distributions that made the same of an event are told of together; see the example.
package provenance

import (
	"slices"
	"strconv"

	"pes/generator/diag"
	"pes/generator/english"
	"pes/generator/list"
	"pes/generator/model"
)

// An Index finds what became of upstream's events in a catalog.
type Index struct {
	Layer   *model.Layer    // nil where the catalog has none
	Distros []*model.Distro // that take upstream's events

	fates    map[*model.Event][]fate // in the order of Distros
	byName   map[string][]*model.Event
	byOrigin map[*model.Origin][]*model.Event
}

// A fate is what one distribution made of an event that it did not simply take.
type fate struct {
	distro *model.Distro
	*model.UpstreamFate
}

// An Outcome is what some distributions made of an event of upstream.
type Outcome struct {
	Fate    model.Fate
	Distros []*model.Distro
	Reasons []Reason
}

// A Reason is why an event was not simply taken.
type Reason struct {
	Packages []string // as upstream names them; none for the event as a whole
	Text     string
	Places   []string // of the rules, or of the events of the project, that it comes from
	Renamed  bool     // the packages are there, with another name
}

// New arranges what became of upstream's events.
func New(c *model.Catalog) *Index {
	x := &Index{Layer: c.Layer, fates: map[*model.Event][]fate{}, byName: map[string][]*model.Event{},
		byOrigin: map[*model.Origin][]*model.Event{}}
	if c.Layer == nil {
		return x
	}
	for _, t := range c.Targets {
		x.Distros = list.AppendNew(x.Distros, t.Distro)
	}
	for _, d := range x.Distros {
		for i := range d.Upstream {
			x.add(d, &d.Upstream[i])
		}
	}
	for _, events := range x.byName {
		slices.SortFunc(events, byRelease)
	}
	return x
}

// byRelease orders events by release, then id.
func byRelease(a, b *model.Event) int {
	if c := a.To.Compare(b.To); c != 0 {
		return c
	}
	return int(min(max(int64(a.ID)-int64(b.ID), -1), 1))
}

func (x *Index) add(d *model.Distro, f *model.UpstreamFate) {
	name := func(name string) {
		if events := x.byName[name]; len(events) == 0 || !slices.Contains(events, f.Of) {
			x.byName[name] = append(events, f.Of)
		}
	}
	if x.fates[f.Of] == nil {
		for _, set := range [][]model.Package{f.Of.In, f.Of.Out} {
			for _, p := range set {
				name(p.Name)
			}
		}
	}
	for _, p := range f.Parts {
		if p.Renamed != "" {
			name(p.Renamed)
		}
		if p.By != nil && p.By.Origin != nil {
			x.byOrigin[p.By.Origin] = list.AppendNew(x.byOrigin[p.By.Origin], f.Of)
		}
	}
	x.fates[f.Of] = append(x.fates[f.Of], fate{d, f})
}

// Named are the events of upstream that name a package, by upstream's name or by its name in some distribution, and
// that some distribution did not simply take; by release.
func (x *Index) Named(name string) []*model.Event { return x.byName[name] }

// Names are the packages for which [Index.Named] has an event, in any order.
func (x *Index) Names() []string {
	out := make([]string, 0, len(x.byName))
	for name := range x.byName {
		out = append(out, name)
	}
	return out
}

// ReplacedBy are the events of upstream whose place an event of the project took, in whole or in part.
func (x *Index) ReplacedBy(o *model.Origin) []*model.Event { return x.byOrigin[o] }

// Outcomes are what became of an event of upstream: every distribution is in exactly one of them. Those that took it as
// it is come last.
func (x *Index) Outcomes(e *model.Event) (out []Outcome) {
	if len(x.fates[e]) == 0 {
		return []Outcome{{Fate: model.Taken, Distros: x.Distros}}
	}
	taken := slices.Clone(x.Distros)
	for _, f := range x.fates[e] {
		taken = slices.DeleteFunc(taken, func(d *model.Distro) bool { return d == f.distro })
		o := Outcome{f.Fate, nil, reasons(f.UpstreamFate)}
		same := list.FindOrAdd(&out, o, func(p Outcome) bool { return p.says(o) })
		same.Distros = append(same.Distros, f.distro)
		for i, r := range o.Reasons {
			same.Reasons[i].Places = list.AppendNew(same.Reasons[i].Places, r.Places...)
		}
	}
	slices.SortStableFunc(out, func(a, b Outcome) int { return int(a.Fate - b.Fate) })
	if len(taken) > 0 {
		out = append(out, Outcome{Fate: model.Taken, Distros: taken})
	}
	return out
}

// says reports whether two outcomes are the same but for the places of their rules.
func (o Outcome) says(p Outcome) bool {
	return o.Fate == p.Fate && slices.EqualFunc(o.Reasons, p.Reasons, func(a, b Reason) bool {
		return a.Text == b.Text && slices.Equal(a.Packages, b.Packages)
	})
}

// reasons say why a distribution did not simply take an event.
func reasons(f *model.UpstreamFate) (out []Reason) {
	for _, part := range f.Parts {
		r := Reason{Text: part.Text}
		switch {
		case part.Renamed != "" && f.Fate != model.Changed:
			continue // what is left of the event has another name, and nothing is
		case part.Renamed != "":
			r.Text, r.Places, r.Renamed = "is called "+part.Renamed+" here", places(part.Rule), true
		case part.By != nil:
			r.Text, r.Places = "the "+Title(part.By)+" takes its place", places(part.By.In[0].Pos)
			if part.Text != "" {
				r.Text += "; " + part.Text
			}
		default:
			r.Places = places(part.Rule)
		}
		same := list.FindOrAdd(&out, r, func(o Reason) bool {
			return o.Text == r.Text && slices.Equal(o.Places, r.Places)
		})
		if part.What != "" && f.Fate != model.Superseded {
			same.Packages = list.AppendNew(same.Packages, part.What)
		}
	}
	return out
}

// Title is an event in a sentence: "removal of ntp in 8.0".
func Title(e *model.Event) string { return e.Title() + " in " + e.To.String() }

func places(p diag.Pos) []string {
	if p.IsZero() {
		return nil
	}
	line, _ := p.LineCol()
	return []string{p.File.Name + ":" + strconv.Itoa(line)}
}

// maxNames is how many packages a reason names.
const maxNames = 6

// String is a reason in words, without its places.
func (r Reason) String() string {
	if len(r.Packages) == 0 {
		return r.Text
	}
	names := r.Packages
	if len(names) > maxNames {
		names = append(slices.Clone(names[:maxNames]), english.Grouped(len(r.Packages)-maxNames)+" more")
	}
	if r.Renamed {
		return english.And(names) + " " + r.Text
	}
	return english.And(names) + ": " + r.Text
}
