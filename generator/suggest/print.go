package suggest

import (
	"fmt"
	"strings"

	"pes/generator/diag"
	"pes/generator/english"
	"pes/generator/source"
)

// A Document is a suggestion for programs.
type Document struct {
	Name     string   `json:"name"`
	Grade    string   `json:"grade"`
	Kind     string   `json:"kind"`
	Packages []string `json:"packages"`
	Distros  []string `json:"distros"`
	Evidence []string `json:"evidence"`
	File     string   `json:"file"`
	TOML     string   `json:"toml"`
}

// Document is the suggestion for programs.
func (s *Suggestion) Document() (Document, error) {
	file, err := s.File()
	if err != nil {
		return Document{}, err
	}
	text, err := s.table()
	return Document{s.Name(), s.Grade.String(), s.Kind, s.Packages, s.Distros, s.Evidence, file, text}, err
}

// Text is the suggestion for people: comments with the grade and the evidence, then the event.
func (s *Suggestion) Text() (string, error) {
	table, err := s.table()
	if err != nil {
		return "", err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# %s, %s: %s\n", s.Grade, s.Kind, english.And(s.Distros))
	for _, e := range s.Evidence {
		for _, line := range wrap(diag.Printable(e), 116) {
			b.WriteString("# " + line + "\n")
		}
	}
	return b.String() + table, nil
}

// wrap breaks a text into lines of at most width columns, if its words allow it; all but the first are indented.
func wrap(text string, width int) (lines []string) {
	line := ""
	for word := range strings.FieldsSeq(text) {
		switch {
		case line == "":
			line = word
		case len(line)+1+len(word) > width:
			lines, line = append(lines, line), "  "+word
		default:
			line += " " + word
		}
	}
	return append(lines, line)
}

// table is the event as TOML.
func (s *Suggestion) table() (string, error) {
	var found diag.List
	one := source.Events{List: []source.Event{s.Event}}
	text, ok := source.Format(&diag.File{Text: []byte(one.Print())}, &found)
	if !ok {
		return "", fmt.Errorf("the event about %s has no form: %s", s.Name(), found.All()[0].Message)
	}
	return string(text), nil
}
