package render

import (
	"slices"
	"strings"

	"pes/generator/model"
	"pes/generator/render/atlas"
	"pes/generator/render/markup"
)

// A tally is what events do on a path, or on that of one distribution: by action, how many packages they take, and themselves.
type tally struct {
	counts
	rows [model.Reinstalled + 1][]row
}

// tallyOf counts events.
func tallyOf(events []*atlas.Event) (t tally) {
	var seen [model.Reinstalled + 1]map[string]bool
	for _, e := range events {
		if len(e.In) == 0 || e.Action < 0 || int(e.Action) >= len(t.rows) {
			continue
		}
		if seen[e.Action] == nil {
			seen[e.Action] = map[string]bool{}
		}
		for _, n := range names(e.In) {
			seen[e.Action][n] = true
		}
		r := eventRow(e)
		if len(e.In) == 1 && (len(e.Out) == 0 || len(e.Out) == 1 && e.Out[0].Name == e.In[0].Name) {
			r = row{name: e.In[0].Name, elements: 2}
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

// eventsOn are the events that apply on a path somewhere.
func (s *site) eventsOn(p *atlas.Path) (out []*atlas.Event) {
	for _, e := range s.atlas.Events {
		if len(s.atlas.On(e, p)) > 0 {
			out = append(out, e)
		}
	}
	return out
}

// eventsAt are the events that apply in one distribution on a path.
func (s *site) eventsAt(spot int) (out []*atlas.Event) {
	for _, e := range s.atlas.Events {
		if _, there := slices.BinarySearch(e.Spots, spot); there {
			out = append(out, e)
		}
	}
	return out
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

// parts are the actions of a tally in the order in which pages show them; of long lists only the address, made by more.
func (t *tally) parts(root string, more func(model.Action) string) (out []actionPart) {
	for _, a := range shown {
		if len(t.rows[a]) == 0 {
			continue
		}
		p := actionPart{Action: a.String(), Class: string(atlas.Class(a)), Title: capital(a.String()), Meaning: meanings[a], Count: t.counts[a]}
		if len(t.rows[a]) <= inline {
			p.Rows = writeRows(t.rows[a], root).HTML()
		} else {
			p.More = more(a)
		}
		out = append(out, p)
	}
	return out
}

// listings are the lists of a tally that are too long for the page itself.
func (t *tally) listings(make func(model.Action) listing) (out []listing) {
	for _, a := range shown {
		if len(t.rows[a]) > inline {
			l := make(a)
			l.rows = t.rows[a]
			out = append(out, l)
		}
	}
	return out
}

type markupHTML = markup.HTML
