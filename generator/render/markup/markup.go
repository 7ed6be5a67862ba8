// Package markup writes HTML in which everything foreign is escaped.
//
// A [Builder] takes tags as constants of this program and everything else as text or as the value of an attribute, so a
// page is built by appending bytes, which is fast, and yet cannot contain what somebody wrote into a file as markup;
// see the example. A [Fragment] is finished markup. Only a Builder makes one, or [Trusted] in the one package that
// renders Markdown.
package markup

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"html/template"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A Constant is markup in the text of this program: a literal becomes one by itself, a variable does not.
type Constant string

// A Fragment is finished markup.
type Fragment struct{ s string }

// A Row is a part of what a Builder made.
type Row struct{ b []byte }

// Since is what was built from a place on; it shares its memory.
func (b *Builder) Since(start int) Row { return Row{b.b[start:len(b.b):len(b.b)]} }

// Len is how many bytes it has.
func (r Row) Len() int { return len(r.b) }

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

// On returns a Builder that appends to a buffer.
func On(buffer []byte) *Builder { return &Builder{buffer} }

// Grow makes room for so many bytes.
func (b *Builder) Grow(n int) *Builder {
	b.b = slices.Grow(b.b, n)
	return b
}

// Reset begins anew, in the room there is.
func (b *Builder) Reset() { b.b = b.b[:0] }

// Fragment is what was built.
func (b *Builder) Fragment() Fragment { return Fragment{string(b.b)} }

// Bytes are what was built, until the next change.
func (b *Builder) Bytes() []byte { return b.b }

// Tag writes markup that is a constant of this program.
func (b *Builder) Tag(s Constant) *Builder {
	b.b = append(b.b, s...)
	return b
}

// Add writes a fragment.
func (b *Builder) Add(f Fragment) *Builder {
	b.b = append(b.b, f.s...)
	return b
}

// Built writes what another builder holds; nothing where there is none.
func (b *Builder) Built(other *Builder) *Builder {
	if other != nil {
		b.b = append(b.b, other.b...)
	}
	return b
}

// Rows writes what builders made before.
func (b *Builder) Rows(rows []Row) *Builder {
	for _, r := range rows {
		b.b = append(b.b, r.b...)
	}
	return b
}

// Text writes text.
func (b *Builder) Text(s string) *Builder {
	b.b = escape(b.b, s)
	return b
}

// Int writes a number.
func (b *Builder) Int(n int) *Builder {
	b.b = strconv.AppendInt(b.b, int64(n), 10)
	return b
}

// Ints writes numbers with spaces between, such as coordinates.
func (b *Builder) Ints(numbers ...int) *Builder {
	for i, n := range numbers {
		if i > 0 {
			b.b = append(b.b, ' ')
		}
		b.Int(n)
	}
	return b
}

// Uint writes an identifier.
func (b *Builder) Uint(n uint64) *Builder {
	b.b = strconv.AppendUint(b.b, n, 10)
	return b
}

// Attr writes an attribute inside an open tag; without quotes where HTML needs none.
func (b *Builder) Attr(name Constant, value string) *Builder {
	b.b = append(append(append(b.b, ' '), name...), '=')
	if plain(value) {
		b.b = append(b.b, value...)
		return b
	}
	b.b = append(escape(append(b.b, '"'), value), '"')
	return b
}

// Link writes a link. The address is one of our own making, or one that [MayLink] accepted.
func (b *Builder) Link(href, text string) *Builder {
	return b.Tag("<a").Attr("href", href).Tag(">").Text(text).Tag("</a>")
}

// Links writes a link for each name, with commas between.
func (b *Builder) Links(names []string, href func(name string) string) *Builder {
	for i, n := range names {
		if i > 0 {
			b.Tag(", ")
		}
		b.Link(href(n), n)
	}
	return b
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

// harmless are the bytes that need no escaping in text or in quoted attributes.
var harmless = func() (t [256]bool) {
	for c := ' '; c < 0x7f; c++ {
		t[c] = c != '<' && c != '>' && c != '&' && c != '"' && c != '\''
	}
	t['\n'], t['\t'] = true, true
	return t
}()

var entities = [256]string{'<': "&lt;", '>': "&gt;", '&': "&amp;", '"': "&#34;", '\'': "&#39;"}

// escape writes for text and for quoted attributes alike. Characters that would control a terminal or change the
// direction of text are written as visible signs.
func escape(b []byte, s string) []byte {
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if harmless[c] {
			i++
			continue
		}
		size, with := 1, cmp.Or(entities[c], "\ufffd") // of controls, and of what is not UTF-8
		if c >= utf8.RuneSelf {
			var r rune
			if r, size = utf8.DecodeRuneInString(s[i:]); HiddenControl(r) {
				with = fmt.Sprintf("[U+%04X]", r)
			} else if r != utf8.RuneError || size > 1 {
				i += size
				continue
			}
		}
		b = append(append(b, s[start:i]...), with...)
		i += size
		start = i
	}
	return append(b, s[start:]...)
}

// ShowControls replaces control characters in markup that others escaped by visible signs, as [Builder.Text] does in
// text.
func ShowControls(s string) string {
	if !hasControls(s) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		switch {
		case HiddenControl(r):
			fmt.Fprintf(&b, "[U+%04X]", r)
		case control(r):
			b.WriteRune(utf8.RuneError)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// hasControls reports whether a text holds a control character, or a hidden one that changes how its neighbours are
// shown.
func hasControls(s string) bool {
	for i := range len(s) {
		c := s[i]
		if control(rune(c)) {
			return true
		}
		if c == 0xc2 || c == 0xe2 || c == 0xef { // the first bytes of all hidden controls
			if r, _ := utf8.DecodeRuneInString(s[i:]); HiddenControl(r) {
				return true
			}
		}
	}
	return false
}

// control reports whether a character is a control of ASCII that is no white space.
func control(r rune) bool { return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0x7f }

// HiddenControl reports whether a character is invisible and changes how its neighbours are shown: controls of C1, and
// those that embed, override or isolate a direction. The plain marks of right-to-left scripts are text.
func HiddenControl(r rune) bool {
	return r >= 0x80 && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 ||
		r >= 0xfff9 && r <= 0xfffb
}

// MayLink reports whether an address from the data may be a link: to a page on the web, or a mail address.
func MayLink(address string) bool {
	u, err := url.Parse(address)
	if err != nil || strings.ContainsFunc(u.Host, notInHost) {
		return false
	}
	return (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" || u.Scheme == "mailto" && u.Opaque != ""
}

func notInHost(r rune) bool {
	return strings.ContainsRune(`<>"'%{}|\^ `+"`", r) || HiddenControl(r) || r < ' '
}

// XML escapes text for an element or a quoted attribute of XML.
func XML(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a Builder takes everything
	return b.String()
}
