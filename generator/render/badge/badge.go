// Package badge draws badges for the README of a project: a label, and beside it what is said; see the example. They
// are SVG, with a title for who does not see them, and colours with a contrast of at least 4.5 to 1.
package badge

import (
	"unicode/utf8"

	"pes/generator/render/markup"
)

const (
	height = 20
	letter = 7 // width of a letter, about; the text is fitted into what it gives
	margin = 7
)

// Draw returns a badge as a file.
func Draw(label, text string) []byte {
	left, right := width(label), width(text)
	var b markup.Builder
	b.Tag(`<svg xmlns="http://www.w3.org/2000/svg" role="img" width="`).Int(left + right).Tag(`" height="`).Int(height)
	b.Tag(`" aria-label="`).Text(label + ": " + text).Tag(`"><title>`).Text(label + ": " + text).Tag("</title>")
	b.Tag(`<rect rx="3" width="`).Int(left + right).Tag(`" height="`).Int(height).Tag(`" fill="#0b5c77"/>`)
	b.Tag(`<path d="M3 0h`).Int(left - 3).Tag("v").Int(height).Tag(`H3a3 3 0 0 1-3-3V3a3 3 0 0 1 3-3z" fill="#333"/>`)
	b.Tag(`<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" text-anchor="middle">`)
	write(&b, label, 0, left)
	write(&b, text, left, right)
	return []byte(b.Tag("</g></svg>\n").Fragment().String())
}

func width(s string) int { return 2*margin + letter*utf8.RuneCountInString(s) }

// write puts a text into the middle of a part of the badge.
func write(b *markup.Builder, s string, at, wide int) {
	b.Tag(`<text x="`).Int(at + wide/2).Tag(`" y="14" textLength="`).Int(wide - 2*margin).Tag(`">`).Text(s).Tag("</text>")
}
