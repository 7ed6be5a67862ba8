package provenance

import (
	"slices"
	"strconv"

	"pes/generator/diag"
	"pes/generator/model"
)

// Counts are how many events of upstream met each fate, by [model.Fate].
type Counts [model.Unresolved + 1]int

// Count counts what became of upstream's events in a distribution: of all, or of those that an upgrade to a major
// release can apply. 0 is all.
func (x *Index) Count(d *model.Distro, target int) (n Counts) {
	if x.Layer == nil {
		return n
	}
	counts := func(e *model.Event) bool { return target == 0 || e.To.Applies(target) }
	for _, e := range x.Layer.Events {
		if counts(e) {
			n[model.Taken]++
		}
	}
	for _, f := range d.Upstream {
		if counts(f.Of) {
			n[f.Fate]++
			n[model.Taken]--
		}
	}
	return n
}

// A RuleCount is a rule and the events that it is about.
type RuleCount struct {
	model.LayerRule
	Events  int // that name its repository or package
	Dropped int // that some distribution dropped for it
	Changed int // of which some distribution took a part, for want of what the rule is about
}

// CountRules counts for each rule the events that it is about, in the order of the rules.
func (x *Index) CountRules() []RuleCount {
	if x.Layer == nil {
		return nil
	}
	out := make([]RuleCount, len(x.Layer.Rules))
	repositories, packages, rules := map[string][]int{}, map[string][]int{}, map[diag.Pos]int{}
	for i, r := range x.Layer.Rules {
		out[i].LayerRule, rules[r.Pos] = r, i
		if r.Repository {
			repositories[r.Name] = append(repositories[r.Name], i)
		} else {
			packages[r.Name] = append(packages[r.Name], i)
		}
	}
	for _, e := range x.Layer.Events {
		named, by := map[int]bool{}, map[int]model.Fate{}
		for _, set := range [][]model.Package{e.In, e.Out} {
			for _, p := range set {
				for _, i := range repositories[p.Repo] {
					named[i] = true
				}
				for _, i := range packages[p.Name] {
					if out[i].isFor(e) {
						named[i] = true
					}
				}
			}
		}
		for _, f := range x.fates[e] {
			for _, p := range f.Parts {
				if i, ok := rules[p.Rule]; ok && !p.Rule.IsZero() {
					by[i] = max(by[i], f.Fate)
				}
			}
		}
		for i := range named {
			out[i].Events++
		}
		for i, fate := range by {
			switch fate {
			case model.Dropped:
				out[i].Dropped++
			case model.Changed:
				out[i].Changed++
			}
		}
	}
	return out
}

// isFor reports whether a rule about a package is for an event.
func (r *RuleCount) isFor(e *model.Event) bool {
	return (r.From == 0 || r.From == e.From.Major) && (r.To == 0 || r.To == e.To.Major)
}

// Says is what a rule says about its repository or package.
func (r *RuleCount) Says() string {
	text := "does not exist"
	if r.Role != "" {
		text = "is " + r.Role
	}
	if r.From != 0 {
		text += ", in events that leave " + strconv.Itoa(r.From)
	}
	if r.To != 0 {
		text += ", in events of " + strconv.Itoa(r.To)
	}
	return text
}

// Place is where a rule is written.
func (r *RuleCount) Place() string {
	for _, p := range places(r.Pos) {
		return p
	}
	return ""
}

// Met reports whether an event of upstream met a fate in some distribution.
func (x *Index) Met(e *model.Event, f model.Fate) bool {
	return slices.ContainsFunc(x.fates[e], func(g fate) bool { return g.Fate == f })
}
