package provenance

import (
	"pes/generator/diag"
	"pes/generator/model"
)

// Counts are how many events of upstream met each fate, by [model.Fate].
type Counts [model.Unresolved + 1]int

// Count counts what became of upstream's events in a distribution.
func (x *Index) Count(d *model.Distro) (n Counts) {
	if x.Layer == nil {
		return n
	}
	for _, f := range d.Upstream {
		n[f.Fate]++
	}
	n[model.Taken] = len(x.Layer.Events) - len(d.Upstream)
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
