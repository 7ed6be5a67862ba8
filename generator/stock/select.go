package stock

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"pes/generator/compile"
	"pes/generator/list"
)

// A Selection says which repositories are read; an empty list leaves nothing out.
type Selection struct {
	Distros, Releases, Roles, Vendors, Arches []string
}

// Select are the repositories of a selection, each with the architectures of it. Distributions or vendors alone leave
// the other kind out. A word that selects nothing is an error.
func Select(all []compile.Repository, s Selection) ([]compile.Repository, error) {
	one := func(word string) []string { return []string{word} }
	for _, x := range []struct {
		what   string
		words  []string
		values func(r compile.Repository) []string
	}{
		{"distribution", s.Distros, func(r compile.Repository) []string { return one(r.Distro) }},
		{"vendor", s.Vendors, func(r compile.Repository) []string { return one(r.Vendor) }},
		{"release", s.Releases, func(r compile.Repository) []string { return one(strconv.Itoa(r.Major)) }},
		{"repository", s.Roles, func(r compile.Repository) []string { return one(r.Role) }},
		{"architecture", s.Arches, func(r compile.Repository) []string {
			return list.Map(r.Arches, func(a compile.ArchSection) string { return a.Arch })
		}},
	} {
		known := list.Distinct(list.Select(list.FlatMap(all, x.values), func(w string) bool { return w != "" }))
		for _, w := range x.words {
			if !slices.Contains(known, w) {
				return nil, fmt.Errorf("no %s %q has a repository with an address: known are %s", x.what, w,
					strings.Join(known, ", "))
			}
		}
	}
	var out []compile.Repository
	for _, r := range all {
		r.Arches = list.Select(r.Arches, func(a compile.ArchSection) bool { return has(s.Arches, a.Arch) })
		kind := len(s.Distros)+len(s.Vendors) == 0 || r.Distro != "" && slices.Contains(s.Distros, r.Distro) ||
			r.Vendor != "" && slices.Contains(s.Vendors, r.Vendor)
		if kind && has(s.Releases, strconv.Itoa(r.Major)) && has(s.Roles, r.Role) && len(r.Arches) > 0 {
			out = append(out, r)
		}
	}
	return out, nil
}

// has reports whether a list has a word, or leaves nothing out.
func has(words []string, word string) bool { return len(words) == 0 || slices.Contains(words, word) }
