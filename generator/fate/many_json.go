package fate

import (
	"maps"
	"slices"

	"pes/generator/list"
)

// Totals are a summary for programs.
type Totals struct {
	Machines     int       `json:"machines"`
	Upgraded     int       `json:"upgraded"` // that the package data do not stop
	Refused      int       `json:"refused"`
	Fates        []Total   `json:"fates"`    // what: a fate of packages
	Risks        []Total   `json:"risks"`    // by kind, those of most machines first
	Replaced     []Total   `json:"replaced"` // packages, those of most machines first
	Repositories []Holding `json:"unmapped_repos"`
	Vendors      []Holding `json:"inactive_vendors"`
	MissingKeys  []string  `json:"missing_keys"`
	Assumed      []Total   `json:"assumed"`
}

// A Total says how many machines something befalls.
type Total struct {
	Kind     string   `json:"kind,omitempty"` // of a risk, as of a Risk
	What     string   `json:"what"`
	To       string   `json:"to,omitempty"`
	Why      string   `json:"why,omitempty"`
	Instead  string   `json:"instead,omitempty"` // of a package that is replaced
	Event    *Event   `json:"event,omitempty"`
	Machines int      `json:"machines"`
	First    []string `json:"first,omitempty"`    // some of them
	Packages int      `json:"packages,omitempty"` // of a fate: how many on all machines
	Most     int      `json:"most,omitempty"`     // and how many at most on one
}

// A Holding is the packages that machines have of a repository that no map has, or of a vendor that is not active.
type Holding struct {
	Name     string   `json:"name"`
	Machines int      `json:"machines"`
	First    []string `json:"first"`
	Packages []string `json:"packages"`
	Wake     []string `json:"wake,omitempty"` // repositories that make the vendor active
}

// Totals returns the summary for programs.
func (s *Summary) Totals() *Totals {
	t := &Totals{Machines: len(s.names), Upgraded: s.upgraded, Refused: len(s.names) - s.upgraded,
		Fates: []Total{}, Risks: []Total{}, Replaced: []Total{}, MissingKeys: copied(s.keys), Assumed: []Total{},
		Repositories: s.holdings(s.repoids), Vendors: s.holdings(s.asleep)}
	for _, f := range slices.Concat([]string{"installed"}, Fates) {
		if c := s.fates[f]; c.machines > 0 {
			t.Fates = append(t.Fates, Total{What: f, Machines: c.machines, Packages: c.packages, Most: c.most})
		}
	}
	for _, p := range s.sorted(func(string) bool { return true }) {
		b := s.problems[p]
		total := Total{What: p.what, Event: b.event, Machines: b.machines.n, First: s.first(&b.machines)}
		if p.kind == Replaced {
			total.Instead = p.to
			t.Replaced = append(t.Replaced, total)
		} else {
			total.Kind, total.To, total.Why = p.kind, p.to, p.why
			t.Risks = append(t.Risks, total)
		}
	}
	all := s.assumptions()
	list.Sort(all, func(a, b assumed) int { return b.machines - a.machines })
	for _, a := range all {
		t.Assumed = append(t.Assumed, Total{What: a.text, Machines: a.machines})
	}
	return t
}

func (s *Summary) holdings(holdings map[string]*holding) []Holding {
	return copied(list.Map(s.byMachines(holdings), func(name string) Holding {
		h := holdings[name]
		return Holding{name, h.machines.n, s.first(&h.machines), slices.Sorted(maps.Keys(h.packages)), h.wake}
	}))
}
