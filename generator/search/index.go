package search

import (
	"bytes"
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"pes/generator/list"
	"pes/generator/model"
)

// version is the format of the index; a script refuses another.
const version = 3

// keys are the filters, in the order in which their values stand in the index.
var keys = [...]string{"distro", "path", "action", "vendor", "repo", "tag"}

const (
	distro = iota
	path
	action
	vendor
	repo
	tag
)

// A file is the index as it is written, in JSON: browsers read it fast, and every host compresses it. Entries are
// numbered in the order of kinds, then names. Values that few entries have come with the distance to the previous entry
// that has one. Long lists of numbers are texts of a character each: see [characters].
type file struct {
	Version int      `json:"pes"`
	Kinds   []string `json:"kinds"`
	Folders []string `json:"folders"` // of each kind's pages
	Counts  []int    `json:"counts"`  // entries of each kind
	// Names has a line for each entry: how many characters it shares with the name before, as one character, and the
	// rest.
	Names  string     `json:"names"`
	Events []int      `json:"events"` // distance, number; for all but those with one event
	Ranked string     `json:"ranked"` // entries that most machines have, the first first: distances, each as [signed]
	Values [][]string `json:"values"` // of each filter
	// path, action, vendor (0 is none), twice the number of packages that a package becomes, one more if it stays,
	// number of distributions, these, repositories, tags as numbers below zero
	Facts    [][]int `json:"facts"`
	Profiles [][]int `json:"profiles"` // those that most entries have come first
	Profile  string  `json:"profile"`  // of each entry; many packages have the same facts
	Links    string  `json:"links"`    // distances to what entries become, fact by fact, each as [signed] has it
	More     []more  `json:"more"`
	Elsewhere
}

// Elsewhere is where a script finds what the index does not hold.
type Elsewhere struct {
	Script string   `json:"script,omitempty"` // the address of site/elsewhere.js, below the root of the site
	Pages  []string `json:"pages,omitempty"`  // the names of the pages of all packages, in order
}

// more holds the optional values of an entry.
type more struct {
	Entry   int      `json:"i"`
	Title   string   `json:"t,omitempty"`
	URL     string   `json:"u,omitempty"`
	Aliases []string `json:"a,omitempty"`
}

// shared0 encodes zero shared characters; the scale ends at the last printable ASCII character.
const (
	shared0   = '#'
	maxShared = '~' - shared0
)

// Index writes the index. The same entries give the same bytes, in whatever order they come. A page named twice becomes
// one entry; packages without an entry are left out of the packages that a package becomes.
func Index(entries []Entry, elsewhere Elsewhere) []byte {
	w := writer{list: normal(entries), numbers: map[string]int{}, facts: map[string]int{}, profiles: map[string]int{}}
	for i, e := range w.list {
		if e.Kind == Package {
			w.numbers[e.Name] = i
		}
	}
	w.file = file{ // lists are never null
		Version: version, Kinds: kindNames[:], Folders: folders[:], Counts: make([]int, kinds), Events: []int{},
		Facts: [][]int{}, Profiles: [][]int{}, More: []more{}, Elsewhere: elsewhere,
	}
	w.collectValues()
	before, lastEvents := "", 0
	var names strings.Builder
	var profiles, links []int
	for i, e := range w.list {
		w.Counts[e.Kind]++
		n := shared(before, e.Name)
		before = e.Name
		names.WriteByte(byte(shared0 + n))
		names.WriteString(e.Name[n:])
		names.WriteByte('\n')
		if e.Events != 1 {
			w.Events = append(w.Events, i-lastEvents, e.Events)
			lastEvents = i
		}
		profile, successors := w.profile(i, e)
		profiles, links = append(profiles, profile), append(links, successors...)
		if e.Title != "" || e.URL != "" || e.Aliases != nil {
			w.More = append(w.More, more{i, e.Title, e.URL, e.Aliases})
		}
	}
	w.Names, w.Ranked = strings.TrimSuffix(names.String(), "\n"), characters(w.ranked())
	w.sortProfiles(profiles)
	w.Profile, w.Links = characters(profiles), characters(links)
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(w.file) // text and numbers, into memory: nothing here can fail
	return b.Bytes()
}

// A writer is the file, and what was written where.
type writer struct {
	file
	list            []Entry
	numbers         map[string]int // of packages
	facts, profiles map[string]int
}

// shared counts the characters two names begin with, ASCII alone: those have one length in Go and in JavaScript.
func shared(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && n < maxShared && a[n] == b[n] && a[n] < 0x80 {
		n++
	}
	return n
}

// collectValues lists what each filter can hold.
func (w *writer) collectValues() {
	w.Values = make([][]string, len(keys))
	seen := [len(keys)]map[string]bool{{}, {}, {}, {}, {}, {}}
	for _, e := range w.list {
		for _, f := range e.Facts {
			for _, d := range f.Distros {
				seen[distro][d] = true
			}
			seen[path][f.Path], seen[action][f.Action], seen[vendor][f.Vendor] = true, true, true
			for _, r := range f.Repos {
				seen[repo][r] = true
			}
			for _, t := range f.Tags {
				seen[tag][t] = true
			}
		}
	}
	for i := range w.Values {
		delete(seen[i], "")
		w.Values[i] = slices.AppendSeq([]string{}, maps.Keys(seen[i])) // not null
		slices.SortFunc(w.Values[i], natural)
	}
	slices.SortStableFunc(w.Values[action], func(a, b string) int {
		return slices.Index(model.Actions, a) - slices.Index(model.Actions, b)
	})
}

// profile is the number of the profile of entry i, and the distances to what the entry becomes.
func (w *writer) profile(i int, e Entry) (number int, successors []int) {
	profile := make([]int, 0, len(e.Facts))
	for _, f := range e.Facts {
		out := w.successors(i, f)
		successors = append(successors, out...)
		becomes := 2 * len(out)
		if slices.Contains(f.Out, e.Name) {
			becomes++
		}
		fact := []int{w.value(path, f.Path), w.value(action, f.Action), w.value(vendor, f.Vendor), becomes,
			len(f.Distros)}
		for _, d := range f.Distros {
			fact = append(fact, w.value(distro, d)-1)
		}
		for _, r := range f.Repos {
			fact = append(fact, w.value(repo, r)-1)
		}
		for _, t := range f.Tags {
			fact = append(fact, -w.value(tag, t))
		}
		profile = append(profile, numberOf(w.facts, &w.Facts, fact))
	}
	return numberOf(w.profiles, &w.Profiles, profile), successors
}

// ranked are the entries that have a rank, in its order, each as the distance to the one before.
func (w *writer) ranked() (out []int) {
	var order []int
	for i, e := range w.list {
		if e.Rank > 0 {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(w.list[a].Rank, w.list[b].Rank) })
	at := 0
	for _, i := range order {
		out, at = append(out, signed(i-at)), i
	}
	return out
}

// value is the number of a filter's value, from 1; 0 is none.
func (w *writer) value(key int, s string) int { return slices.Index(w.Values[key], s) + 1 }

// numberOf finds a list among those written, or adds it.
func numberOf(known map[string]int, lists *[][]int, list []int) int {
	id := make([]byte, 0, 64)
	for _, n := range list {
		id = append(strconv.AppendInt(id, int64(n), 10), ' ')
	}
	n, ok := known[string(id)]
	if !ok {
		n = len(*lists)
		known[string(id)] = n
		*lists = append(*lists, list)
	}
	return n
}

// sortProfiles numbers the profiles anew, those that most entries have first; used are the numbers that entries have.
func (w *writer) sortProfiles(used []int) {
	count, order := make([]int, len(w.Profiles)), make([]int, len(w.Profiles))
	for _, n := range used {
		count[n]++
	}
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(count[b], count[a]) })
	w.Profiles = list.Map(order, func(n int) []int { return w.Profiles[n] })
	place := make([]int, len(order))
	for i, n := range order {
		place[n] = i
	}
	for i, n := range used {
		used[i] = place[n]
	}
}

// characters is a text that has a character for each number, which compresses better than digits and commas: the one
// that stands so many places after shared0, where UTF-16 has no surrogates in between. An index of 300,000 entries
// needs half of the characters that there are.
func characters(numbers []int) string {
	var b strings.Builder
	for _, n := range numbers {
		if n += shared0; n >= firstSurrogate {
			n += surrogates
		}
		b.WriteRune(rune(n))
	}
	return b.String()
}

const firstSurrogate, surrogates = 0xd800, 0x800

// signed is a number that may be below zero, as one that is not.
func signed(n int) int {
	if n < 0 {
		return -2*n - 1
	}
	return 2 * n
}

// successors are the distances from a package to those it becomes.
func (w *writer) successors(i int, f Fact) (out []int) {
	for _, name := range f.Out {
		if n, ok := w.numbers[name]; ok && n != i {
			out = append(out, signed(n-i))
		}
	}
	return out
}

// normal sorts entries and their contents for the index, and merges entries for the same page.
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
	if a.Rank == 0 || b.Rank > 0 && b.Rank < a.Rank {
		a.Rank = b.Rank
	}
	a.Aliases, a.Facts = tidy(slices.Concat(a.Aliases, b.Aliases)), tidyFacts(slices.Concat(a.Facts, b.Facts))
	return a
}

// clean prepares an entry for the index: valid text in one line, lists sorted and without duplicates.
func clean(e *Entry) {
	e.Kind = min(max(e.Kind, Package), Guide)
	e.Events, e.Rank = max(e.Events, 0), max(e.Rank, 0)
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
			Repos: tidy(f.Repos), Tags: tidy(f.Tags), Out: tidy(f.Out)}
	}
	e.Facts = tidyFacts(e.Facts)
}

// text makes s valid UTF-8 without control characters, which cannot be searched for.
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

// tidy sorts a list and drops empty strings and duplicates.
func tidy(words []string) []string {
	if isTidy(words) {
		return words
	}
	return list.Distinct(list.Select(list.Map(words, text), func(s string) bool { return s != "" }))
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
	return cmp.Or(natural(a.Path, b.Path), strings.Compare(a.Action, b.Action),
		strings.Compare(a.Vendor, b.Vendor), slices.Compare(a.Distros, b.Distros),
		slices.Compare(a.Repos, b.Repos), slices.Compare(a.Tags, b.Tags), slices.Compare(a.Out, b.Out))
}

// natural compares the numbers in names as numbers: 9-10 comes before 10-11, elastic-9 before elastic-10.
func natural(a, b string) int {
	x, y := a, b
	for x != "" && y != "" {
		m, n := digits(x), digits(y)
		switch {
		case m != "" && n != "":
			p, q := strings.TrimLeft(m, "0"), strings.TrimLeft(n, "0")
			if c := cmp.Or(cmp.Compare(len(p), len(q)), strings.Compare(p, q)); c != 0 {
				return c
			}
			x, y = x[len(m):], y[len(n):]
		case x[0] != y[0]:
			return cmp.Compare(x[0], y[0])
		default:
			x, y = x[1:], y[1:]
		}
	}
	return cmp.Or(cmp.Compare(len(x), len(y)), strings.Compare(a, b))
}

func digits(s string) string { return s[:len(s)-len(strings.TrimLeft(s, "0123456789"))] }
