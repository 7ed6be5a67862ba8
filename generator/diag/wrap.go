package diag

import (
	"strings"
	"unicode/utf8"
)

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
