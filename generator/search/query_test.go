// What a query may hold:
//
//	ntp                   names, titles and aliases that contain it
//	gnome shell           several words: all of them, in any order; where nothing has all, some of them
//	"ntp"                 exactly this name
//	distro:rocky,centos   only what an event for one of them says; also path: action: vendor: repo: tag:
//
// All filters must hold for one and the same fact: "distro:rocky action:removed" is what Rocky Linux removes. A value
// that does not exist gives no results, but a [Hint]. Letter case and invisible characters (joiners, direction marks)
// do not count, and of several words neither do those that every question has, nor signs around them.

package search

import (
	"regexp"
	"slices"
	"strings"
)

// maxWords is how many words of a query are read.
const maxWords = 10

// A Hint is a filter value that does not exist, and what may have been meant.
type Hint struct {
	Key     string   // distro, path, action, vendor, repo or tag
	Value   string   // as it was typed, in lower case
	Suggest []string // values that begin like it, else those near to it, else all
}

// A query is what somebody asked.
type query struct {
	words   []word
	phrase  string        // the words as one text, where there are several
	filters map[int][]int // values by filter, from 0
	hints   []Hint
}

type word struct {
	text   string
	exact  bool // it stood in quotes
	units  []uint16
	mask   uint32
	repair int // typos that are looked for
}

// token is a filter, words in quotes, or a word; a quote that nobody closed is ignored, since somebody is typing.
var token = regexp.MustCompile(`(distro|path|action|vendor|repo|tag):"?([^ "]*)"?|"([^"]+)"|[^ "]+|"`)

func newWord(text string) word { return word{text: text, units: units(text), mask: letters(text)} }

func (s *Searcher) parse(text string) query {
	q := query{filters: map[int][]int{}}
	var plain []string
	for _, m := range token.FindAllStringSubmatch(fold(cut(text)), -1) {
		switch {
		case m[1] != "":
			q.filter(s, m[1], m[2])
		case m[3] != "":
			q.words = append(q.words, word{text: m[3], exact: true})
		case m[0] != `"`:
			q.words = append(q.words, word{text: m[0]})
			plain = append(plain, m[0])
		}
	}
	if len(plain) > 1 && len(plain) == len(q.words) {
		q.phrase = strings.TrimRight(strings.Join(plain, " "), "?!.")
	}
	q.words = telling(q.words)
	q.words = q.words[:min(len(q.words), maxWords)]
	if len(plain) == 1 && len(q.words) == 1 {
		if name := s.packageOf(plain[0]); s.known(name) {
			q.words[0].text = name
		}
	}
	for i := range q.words {
		w := &q.words[i]
		w.units, w.mask = units(w.text), letters(w.text)
		switch {
		case w.exact || len(w.units) < 4:
		case len(w.units) < 7:
			w.repair = 1
		default:
			w.repair = 2
		}
	}
	return q
}

// telling are the words that say what is asked for: of several, those that no question has anyhow, and without the
// signs of a sentence. Where nothing would be left, all are.
func telling(words []word) (out []word) {
	if len(words) < 2 {
		return words
	}
	for _, w := range words {
		if !w.exact {
			w.text = signs.ReplaceAllString(w.text, "")
			if w.text == "" || common.MatchString(w.text) {
				continue
			}
		}
		out = append(out, w)
	}
	if len(out) == 0 {
		return words
	}
	return out
}

var (
	signs  = regexp.MustCompile(`^[^\pL\pN_~+<]+|('s)?[^\pL\pN_~+>]*$`)
	common = regexp.MustCompile(`^(` +
		`a|about|after|an|and|any|are|as|at|be|by|can|did|do|does|for|from|get|happens|has|have|how|i|` +
		`if|in|into|is|it|its|keep|keeps|me|my|need|no|not|of|on|or|our|run|running|should|still|that|` +
		`the|their|there|this|to|up|use|want|was|we|what|when|where|which|who|why|will|with|work|` +
		`working|works|you|your)$`)
)

// filter reads the value of a filter; several, in one word with commas or in several, are alternatives.
func (q *query) filter(s *Searcher, key, text string) {
	k := slices.Index(keys[:], key)
	values := s.Values[k]
	for _, v := range strings.Split(text, ",") {
		found := false
		for n, known := range values {
			if fold(known) == v {
				found, q.filters[k] = true, append(q.filters[k], n)
			}
		}
		if !found && (v != "" || !strings.Contains(text, ",")) {
			q.hints = append(q.hints, Hint{key, v, suggest(v, values)})
		}
	}
}

// suggest names the values that begin like v, else those near to it, else all.
func suggest(v string, values []string) []string {
	var begin, near []string
	v0 := units(v)
	for _, known := range values {
		k := fold(known)
		if strings.HasPrefix(k, v) {
			begin = append(begin, known)
		}
		if d, _ := distances(v0, units(k), 0, 2); d <= 2 {
			near = append(near, known)
		}
	}
	switch {
	case len(begin) > 0:
		return begin
	case len(near) > 0:
		return near
	}
	return values
}

// shape is name-version-release of an installed package, as rpm -qa prints it, without its architecture.
var (
	shape = regexp.MustCompile(`^(.+)-[^-]*[0-9][^-]*-[^-]*[0-9][^-]*$`)
	arch  = regexp.MustCompile(`\.(aarch64|i[3-6]86|noarch|ppc64le|s390x|src|x86_64)(\.rpm)?$`)
)

// packageOf is the name of the package that a word means: the word itself if there is such a package, else the word
// without architecture, else without version and release, where it looks as if it had them.
func (s *Searcher) packageOf(w string) string {
	if s.known(w) {
		return w
	}
	if w = arch.ReplaceAllString(w, ""); s.known(w) {
		return w
	}
	if m := shape.FindStringSubmatch(w); m != nil {
		return m[1]
	}
	return w
}

func (s *Searcher) known(name string) bool {
	_, ok := s.packages[name]
	return ok
}

// Lookup finds what a line of a pasted list means: a name, or what rpm -qa and dnf list print. It returns the name and
// its entry; there is no entry for a package that no event names.
func (s *Searcher) Lookup(line string) (name string, e *Entry) {
	first, _, _ := strings.Cut(strings.TrimSpace(fold(cut(line))), " ")
	name = s.packageOf(first)
	if i, ok := s.packages[name]; ok {
		return s.Entries[i].Name, &s.Entries[i]
	}
	return name, nil
}
