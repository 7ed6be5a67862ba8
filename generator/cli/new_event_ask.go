package cli

import (
	"fmt"
	"slices"
	"strings"

	"pes/generator/diag"
	"pes/generator/english"
	"pes/generator/model"
	"pes/generator/source"
)

// eventDialog asks for an event and knows what the project calls things.
type eventDialog struct {
	*asker
	project *loaded
	words   []string // roles
	said    []string // packages of this event
}

// event makes an event of arguments, flags and answers.
func (d *eventDialog) event(args []string, f eventFlags) (e source.Event, err error) {
	if len(args) == 0 {
		args = []string{""}
	}
	if e.Action, err = d.ask(args[0], "ACTION", "what happens: "+strings.Join(actions(), ", "), "", oneOfActions); err != nil {
		return e, err
	}
	in, err := d.packages(strings.Join(args[1:], " "), "PACKAGE", "packages that an upgraded machine has")
	if err != nil {
		return e, err
	}
	e.In = source.Sets{Sets: [][]source.Text{source.Words(in...).Items}, Pos: source.Word("").Pos}
	var out []string
	switch {
	case slices.Contains([]string{"replaced", "split", "merged", "renamed"}, e.Action):
		if out, err = d.packages(strings.Join(f.out, " "), "--out", "packages that come instead"); err != nil {
			return e, err
		}
	case e.Action == "moved":
		out = f.out
	case len(f.out) > 0:
		return e, errUsage{fmt.Errorf("an event %s has no packages that come instead: leave --out away, or say replaced", e.Action)}
	}
	if len(out) > 0 {
		e.Out = source.Words(out...)
	}
	if err := d.releases(&e, f); err != nil {
		return e, err
	}
	if e.InRepo, err = d.role(in, f.inRepo, "--in-repo", "role of the repository of "+strings.Join(in, ", "), false); err != nil {
		return e, err
	}
	if e.Action == "moved" && len(out) == 0 {
		out = []string{in[0][:strings.IndexAny(in[0]+"@", "@/")]}
	}
	if e.OutRepo, err = d.role(out, f.outRepo, "--out-repo", "role of the repository of "+strings.Join(out, ", "), true); err != nil {
		return e, err
	}
	why, err := d.ask(f.why, "", "why, in one sentence", "", anything)
	if err != nil {
		return e, err
	}
	prose(&e, why, f)
	return e, nil
}

// prose sets what people read of an event, and for whom it is.
func prose(e *source.Event, why string, f eventFlags) {
	for _, x := range []struct {
		to    *source.Text
		value string
	}{{&e.Why, why}, {&e.Advice, f.advice}} {
		if x.value != "" {
			*x.to = source.Word(x.value)
		}
	}
	for _, x := range []struct {
		to     *source.Texts
		values []string
	}{{&e.Links, f.links}, {&e.Tags, f.tags}, {&e.Only, f.only}, {&e.Arches, f.arches}} {
		if len(x.values) > 0 {
			*x.to = source.Words(x.values...)
		}
	}
}

// actions are those that an event may have; Leapp crashes on reinstalled.
func actions() []string { return source.Actions[:model.Reinstalled] }

func oneOfActions(s string) error {
	if slices.Contains(actions(), s) {
		return nil
	}
	if near := diag.Near(s, actions()); near != "" {
		return fmt.Errorf("no action %q; did you mean %s?", s, near)
	}
	return fmt.Errorf("no action %q: %s", s, english.Or(actions()))
}

// packages are names with blanks between them, and a comma before the blank if that is how somebody writes. A name that no event has yet but nearly is a hint, no mistake.
func (d *eventDialog) packages(value, flag, question string) ([]string, error) {
	split := func(s string) []string {
		words := strings.Fields(s)
		for i, w := range words {
			words[i] = strings.TrimSuffix(w, ",")
		}
		return words
	}
	answer, err := d.ask(value, flag, question, "", func(s string) error {
		for _, name := range split(s) {
			if _, err := source.ParsePackage(source.Word(name)); err != nil {
				return err
			}
		}
		return nil
	})
	known := append(d.knownPackages(), d.said...)
	for _, name := range split(answer) {
		p, _ := source.ParsePackage(source.Word(name))
		if near := diag.Near(p.Name.Value, known); near != "" && !slices.Contains(known, p.Name.Value) {
			fmt.Fprintf(d.out, "pes: %s is in no event yet; did you mean %s?\n", diag.Printable(p.Name.Value), diag.Printable(near))
		}
	}
	for _, name := range split(answer) {
		p, _ := source.ParsePackage(source.Word(name))
		d.said = append(d.said, p.Name.Value)
	}
	return split(answer), err
}

func (d *eventDialog) knownPackages() (names []string) {
	for _, t := range d.project.catalog.Targets {
		for _, e := range t.Events {
			for _, p := range slices.Concat(e.In, e.Out) {
				names = append(names, p.Name)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// releases asks between which releases it happens.
func (d *eventDialog) releases(e *source.Event, f eventFlags) error {
	release := func(s string) error {
		_, err := model.ParseRelease(s[strings.LastIndexByte(s, ' ')+1:]) // a system may stand before it
		return err
	}
	if !f.noFrom {
		from, err := d.ask(f.from, "--from", "the release they leave, such as 7.7", "", release)
		if err != nil {
			return err
		}
		e.From = source.Word(from)
	}
	to, err := d.ask(f.to, "--to", "the release in which the change is seen, such as 8.0", "", release)
	e.To = source.Word(to)
	return err
}

// role asks for the role of packages that do not name theirs; what the project has them in is the default.
func (d *eventDialog) role(packages []string, value, flag, question string, out bool) (source.Text, error) {
	unsaid := slices.DeleteFunc(slices.Clone(packages), func(p string) bool { return strings.Contains(p, "@") })
	if len(unsaid) == 0 && value == "" {
		return source.Text{}, nil
	}
	answer, err := d.ask(value, flag, question, d.usual(unsaid, out), func(s string) error {
		if slices.Contains(d.words, s) || strings.HasPrefix(s, "=") || d.vendorRepository(s) {
			return nil
		}
		if near := diag.Near(s, d.words); near != "" {
			return fmt.Errorf("no distribution has a repository %q; did you mean %s?", s, near)
		}
		return fmt.Errorf("no distribution has a repository %q: known are %s", s, strings.Join(d.words, ", "))
	})
	return source.Word(answer), err
}

func (d *eventDialog) vendorRepository(name string) bool {
	return slices.ContainsFunc(d.project.source.Vendors, func(v *source.Vendor) bool {
		_, ok := v.Repositories.Get(name)
		return ok
	})
}

// usual is the role that all these packages have in the project's events, "" where they have none or several.
func (d *eventDialog) usual(packages []string, out bool) string {
	found := ""
	for _, name := range packages {
		name = name[:strings.IndexAny(name+"/", "@/")]
		role := d.roleOf(name, out)
		if role == "" || found != "" && role != found {
			return ""
		}
		found = role
	}
	return found
}

// roleOf is the one role that a package has on a side of the project's events.
func (d *eventDialog) roleOf(name string, out bool) (found string) {
	for _, f := range d.project.source.Events {
		for _, e := range f.List {
			list, role, otherwise := slices.Concat(e.In.Sets...), e.InRepo, f.Defaults.InRepo
			if out {
				list, role, otherwise = e.Out.Items, e.OutRepo, f.Defaults.OutRepo
			}
			if !role.Set() {
				role = otherwise
			}
			for _, t := range list {
				p, err := source.ParsePackage(t)
				if err != nil || p.Exact || p.Name.Value != name {
					continue
				}
				if p.Repo.Set() {
					role = p.Repo
				}
				if found != "" && role.Value != found {
					return ""
				}
				found = role.Value
			}
		}
	}
	return found
}
