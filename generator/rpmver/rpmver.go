// Package rpmver compares versions of packages as rpm does.
//
//	rpmver.Compare("1:2.4-1.el9", "2.6-1.el9") // 1: the epoch decides
package rpmver

import (
	"cmp"
	"strings"
)

// Compare is less than, equal to or greater than 0 as [epoch:]version[-release] a is older than b, equal or newer.
// What has no epoch has epoch 0; what has no release is older than the same version with one.
func Compare(a, b string) int {
	epochA, versionA, releaseA := split(a)
	epochB, versionB, releaseB := split(b)
	if c := number(epochA, epochB); c != 0 {
		return c
	}
	if c := segments(versionA, versionB); c != 0 {
		return c
	}
	if releaseA == "" || releaseB == "" {
		return cmp.Compare(len(releaseA), len(releaseB))
	}
	return segments(releaseA, releaseB)
}

// Matches reports whether a version is one that a dependency asks for: "2.4-1.el9", ">=", "2.4". A release counts only
// where the dependency has one, too.
func Matches(evr, operator, wanted string) bool {
	epoch, version, release := split(evr)
	if _, _, r := split(wanted); r == "" && release != "" {
		evr = epoch + ":" + version
	}
	c := Compare(evr, wanted)
	switch operator {
	case "=":
		return c == 0
	case "<":
		return c < 0
	case "<=":
		return c <= 0
	case ">":
		return c > 0
	case ">=":
		return c >= 0
	}
	return operator == ""
}

func split(evr string) (epoch, version, release string) {
	if before, after, ok := strings.Cut(evr, ":"); ok && strings.Trim(before, "0123456789") == "" {
		epoch, evr = before, after
	}
	if i := strings.LastIndexByte(evr, '-'); i >= 0 {
		return epoch, evr[:i], evr[i+1:]
	}
	return epoch, evr, ""
}

// segments compares two versions, or two releases. They are read as numbers and words, whatever divides them: a number
// is newer than a word, and the longer one is newer. ~ is older than anything, even the end, ^ newer than the end only.
func segments(a, b string) int {
	for {
		a, b = strings.TrimLeftFunc(a, divides), strings.TrimLeftFunc(b, divides)
		switch tildeA, tildeB := strings.HasPrefix(a, "~"), strings.HasPrefix(b, "~"); {
		case tildeA && tildeB:
			a, b = a[1:], b[1:]
			continue
		case tildeA:
			return -1
		case tildeB:
			return 1
		}
		switch caretA, caretB := strings.HasPrefix(a, "^"), strings.HasPrefix(b, "^"); {
		case caretA && caretB:
			a, b = a[1:], b[1:]
			continue
		case caretA && b == "" || caretB && a != "":
			return 1
		case caretA || caretB:
			return -1
		}
		if a == "" || b == "" {
			return cmp.Compare(len(a), len(b))
		}
		kind, wordA, wordB := digit, "", ""
		if !digit(rune(a[0])) {
			kind = letter
		}
		wordA, a = cut(a, kind)
		wordB, b = cut(b, kind)
		switch {
		case wordB == "" && kind(rune('0')):
			return 1
		case wordB == "":
			return -1
		case kind(rune('0')):
			if c := number(wordA, wordB); c != 0 {
				return c
			}
		case wordA != wordB:
			return strings.Compare(wordA, wordB)
		}
	}
}

func digit(r rune) bool  { return r >= '0' && r <= '9' }
func letter(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }

func divides(r rune) bool { return !digit(r) && !letter(r) && r != '~' && r != '^' }

// cut cuts off the runes of a kind that s begins with.
func cut(s string, kind func(rune) bool) (word, rest string) {
	rest = strings.TrimLeftFunc(s, kind)
	return s[:len(s)-len(rest)], rest
}

// number compares digits of any length.
func number(a, b string) int {
	a, b = strings.TrimLeft(a, "0"), strings.TrimLeft(b, "0")
	if c := cmp.Compare(len(a), len(b)); c != 0 {
		return c
	}
	return strings.Compare(a, b)
}
