// Package english has the rules of English that all texts share: plurals, numbers and lists of words. See the examples.
package english

import (
	"strconv"
	"strings"
)

// Noun returns the form of a noun after the number n: file or files, entry or entries, key or keys, address or
// addresses.
func Noun(n int, singular string) string {
	if n == 1 {
		return singular
	}
	stem, y := strings.CutSuffix(singular, "y")
	if y && stem != "" && !strings.ContainsAny(stem[len(stem)-1:], "aeiou") {
		return stem + "ies"
	}
	if strings.HasSuffix(singular, "s") {
		return singular + "es"
	}
	return singular + "s"
}

// Count is a number with its noun: "1 file", "9050 files".
func Count(n int, singular string) string { return strconv.Itoa(n) + " " + Noun(n, singular) }

// Verb is the form of a verb for n subjects: is or are.
func Verb(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// Grouped is a number with its digits in groups of three: "9,050".
func Grouped(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

var small = []string{
	"no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
}

// Spelled is a number as one writes it in a sentence: in letters up to twelve, then in digits.
func Spelled(n int) string {
	if n >= 0 && n < len(small) {
		return small[n]
	}
	return Grouped(n)
}

// And is a list of words in a sentence: "a, b and c".
func And(words []string) string { return join(words, " and ") }

// Or is a list of alternatives in a sentence: "a, b or c".
func Or(words []string) string { return join(words, " or ") }

func join(words []string, last string) string {
	if n := len(words); n > 1 {
		return strings.Join(words[:n-1], ", ") + last + words[n-1]
	}
	return strings.Join(words, "")
}

// Capital is a text with its first letter in upper case, as a sentence begins. Texts here begin with ASCII letters.
func Capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
