package leappreport

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// A jsonEntry is an entry of leapp-report.json, in every version of its schema: until 1.1.0 flags and tags are what
// groups are from 1.2.0 on, and in 1.0.0 there is no key.
type jsonEntry struct {
	Title    string   `json:"title"`
	Summary  string   `json:"summary"`
	Severity string   `json:"severity"`
	Groups   []string `json:"groups"`
	Flags    []string `json:"flags"`
	Actor    string   `json:"actor"`
	Key      string   `json:"key"`
	Detail   struct {
		Related []struct {
			Scheme string `json:"scheme"`
			Title  string `json:"title"`
		} `json:"related_resources"`
		Remediations []struct {
			Type    string          `json:"type"`
			Context json.RawMessage `json:"context"` // a text; of a command its words
		} `json:"remediations"`
	} `json:"detail"`
}

// readJSON reads the entries one after the other, so that the line of each is known.
func (r *Report) readJSON(data []byte) error {
	d := json.NewDecoder(bytes.NewReader(data))
	found := false
	if err := members(d, func(name string) error {
		if name != "entries" {
			var skipped json.RawMessage
			return d.Decode(&skipped)
		}
		found = true
		return r.readEntries(d, data)
	}); err != nil {
		return err
	}
	if !found {
		return errors.New(`it is JSON without "entries": no report of Leapp`)
	}
	return nil
}

// members reads an object, member by member.
func members(d *json.Decoder, member func(name string) error) error {
	if _, err := d.Token(); err != nil { // the brace
		return broken(err)
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return broken(err)
		}
		text, _ := name.(string) // names are strings
		if err := member(text); err != nil {
			return broken(err)
		}
	}
	_, err := d.Token()
	return broken(err)
}

// broken says that the text ends too early, or is no JSON.
func broken(err error) error {
	var syntax *json.SyntaxError
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("it ends in the middle: the rest is missing")
	case errors.As(err, &syntax):
		return fmt.Errorf("it is not valid JSON: %w", err)
	}
	return err
}

func (r *Report) readEntries(d *json.Decoder, data []byte) error {
	open, err := d.Token()
	if err != nil {
		return err
	}
	if open != json.Delim('[') {
		return errors.New(`"entries" is no list: no report of Leapp`)
	}
	line, counted := 1, 0
	for d.More() {
		begins := int(d.InputOffset())
		for begins < len(data) && strings.IndexByte(" \t\r\n,", data[begins]) >= 0 {
			begins++
		}
		line += bytes.Count(data[counted:begins], []byte("\n"))
		counted = begins
		var x jsonEntry
		if err := d.Decode(&x); err != nil {
			var shape *json.UnmarshalTypeError
			if errors.As(err, &shape) {
				return fmt.Errorf("line %d: the entry has an unknown shape: %s is %s", line, shape.Field, shape.Value)
			}
			return err
		}
		if err := r.add(x.entry(line)); err != nil {
			return err
		}
	}
	_, err = d.Token()
	return err
}

func (x *jsonEntry) entry(line int) Entry {
	groups := append(x.Groups, x.Flags...)
	e := Entry{Title: strings.TrimSpace(x.Title), Summary: unfolded(x.Summary), Severity: x.Severity, Actor: x.Actor,
		Key: x.Key, Line: line}
	e.Inhibitor, e.Error = slices.Contains(groups, "inhibitor"), slices.Contains(groups, "error")
	for _, r := range x.Detail.Related {
		switch r.Scheme {
		case "package":
			e.Packages = append(e.Packages, Package{Name: r.Title})
		case "repository":
			e.Repositories = append(e.Repositories, r.Title)
		case "file":
			e.Files = append(e.Files, r.Title)
		}
	}
	for _, m := range x.Detail.Remediations {
		var text string
		var words []string
		switch {
		case m.Type == "command" && json.Unmarshal(m.Context, &words) == nil:
			e.Commands = append(e.Commands, strings.Join(words, " "))
		case json.Unmarshal(m.Context, &text) == nil && m.Type == "hint":
			e.Hints = append(e.Hints, text)
		}
	}
	return e
}

// unfolded is the summary of an error, which is JSON itself, as lines: details, the output of dnf.
func unfolded(summary string) string {
	details := map[string]any{}
	if !strings.HasPrefix(summary, "{") || json.Unmarshal([]byte(summary), &details) != nil {
		return summary
	}
	var names, texts []string
	for name := range details {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if text, ok := details[name].(string); ok {
			texts = append(texts, name+": "+text)
		}
	}
	return strings.Join(texts, "\n")
}
