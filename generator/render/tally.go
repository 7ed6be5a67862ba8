package render

import (
	"slices"
	"strings"

	"pes/generator/english"
	"pes/generator/model"
	"pes/generator/render/markup"
	"pes/generator/render/wording"
	"pes/generator/render/xref"
)

// A actionCounts is what events do on a path, or on that of one distribution: by action, how many packages they take, and themselves.
type actionCounts struct {
	counts
	rows [model.Reinstalled + 1][]row
}

// countActions counts events.
func countActions(events []*xref.EventGroup) (t actionCounts) {
	var seen [model.Reinstalled + 1]map[string]bool
	for _, e := range events {
		if len(e.In) == 0 || e.Action < 0 || int(e.Action) >= len(t.rows) {
			continue
		}
		if seen[e.Action] == nil {
			seen[e.Action] = map[string]bool{}
		}
		for _, n := range wording.Names(e.In) {
			seen[e.Action][n] = true
		}
		r := eventRow(e)
		if len(e.In) == 1 && (len(e.Out) == 0 || len(e.Out) == 1 && e.Out[0].Name == e.In[0].Name) {
			r = row{name: e.In[0].Name, elements: 2}
			if len(e.Out) == 1 && len(e.Out[0].Streams) == 1 {
				r.stream, r.elements = e.Out[0].Streams[0].String(), 3
			}
		}
		t.rows[e.Action] = append(t.rows[e.Action], r)
	}
	for a := range seen {
		t.counts[a] = len(seen[a])
		sortRows(t.rows[a])
		t.rows[a] = slices.CompactFunc(t.rows[a], func(x, y row) bool { return x == y })
	}
	return t
}

func sortRows(rows []row) {
	slices.SortStableFunc(rows, func(x, y row) int { return strings.Compare(x.name, y.name) })
}

// countEvents counts on every path, and on that of every distribution.
func (s *site) countEvents() {
	s.byPath, s.differences = map[*xref.Path]*actionCounts{}, map[*xref.Path][]row{}
	for _, p := range s.xref.Paths {
		s.differences[p] = s.differencesOn(p)
		var here []*xref.EventGroup
		for _, e := range s.xref.Events {
			if slices.ContainsFunc(e.Cells, func(i int) bool { return s.xref.Cells[i].Path == p }) {
				here = append(here, e)
			}
		}
		t := countActions(here)
		s.byPath[p] = &t
	}
	at := make([][]*xref.EventGroup, len(s.xref.Cells))
	for _, e := range s.xref.Events {
		for _, i := range e.Cells {
			at[i] = append(at[i], e)
		}
	}
	for _, here := range at {
		t := countActions(here)
		s.byCell = append(s.byCell, &t)
	}
}

// An actionPart is a part of a page: what an action does, some of it or all, and where the rest is.
type actionPart struct {
	Action, Class, Title, Meaning string
	Count                         int
	Rows                          markupHTML
	More                          string // the list with all rows
}

// meanings of the actions, in a sentence.
var meanings = [...]string{
	model.Present:     "The package stays; to Leapp it comes from the repository that the event names.",
	model.Removed:     "The package is not part of the new release and is taken off the machine.",
	model.Deprecated:  "The package stays, and will go in a later release.",
	model.Replaced:    "Another package does what it did.",
	model.Split:       "What it held is now in several packages.",
	model.Merged:      "Several packages became one.",
	model.Moved:       "The package is the same, in another repository.",
	model.Renamed:     "The package is the same, under another name.",
	model.Reinstalled: "The package is taken off and installed again.",
}

// parts are the actions of a actionCounts in the order in which pages show them; of long lists only the address, made by more.
func (t *actionCounts) parts(root string, more func(model.Action) string) (out []actionPart) {
	for _, a := range actionOrder {
		if len(t.rows[a]) == 0 {
			continue
		}
		p := actionPart{Action: a.String(), Class: string(xref.Class(a)), Title: english.Capital(a.String()), Meaning: meanings[a], Count: t.counts[a]}
		if len(t.rows[a]) <= maxInlineRows {
			p.Rows = writeRows(t.rows[a], root).HTML()
		} else {
			p.Rows, p.More = writeRows(t.rows[a][:previewRows], root).HTML(), more(a)
		}
		out = append(out, p)
	}
	return out
}

// previewRows is how many rows a page shows of a list that is too long for it.
const previewRows = 24

// listings are the lists of a actionCounts that are too long for the page itself.
func (t *actionCounts) listings(make func(model.Action) listing) (out []listing) {
	for _, a := range actionOrder {
		if len(t.rows[a]) > maxInlineRows {
			l := make(a)
			l.rows = t.rows[a]
			out = append(out, l)
		}
	}
	return out
}

type markupHTML = markup.HTML
