// Package markup writes HTML in which everything foreign is escaped.
//
// A [Builder] takes tags as constants of this program and everything else as text or as the value of an attribute, so a page
// can be put together at the speed of appending bytes and still cannot carry what somebody wrote into a file as markup:
//
//	b.Tag("<p>").Text(event.Why).Tag("</p>")
//	b.Link("../../p/ntp/", "ntp")
//
// A [Fragment] is finished markup. Only a Builder makes one, or [Trusted] in the one package that renders Markdown.
package markup

import (
	"fmt"
	"html/template"
	"strconv"
	"unicode/utf8"
)

// A Constant is markup in the text of this program: a literal becomes one by itself, a variable does not.
type Constant string

// A Fragment is finished markup.
type Fragment struct{ s string }

// HTML is markup as html/template takes it.
type HTML = template.HTML

// HTML hands the fragment to a template of html/template.
func (f Fragment) HTML() template.HTML { return template.HTML(f.s) }

// String is the markup.
func (f Fragment) String() string { return f.s }

// IsZero reports whether the fragment is empty.
func (f Fragment) IsZero() bool { return f.s == "" }

// Trusted takes markup of a renderer that escapes by itself: goldmark, and nothing else.
func Trusted(s string) Fragment { return Fragment{s} }

// A Builder grows a fragment. Its zero value is ready.
type Builder struct{ b []byte }

// Fragment is what was built.
func (b *Builder) Fragment() Fragment { return Fragment{string(b.b)} }

// Bytes are what was built; the builder must not be used afterwards.
func (b *Builder) Bytes() []byte { return b.b }

// Len is the number of bytes so far.
func (b *Builder) Len() int { return len(b.b) }

// Tag writes markup that stands in this program.
func (b *Builder) Tag(s Constant) *Builder {
	b.b = append(b.b, s...)
	return b
}

// Add writes a fragment.
func (b *Builder) Add(f Fragment) *Builder {
	b.b = append(b.b, f.s...)
	return b
}

// Text writes text.
func (b *Builder) Text(s string) *Builder {
	b.b = appendEscaped(b.b, s)
	return b
}

// Int writes a number.
func (b *Builder) Int(n int) *Builder {
	b.b = strconv.AppendInt(b.b, int64(n), 10)
	return b
}

// Uint writes an identifier.
func (b *Builder) Uint(n uint64) *Builder {
	b.b = strconv.AppendUint(b.b, n, 10)
	return b
}

// Attr writes an attribute inside an open tag; without quotes where HTML needs none.
func (b *Builder) Attr(name Constant, value string) *Builder {
	b.b = append(b.b, ' ')
	b.b = append(b.b, name...)
	b.b = append(b.b, '=')
	if plain(value) {
		b.b = append(b.b, value...)
		return b
	}
	b.b = append(b.b, '"')
	b.b = appendEscaped(b.b, value)
	b.b = append(b.b, '"')
	return b
}

// Link writes a link. The address is one of our own making, or one that [Web] accepted.
func (b *Builder) Link(href, text string) *Builder {
	return b.Tag("<a").Attr("href", href).Tag(">").Text(text).Tag("</a>")
}

// plain reports whether a value may stand without quotes.
func plain(s string) bool {
	for i := range len(s) {
		if !safe[s[i]] {
			return false
		}
	}
	return s != ""
}

var safe = func() (t [256]bool) {
	for c := range 256 {
		t[c] = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
	}
	for _, c := range "-_.:/#%+~?@!*(),;$" {
		t[c] = true
	}
	return t
}()

// appendEscaped escapes for text and for quoted attributes alike. What would steer a terminal or turn the direction of the
// rest of a page is written as a visible sign.
func appendEscaped(b []byte, s string) []byte {
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		size, with := 1, ""
		switch {
		case c == '<':
			with = "&lt;"
		case c == '>':
			with = "&gt;"
		case c == '&':
			with = "&amp;"
		case c == '"':
			with = "&#34;"
		case c == '\'':
			with = "&#39;"
		case c < ' ' && c != '\n' && c != '\t', c == 0x7f:
			with = "\ufffd"
		case c >= utf8.RuneSelf:
			var r rune
			if r, size = utf8.DecodeRuneInString(s[i:]); r == utf8.RuneError && size == 1 {
				with = "\ufffd"
			} else if Steers(r) {
				with = fmt.Sprintf("[U+%04X]", r)
			}
		}
		if with != "" {
			b = append(append(b, s[start:i]...), with...)
			start = i + size
		}
		i += size
	}
	return append(b, s[start:]...)
}

// Steers reports whether a character is invisible and changes how its neighbours are shown: controls of C1, and those that
// embed, override or isolate a direction. The plain marks of right-to-left scripts are text.
func Steers(r rune) bool {
	return r >= 0x80 && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r >= 0xfff9 && r <= 0xfffb
}
