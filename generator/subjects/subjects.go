// Package subjects says what packages are about, and which of them most machines have: pages and searches put first
// what people care for.
//
// Both are tables to extend: subjects.toml has the subjects in their order, each with the tags of events and the names
// of packages that belong to it; ranks.toml has the names of packages by group, those on most machines first. See the
// examples of [Of] and [Rank].
package subjects

import (
	_ "embed"
	"strings"
	"sync"

	"pes/generator/facts"
)

//go:embed subjects.toml
var subjectsFile string

//go:embed ranks.toml
var ranksFile string

// A Subject is what packages are about.
type Subject struct {
	Name, Title string
	Guide       string // the address of the page about it below docs/, web-and-php/; "" where there is none
}

// Unlisted is the rank of packages that the table does not list.
const Unlisted = 1 << 20

type table struct {
	all        []*Subject
	tags       map[string]*Subject
	names      map[string]*Subject // whole
	beginnings map[string]*Subject
	ends       map[string]*Subject
	ranks      map[string]int
}

// get reads the tables when it is first called.
var get = sync.OnceValue(func() *table {
	t := &table{tags: map[string]*Subject{}, names: map[string]*Subject{}, beginnings: map[string]*Subject{},
		ends: map[string]*Subject{}, ranks: map[string]int{}}
	type subject struct{ Name, Title, Guide, Tags, Names string }
	for _, x := range facts.Read[struct{ Subject []subject }](subjectsFile).Subject {
		s := &Subject{Name: x.Name, Title: x.Title}
		if x.Guide != "" {
			s.Guide = x.Guide + "/"
		}
		t.all = append(t.all, s)
		for _, tag := range strings.Fields(x.Tags) {
			t.add(t.tags, tag, s)
		}
		for _, name := range strings.Fields(x.Names) {
			if beginning, ok := strings.CutSuffix(name, "*"); ok {
				t.add(t.beginnings, beginning, s)
			} else if end, ok := strings.CutPrefix(name, "*"); ok {
				t.add(t.ends, end, s)
			} else {
				t.add(t.names, name, s)
			}
		}
	}
	type group struct{ Title, Packages string }
	for _, g := range facts.Read[struct{ Group []group }](ranksFile).Group {
		for _, name := range strings.Fields(g.Packages) {
			if _, ok := t.ranks[name]; !ok {
				t.ranks[name] = len(t.ranks)
			}
		}
	}
	return t
})

// add notes what belongs to a subject; the first that claims it has it.
func (t *table) add(to map[string]*Subject, what string, s *Subject) {
	if to[what] == nil {
		to[what] = s
	}
}

// All are the subjects in the order in which pages show them.
func All() []*Subject { return get().all }

// Of is the subject of an event: that of the first of its packages that stands there with its whole name, else of its
// first tag that does, else of the first name that fits. The last subject takes the rest.
func Of(tags []string, names ...string) *Subject {
	t := get()
	for _, name := range names {
		if s := t.names[name]; s != nil {
			return s
		}
	}
	for _, tag := range tags {
		if s := t.tags[tag]; s != nil {
			return s
		}
	}
	for _, name := range names {
		if s := t.named(name); s != nil {
			return s
		}
	}
	return t.all[len(t.all)-1]
}

// named is the subject of a package: by the longest beginning, else by the longest end.
func (t *table) named(name string) *Subject {
	for n := len(name); n > 0; n-- {
		if s := t.beginnings[name[:n]]; s != nil {
			return s
		}
	}
	for n := len(name); n > 0; n-- {
		if s := t.ends[name[len(name)-n:]]; s != nil {
			return s
		}
	}
	return nil
}

// Rank orders packages by how many machines have them: 0 is on most, and all that the table does not list are Unlisted.
func Rank(name string) int {
	if rank, ok := get().ranks[name]; ok {
		return rank
	}
	return Unlisted
}
