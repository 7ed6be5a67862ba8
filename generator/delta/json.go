package delta

import (
	"encoding/json"
	"fmt"
	"io"

	"pes/generator/list"
	"pes/generator/model"
)

// JSON prints the delta for programs: an object with from, to, complete (false where something could not be compared,
// or a tree is gone), counts{} by category, skipped[], unreadable[] and changes[]. A change has category, kind,
// distribution, target, vendor, name, architectures, whole, by, before[] and after[]: strings, and of packages objects.
// Of packages was and is say in words what that means, and by who made the change where that is known: upstream, or the
// project.
func (d *Delta) JSON(w io.Writer) error {
	out := jsonDelta{From: d.From, To: d.To, Counts: map[Category]int{}, Changes: []jsonChange{}}
	out.Complete = len(d.Incomplete()) == 0
	out.Skipped = append([]Skip{}, d.Skipped...) // never null
	out.Unreadable = append([]Unreadable{}, d.Unreadable...)
	for _, c := range d.Changes {
		out.Counts[c.Category]++
		x := jsonChange{
			Category: c.Category, Kind: c.Kind, Distro: c.Distro, Target: c.Target, Vendor: c.Vendor, Name: c.Name,
			Arches: c.Arches, Whole: c.Whole, By: c.By, Before: jsonFacts(c.Before), After: jsonFacts(c.After),
		}
		for _, t := range c.Turns {
			w := wording{exact: true}
			was, is := unmarked(w.fate(&t.Was)), unmarked(w.fate(&t.Is))
			x.Turns = append(x.Turns, jsonTurn{c.streams(t), was, is, t.Is.Why})
		}
		out.Changes = append(out.Changes, x)
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(out); err != nil {
		return fmt.Errorf("print: %w", err)
	}
	return nil
}

type jsonDelta struct {
	From       string           `json:"from"`
	To         string           `json:"to"`
	Complete   bool             `json:"complete"`
	Counts     map[Category]int `json:"counts"`
	Skipped    []Skip           `json:"skipped"`
	Unreadable []Unreadable     `json:"unreadable"`
	Changes    []jsonChange     `json:"changes"`
}

type jsonChange struct {
	Category Category   `json:"category"`
	Kind     Kind       `json:"kind"`
	Distro   string     `json:"distribution"`
	Target   int        `json:"target"`
	Vendor   string     `json:"vendor,omitempty"`
	Name     string     `json:"name"`
	Arches   []string   `json:"architectures,omitempty"`
	Whole    Kind       `json:"whole,omitempty"`
	By       string     `json:"by,omitempty"`
	Turns    []jsonTurn `json:"turns,omitempty"`
	Before   []any      `json:"before"`
	After    []any      `json:"after"`
}

type jsonTurn struct {
	Streams []string `json:"streams,omitempty"`
	Was     string   `json:"was"`
	Is      string   `json:"is"`
	Why     string   `json:"why,omitempty"`
}

type jsonStep struct {
	ID     uint64        `json:"id"` // not compared; Leapp's log shows it
	Action string        `json:"action"`
	From   string        `json:"from,omitempty"`
	To     string        `json:"release"`
	In     []string      `json:"in"`
	Effect []jsonPackage `json:"effect"`
}

type jsonPackage struct {
	Name   string  `json:"name"`
	Stream string  `json:"stream,omitempty"`
	Repo   *string `json:"repository"` // null: it goes
}

func jsonFacts(facts []Fact) []any {
	return append([]any{}, list.Map(facts, func(f Fact) any { // never null
		s := f.Step
		if s == nil {
			return f.Text
		}
		x := jsonStep{ID: s.Event.ID, Action: s.Event.Action.String(), To: s.To.String()}
		if !s.From.IsZero() {
			x.From = s.From.String()
		}
		x.In = list.Map(s.In, model.PackageID.String)
		x.Effect = list.Map(s.Effect, func(p model.StepPackage) jsonPackage {
			q := jsonPackage{Name: p.Name}
			if !p.Stream.IsZero() {
				q.Stream = p.Stream.String()
			}
			if p.Repo != model.Gone {
				q.Repo = &p.Repo
			}
			return q
		})
		return x
	})...)
}
