package fate

import (
	"slices"
	"strings"

	"pes/generator/list"
	"pes/generator/machine"
)

// Kinds of failure that are no fates.
const (
	MissingKeyKind = "missing-key"
	// UnknownVendor: packages of somebody whom no vendor's data cover, so that Leapp leaves them as they are.
	UnknownVendor = "unknown-vendor"
)

// Failures are what a caller may want no machine to have: that Leapp refuses it, a missing key, packages of an unknown
// vendor, and the fates that are risks.
func Failures() []string {
	out := []string{Refused, MissingKeyKind, UnknownVendor}
	for _, k := range riskKinds {
		out = list.AppendNew(out, k.kind)
	}
	return out
}

// Failing is what of a machine is of one of these kinds on any hop, each once; of several hops with the target of the
// first that has it.
func (j *Journey) Failing(kind string) (what []string) {
	if len(j.Hops) == 1 {
		return j.Hops[0].Failing(kind)
	}
	told := map[string]bool{}
	for _, h := range j.Hops {
		for _, w := range h.Failing(kind) {
			if !told[w] {
				told[w] = true
				what = append(what, w+" (to "+h.Target+")")
			}
		}
	}
	return what
}

// Failing is what of a machine is of one of these kinds: names of packages, of keys, or refusals; in order.
func (r *Result) Failing(kind string) (what []string) {
	switch kind {
	case Refused:
		return list.Map(r.Refusals, func(f Refusal) string {
			return strings.TrimSuffix(f.Message+" "+place(f.File, f.Line), " ")
		})
	case MissingKeyKind:
		return list.Map(r.MissingKeys, func(k MissingKey) string { return k.Name })
	case UnknownVendor:
		return r.ofUnknownVendors()
	}
	for p := range r.of(kind) {
		what = list.AppendNew(what, p.Name)
	}
	return what
}

// ofUnknownVendors are the packages that Leapp does not count, without those of vendors whose data it has.
func (r *Result) ofUnknownVendors() (names []string) {
	covered := map[string]bool{}
	for i := range r.Groups {
		g := &r.Groups[i]
		if len(g.Vendors) > 0 || !g.Kind.Foreign() || g.Kind == machine.OfVendor {
			for _, name := range g.Packages {
				covered[name] = true
			}
		}
	}
	for p := range r.of(Foreign) {
		if !covered[p.Name] {
			names = append(names, p.Name)
		}
	}
	return slices.Compact(names)
}
