package rules

import (
	"fmt"
	"slices"
	"strings"

	"pes/generator/diag"
	"pes/generator/model"
)

// A Reporter collects breaches. The same breach in several distributions is one diagnostic that names them.
// Its zero value is ready.
type Reporter struct {
	Distros int // how many distributions there are: what concerns all of several is said so

	used   map[diag.Pos]bool // places of the allows that silenced something
	found  map[breachKey]int // index into breaches
	breach []breach
}

type breachKey struct {
	rule    string
	pos     diag.Pos
	message string
	other   diag.Pos // of the first note
}

type breach struct {
	diag.Diagnostic
	key     breachKey // for Merge
	distros []string
}

// An At says where a breach is and whose: a distribution's, and perhaps an event's or a vendor's.
type At struct {
	Pos        diag.Pos
	Distro     *model.Distro   // nil when it is nobody's alone
	Allow      [][]model.Allow // of the event, vendor ... concerned
	Notes      []diag.Note
	Suggestion string
}

// Breachf hands in a breach of the rule of that name.
func (r *Reporter) Breachf(at At, name, format string, args ...any) {
	rule, ok := Find(name)
	if !ok {
		panic("rules: no rule " + name) // a mistake in this program: every name is in the table
	}
	if !rule.Fatal && r.Allowed(at, name) {
		return
	}
	msg := fmt.Sprintf(format, args...)
	key := breachKey{name, at.Pos, msg, diag.Pos{}}
	if len(at.Notes) > 0 {
		key.other = at.Notes[0].Pos
	}
	i, ok := r.found[key]
	if !ok {
		if r.found == nil {
			r.found = map[breachKey]int{}
		}
		i = len(r.breach)
		r.found[key] = i
		r.breach = append(r.breach, breach{Diagnostic: diag.Diagnostic{Pos: at.Pos, Severity: rule.Level, Rule: name, Message: msg, Notes: at.Notes, Suggestion: at.Suggestion}})
	}
	if at.Distro != nil && at.Distro.Folder != "" && !slices.Contains(r.breach[i].distros, at.Distro.Folder) {
		r.breach[i].distros = append(r.breach[i].distros, at.Distro.Folder)
	}
}

// Merge hands in what another Reporter was handed, as if it had been handed in here: so parts of a catalog can be looked at
// side by side.
func (r *Reporter) Merge(o *Reporter) {
	for key, i := range o.found {
		o.breach[i].key = key
	}
	for _, b := range o.breach {
		i, ok := r.found[b.key]
		if !ok {
			if r.found == nil {
				r.found = map[breachKey]int{}
			}
			r.found[b.key] = len(r.breach)
			r.breach = append(r.breach, b)
			continue
		}
		for _, d := range b.distros {
			if !slices.Contains(r.breach[i].distros, d) {
				r.breach[i].distros = append(r.breach[i].distros, d)
			}
		}
	}
	for pos := range o.used {
		if r.used == nil {
			r.used = map[diag.Pos]bool{}
		}
		r.used[pos] = true
	}
}

// Allowed reports whether the rule is quiet there, and remembers every allow that says so.
func (r *Reporter) Allowed(at At, name string) (quiet bool) {
	lists := at.Allow
	if at.Distro != nil {
		lists = append(slices.Clip(lists), at.Distro.Allow)
	}
	for _, list := range lists {
		for _, a := range list {
			if a.Rule != name {
				continue
			}
			if r.used == nil {
				r.used = map[diag.Pos]bool{}
			}
			r.used[a.Pos] = true
			quiet = true
		}
	}
	return quiet
}

// Used reports whether an allow silenced something.
func (r *Reporter) Used(a model.Allow) bool { return r.used[a.Pos] }

// Hand adds the breaches to list, each with the distributions it concerns.
func (r *Reporter) Hand(list *diag.List) {
	for _, b := range r.breach {
		if len(b.distros) > 0 {
			b.Scope = b.distros
			whom := strings.Join(b.distros, ", ")
			if r.Distros > 1 && len(b.distros) == r.Distros {
				whom = "all distributions"
			}
			b.Message += " (" + whom + ")"
		}
		list.Add(b.Diagnostic)
	}
	r.breach, r.found = nil, nil
}

// CanAllow refuses names that are no rules, and rules that cannot be allowed.
func CanAllow(allow []string) error {
	for _, name := range allow {
		switch rule, ok := Find(name); {
		case !ok:
			if near := diag.Near(name, Names()); near != "" {
				return fmt.Errorf("there is no rule %q; did you mean %s?", name, near)
			}
			return fmt.Errorf("there is no rule %q", name)
		case rule.Fatal:
			return fmt.Errorf("the rule %s cannot be allowed: %s", name, rule.Consequence)
		}
	}
	return nil
}

// Silence drops the diagnostics of rules that the command line allows.
func Silence(list *diag.List, allow []string) {
	if len(allow) > 0 {
		list.Drop(func(d diag.Diagnostic) bool { return slices.Contains(allow, d.Rule) })
	}
}
