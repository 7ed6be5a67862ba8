package render

import (
	"strconv"
	"strings"

	"pes/generator/model"
	"pes/generator/render/markup"
)

var small = []string{"no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"}

// count is a number as one writes it in a sentence.
func count(n int) string {
	if n >= 0 && n < len(small) {
		return small[n]
	}
	return number(n)
}

// number groups the digits of large numbers.
func number(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	if stem, ok := strings.CutSuffix(word, "y"); ok {
		return number(n) + " " + stem + "ies"
	}
	return number(n) + " " + word + "s"
}

// capital begins a sentence.
func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// and is "a, b and c".
func and(words []string) string {
	if n := len(words); n > 1 {
		return strings.Join(words[:n-1], ", ") + " and " + words[n-1]
	}
	return strings.Join(words, "")
}

// title is what people call a distribution.
func title(d *model.Distro) string { return d.NameIn(0) }

func titles(distros []*model.Distro) (out []string) {
	for _, d := range distros {
		out = append(out, title(d))
	}
	return out
}

// namesIn are what systems were called in a release.
func namesIn(distros []*model.Distro, major int) (out []string) {
	for _, d := range distros {
		out = append(out, d.NameIn(major))
	}
	return out
}

// segment is the part of an address that stands for a name.
func segment(name string) string { return markup.Segment(name) }

// names are the packages of a set, each once.
func names(set []model.Package) (out []string) {
	seen := map[string]bool{}
	for _, p := range set {
		if !seen[p.Name] {
			seen[p.Name] = true
			out = append(out, p.Name)
		}
	}
	return out
}

// cut shortens a text for search engines at the end of a word.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	if i := strings.LastIndexByte(s[:n], ' '); i > 0 {
		return strings.ToValidUTF8(s[:i], "") + " …"
	}
	return strings.ToValidUTF8(s[:n], "") + "…"
}
