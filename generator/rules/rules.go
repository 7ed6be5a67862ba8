// Package rules is the table of everything that can be wrong, and the reporter that collects violations.
//
// Every diagnostic of the project names a [Rule] of the table: what must be true, what Leapp does otherwise, an example.
// Packages that look for violations (source, leapp, compile, check, published) report them through a [Reporter], which
// reports once what is wrong in several distributions, and nothing where an allow silences the rule:
//
//	r.Reportf(rules.At{Pos: pos, Distro: target.Distro}, "no-repositories", "no repository of release %d ...", 8)
//
// Section numbers in brackets are those of leapp-semantics.
package rules

import (
	"slices"

	"pes/generator/diag"
)

// A Rule is a promise about sources, or about everything that is published.
type Rule struct {
	Name        string
	Summary     string        // what must be true
	Consequence string        // what Leapp or dnf does otherwise
	Example     string        // of a violation
	Level       diag.Severity // follows the consequence
	Fatal       bool          // Leapp refuses, stops or crashes, or nothing sensible can be written: allow is not heard
}

// Subjects are the parts of the table, in the order of the reference page.
var Subjects = []struct {
	Title string
	Rules []Rule
}{
	{"Events", events},
	{"What events do together", together},
	{"Repositories", repositories},
	{"Sections of .repo files", sections},
	{"Keys", keys},
	{"Vendors", vendors},
	{"Published files", files},
	{"Distributions beside each other", siblings},
	{"Sources", sources},
}

// Find returns the rule of a name.
func Find(name string) (Rule, bool) {
	i, ok := index[name]
	if !ok {
		return Rule{}, false
	}
	return all[i], true
}

// All are the rules by name.
func All() []Rule { return slices.Clone(all) }

// Names are the names of all rules, sorted.
func Names() (out []string) {
	for _, r := range all {
		out = append(out, r.Name)
	}
	return out
}

var all, index = gather()

func gather() ([]Rule, map[string]int) {
	var all []Rule
	for _, s := range Subjects {
		all = append(all, s.Rules...)
	}
	slices.SortStableFunc(all, func(a, b Rule) int {
		if a.Name < b.Name {
			return -1
		}
		return 1
	})
	index := map[string]int{}
	for i, r := range all {
		index[r.Name] = i
	}
	return all, index
}
