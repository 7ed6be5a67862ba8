package machine

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// A build is what the release of a package says of who built it.
type build struct {
	major int    // the EL release it was built for; 0: it names none
	mark  string // the word of whoever built it, in lower case: remi of 19.el7.remi; "" where there is none
}

// developers are words in releases that name a state of the source code, not who built it.
var developers = []string{"git", "svn", "hg", "bzr", "cvs", "rc", "alpha", "beta", "dev", "pre", "post", "snap",
	"snapshot", "patch", "bp", "pl", "ga", "final", "release", "build", "bootstrap"}

// tags stand before the EL release in releases of packages.
var tags = []string{"el", "rhel", "ol", "sl"}

// parseBuild reads a release such as 29.el7_9, 19.el7.remi or 1PGDG.rhel7. Distributions append words of their own, too
// (1.el8.alma); letters that follow the number at once (1.el7uek) are theirs alone, and say nothing.
func parseBuild(release string) (b build) {
	first := "" // the first word of somebody, behind the tag if there is one
	for _, part := range strings.FieldsFunc(release, isSeparator) {
		number, word, rest := cutWord(part)
		lower := strings.ToLower(word)
		major, err := strconv.Atoi(leadingDigits(rest))
		switch {
		case number == "" && b.major == 0 && err == nil && slices.Contains(tags, lower):
			b.major = major
			if first != "" && !isCapital(first) { // a state of the code: 0.8.alpha.el7
				first = ""
			}
			if strings.Contains(release, "module") { // what follows names the build of a module
				return b
			}
		case first != "", len(word) < 2, slices.Contains(developers, lower), isHash(part):
		case lower == "fc":
			first = part
		case b.major > 0 || len(word) > 2:
			first = word
		}
	}
	b.mark = strings.ToLower(first)
	return b
}

func isSeparator(r rune) bool { return strings.ContainsRune("._+-~^", r) }

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

// cutWord cuts a part of a release: digits, letters, and the rest from the next digit on.
func cutWord(part string) (number, word, rest string) {
	number = leadingDigits(part)
	rest = part[len(number):]
	i := strings.IndexFunc(rest, func(r rune) bool { return !unicode.IsLetter(r) })
	if i < 0 {
		return number, rest, ""
	}
	return number, rest[:i], rest[i:]
}

func leadingDigits(s string) string {
	return s[:len(s)-len(strings.TrimLeftFunc(s, isDigit))]
}

func isCapital(word string) bool { return len(word) >= 3 && strings.ToUpper(word) == word }

// isHash reports whether a part is a commit: hexadecimal with digits and letters.
func isHash(part string) bool {
	return len(part) >= 7 && strings.Trim(part, "0123456789abcdef") == "" && strings.ContainsFunc(part, isDigit)
}
