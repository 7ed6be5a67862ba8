// The order of results: by [Match], then the number of events, then the shorter name, then the order of kinds, then the
// name. Typos are looked for when nothing fits exactly and the better matches do not fill the list.

package search

import (
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
	Word                   // one of its words does
	Substring              // it holds it
	Former                 // becomes the package of this name
	Typo                   // one typo away
	Typos                  // two typos away
	Near                   // a word of it begins like it, but for one typo
	Distant                // or two
	none
)

var matches = [none]string{"exact", "titled", "successor", "prefix", "word", "substring", "former", "typo", "typos",
	"near", "distant"}

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
	found := make([][]int, none) // entries by match, each list in the order of the ties
	near := s.relatives(q)
	total := 0
	var rest []int
	for _, i := range s.order {
		if !fits[s.profile[i]] {
			continue
		}
		m := s.match(q, i)
		if r, ok := near[i]; ok {
			m = min(m, r)
		}
		if m == none {
			rest = append(rest, i)
			continue
		}
		found[m] = append(found[m], i)
		total++
	}
	if total < limit && len(found[Exact])+len(found[Titled]) == 0 {
		for _, i := range rest {
			if m := s.repair(q, i); m != none {
				found[m] = append(found[m], i)
				total++
			}
		}
	}
	a := Answer{Total: total}
	for m, list := range found {
		for _, i := range list {
			if len(a.Results) < limit {
				a.Results = append(a.Results, Result{&s.Entries[i], Match(m)})
			}
		}
	}
	return a
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

// match is how an entry fits without typos: as badly as the word that fits it worst. Filters alone find nothing by
// name.
func (s *Searcher) match(q query, i int) Match {
	exact := Titled
	if s.Entries[i].Kind == Package {
		exact = Exact
	}
	if q.phrase != "" && slices.Contains(s.texts[i], q.phrase) {
		return exact
	}
	if len(q.words) == 0 {
		return Substring
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
