package source

import (
	"slices"
	"strings"
	"unicode/utf8"

	"pes/generator/diag"
	"pes/generator/list"
)

// wrapAt is the width at which lists are wrapped.
const wrapAt = 118

// Format returns a file in its canonical format: no double blank lines, aligned `=`, lists on one line or wrapped,
// double quotes. The order of keys, comments and blank lines are kept.
//
// A file that is not TOML is reported and not formatted. The result is read again, and rejected if its content differs
// from that of the file or a comment is lost.
func Format(f *diag.File, list *diag.List) (text []byte, ok bool) {
	before, ok := Scan(f, list)
	if !ok {
		return nil, false
	}
	lines, comments := layOut(f)
	text = []byte(printLines(lines))
	var again diag.List
	g := &diag.File{Name: f.Name, Text: text}
	after, ok := Scan(g, &again)
	if ok {
		_, kept := layOut(g)
		ok = equal(before, after) && slices.Equal(comments, kept)
	}
	if !ok {
		list.Errorf(diag.Pos{File: f}, "syntax",
			"pes cannot format this file without a change of its meaning; please report this, and write it in a "+
				"simpler way")
	}
	return text, ok
}

// equal reports whether two files say the same, in the same order.
func equal(a, b *Value) bool {
	if a.Kind != b.Kind || a.Str != b.Str || a.Int != b.Int || a.Bool != b.Bool || len(a.Items) != len(b.Items) ||
		len(a.Keys) != len(b.Keys) {
		return false
	}
	if a.Kind == Other && a.written() != b.written() {
		return false
	}
	return all(a.Items, func(i int) bool { return equal(a.Items[i], b.Items[i]) }) &&
		all(a.Keys, func(i int) bool { return a.Keys[i].Name == b.Keys[i].Name && equal(a.Keys[i].Val, b.Keys[i].Val) })
}

func (v *Value) written() string { return string(v.Pos.File.Text[v.Pos.Off:v.Pos.End]) }

// A line is one element of a file: a comment, the header of a table, or a key and its value.
type line struct {
	blank bool   // a blank line stands before it
	head  string // a comment, a header, or a key
	value *cell  // of a key
	tail  string // the comment behind it
}

// A cell is a value: the text of a simple one, or the items between brackets.
type cell struct {
	text  string
	open  string // "[" or "{", "" for a simple value
	items []item
}

// An item is a comment or a value among brackets, with its key in a table.
type item struct {
	fresh   bool // it begins a line
	blank   bool // a blank line stands before it
	comment string
	key     string
	value   *cell
}

// name is the key with its `=`; "" in an array.
func (it item) name() string {
	if it.key == "" {
		return ""
	}
	return it.key + " = "
}

// layout takes a valid file apart.
type layout struct {
	scanner
	comments []string
}

func layOut(f *diag.File) (lines []line, comments []string) {
	l := &layout{scanner: scanner{file: f, text: f.Text}}
	if strings.HasPrefix(string(f.Text), "\ufeff") {
		l.i = 3
	}
	for {
		newlines := l.gap()
		if l.i >= len(l.text) {
			return lines, l.comments
		}
		blank := newlines > 1 && len(lines) > 0
		switch c := l.text[l.i]; {
		case c == '#' && newlines == 0 && len(lines) > 0:
			lines[len(lines)-1].tail = l.comment()
		case c == '#':
			lines = append(lines, line{blank: blank, head: l.comment()})
		case c == '[':
			lines = append(lines, line{blank: blank, head: l.headerText()})
		default:
			lines = append(lines, line{blank: blank, head: l.keyText(), value: l.cell()})
		}
	}
}

// gap steps over white space and commas and counts newlines, those before a comma for none.
func (l *layout) gap() (newlines int) {
	for ; l.i < len(l.text); l.i++ {
		switch l.text[l.i] {
		case ' ', '\t', '\r':
		case '\n':
			newlines++
		case ',':
			newlines = min(newlines, 1)
		default:
			return newlines
		}
	}
	return newlines
}

func (l *layout) comment() string {
	start := l.i
	l.skipLine()
	l.i++
	text := strings.TrimRight(string(l.text[start:l.i]), " \t\r")
	l.comments = append(l.comments, text)
	return text
}

func (l *layout) headerText() string {
	path, places, brackets := l.header()
	return strings.Repeat("[", brackets) + l.names(path, places) + strings.Repeat("]", brackets)
}

// keyText reads a key up to its value.
func (l *layout) keyText() string {
	text := l.names(l.key())
	l.skipTo('=')
	l.gap()
	return text
}

// names writes a dotted key. What need not be quoted is not; what is written with escapes stays so.
func (l *layout) names(path []string, places []diag.Pos) string {
	for i, name := range path {
		written := string(l.text[places[i].Off:places[i].End])
		if path[i] = key(name); path[i] != name && written != name {
			path[i] = plainQuotes(written)
		}
	}
	return strings.Join(path, ".")
}

// plainQuotes writes 'x' as "x" where that is the same.
func plainQuotes(s string) string {
	if len(s) < 2 || s[0] != '\'' || strings.HasPrefix(s, "'''") || strings.ContainsAny(s, "\"\\") {
		return s
	}
	return `"` + s[1:len(s)-1] + `"`
}

func (l *layout) cell() *cell {
	if l.i >= len(l.text) {
		return &cell{}
	}
	open := string(l.text[l.i])
	if open != "[" && open != "{" {
		v := l.value(nil)
		return &cell{text: plainQuotes(string(l.text[v.Pos.Off:v.Pos.End]))}
	}
	c := &cell{open: open}
	for l.i++; ; {
		newlines := l.gap()
		if l.i >= len(l.text) || l.text[l.i] == ']' || l.text[l.i] == '}' {
			l.i = min(l.i+1, len(l.text))
			return c
		}
		it := item{fresh: newlines > 0, blank: newlines > 1 && len(c.items) > 0}
		switch {
		case l.text[l.i] == '#':
			it.comment = l.comment()
		case open == "{":
			it.key, it.value = l.keyText(), l.cell()
		default:
			it.value = l.cell()
		}
		c.items = append(c.items, it)
	}
}

// laidOut reports whether the author's line breaks in a value are kept, as it has comments or blank lines.
func (c *cell) laidOut() bool {
	return slices.ContainsFunc(c.items, func(it item) bool {
		return it.comment != "" || it.blank && c.open == "[" || it.value != nil && it.value.laidOut()
	})
}

// flat is a value on one line, as far as its strings allow.
func (c *cell) flat() string {
	if c.open == "" {
		return c.text
	}
	parts := list.Map(c.items, func(it item) string { return it.name() + it.value.flat() })
	if c.open == "{" {
		return inline(parts)
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

// String gives a value that begins behind `room` characters of its line, in lines indented by indent.
func (c *cell) String(indent string, room int) string {
	if c.laidOut() {
		return c.asWritten(indent + "  ")
	}
	flat := c.flat()
	if c.open != "[" || len(c.items) < 2 || room+width(flat) <= wrapAt && !strings.Contains(flat, "\n") {
		return flat // a table has one line in TOML 1.0
	}
	words := !slices.ContainsFunc(c.items, func(it item) bool { // tables and addresses stand one to a line
		return it.value.open != "" || strings.Contains(it.value.text, "\n") || width(it.value.text) > wrapAt/2
	})
	var b strings.Builder
	b.WriteString("[")
	used := wrapAt + 1 // of the current line: full
	for _, it := range c.items {
		text := it.value.String(indent+"  ", len(indent)+2) + ","
		if used+1+width(text) > wrapAt || !words {
			b.WriteString("\n" + indent + "  " + text)
			used = len(indent) + 2 + width(text)
			continue
		}
		b.WriteString(" " + text)
		used += 1 + width(text)
	}
	return b.String() + "\n" + indent + "]"
}

// asWritten keeps the lines people chose.
func (c *cell) asWritten(indent string) string {
	if c.open == "" {
		return c.text
	}
	var b strings.Builder
	b.WriteString(c.open)
	broken := true // the next value needs a line of its own
	for _, it := range c.items {
		blank := ""
		if it.blank {
			blank = "\n"
		}
		switch {
		case it.comment != "" && !it.fresh:
			b.WriteString("  " + it.comment)
		case it.fresh || broken:
			b.WriteString(blank + "\n" + indent)
			b.WriteString(it.comment)
		default:
			b.WriteString(" ")
		}
		broken = it.comment != ""
		if it.value != nil {
			text := it.name()
			b.WriteString(text + it.value.String(indent, len(indent)+width(text)+1) + ",")
		}
	}
	return b.String() + "\n" + indent[2:] + map[string]string{"[": "]", "{": "}"}[c.open]
}

func width(s string) int { return utf8.RuneCountInString(s) }

// printLines writes lines. Consecutive keys, up to a blank line or a header, have their `=` in one column, and so have
// the comments after consecutive short lines.
func printLines(lines []line) string {
	texts := make([]string, len(lines))
	keys := 0 // the width of this block's keys; 0 where a block begins
	for i, l := range lines {
		switch {
		case l.value == nil && (l.blank || l.head[0] == '['):
			keys = 0
		case l.value != nil && (l.blank || keys == 0):
			keys = keyWidth(lines[i:])
		}
		texts[i] = l.head
		if l.value != nil {
			texts[i] += strings.Repeat(" ", keys-width(l.head)) + " = "
			texts[i] += l.value.String("", width(texts[i]))
		}
	}
	var b strings.Builder
	column := 0 // of the comments behind these lines; 0 where none was before
	for i, l := range lines {
		if l.blank {
			b.WriteByte('\n')
		}
		b.WriteString(texts[i])
		if !l.short(texts[i]) || l.blank {
			column = 0
		}
		if l.short(texts[i]) && column == 0 {
			column = tailColumn(lines[i:], texts[i:])
		}
		if l.tail != "" {
			b.WriteString(strings.Repeat(" ", max(0, column-width(texts[i]))) + "  " + l.tail)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// keyWidth is that of the widest key of the block that begins here.
func keyWidth(lines []line) (n int) {
	for i, l := range lines {
		if i > 0 && l.blank || l.value == nil && l.head[0] == '[' {
			break
		}
		if l.value != nil {
			n = max(n, width(l.head))
		}
	}
	return max(n, 1)
}

// short reports whether the comment behind a line may share a column with its neighbours'.
func (l *line) short(text string) bool {
	return l.tail != "" && width(text) <= wrapAt && !strings.Contains(text, "\n")
}

// tailColumn is where the comments behind these lines stand.
func tailColumn(lines []line, texts []string) (n int) {
	for i := range lines {
		if i > 0 && lines[i].blank || !lines[i].short(texts[i]) {
			break
		}
		n = max(n, width(texts[i]))
	}
	return n
}
