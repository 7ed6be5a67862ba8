// Package rules is the table of everything that can be wrong, rules.toml, and the reporter that collects violations.
//
// Every diagnostic names a [Rule] of the table, which says what must be true, what Leapp does otherwise, and gives an
// example. Packages that look for violations (source, leapp, compile, check, published) report them through a
// [Reporter], which reports once what is wrong in several distributions, and nothing where an allow silences the rule;
// see its example.
package rules

import (
	"strings"
	"sync"

	"pes/generator/diag"
	"pes/generator/facts"
	"pes/generator/list"
)

// A Rule is a promise about sources, or about everything that is published; rules.toml explains the fields.
type Rule struct {
	Name        string
	Level       diag.Severity
	Fatal       bool
	Upstream    bool
	Sections    []string
	Summary     string
	Consequence string
	Remedy      string
	Example     string
}

// A Subject is a part of the table, and of the reference page.
type Subject struct {
	Title string
	Rules []Rule `toml:"rule"`
}

// table is rules.toml: its subjects in the order of the file, and its rules by name.
type table struct {
	subjects []Subject
	sorted   []Rule
	index    map[string]int // into sorted
}

// get reads the table when it is first called.
var get = sync.OnceValue(func() *table {
	t := &table{subjects: facts.Read[map[string][]Subject](file)["subject"], index: map[string]int{}}
	for _, s := range t.subjects {
		t.sorted = append(t.sorted, s.Rules...)
	}
	list.Sort(t.sorted, func(a, b Rule) int { return strings.Compare(a.Name, b.Name) })
	for i, r := range t.sorted {
		t.index[r.Name] = i
	}
	return t
})

// Subjects are the parts of the table, in the order of the reference page.
func Subjects() []Subject { return get().subjects }

// All are the rules by name.
func All() []Rule { return get().sorted }

// Find returns the rule of a name.
func Find(name string) (Rule, bool) {
	i, ok := get().index[name]
	if !ok {
		return Rule{}, false
	}
	return get().sorted[i], true
}

// Names are the names of all rules, sorted.
func Names() []string { return list.Map(All(), func(r Rule) string { return r.Name }) }
