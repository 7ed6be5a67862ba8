package rules

import (
	"fmt"
	"slices"
	"strings"

	"pes/generator/diag"
	"pes/generator/model"
)

// A Reporter collects violations of rules. The same violation in several distributions is one diagnostic that names
// them. Its zero value is ready.
type Reporter struct {
	Distros int // how many distributions there are: what concerns all of several says so

	used       map[diag.Pos]bool // places of the allows that silenced something
	index      map[key]int       // into violations
	violations []violation
}

// A key tells violations apart.
type key struct {
	rule    string
	pos     diag.Pos
	message string
	other   diag.Pos // of the first note
}

type violation struct {
	diag.Diagnostic
	key     key
	distros []string
}

// An At says where a violation is and whose: a distribution's, and perhaps an event's or a vendor's.
type At struct {
	Pos        diag.Pos
	Distro     *model.Distro   // nil when it is nobody's alone
	Allow      [][]model.Allow // of the event, vendor ... concerned
	Notes      []diag.Note
	Suggestion string
}

// Reportf adds a violation of the rule of that name, unless an allow silences the rule there.
func (r *Reporter) Reportf(at At, name, format string, args ...any) {
	rule, ok := Find(name)
	if !ok {
		panic("rules: no rule " + name) // a mistake in this program: every name is in the table
	}
	if !rule.Fatal && r.Allowed(at, name) {
		return
	}
	v := violation{Diagnostic: diag.Diagnostic{Pos: at.Pos, Severity: rule.Level, Rule: name,
		Message: fmt.Sprintf(format, args...), Notes: at.Notes, Suggestion: at.Suggestion}}
	v.key = key{name, at.Pos, v.Message, diag.Pos{}}
	if len(at.Notes) > 0 {
		v.key.other = at.Notes[0].Pos
	}
	if at.Distro != nil && at.Distro.Folder != "" {
		v.distros = []string{at.Distro.Folder}
	}
	r.add(v)
}

// add keeps a violation, or only its distributions where it is known already.
func (r *Reporter) add(v violation) {
	i, known := r.index[v.key]
	if !known {
		if r.index == nil {
			r.index = map[key]int{}
		}
		r.index[v.key] = len(r.violations)
		r.violations = append(r.violations, v)
		return
	}
	for _, d := range v.distros {
		if !slices.Contains(r.violations[i].distros, d) {
			r.violations[i].distros = append(r.violations[i].distros, d)
		}
	}
}

// Merge adds what another Reporter collected, as if it had been reported here: so parts of a catalog can be checked in
// parallel.
func (r *Reporter) Merge(o *Reporter) {
	for _, v := range o.violations {
		r.add(v)
	}
	for pos := range o.used {
		r.use(pos)
	}
}

// use remembers that the allow at pos silenced something.
func (r *Reporter) use(pos diag.Pos) {
	if r.used == nil {
		r.used = map[diag.Pos]bool{}
	}
	r.used[pos] = true
}

// Allowed reports whether the rule is silenced there, and remembers every allow that silences it.
func (r *Reporter) Allowed(at At, name string) (silenced bool) {
	lists := at.Allow
	if at.Distro != nil {
		lists = append(slices.Clip(lists), at.Distro.Allow)
	}
	for _, list := range lists {
		for _, a := range list {
			if a.Rule == name {
				r.use(a.Pos)
				silenced = true
			}
		}
	}
	return silenced
}

// Used reports whether an allow silenced something.
func (r *Reporter) Used(a model.Allow) bool { return r.used[a.Pos] }

// AddTo moves the violations to list, each with the distributions it concerns.
func (r *Reporter) AddTo(list *diag.List) {
	for _, v := range r.violations {
		if len(v.distros) > 0 {
			v.Scope = v.distros
			whom := strings.Join(v.distros, ", ")
			if r.Distros > 1 && len(v.distros) == r.Distros {
				whom = "all distributions"
			}
			v.Message += " (" + whom + ")"
		}
		list.Add(v.Diagnostic)
	}
	r.violations, r.index = nil, nil
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
