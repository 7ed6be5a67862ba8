package search

import (
	"cmp"
	"slices"
	"strings"
)

// Elsewhere is what the pages of all packages have for a query, the best first: those that begin with first, by what
// they hold. The script fetches the page that has the word of the query, and the next where it begins alike.
func (s *Searcher) Elsewhere(text string, first []string, rows map[string][]string) (out []string) {
	a, q := s.Query(text, 1), s.parse(text)
	if len(q.words) != 1 || len(q.words[0].units) < 2 || len(q.filters) > 0 || len(q.hints) > 0 ||
		len(a.Results) > 0 && a.Results[0].Match == Exact {
		return nil
	}
	name := s.packageOf(q.words[0].text)
	w := s.parse(name).words[0]
	w.exact = q.words[0].exact
	at := 0
	for i, f := range first {
		if fold(f) <= name {
			at = i
		}
	}
	names := slices.Clone(rows[first[at]])
	if at+1 < len(first) && strings.HasPrefix(fold(first[at+1]), name) {
		names = append(names, rows[first[at+1]]...)
	}
	how := map[string]Match{}
	for _, n := range names {
		if !s.known(fold(n)) {
			if m := among(w, fold(n)); m != none {
				how[n], out = m, append(out, n)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b string) int {
		return cmp.Or(cmp.Compare(how[a], how[b]), cmp.Compare(len(a), len(b)))
	})
	return out
}

// among is how a word fits a name, with typos where it does not fit otherwise.
func among(w word, name string) Match {
	one := Searcher{texts: [][]string{{name}}, letters: [][]uint32{{letters(name)}}}
	return one.repair(query{words: []word{w}}, 0)
}
