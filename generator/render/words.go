package render

import (
	"strings"

	"pes/generator/english"
	"pes/generator/model"
)

// counted is a number with its noun, the digits of large numbers grouped: "9,050 packages".
func counted(n int, singular string) string {
	return english.Grouped(n) + " " + english.Noun(n, singular)
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
