// Package diag holds places in files and diagnostics about them.
//
// A [Pos] is a file and a span of bytes; line and column are computed only when something is printed. Code that reads
// or checks adds to a [List] and goes on, so that one run shows every mistake; the example shows that, and how a list
// prints. For machines there are [List.JSON], [List.GitHub] and [List.SARIF].
//
// The name of a rule is any word: package rules has those of this project.
package diag

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"sync"
	"unicode/utf8"

	"pes/generator/list"
)

// A File is a name as a person would type it, with slashes, and its bytes.
type File struct {
	Name string
	Text []byte

	once  sync.Once
	lines []int // where each line starts, found when first asked for
}

// lineCol gives the line and the column in characters, both from 1.
func (f *File) lineCol(off int) (line, col int) {
	f.once.Do(func() {
		f.lines = []int{0}
		for i, c := range f.Text {
			if c == '\n' {
				f.lines = append(f.lines, i+1)
			}
		}
	})
	line, found := slices.BinarySearch(f.lines, off)
	if found {
		line++
	}
	return line, utf8.RuneCount(f.Text[f.lines[line-1]:off]) + 1
}

// character returns the bounds of the character that off is inside of; off twice if it is between characters.
func (f *File) character(off int) (start, end int) {
	for i := off - 1; i >= 0 && i > off-utf8.UTFMax; i-- {
		if utf8.RuneStart(f.Text[i]) {
			if _, size := utf8.DecodeRune(f.Text[i:]); i+size > off {
				return i, i + size
			}
			break
		}
	}
	return off, off
}

// A Pos is the span [Off, End) of bytes in File. The zero Pos is nowhere.
type Pos struct {
	File     *File
	Off, End int
}

// IsZero reports whether p is nowhere.
func (p Pos) IsZero() bool { return p.File == nil }

// LineCol gives the line and the column in characters, both from 1.
func (p Pos) LineCol() (line, col int) {
	if p.File == nil {
		return 0, 0
	}
	off, _ := p.span()
	return p.File.lineCol(off)
}

// span returns valid offsets: within the text, in order, and never inside a character.
func (p Pos) span() (off, end int) {
	off = min(max(p.Off, 0), len(p.File.Text))
	end = min(max(p.End, off), len(p.File.Text))
	if end > off {
		_, end = p.File.character(end)
	}
	if start, after := p.File.character(off); start < off {
		off, end = start, max(after, end)
	}
	return off, end
}

// A region is a span as other programs count it: in characters from 1, the end exclusive. SARIF writes it like this.
type region struct {
	StartLine   int `json:"startLine"`
	StartColumn int `json:"startColumn"`
	EndLine     int `json:"endLine"`
	EndColumn   int `json:"endColumn"`
}

// region is the span of p. The end of a file belongs to its last line, behind the newline: there is no line after it.
func (p Pos) region() (r region) {
	off, end := p.span()
	place := func(off int) (line, col int) {
		if off > 0 && off == len(p.File.Text) && p.File.Text[off-1] == '\n' {
			line, col = p.File.lineCol(off - 1)
			return line, col + 1
		}
		return p.File.lineCol(off)
	}
	r.StartLine, r.StartColumn = place(off)
	r.EndLine, r.EndColumn = place(end)
	return r
}

// String is path:line:col.
func (p Pos) String() string {
	if p.File == nil {
		return "-"
	}
	line, col := p.LineCol()
	return fmt.Sprintf("%s:%d:%d", Printable(p.File.Name), line, col)
}

// Compare orders places by file name, then by offset.
func (p Pos) Compare(q Pos) int {
	return cmp.Or(cmp.Compare(p.name(), q.name()), cmp.Compare(p.Off, q.Off), cmp.Compare(p.End, q.End))
}

func (p Pos) name() string {
	if p.File == nil {
		return ""
	}
	return p.File.Name
}

// Severity follows from the consequence: an Error harms a machine or stops an upgrade.
type Severity int

const (
	Error   Severity = iota // no output is written
	Warning                 // the effect is not what the author meant
	Info                    // worth knowing
)

var severities = []string{"error", "warning", "note"}

func (s Severity) String() string { return severities[s] }

// UnmarshalText reads the word that String gives.
func (s *Severity) UnmarshalText(text []byte) error {
	i := slices.Index(severities, string(text))
	if i < 0 {
		return fmt.Errorf("no severity %q", text)
	}
	*s = Severity(i)
	return nil
}

// A Note explains a diagnostic: another place, or a sentence without one.
type Note struct {
	Pos  Pos
	Text string
}

// A Diagnostic is a problem: where it is, what it is, and what to do about it.
type Diagnostic struct {
	Pos        Pos
	Severity   Severity
	Rule       string // the name of the broken rule
	Message    string // begins in lower case, has no final stop
	Notes      []Note
	Suggestion string   // what to write instead, see Near; may be empty
	Scope      []string // the distributions it concerns; the message names them too
}

// A List collects diagnostics. Its zero value is ready.
type List struct {
	items    []Diagnostic
	Allowed  int // how many more there would be, had nobody allowed them
	Upstream int // how many more there are in events of upstream, which are only counted
}

// Add appends d.
func (l *List) Add(d Diagnostic) { l.items = append(l.items, d) }

// Errorf appends an error.
func (l *List) Errorf(pos Pos, rule, format string, args ...any) {
	l.Add(Diagnostic{Pos: pos, Rule: rule, Message: fmt.Sprintf(format, args...)})
}

// Warnf appends a warning.
func (l *List) Warnf(pos Pos, rule, format string, args ...any) {
	l.Add(Diagnostic{Pos: pos, Severity: Warning, Rule: rule, Message: fmt.Sprintf(format, args...)})
}

// Merge appends what another list holds.
func (l *List) Merge(other List) {
	l.items = append(l.items, other.items...)
	l.Allowed += other.Allowed
	l.Upstream += other.Upstream
}

// All returns what was collected.
func (l *List) All() []Diagnostic { return l.items }

// Count tells how many diagnostics have this severity.
func (l *List) Count(s Severity) int {
	return len(list.Select(l.items, func(d Diagnostic) bool { return d.Severity == s }))
}

// Failed reports whether there is an error.
func (l *List) Failed() bool {
	return slices.ContainsFunc(l.items, func(d Diagnostic) bool { return d.Severity == Error })
}

// Sort orders by place, severity, rule and message and drops duplicates: the order in which they were added is lost.
func (l *List) Sort() {
	list.Sort(l.items, func(a, b Diagnostic) int {
		return cmp.Or(a.Pos.Compare(b.Pos), cmp.Compare(a.Severity, b.Severity),
			cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Message, b.Message), a.firstNote().Compare(b.firstNote()))
	})
	l.items = slices.CompactFunc(l.items, func(a, b Diagnostic) bool {
		return a.Pos == b.Pos && a.Rule == b.Rule && a.Message == b.Message && a.firstNote() == b.firstNote()
	})
}

// firstNote is the place of the first note.
func (d *Diagnostic) firstNote() Pos {
	if len(d.Notes) == 0 {
		return Pos{}
	}
	return d.Notes[0].Pos
}

// Below puts a folder before the name of every file that is named.
func (l *List) Below(dir string) {
	if dir = path.Clean(dir); dir == "." {
		return
	}
	moved := map[*File]*File{}
	move := func(p Pos) Pos {
		if f := p.File; f != nil && moved[f] == nil {
			moved[f] = &File{Name: path.Join(dir, f.Name), Text: f.Text}
		}
		return Pos{moved[p.File], p.Off, p.End}
	}
	for i, d := range l.items {
		l.items[i].Pos = move(d.Pos)
		l.items[i].Notes = list.Map(d.Notes, func(n Note) Note { return Note{move(n.Pos), n.Text} })
	}
}

// Level makes every diagnostic at least as severe as its rule is.
func (l *List) Level(of func(rule string) Severity) {
	for i, d := range l.items {
		l.items[i].Severity = min(d.Severity, of(d.Rule))
	}
}

// Drop takes out the diagnostics for which drop is true.
func (l *List) Drop(drop func(Diagnostic) bool) { l.items = slices.DeleteFunc(l.items, drop) }
