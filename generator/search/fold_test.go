package search

import (
	"strings"
	"unicode"
	"unicode/utf16"
)

// maxQuery is how many characters of a query are read: no name is longer, and each keystroke stays fast.
const maxQuery = 200

// fold makes text comparable: lower case, without invisible marks, every kind of space a space. Letters are lowered one
// by one where one letter becomes one, which Go and JavaScript do alike; words are not looked at (Greek has two small
// sigmas).
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r < 0x80 && r > ' ' || r == ' ':
			if 'A' <= r && r <= 'Z' {
				r += 'a' - 'A'
			}
			return r
		case r <= ' ' || r == 0xa0 || r == 0x1680 || 0x2000 <= r && r <= 0x200a || r == 0x2028 || r == 0x2029 ||
			r == 0x202f || r == 0x205f || r == 0x3000:
			return ' '
		case r == 0xad || r == 0x61c || 0x200b <= r && r <= 0x200f || 0x202a <= r && r <= 0x202e || 0x2060 <= r &&
			r <= 0x206f || r == 0xfeff:
			return -1
		case r == 'İ':
			return r // becomes two letters in JavaScript
		}
		return unicode.ToLower(r)
	}, s)
}

// cut is the beginning of a query that is read.
func cut(s string) string {
	if len(s) <= maxQuery {
		return s
	}
	if r := []rune(s); len(r) > maxQuery {
		return string(r[:maxQuery])
	}
	return s
}

// units are the numbers JavaScript sees a text as.
func units(s string) []uint16 { return utf16.Encode([]rune(s)) }

// separator reports whether a word of a name begins after c.
func separator(c uint16) bool { return c < 0x80 && strings.IndexByte(separators, byte(c)) >= 0 }

const separators = "-_.+ /:("

// Fold is for the tests outside the package that compare fold with the script's.
var Fold = fold
