// What events do, action by action: how many packages they take, the bar that shows it, and the parts of a page that
// list it.

package render

import (
	_ "embed"
	"fmt"
	"slices"

	"pes/generator/english"
	"pes/generator/facts"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/render/markup"
	"pes/generator/render/wording"
	"pes/generator/render/xref"
)

// counts are how many packages each action takes.
type counts [model.Reinstalled + 1]int

// actionOrder is the order in which pages show actions: what people look for first.
var actionOrder = []model.Action{model.Removed, model.Replaced, model.Split, model.Merged, model.Renamed, model.Moved,
	model.Deprecated, model.Present, model.Reinstalled}

func (c counts) total() (n int) {
	for _, x := range c {
		n += x
	}
	return n
}

// byName are the counts that are not zero.
func (c counts) byName() map[string]int {
	out := map[string]int{}
	for a, n := range c {
		if n > 0 {
			out[model.Action(a).String()] = n
		}
	}
	return out
}

type legend struct {
	Class, Word string
	Count       int
}

func (c counts) legend() []legend {
	some := list.Select(actionOrder, func(a model.Action) bool { return c[a] > 0 })
	return list.Map(some, func(a model.Action) legend { return legend{string(xref.Class(a)), a.String(), c[a]} })
}

// bar draws shares as a bar. The text beside it says the same, so screen readers only get a short name.
func (c counts) bar(name string) markup.Fragment {
	var b markup.Builder
	total := c.total()
	if total == 0 {
		return markup.Fragment{}
	}
	b.Tag(`<svg class=bar viewBox="0 0 1000 16" preserveAspectRatio=none role=img`).Attr("aria-label", name).Tag(">")
	x, sum := 0, 0
	for _, a := range actionOrder {
		if c[a] == 0 {
			continue
		}
		sum += c[a]
		end := sum * 1000 / total
		b.Tag("<rect class=").Tag(xref.Class(a)).Tag(" x=").Int(x).Tag(" width=").Int(max(end-x, 1))
		b.Tag(" height=16><title>")
		b.Text(fmt.Sprintf("%s: %s", a, english.Grouped(c[a]))).Tag("</title></rect>")
		x = end
	}
	return b.Tag("</svg>").Fragment()
}

// An actionCounts is what events do on a path, or on that of one distribution: by action, how many packages they take,
// and themselves.
type actionCounts struct {
	counts
	rows [model.Reinstalled + 1][]row
}

func countActions(events []*xref.EventGroup) *actionCounts {
	t := &actionCounts{}
	var names [model.Reinstalled + 1][]string
	for _, e := range events {
		if e.Action < 0 || int(e.Action) >= len(t.rows) {
			continue
		}
		names[e.Action] = append(names[e.Action], wording.Names(e.In)...)
		r := eventRow(e)
		if len(e.In) == 1 && (len(e.Out) == 0 || len(e.Out) == 1 && e.Out[0].Name == e.In[0].Name) {
			r = row{name: e.In[0].Name, elements: 2}
			if len(e.Out) == 1 && len(e.Out[0].Streams) == 1 {
				r.stream, r.elements = e.Out[0].Streams[0].String(), 3
			}
		}
		t.rows[e.Action] = append(t.rows[e.Action], r)
	}
	for a := range names {
		t.counts[a] = len(list.Distinct(names[a]))
		sortRows(t.rows[a])
		t.rows[a] = slices.CompactFunc(t.rows[a], func(x, y row) bool { return x == y })
	}
	return t
}

// countEvents counts on every path, and on that of every distribution.
func (s *site) countEvents() {
	s.byPath = map[*xref.Path]*actionCounts{}
	s.onPath = map[*xref.Path][]*outcome{}
	for _, p := range s.xref.Paths {
		events := s.xref.EventsOn(p)
		s.byPath[p], s.onPath[p] = countActions(events), s.outcomesOn(events, p)
	}
	at := make([][]*xref.EventGroup, len(s.xref.Cells))
	for _, e := range s.xref.Events {
		for _, i := range e.Cells {
			at[i] = append(at[i], e)
		}
	}
	s.byCell = list.Map(at, countActions)
}

// An actionList leads to the list of what events of one action do.
type actionList struct {
	Action, Class, Href string
	Count               int
}

// actionLists make a list for each action, in actionOrder: an index from A to Z. Their titles end with on, and the list
// of an action is at address.
func (d *draft) actionLists(t *actionCounts, on string, address func(action string) string) (out []actionList) {
	for _, a := range actionOrder {
		if len(t.rows[a]) == 0 {
			continue
		}
		path := address(a.String())
		d.list(listing{path: path, title: english.Capital(a.String()) + on, lead: actionTexts[a.String()].Meaning,
			rows: t.rows[a]})
		out = append(out, actionList{a.String(), string(xref.Class(a)), d.root + path, t.counts[a]})
	}
	return out
}

//go:embed actions.toml
var actionsFile string

// actionTexts say what an action means and what Leapp does with it, by the name of the action.
var actionTexts = facts.Read[map[string]struct{ Meaning, Leapp string }](actionsFile)

// actionPage says what an action means, and where it happens; the lists are those of the paths.
func (s *site) actionPage(a model.Action) *draft {
	title, path, text := english.Capital(a.String()), "action/"+a.String()+"/", actionTexts[a.String()]
	d := s.draft("action", page{Path: path, Title: title, Summary: text.Meaning, Section: "upgrades"})
	type part struct {
		Path, Words, More string
		Count             int
		Rows              markup.HTML
	}
	var parts []part
	for _, p := range s.xref.Paths {
		some := list.Select(s.onPath[p], func(o *outcome) bool { return o.Action == a })
		if len(some) > 0 {
			x := part{Path: p.String(), Words: p.Words(), Count: s.byPath[p].counts[a]}
			x.Rows = writeSame(some[:min(len(some), previewRows)], d.root, fewNames).HTML()
			if len(some) > previewRows || slices.ContainsFunc(some, (*outcome).long) {
				x.More = d.root + path + x.Path + "/"
			}
			parts = append(parts, x)
		}
	}
	d.data = map[string]any{
		"Title": title, "Word": a.String(), "Class": string(xref.Class(a)),
		"Meaning": text.Meaning, "Leapp": text.Leapp, "Parts": parts,
	}
	return d
}
