package search

import (
	"cmp"
	"slices"
	"strings"
)

// normal puts entries, and what they hold, into the one order of the index; pages named twice become one.
func normal(list []Entry) []Entry {
	list = slices.Clone(list)
	for i := range list {
		clean(&list[i])
	}
	slices.SortStableFunc(list, compareEntries)
	out := list[:0]
	for _, e := range list {
		if n := len(out); n > 0 && out[n-1].Kind == e.Kind && out[n-1].Name == e.Name {
			out[n-1] = joined(out[n-1], e)
			continue
		}
		out = append(out, e)
	}
	return out
}

func compareEntries(a, b Entry) int {
	return cmp.Or(cmp.Compare(a.Kind, b.Kind), strings.Compare(a.Name, b.Name))
}

func joined(a, b Entry) Entry {
	a.Title, a.URL = cmp.Or(a.Title, b.Title), cmp.Or(a.URL, b.URL)
	a.Events += b.Events
	a.Aliases, a.Facts = tidy(slices.Concat(a.Aliases, b.Aliases)), tidyFacts(slices.Concat(a.Facts, b.Facts))
	return a
}

// clean makes an entry fit for the index: valid text in one line, everything sorted and said once.
func clean(e *Entry) {
	e.Kind = min(max(e.Kind, Package), Guide)
	e.Events = max(e.Events, 0)
	name := text(e.Name)
	if e.URL == "" && (name != e.Name || !plain(e.Name) && e.Kind != Guide) {
		e.URL = e.Address()
	}
	e.Name, e.Title, e.URL = name, text(e.Title), text(e.URL)
	if e.Title == e.Name {
		e.Title = ""
	}
	if plain(e.Name) && e.Kind != Guide && e.URL == folders[e.Kind]+e.Name+"/" || e.Kind == Guide && e.URL == e.Name {
		e.URL = ""
	}
	e.Aliases = slices.DeleteFunc(slices.Clone(tidy(e.Aliases)),
		func(s string) bool { return s == e.Name || s == e.Title })
	e.Facts = slices.Clone(e.Facts)
	for i, f := range e.Facts {
		e.Facts[i] = Fact{Path: text(f.Path), Action: text(f.Action), Vendor: text(f.Vendor), Distros: tidy(f.Distros),
			Repos: tidy(f.Repos), Out: tidy(f.Out)}
	}
	e.Facts = tidyFacts(e.Facts)
}

// text makes s valid UTF-8 without control characters, which nobody can search for.
func text(s string) string {
	if printable(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 {
			return '\uFFFD'
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

// printable reports whether s is printable ASCII, as nearly all names are.
func printable(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] >= 0x7f {
			return false
		}
	}
	return true
}

// tidy sorts, and drops what is empty or said twice.
func tidy(list []string) []string {
	if isTidy(list) {
		return list
	}
	out := make([]string, 0, len(list))
	for _, s := range list {
		if s = text(s); s != "" {
			out = append(out, s)
		}
	}
	slices.Sort(out)
	if out = slices.Compact(out); len(out) == 0 {
		return nil
	}
	return out
}

func isTidy(list []string) bool {
	for i, s := range list {
		if s == "" || !printable(s) || i > 0 && list[i-1] >= s {
			return false
		}
	}
	return len(list) > 0
}

func tidyFacts(list []Fact) []Fact {
	slices.SortFunc(list, compareFacts)
	if list = slices.CompactFunc(list, func(a, b Fact) bool { return compareFacts(a, b) == 0 }); len(list) == 0 {
		return nil
	}
	return list
}

func compareFacts(a, b Fact) int {
	return cmp.Or(comparePaths(a.Path, b.Path), strings.Compare(a.Action, b.Action),
		strings.Compare(a.Vendor, b.Vendor),
		slices.Compare(a.Distros, b.Distros), slices.Compare(a.Repos, b.Repos), slices.Compare(a.Out, b.Out))
}

// comparePaths puts 9-10 before 10-11.
func comparePaths(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b)) }
