package fate

import (
	"cmp"
	"slices"
	"strings"
)

// A Risk is something that befalls some of many machines.
type Risk struct {
	Kind     string   `json:"kind"` // a fate of a package (removed, lost, missing, unknown), or refused
	What     string   `json:"what"` // the package, or Leapp's refusal
	To       string   `json:"to,omitempty"`
	Why      string   `json:"why,omitempty"`
	Event    *Event   `json:"event,omitempty"`
	Machines []string `json:"machines"`
}

// Refused is the kind of a risk that is no package's: Leapp does not upgrade.
const Refused = "refused"

// riskKinds are in the order in which they are told.
var riskKinds = []string{Refused, Removed, Lost, Missing, Unknown}

// Risky reports whether a package belongs to a machine's risks.
func Risky(p *Package) bool { return slices.Contains(riskKinds, p.Fate) }

// Risks is the union of the risks of machines: by kind, those of most machines first.
func Risks(machines []*Machine) []Risk {
	type key struct{ kind, what, to, why string }
	byKey := map[key]*Risk{}
	add := func(k key, m *Machine, e *Event) {
		r := byKey[k]
		if r == nil {
			r = &Risk{Kind: k.kind, What: k.what, To: k.to, Why: k.why, Event: e}
			byKey[k] = r
		}
		if n := len(r.Machines); n == 0 || r.Machines[n-1] != m.Name {
			r.Machines = append(r.Machines, m.Name)
		}
	}
	for _, m := range machines {
		for _, r := range m.Refusals {
			add(key{Refused, verbs[r.Kind] + ": " + r.Message + placeSuffix(r.File, r.Line), "", r.Step}, m, nil)
		}
		for i := range m.Packages {
			if p := &m.Packages[i]; Risky(p) {
				add(key{p.Fate, p.Name, p.To, p.Why}, m, p.Event)
			}
		}
	}
	out := make([]Risk, 0, len(byKey))
	for _, r := range byKey {
		out = append(out, *r)
	}
	slices.SortFunc(out, func(a, b Risk) int {
		return cmp.Or(cmp.Compare(slices.Index(riskKinds, a.Kind), slices.Index(riskKinds, b.Kind)), cmp.Compare(len(b.Machines), len(a.Machines)),
			strings.Compare(a.What, b.What), strings.Compare(a.To, b.To), strings.Compare(a.Why, b.Why))
	})
	return out
}
