package fate

import (
	"slices"
	"strings"

	"pes/generator/list"
	"pes/generator/model"
)

// EntriesByID finds the events of an id, as Leapp's log names them, in a distribution, "" for all.
func EntriesByID(c *model.Catalog, id uint64, distro string) []Entry {
	return EntriesByIDs(c, []uint64{id}, distro)[id]
}

// EntriesByIDs finds the events of many ids.
func EntriesByIDs(c *model.Catalog, ids []uint64, distro string) map[uint64][]Entry {
	wanted, out := list.Set(ids), map[uint64][]Entry{}
	for _, t := range c.Targets {
		if !of(t, distro) {
			continue
		}
		for _, e := range t.AllEvents() {
			if wanted[e.ID] {
				entry := Entry{Event: newEvent(e), event: e, Applies: true, in: true, Arches: e.Arches}
				out[e.ID] = merge(out[e.ID], entry, t.Distro)
			}
		}
	}
	return out
}

// Title is the event in one line: "split of ntp -> chrony, ntpstat in 8.0".
func (e *Event) Title() string { return e.title() }

// Place is where the event is written: a file and a line, or that it is upstream's.
func (e *Event) Place() string { return e.place() }

// An Answer is what a path does to a package, in a line, in the distributions that agree.
type Answer struct {
	Distributions []string `json:"distributions"`
	Text          string   `json:"text"`
	Event         *Event   `json:"event,omitempty"` // that says so
}

// Answers are what the path does to the package itself: the events that are applied, or what it means that none names
// it, with what inventories know.
func (p *PathHistory) Answers(name string) (out []Answer) {
	for _, x := range p.Packages {
		if x.Package != name {
			continue
		}
		for i := range x.Entries {
			e := &x.Entries[i]
			if !e.Applies {
				continue
			}
			text := e.Event.title()
			if !e.in {
				text = "given by " + text
			}
			out = append(out, Answer{e.Distributions, text, e.Event})
		}
	}
	for _, u := range p.Unnamed {
		text := u.Text
		if u.GoneSince == 0 {
			text, _, _ = strings.Cut(text, ": ")
		}
		for _, rest := range p.inInventories(u.Distributions, text) {
			if rest.Text == text && u.GoneSince == 0 {
				rest.Text = u.Text
			}
			out = append(out, rest)
		}
	}
	return out
}

// inInventories adds to a text what inventories say, for the distributions that agree.
func (p *PathHistory) inInventories(distros []string, text string) (out []Answer) {
	for _, d := range distros {
		whole := text
		for _, a := range p.Available {
			if slices.Contains(a.Distributions, d) {
				whole += "; " + a.Text
			}
		}
		same := list.FindOrAdd(&out, Answer{Text: whole}, func(a Answer) bool { return a.Text == whole })
		same.Distributions = append(same.Distributions, d)
	}
	return out
}
