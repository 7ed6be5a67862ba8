package diag

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Near returns the candidate that s is most likely a misspelling of, in double quotes, or "" if none is near enough. A
// wrong suggestion is worse than none: digits must agree, since another release is another thing; names of several
// words may differ by a typing error in a word, not by a word (rt is not a misspelling of ha), or be the beginning of a
// longer name. Letter case does not count.
func Near(s string, candidates []string) string {
	if len(s) > 200 || s == "" {
		return ""
	}
	best, found, lower := len(s)/3+2, "", strings.ToLower(s)
	for _, c := range candidates {
		if c == s || len(c) > 200 {
			continue
		}
		if d, ok := difference(lower, strings.ToLower(c)); ok && d < best {
			best, found = d, `"`+c+`"`
		}
	}
	return found
}

// difference is how far apart two words are, and whether one can be a misspelling of the other.
func difference(a, b string) (int, bool) {
	if !sameDigits(a, b) {
		return 0, false
	}
	x, y := segments(a), segments(b)
	if len(x) > 1 && len(x) < len(y) && strings.Join(x, "-") == strings.Join(y[:len(x)], "-") {
		return len(y) - len(x), true
	}
	if len(x) != len(y) {
		d := distance(a, b)
		return d, d <= 2
	}
	total := 0
	for i := range x {
		d := distance(x[i], y[i])
		if d > max(1, min(len(x[i]), len(y[i]))/3) {
			return 0, false
		}
		total += d
	}
	return total, true
}

// sameDigits reports whether two words have the same digits in the same order.
func sameDigits(a, b string) bool {
	for {
		i, j := strings.IndexFunc(a, unicode.IsDigit), strings.IndexFunc(b, unicode.IsDigit)
		if i < 0 || j < 0 {
			return i == j
		}
		x, n := utf8.DecodeRuneInString(a[i:])
		y, m := utf8.DecodeRuneInString(b[j:])
		if x != y {
			return false
		}
		a, b = a[i+n:], b[j+m:]
	}
}

func segments(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("-_.:/ ", r) })
}

// distance counts insertions, deletions, substitutions and swaps of neighbours.
func distance(a, b string) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
