package author

import (
	"fmt"
	"slices"
	"strings"

	"pes/generator/diag"
	"pes/generator/english"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/source"
)

// A Form is an event in the words of somebody who fills in a form or answers questions. Fields are the keys of an event
// in a source; packages are written name[@role][/module:stream].
type Form struct {
	Action                    string
	In, Out                   []string
	From, To                  string // releases; "" is not said
	InRepo, OutRepo           string // roles; "" is not said
	Why, Advice               string
	Links, Tags, Only, Arches []string
}

// Event is the form as an event that can be appended to a file.
func (f *Form) Event() source.Event {
	optional := func(words []string) source.Texts {
		if len(words) == 0 {
			return source.Texts{}
		}
		return source.Words(words...)
	}
	in := source.Words(f.In...)
	return source.Event{
		Action: f.Action,
		In:     source.Sets{Sets: [][]source.Text{in.Items}, Pos: in.Pos}, Out: optional(f.Out),
		Defaults: source.Defaults{From: source.OptionalWord(f.From), To: source.OptionalWord(f.To),
			InRepo: source.OptionalWord(f.InRepo), OutRepo: source.OptionalWord(f.OutRepo), Tags: optional(f.Tags),
			Only: optional(f.Only), Arches: optional(f.Arches)},
		Why: source.OptionalWord(f.Why), Advice: source.OptionalWord(f.Advice), Links: optional(f.Links),
	}
}

// Actions are the names of those that an event may have.
func Actions() []string { return list.Map(model.Writable, model.Action.String) }

// CheckAction refuses a word that is no action.
func CheckAction(s string) error {
	if slices.Contains(Actions(), s) {
		return nil
	}
	if near := diag.Near(s, Actions()); near != "" {
		return fmt.Errorf("no action %q; did you mean %s?", s, near)
	}
	return fmt.Errorf("no action %q: %s", s, english.Or(Actions()))
}

// NeedsOut reports whether events of an action name packages that come instead.
func NeedsOut(action string) bool {
	a, known := model.ParseAction(action)
	return known && a.NeedsOut()
}

// SplitPackages splits packages with blanks or commas between them.
func SplitPackages(s string) []string {
	words := strings.Fields(s)
	for i, w := range words {
		words[i] = strings.TrimSuffix(w, ",")
	}
	return words
}

// CheckPackages refuses a list of packages, as SplitPackages takes it, in which one cannot be read.
func CheckPackages(s string) error {
	for _, name := range SplitPackages(s) {
		if _, err := source.ParsePackage(source.Word(name)); err != nil {
			return err
		}
	}
	return nil
}

// CheckRelease refuses what is no release; a system may stand before it ("scientific 7.7").
func CheckRelease(s string) error {
	_, err := model.ParseRelease(s[strings.LastIndexByte(s, ' ')+1:])
	return err
}

// CheckRole refuses what is neither a role of a distribution, nor a repository of a vendor, nor a PES ID ("=x").
func (p *Project) CheckRole(s string) error {
	roles := p.Source.Roles()
	if slices.Contains(roles, s) || strings.HasPrefix(s, "=") {
		return nil
	}
	for _, v := range p.Source.Vendors {
		if _, ok := v.Repositories.Get(s); ok {
			return nil
		}
	}
	if near := diag.Near(s, roles); near != "" {
		return fmt.Errorf("no distribution has a repository %q; did you mean %s?", s, near)
	}
	return fmt.Errorf("no distribution has a repository %q: known are %s", s, strings.Join(roles, ", "))
}

// NearPackage is the package of an event that a name may be a slip of the pen for: "" where an event, or a package in
// others, has that very name, or none is near.
func (p *Project) NearPackage(name string, others []string) string {
	var known []string
	for _, t := range p.Catalog.Targets {
		for _, e := range t.Events {
			for _, x := range slices.Concat(e.In, e.Out) {
				known = append(known, x.Name)
			}
		}
	}
	slices.Sort(known)
	known = append(slices.Compact(known), others...)
	if slices.Contains(known, name) {
		return ""
	}
	return diag.Near(name, known)
}

// UsualRole is the role that all these packages have on one side of the project's events, "" where they have none or
// several.
func (p *Project) UsualRole(packages []string, out bool) string {
	found := ""
	for _, name := range packages {
		name, _, _ = strings.Cut(name, "/")
		role := p.roleOf(name, out)
		if role == "" || found != "" && role != found {
			return ""
		}
		found = role
	}
	return found
}

// roleOf is the one role that a package has on a side of the project's events.
func (p *Project) roleOf(name string, out bool) (found string) {
	for _, f := range p.Source.Events {
		for _, e := range f.List {
			packages, role := slices.Concat(e.In.Sets...), e.InRepo.Or(f.Defaults.InRepo)
			if out {
				packages, role = e.Out.Items, e.OutRepo.Or(f.Defaults.OutRepo)
			}
			for _, t := range packages {
				x, err := source.ParsePackage(t)
				if err != nil || x.Exact || x.Name.Value != name {
					continue
				}
				role = x.Repo.Or(role)
				if found != "" && role.Value != found {
					return ""
				}
				found = role.Value
			}
		}
	}
	return found
}
