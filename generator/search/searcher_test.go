package search

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"
)

// Bounds of an index: sizes that no site comes near, so that hostile bytes cannot take all memory.
const (
	maxIndex   = 16 << 20 // bytes of the file
	maxText    = 16 << 20 // bytes of all names
	maxEntries = 300_000  // a hundred times the real data
	maxFacts   = 500_000  // of all entries
)

// A Searcher answers queries from an index.
type Searcher struct {
	Entries []Entry
	Values  [][]string // what each filter can hold

	facts    [][]int
	profiles [][]int
	profile  []int
	texts    [][]string // folded: the name, the title, the aliases of each entry
	letters  [][]uint32 // of each text
	order    []int      // entries in the order of results that fit alike
	listed   []int      // entries in the order in which filters alone list them
	packages map[string]int
	becomes  map[int][]int // from packages to those they become
	comes    map[int][]int // and back
}

// Parse reads an index.
func Parse(data []byte) (*Searcher, error) {
	if len(data) > maxIndex {
		return nil, fmt.Errorf("the index has %d bytes; at most %d are read", len(data), maxIndex)
	}
	var f file
	if err := json.Unmarshal(data, &f); err != nil {
		return nil, fmt.Errorf("the index is no JSON of the expected shape: %w", err)
	}
	if f.Version != version {
		return nil, fmt.Errorf("the index has format %d; format %d is read", f.Version, version)
	}
	s := &Searcher{Values: f.Values, facts: f.Facts, profiles: f.Profiles, profile: numbers(f.Profile)}
	for _, step := range []func(*file) error{s.readNames, s.readRanks, s.readFacts, s.readLinks, s.readMore} {
		if err := step(&f); err != nil {
			return nil, err
		}
	}
	s.prepare()
	return s, nil
}

func (s *Searcher) readNames(f *file) error {
	if !slices.Equal(f.Kinds, kindNames[:]) || !slices.Equal(f.Folders, folders[:]) || len(f.Counts) != int(kinds) {
		return errors.New("the index has other kinds of entries")
	}
	if strings.Count(f.Names, "\n") >= maxEntries {
		return fmt.Errorf("the index has more than %d entries", maxEntries)
	}
	lines := strings.Split(f.Names, "\n")
	if f.Names == "" {
		lines = nil
	}
	size := 0
	before := ""
	for _, line := range lines {
		if line == "" || line[0] < shared0 || int(line[0]-shared0) > shared(before, before) {
			return fmt.Errorf("name %d of the index shares more with the one before than that has", len(s.Entries))
		}
		before = before[:line[0]-shared0] + line[1:]
		if size += len(before); size > maxText {
			return errors.New("the names of the index are too long")
		}
		s.Entries = append(s.Entries, Entry{Name: before, Events: 1})
	}
	i := 0
	for kind, n := range f.Counts {
		if n < 0 || n > len(s.Entries)-i {
			return errors.New("the index counts other entries than it has")
		}
		for end := i + n; i < end; i++ {
			s.Entries[i].Kind = Kind(kind)
		}
	}
	if i != len(s.Entries) || len(s.profile) != i {
		return errors.New("the index counts other entries than it has")
	}
	at := 0
	for rest := f.Events; len(rest) > 0; rest = rest[2:] {
		if len(rest) < 2 || !step(&at, rest[0], len(s.Entries)) || rest[1] < 0 {
			return errors.New("the index counts events of entries that it does not have")
		}
		s.Entries[at].Events = rest[1]
	}
	return nil
}

func (s *Searcher) readRanks(f *file) error {
	at := 0
	for i, n := range numbers(f.Ranked) {
		if !step(&at, distance(n), len(s.Entries)) || s.Entries[at].Rank > 0 {
			return errors.New("the index ranks entries that it does not have, or twice")
		}
		s.Entries[at].Rank = i + 1
	}
	return nil
}

// distance is the number that [signed] made n of.
func distance(n int) int {
	if n%2 == 1 {
		return -(n + 1) / 2
	}
	return n / 2
}

// step moves a number on by a distance and reports whether it stays below the end.
func step(at *int, distance, end int) bool {
	if distance < -end || distance > end {
		return false
	}
	*at += distance
	return *at >= 0 && *at < end
}

func (s *Searcher) readFacts(f *file) error {
	bad := errors.New("a fact of the index has no such value")
	if len(f.Values) != len(keys) {
		return errors.New("the index has other filters")
	}
	inside := func(key, n int) bool { return n >= 0 && n < len(f.Values[key]) }
	facts := make([]Fact, len(f.Facts))
	for i, list := range f.Facts {
		if len(list) < 5 || list[3] < 0 || list[4] < 0 || list[4] > len(list)-5 {
			return bad
		}
		for at, key := range []int{path, action, vendor} {
			if list[at] != 0 && !inside(key, list[at]-1) {
				return bad
			}
		}
		fact := Fact{Path: s.value(path, list[0]), Action: s.value(action, list[1]), Vendor: s.value(vendor, list[2])}
		for j, n := range list[5:] {
			switch {
			case j < list[4] && inside(distro, n):
				fact.Distros = append(fact.Distros, f.Values[distro][n])
			case j >= list[4] && inside(repo, n):
				fact.Repos = append(fact.Repos, f.Values[repo][n])
			case j >= list[4] && n < 0 && inside(tag, -1-n):
				fact.Tags = append(fact.Tags, f.Values[tag][-1-n])
			default:
				return bad
			}
		}
		facts[i] = fact
	}
	for _, p := range f.Profiles {
		for _, n := range p {
			if n < 0 || n >= len(facts) {
				return errors.New("a profile of the index has a fact that is not there")
			}
		}
	}
	return s.giveFacts(f, facts)
}

func (s *Searcher) giveFacts(f *file, facts []Fact) error {
	left := maxFacts
	for i, p := range s.profile {
		if p < 0 || p >= len(f.Profiles) {
			return errors.New("an entry of the index has a profile that is not there")
		}
		if left -= len(f.Profiles[p]); left < 0 {
			return errors.New("the index has too many facts")
		}
		for _, n := range f.Profiles[p] {
			fact := facts[n]
			if f.Facts[n][3]%2 == 1 {
				fact.Out = []string{s.Entries[i].Name}
			}
			s.Entries[i].Facts = append(s.Entries[i].Facts, fact)
		}
	}
	return nil
}

func (s *Searcher) value(key, n int) string {
	if n == 0 {
		return ""
	}
	return s.Values[key][n-1]
}

func (s *Searcher) readLinks(f *file) error {
	bad := errors.New("a package of the index becomes one that is not there")
	s.becomes, s.comes = map[int][]int{}, map[int][]int{}
	successors := numbers(f.Links)
	for at, p := range s.profile {
		e := &s.Entries[at]
		for i, n := range f.Profiles[p] {
			count := f.Facts[n][3] / 2
			if count > len(successors) {
				return bad
			}
			fact := &e.Facts[i]
			for _, n := range successors[:count] {
				to := at
				if !step(&to, distance(n), len(s.Entries)) {
					return bad
				}
				fact.Out = append(fact.Out, s.Entries[to].Name)
				s.becomes[at], s.comes[to] = append(s.becomes[at], to), append(s.comes[to], at)
			}
			slices.Sort(fact.Out)
			successors = successors[count:]
		}
	}
	if len(successors) > 0 {
		return bad
	}
	return nil
}

// numbers are those of a text of characters.
func numbers(s string) (out []int) {
	for _, c := range s {
		n := int(c)
		if n >= firstSurrogate {
			n -= surrogates
		}
		out = append(out, n-shared0)
	}
	return out
}

func (s *Searcher) readMore(f *file) error {
	for _, m := range f.More {
		if m.Entry < 0 || m.Entry >= len(s.Entries) {
			return errors.New("the index names an entry that is not there")
		}
		e := &s.Entries[m.Entry]
		e.Title, e.URL, e.Aliases = m.Title, m.URL, m.Aliases
	}
	return nil
}

// prepare makes what each query needs.
func (s *Searcher) prepare() {
	s.packages = map[string]int{}
	lengths := make([]int, len(s.Entries))
	for i, e := range s.Entries {
		texts := []string{fold(e.Name)}
		if e.Title != "" {
			texts = append(texts, fold(e.Title))
		}
		for _, a := range e.Aliases {
			texts = append(texts, fold(a))
		}
		s.texts = append(s.texts, texts)
		masks := make([]uint32, len(texts))
		for j, t := range texts {
			masks[j] = letters(t)
		}
		s.letters = append(s.letters, masks)
		if _, there := s.packages[texts[0]]; e.Kind == Package && !there {
			s.packages[texts[0]] = i
		}
		s.order = append(s.order, i)
		lengths[i] = len(utf16.Encode([]rune(e.Name)))
	}
	s.listed = slices.Clone(s.order)
	rank := func(i int) int { return cmp.Or(s.Entries[i].Rank, maxEntries) }
	slices.SortFunc(s.order, func(a, b int) int {
		x, y := &s.Entries[a], &s.Entries[b]
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(partly(x), partly(y)), cmp.Compare(y.Events, x.Events),
			cmp.Compare(lengths[a], lengths[b]), cmp.Compare(a, b))
	})
	slices.SortStableFunc(s.listed, func(a, b int) int { return cmp.Compare(rank(a), rank(b)) })
}

// A class is what an entry is: a package, a page of its own, or a part of one.
type class int

const (
	aPackage class = iota
	aPage
	aPart // headings of guides, and repositories
)

func (e *Entry) class() class {
	switch {
	case e.Kind == Package:
		return aPackage
	case e.Kind == Repository || strings.Contains(e.Address(), "#"):
		return aPart
	}
	return aPage
}

// partly is 1 for parts of pages.
func partly(e *Entry) int {
	if e.class() == aPart {
		return 1
	}
	return 0
}
