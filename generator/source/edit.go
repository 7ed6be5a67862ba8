package source

import (
	"bytes"
	"slices"
	"strings"

	"pes/generator/diag"
)

// A Part is a table of a file, from its header to the end of its last value.
type Part struct {
	Path       []string
	Repeated   bool // [[path]]
	Start, End int  // without the comments and blank lines around it
}

// Parts are the tables that have a header, in document order, with the tables below them; the text must be valid TOML.
func Parts(text []byte) (parts []Part) {
	s := scanner{file: &diag.File{Text: text}, text: text}
	for s.blank(); s.i < len(text); s.blank() {
		if text[s.i] == '[' {
			start := s.i
			path, _, brackets := s.header()
			parts = append(parts, Part{Path: path, Repeated: brackets == 2, Start: start})
		} else {
			s.assignment(&Value{Kind: Table}, nil)
		}
		if len(parts) > 0 {
			parts[len(parts)-1].End = s.i + len(restOfLine(text[s.i:]))
		}
	}
	for i := range parts {
		for _, next := range parts[i+1:] {
			n := len(parts[i].Path)
			if len(next.Path) <= n || !slices.Equal(next.Path[:n], parts[i].Path) {
				break
			}
			parts[i].End = next.End
		}
	}
	return parts
}

// restOfLine is what stands behind a value: a comment, if anything.
func restOfLine(text []byte) []byte {
	line, _, _ := bytes.Cut(text, []byte("\n"))
	return line
}

// An Edit puts other text in the place of a part; with none, the comment directly above it goes too.
type Edit struct {
	Part Part
	Text string
}

// Apply returns the text with its edits, whose parts must not overlap.
func Apply(text []byte, edits []Edit) []byte {
	edits = slices.Clone(edits)
	slices.SortFunc(edits, func(a, b Edit) int { return b.Part.Start - a.Part.Start }) // the last first
	out := string(text)
	for _, e := range edits {
		before, after := out[:e.Part.Start], out[e.Part.End:]
		if e.Text == "" {
			before, after = withoutComment(before), strings.TrimLeft(after, "\r\n")
		}
		out = before + strings.TrimRight(e.Text, "\n") + after
	}
	return []byte(strings.TrimRight(out, "\n") + "\n")
}

// withoutComment is a text without the comment lines at its end.
func withoutComment(text string) string {
	for {
		line := strings.TrimSuffix(text, "\n")
		at := strings.LastIndexByte(line, '\n') + 1
		if line == text || !strings.HasPrefix(strings.TrimSpace(line[at:]), "#") {
			return text
		}
		text = text[:at]
	}
}
