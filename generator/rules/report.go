package rules

import (
	"fmt"
	"slices"
	"strings"

	"pes/generator/diag"
	"pes/generator/english"
	"pes/generator/list"
	"pes/generator/model"
)

// A Reporter collects violations of rules. The same violation in several distributions is one diagnostic that names
// them. Its zero value is ready.
type Reporter struct {
	Distros int // how many distributions there are, to report what concerns all of them as such

	used       map[diag.Pos]bool // places of the allows that silenced something
	silenced   map[key]bool      // violations that an allow silenced
	upstreams  map[key]bool      // violations in events of upstream, of rules that are not told of them
	index      map[key]int       // into violations
	violations []violation
}

// A violation is a diagnostic with the distributions as its scope.
type violation struct {
	diag.Diagnostic
	cause    string
	anywhere bool
	subject  string
}

// A key identifies a violation.
type key struct {
	rule    string
	pos     diag.Pos
	message string
	other   diag.Pos // of the first note
}

// An At says where a violation is and whose: a distribution's, and perhaps an event's or a vendor's.
type At struct {
	Pos        diag.Pos
	Distro     *model.Distro   // nil if it concerns no single distribution
	Allow      [][]model.Allow // of the event, vendor ... concerned
	Notes      []diag.Note
	Suggestion string
	// Cause is what is wrong there, where the message names more: what is written once for several releases is
	// reported for the first of them.
	Cause string
	// Subject is the repository, package ... that the message names, where others may have the same: see Fold.
	Subject string
	// Silent is set where the caller knows that the rule is silenced there, and the violation is only counted.
	Silent bool
	// Anywhere is set where the same message is one violation wherever it stands: at the first place, with notes on the
	// others.
	Anywhere bool
}

// Reportf adds a violation of the rule of that name, unless an allow silences the rule there.
func (r *Reporter) Reportf(at At, name, format string, args ...any) {
	rule, ok := Find(name)
	if !ok {
		panic("rules: no rule " + name) // a mistake in this program: every name is in the table
	}
	if !rule.Fatal && !rule.Upstream && ofUpstream(at.Pos) {
		r.addUpstreams(key{rule: name, pos: at.Pos})
		return
	}
	d := diag.Diagnostic{
		Pos: at.Pos, Severity: rule.Level, Rule: name,
		Message: fmt.Sprintf(format, args...), Notes: at.Notes, Suggestion: at.Suggestion,
	}
	if at.Distro != nil && at.Distro.Folder != "" {
		d.Scope = []string{at.Distro.Folder}
	}
	v := violation{d, at.Cause, at.Anywhere, at.Subject}
	if !rule.Fatal && (at.Silent || r.Allowed(at, name)) {
		r.silence(v.key())
		return
	}
	r.add(v)
}

// ofUpstream reports whether a place is in an event of upstream, which nobody here can edit.
func ofUpstream(pos diag.Pos) bool {
	return pos.File != nil && strings.HasPrefix(pos.File.Name, model.UpstreamFolder)
}

// addUpstreams counts a violation in an event of upstream, once for all distributions.
func (r *Reporter) addUpstreams(k key) {
	if r.upstreams == nil {
		r.upstreams = map[key]bool{}
	}
	r.upstreams[k] = true
}

// key is what tells a violation from others.
func (v *violation) key() key {
	k := key{rule: v.Rule, pos: v.Pos, message: v.Message}
	switch {
	case v.anywhere:
		k = key{rule: v.Rule, message: v.Message}
	case v.cause != "":
		k.message = v.cause
	case len(v.Notes) > 0:
		k.other = v.Notes[0].Pos
	}
	return k
}

// add adds a violation, or only its distribution if the violation is known already.
func (r *Reporter) add(d violation) {
	k := d.key()
	if i, known := r.index[k]; known {
		if first := &r.violations[i]; d.anywhere && first.Pos.File != d.Pos.File {
			first.Notes = append(first.Notes, diag.Note{Pos: d.Pos, Text: "the same here"})
		}
		r.violations[i].Scope = list.AppendNew(r.violations[i].Scope, d.Scope...)
		return
	}
	if r.index == nil {
		r.index = map[key]int{}
	}
	r.index[k] = len(r.violations)
	r.violations = append(r.violations, d)
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
	for k := range o.silenced {
		r.silence(k)
	}
	for k := range o.upstreams {
		r.addUpstreams(k)
	}
}

// use remembers that the allow at pos silenced something.
func (r *Reporter) use(pos diag.Pos) {
	if r.used == nil {
		r.used = map[diag.Pos]bool{}
	}
	r.used[pos] = true
}

// Allowed reports whether the rule is silenced there, and remembers every allow that silences it. What a distribution
// allows is never what a vendor's file says: the vendor allows that.
func (r *Reporter) Allowed(at At, name string) (silenced bool) {
	allow := slices.Concat(at.Allow...)
	if at.Distro != nil && (at.Pos.File == nil || !strings.HasPrefix(at.Pos.File.Name, "vendors/")) {
		allow = append(allow, at.Distro.Allow...)
	}
	for _, a := range allow {
		if a.Rule == name {
			r.use(a.Pos)
			silenced = true
		}
	}
	return silenced
}

// silence counts a violation that an allow silences, once for all distributions.
func (r *Reporter) silence(k key) {
	if r.silenced == nil {
		r.silenced = map[key]bool{}
	}
	r.silenced[k] = true
}

// Used reports whether an allow silenced something.
func (r *Reporter) Used(a model.Allow) bool { return r.used[a.Pos] }

// Fold makes one violation of those in one file that differ in their subjects alone, which it names together.
func (r *Reporter) Fold() {
	type place struct {
		rule, message string
		file          *diag.File
		scope         string
	}
	folded := map[place]int{} // into kept
	var subjects [][]string   // of each that is kept
	var kept []violation
	for _, v := range r.violations {
		p := place{v.Rule, v.Message, v.Pos.File, strings.Join(v.Scope, " ")}
		if v.subject != "" {
			p.message = strings.ReplaceAll(v.Message, v.subject, "\x00")
		}
		i, known := folded[p]
		if !known || v.subject == "" {
			folded[p] = len(kept)
			kept, subjects = append(kept, v), append(subjects, []string{v.subject})
			continue
		}
		subjects[i] = list.AppendNew(subjects[i], v.subject)
		kept[i].Notes = append(kept[i].Notes, diag.Note{Pos: v.Pos, Text: v.subject})
		kept[i].Message = strings.ReplaceAll(p.message, "\x00", english.And(subjects[i]))
	}
	r.violations, r.index = kept, nil
}

// AddTo moves the violations to list, each with the distributions it concerns, and how many were allowed.
func (r *Reporter) AddTo(list *diag.List) {
	list.Allowed += len(r.silenced)
	list.Upstream += len(r.upstreams)
	r.silenced, r.upstreams = nil, nil
	for _, d := range r.violations {
		if n := len(d.Scope); n > 1 && n == r.Distros {
			d.Message += " (all distributions)"
		} else if n > 0 {
			d.Message += " (" + strings.Join(d.Scope, ", ") + ")"
		}
		list.Add(d.Diagnostic)
	}
	r.violations, r.index = nil, nil
}

// Exist refuses names that are no rules.
func Exist(names []string) error {
	for _, name := range names {
		if _, ok := Find(name); ok {
			continue
		}
		if near := diag.Near(name, Names()); near != "" {
			return fmt.Errorf("there is no rule %q; did you mean %s?", name, near)
		}
		return fmt.Errorf("there is no rule %q", name)
	}
	return nil
}

// CanAllow refuses names that are no rules, and rules that cannot be allowed.
func CanAllow(allow []string) error {
	if err := Exist(allow); err != nil {
		return err
	}
	for _, name := range allow {
		if rule, _ := Find(name); rule.Fatal {
			why := ""
			if rule.Consequence != "" { // browsers have no texts
				why = ": " + rule.Consequence
			}
			return fmt.Errorf("the rule %s cannot be allowed%s", name, why)
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
