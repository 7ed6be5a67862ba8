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
	s.byPath, s.differences = map[*xref.Path]*actionCounts{}, map[*xref.Path][]row{}
	for _, p := range s.xref.Paths {
		s.differences[p] = s.differencesOn(p)
		s.byPath[p] = countActions(s.xref.EventsOn(p))
	}
	at := make([][]*xref.EventGroup, len(s.xref.Cells))
	for _, e := range s.xref.Events {
		for _, i := range e.Cells {
			at[i] = append(at[i], e)
		}
	}
	s.byCell = list.Map(at, countActions)
}

// An actionPart is a part of a page: what events of one action do.
type actionPart struct {
	Action, Class, Title, Meaning string
	Count                         int
	excerpt
}

// parts returns the part of a page for each action, in actionOrder; the titles of their lists end with on, and the list
// of an action is at address.
func (d *draft) parts(t *actionCounts, on string, address func(action string) string) (out []actionPart) {
	for _, a := range actionOrder {
		if len(t.rows[a]) == 0 {
			continue
		}
		p := actionPart{Action: a.String(), Class: string(xref.Class(a)), Title: english.Capital(a.String()),
			Meaning: actionTexts[a.String()].Meaning, Count: t.counts[a]}
		l := listing{path: address(p.Action), title: p.Title + on, lead: p.Meaning, rows: t.rows[a]}
		p.excerpt = d.excerpt(l, previewRows)
		out = append(out, p)
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
		Path, Words string
		Count       int
		excerpt
	}
	var parts []part
	for _, p := range s.xref.Paths {
		if t := s.byPath[p]; len(t.rows[a]) > 0 {
			rows := excerptOf(t.rows[a], d.root, path+p.String()+"/", previewRows)
			parts = append(parts, part{p.String(), p.Words(), t.counts[a], rows})
		}
	}
	d.data = map[string]any{
		"Title": title, "Word": a.String(), "Class": string(xref.Class(a)), "Number": int(a),
		"Meaning": text.Meaning, "Leapp": text.Leapp, "Parts": parts,
	}
	return d
}
