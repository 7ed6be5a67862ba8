package known

import (
	"cmp"
	"sync"

	"pes/generator/facts"
)

// An Essential is a group of packages that a system cannot be without; essential.toml explains the fields.
type Essential struct {
	Packages, Instead []string
	Reason            string
	From, Until       int
}

// essentials are the groups by package. A package that has another reason in another release is in several.
var essentials = sync.OnceValue(func() map[string][]Essential {
	groups := map[string][]Essential{}
	for _, e := range facts.Read[map[string][]Essential](essentialFile)["essential"] {
		e.From, e.Until = cmp.Or(e.From, firstTarget), cmp.Or(e.Until, lastTarget)
		for _, name := range e.Packages {
			groups[name] = append(groups[name], e)
		}
	}
	return groups
})

// The releases that upgrades lead to.
const firstTarget, lastTarget = 8, 10

// FindEssential returns why a system of a release cannot be without a package; ok is false where it can.
func FindEssential(name string, major int) (e Essential, ok bool) {
	for _, e := range essentials()[name] {
		if e.From <= major && major <= e.Until {
			return e, true
		}
	}
	return Essential{}, false
}

// IsReleasePackage reports whether a package says which system a machine is, such as almalinux-release.
func IsReleasePackage(name string) bool {
	brand, ok := brandOf(name)
	return ok && name == brand.word+"-release"
}
