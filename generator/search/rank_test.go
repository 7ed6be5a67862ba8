// The order of results: by [Match], then what most machines have, then whole pages before parts of them, then the
// number of events, then the shorter name, then the order of kinds, then the name. Of the first five, two are packages
// and two are pages where there are such. Filters alone list what most machines have, then names from A to Z.
//
// Typos are looked for when nothing fits exactly and less than ten entries fit without.

package search

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"
)

// A Match is how well an entry fits a query; the first are the best.
type Match int

const (
	Exact     Match = iota // the package of this name
	Titled                 // another page of this name, title or alias
	Successor              // what the package of this name becomes
	Prefix                 // it begins like it
	Word                   // one of its words does, or most machines have it and it holds it
	Substring              // it holds it
	Former                 // becomes the package of this name
	Typo                   // one typo away
	Typos                  // two typos away
	Near                   // a word of it begins like it, but for one typo
	Distant                // or two
	Partly                 // it has some of several words
	none
)

var matches = [none]string{"exact", "titled", "successor", "prefix", "word", "substring", "former", "typo", "typos",
	"near", "distant", "partly"}

func (m Match) String() string {
	if m < 0 || m >= none {
		return "none"
	}
	return matches[m]
}

// A Result is an entry that fits.
type Result struct {
	Entry *Entry
	Match Match
}

// An Answer is what a query gives.
type Answer struct {
	Results []Result // at most as many as asked for
	Total   int      // how many fit
	Hints   []Hint   // if there are any, nothing fits
}

// Query gives the best results first.
func (s *Searcher) Query(text string, limit int) Answer {
	q := s.parse(text)
	if len(q.hints) > 0 || len(q.words) == 0 && len(q.filters) == 0 {
		return Answer{Hints: q.hints}
	}
	fits := s.fitting(q)
	a := Answer{}
	var all []Result
	for m, found := range s.found(q) {
		for _, i := range found {
			if fits[s.profile[i]] {
				all = append(all, Result{&s.Entries[i], Match(m)})
			}
		}
	}
	a.Total = len(all)
	if len(q.words) > 0 && limit >= head {
		all = mixed(all)
	}
	a.Results = all[:max(0, min(limit, len(all)))]
	return a
}

// few is how many entries must fit without typos so that none are looked for.
const few = 10

// found are the entries that the words of a query fit, whatever its filters are: by match, each list in the order of
// the ties.
func (s *Searcher) found(q query) [][]int {
	found := make([][]int, none)
	if len(q.words) == 0 {
		found[Substring] = s.listed
		return found
	}
	near := s.relatives(q)
	long := !slices.ContainsFunc(q.words, func(w word) bool { return len(w.units) < 3 })
	total := 0
	var rest []int
	for _, i := range s.order {
		m := s.match(q, i)
		if r, ok := near[i]; ok {
			m = min(m, r)
		}
		if m == Substring && long && s.Entries[i].Rank > 0 {
			m = Word
		}
		if m == none {
			rest = append(rest, i)
			continue
		}
		found[m] = append(found[m], i)
		total++
	}
	if total >= few || len(found[Exact])+len(found[Titled]) > 0 {
		return found
	}
	plain := total
	for _, i := range rest {
		if m := s.repair(q, i); m != none {
			found[m] = append(found[m], i)
			total++
		}
	}
	switch {
	case len(q.words) > 1 && total < scarce:
		found[Partly] = s.partly(q, slices.Concat(found...))
	case len(q.words) == 1 && !q.words[0].exact && plain+len(found[Typo]) == 0:
		s.shortened(q, found)
	}
	return found
}

// scarce is how many entries must have all words so that those with some are left out.
const scarce = 3

// partly are the other entries that have some of several words, at least as beginnings of theirs: those with most words
// first, numbers apart, then those that fit one of them best, then those with most numbers.
func (s *Searcher) partly(q query, have []int) (out []int) {
	words, numbers := make([]int, len(s.Entries)), make([]int, len(s.Entries))
	best := slices.Repeat([]Match{none}, len(s.Entries))
	for _, w := range q.words {
		fits := s.alone(w)
		if stem, ok := strings.CutSuffix(w.text, "s"); ok && len(fits) == 0 && !w.exact {
			fits = s.alone(newWord(stem))
		}
		for i, m := range fits {
			if strings.Trim(w.text, "0123456789.") == "" {
				numbers[i]++
				continue
			}
			words[i]++
			best[i] = min(best[i], m)
		}
	}
	for _, i := range s.order {
		if words[i]+numbers[i] > 0 && !slices.Contains(have, i) {
			out = append(out, i)
		}
	}
	slices.SortStableFunc(out, func(a, b int) int {
		return cmp.Or(cmp.Compare(words[b], words[a]), cmp.Compare(best[a], best[b]),
			cmp.Compare(numbers[b], numbers[a]))
	})
	return out
}

// alone are the entries that a word fits, at least as the beginning of one of theirs.
func (s *Searcher) alone(w word) map[int]Match {
	out := map[int]Match{}
	for i := range s.Entries {
		if m := s.match(query{words: []word{w}}, i); m <= Word {
			out[i] = m
		}
	}
	return out
}

// shortened finds what begins like the name that nothing has: as much of its words as something begins with.
func (s *Searcher) shortened(q query, found [][]int) {
	have := slices.Concat(found...)
	for text := q.words[0].text; ; {
		text = text[:max(0, strings.LastIndexAny(text, separators))]
		if len(units(text)) < 2 {
			return
		}
		fits := s.alone(newWord(text))
		for _, i := range s.order {
			m, ok := fits[i]
			to := Distant
			switch {
			case !ok || slices.Contains(have, i):
				continue
			case m <= Titled:
				to = Typo
			case m == Prefix:
				to = Near
			}
			found[to] = append(found[to], i)
		}
		if len(fits) > 0 {
			return
		}
	}
}

// head is how many results are looked at first.
const head = 5

// mixed puts two packages and two pages among the first five results, where there are such that fit well: neither bury
// the others.
func mixed(all []Result) []Result {
	var wanted [2][]int // by class
	for i, r := range all {
		if c := r.Entry.class(); c != aPart && (r.Match <= Word || r.Match == Partly) && len(wanted[c]) < 2 {
			wanted[c] = append(wanted[c], i)
		}
	}
	places := slices.Concat(wanted[:]...)
	for i := 0; len(places) < head && i < len(all); i++ {
		if !slices.Contains(places, i) {
			places = append(places, i)
		}
	}
	slices.Sort(places)
	out := make([]Result, 0, len(all))
	for _, i := range places {
		out = append(out, all[i])
	}
	for i, r := range all {
		if !slices.Contains(places, i) {
			out = append(out, r)
		}
	}
	return out
}

// fitting says which profiles the filters let pass: those with a fact that all filters allow.
func (s *Searcher) fitting(q query) []bool {
	facts := make([]bool, len(s.facts))
	for i, f := range s.facts {
		distros, repos := f[5:5+f[4]], f[5+f[4]:]
		facts[i] = true
		for key, wanted := range q.filters {
			ok := slices.ContainsFunc(wanted, func(n int) bool {
				switch key {
				case distro:
					return slices.Contains(distros, n)
				case repo:
					return slices.Contains(repos, n)
				case tag:
					return slices.Contains(repos, -1-n)
				}
				return f[key-1] == n+1 // path, action and vendor stand in this order, from 1
			})
			facts[i] = facts[i] && ok
		}
	}
	profiles := make([]bool, len(s.profiles))
	for i, p := range s.profiles {
		profiles[i] = len(q.filters) == 0 || slices.ContainsFunc(p, func(n int) bool { return facts[n] })
	}
	return profiles
}

// relatives are the packages that the package of the query's name becomes, and those that become it.
func (s *Searcher) relatives(q query) map[int]Match {
	near := map[int]Match{}
	if len(q.words) != 1 || q.words[0].exact {
		return near
	}
	i, ok := s.packages[q.words[0].text]
	if !ok {
		return near
	}
	for _, n := range s.comes[i] {
		near[n] = Former
	}
	for _, n := range s.becomes[i] {
		near[n] = Successor
	}
	return near
}

// match is how an entry fits without typos: as badly as the word that fits it worst.
func (s *Searcher) match(q query, i int) Match {
	exact := Titled
	if s.Entries[i].Kind == Package {
		exact = Exact
	}
	if q.phrase != "" && slices.Contains(s.texts[i], q.phrase) {
		return exact
	}
	worst := Exact
	for _, w := range q.words {
		best := none
		for j, t := range s.texts[i] {
			if w.mask&^s.letters[i][j] == 0 { // most texts lack a letter, which is seen much faster
				best = min(best, fit(w, t, exact))
			}
		}
		if best == none {
			return none
		}
		worst = max(worst, best)
	}
	return worst
}

func fit(w word, text string, exact Match) Match {
	if w.text == text {
		return exact
	}
	if w.exact {
		return none
	}
	at := strings.Index(text, w.text)
	if at < 0 {
		return none
	}
	if at == 0 {
		return Prefix
	}
	for from := at; at >= 0; from += at {
		if separator(uint16(text[from-1])) {
			return Word
		}
		if at = strings.Index(text[from+1:], w.text); at >= 0 {
			at++
		}
	}
	return Substring
}

// repair is how an entry fits with typos.
func (s *Searcher) repair(q query, i int) Match {
	worst := Exact
	for _, w := range q.words {
		best := none
		for j, t := range s.texts[i] {
			lacks := bits.OnesCount32(w.mask &^ s.letters[i][j])
			if lacks == 0 {
				best = min(best, fit(w, t, Prefix))
			}
			if best == none && w.repair > 0 && lacks <= w.repair {
				best = typo(w, units(t))
			}
		}
		if best == none {
			return none
		}
		worst = max(worst, best)
	}
	return worst
}

// typo compares a word with a text and with what begins at each of its words, as far as any query
// reaches. A word of four letters begins like too many.
func typo(w word, text []uint16) Match {
	best := none
	for start := range min(len(text), maxQuery) {
		if start > 0 && !separator(text[start-1]) {
			continue
		}
		whole, beginning := distances(w.units, text, start, w.repair)
		if start == 0 && whole != far {
			return Typo + Match(whole) - 1
		}
		if beginning != far && len(w.units) > 4 {
			best = min(best, Near+Match(beginning)-1)
		}
	}
	return best
}
