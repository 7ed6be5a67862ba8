package diag

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Text prints diagnostics for people, each with its line and a caret.
type Text struct{ Color bool }

const (
	maxShown   = 160 // characters of a source line that are shown
	maxPrinted = 500 // diagnostics that are printed for people; machines get all
	maxNotes   = 5   // notes of one diagnostic that are printed for people
)

// Print writes the list to w.
func (l *List) Print(w io.Writer, t Text) error {
	var b strings.Builder
	for i, d := range l.items {
		if i == maxPrinted {
			fmt.Fprintf(&b, "... and %d more; fix these first\n", len(l.items)-i)
			break
		}
		t.one(&b, d)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (t Text) paint(code, s string) string {
	if !t.Color {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

func (t Text) one(b *strings.Builder, d Diagnostic) {
	color := [...]string{"1;31", "1;33", "1;36"}[d.Severity]
	if !d.Pos.IsZero() {
		fmt.Fprintf(b, "%s: ", t.paint("1", d.Pos.String()))
	}
	fmt.Fprintf(b, "%s: %s [%s]\n", t.paint(color, d.Severity.String()), Printable(d.Message), d.Rule)
	t.excerpt(b, d.Pos, color)
	for _, n := range d.shown() {
		fmt.Fprintf(b, "  %s\n", n)
	}
	switch lines := strings.Split(d.Suggestion, "\n"); {
	case len(lines) > 1:
		b.WriteString("  write\n")
		for _, line := range lines {
			fmt.Fprintf(b, "    %s\n", t.paint("1;32", Printable(line)))
		}
	case d.Suggestion != "":
		fmt.Fprintf(b, "  did you mean %s?\n", t.paint("1;32", Printable(d.Suggestion)))
	}
}

// String returns the text of the note with its position.
func (n Note) String() string {
	if n.Pos.IsZero() {
		return "note: " + Printable(n.Text)
	}
	return n.Pos.String() + ": note: " + Printable(n.Text)
}

// shown are the notes that people get to see; machines get all.
func (d *Diagnostic) shown() []Note {
	if len(d.Notes) <= maxNotes {
		return d.Notes
	}
	more := fmt.Sprintf("... and %d more such places", len(d.Notes)-maxNotes+1)
	return append(slices.Clone(d.Notes[:maxNotes-1]), Note{Text: more})
}

// excerpt writes the line of p, or the part around it of a long line, and carets under its span.
func (t Text) excerpt(b *strings.Builder, p Pos, color string) {
	if p.IsZero() || p.Off >= len(p.File.Text) {
		return
	}
	text := p.File.Text
	off, stop := p.span()
	start := bytes.LastIndexByte(text[:off], '\n') + 1
	end := len(text)
	if i := bytes.IndexByte(text[off:], '\n'); i >= 0 {
		end = off + i
	}
	before := []rune(Printable(string(text[max(start, off-4*maxShown):off])))
	if lead := maxShown / 2; len(before) > lead || off-4*maxShown > start {
		before = append([]rune{'…'}, before[max(0, len(before)-lead+1):]...)
	}
	after := []rune(Printable(strings.TrimRight(string(text[off:min(end, off+4*maxShown)]), "\r")))
	if len(before)+len(after) > maxShown {
		after = append(after[:maxShown-len(before)-1], '…')
	}
	under := utf8.RuneCountInString(Printable(string(text[off:max(off, min(stop, end, off+4*maxShown))])))
	under = max(1, min(under, len(after)))
	n, _ := p.LineCol()
	number := fmt.Sprintf("%5d", n)
	fmt.Fprintf(b, "%s | %s%s\n", number, string(before), string(after))
	caret := t.paint(color, strings.Repeat("^", under))
	fmt.Fprintf(b, "%*s | %*s%s\n", len(number), "", len(before), "", caret)
}

// Printable keeps foreign bytes from reaching a terminal: control and format characters become codes such as \u001b.
func Printable(s string) string {
	clean := func(r rune) bool { return r != utf8.RuneError && (unicode.IsPrint(r) || r == ' ') }
	if strings.IndexFunc(s, func(r rune) bool { return !clean(r) }) < 0 {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '\t':
			b.WriteByte(' ')
		case clean(r):
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, "\\u%04x", r)
		}
	}
	return b.String()
}

// Wrap puts words with spaces between them into lines of at most width characters; a longer word has a line of its own.
// The first line begins with one indent, the others with another. Words are shown as Printable shows them.
func Wrap(words []string, first, others string, width int) string {
	var b strings.Builder
	b.WriteString(first)
	column := utf8.RuneCountInString(first)
	for i, w := range words {
		w = Printable(w)
		n := utf8.RuneCountInString(w)
		switch {
		case i == 0:
		case column+1+n > width:
			b.WriteString("\n" + others)
			column = utf8.RuneCountInString(others)
		default:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(w)
		column += n
	}
	return b.String()
}

type jsonNote struct {
	File    string `json:"file,omitempty"`
	Line    int    `json:"line,omitempty"`
	Column  int    `json:"column,omitempty"`
	Message string `json:"message"`
}

type jsonDiagnostic struct {
	Rule       string     `json:"rule"`
	Severity   string     `json:"severity"`
	File       string     `json:"file"`
	Line       int        `json:"line"`
	Column     int        `json:"column"`
	Message    string     `json:"message"`
	Notes      []jsonNote `json:"notes"`
	Suggestion string     `json:"suggestion"`
}

// JSON writes the list as one array, for machines.
func (l *List) JSON(w io.Writer) error {
	all := make([]jsonDiagnostic, 0, len(l.items))
	for _, d := range l.items {
		line, col := d.Pos.LineCol()
		j := jsonDiagnostic{d.Rule, d.Severity.String(), d.Pos.name(), line, col, d.Message, []jsonNote{}, d.Suggestion}
		for _, n := range d.Notes {
			line, col := n.Pos.LineCol()
			j.Notes = append(j.Notes, jsonNote{n.Pos.name(), line, col, n.Text})
		}
		all = append(all, j)
	}
	return encode(w, all)
}

func encode(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}
