package known

import (
	"cmp"
	"slices"
	"strings"

	"pes/generator/list"
)

// RedHat is the ID in /etc/os-release of Red Hat Enterprise Linux, which all others rebuild.
const RedHat = "rhel"

// A brand is a word that names of packages begin with, and the distribution that it is of, by its OSID.
type brand struct {
	word, osID string
	whole      bool // whatever the rest of the name is
}

// readBrands makes the list of brands, longer words first: oraclelinux-release is not of oracle.
func readBrands(t *table) (all []brand) {
	for folder, d := range list.ByKey(t.Distro) {
		for _, word := range slices.Concat(d.Brands, d.Also) {
			all = append(all, brand{word: word, osID: cmp.Or(d.OSID, folder)})
		}
	}
	for _, word := range append([]string{RedHat}, t.Upstream.Brands...) {
		all = append(all, brand{word: word, osID: RedHat, whole: true})
	}
	list.Sort(all, func(a, b brand) int { return len(b.word) - len(a.word) })
	return all
}

// firstWord is the part of a name before its first dash.
func firstWord(name string) string {
	word, _, _ := strings.Cut(name, "-")
	return word
}

// brandOf returns the brand in the name of a package; ok is false where it has none.
func brandOf(name string) (b brand, ok bool) {
	t := get()
	for _, b := range t.begin[firstWord(name)] {
		kind, is := strings.CutPrefix(name, b.word+"-")
		if !is {
			continue
		}
		begins := func(word string) bool { return kind == word || strings.HasPrefix(kind, word+"-") }
		if slices.ContainsFunc(t.Branding.Kinds, begins) {
			return b, true
		}
		everywhere := func(other string) bool { return strings.HasPrefix(name, other) }
		return b, b.whole && !slices.ContainsFunc(t.Branding.Everywhere, everywhere)
	}
	return brand{}, false
}

// BrandOwner returns the OSID of the distribution that a package is called after: almalinux of almalinux-logos. It is
// empty for a package of no brand.
func BrandOwner(name string) string {
	if b, ok := brandOf(name); ok {
		return b.osID
	}
	return ""
}

// A client is a package that only Red Hat ships, and where else there is one of that name.
type client struct {
	name   string
	alsoIn []string // distributions, by OSID
}

func readClients(t *table) map[string][]client {
	all := map[string][]client{}
	for _, x := range t.OnlyRedHat {
		for _, name := range x.Packages {
			all[firstWord(name)] = append(all[firstWord(name)], client{name, x.AlsoIn})
		}
	}
	return all
}

// OnlyRedHat reports whether a package whose name has no brand is one that Red Hat ships and the distribution of an
// OSID does not: a client of its services.
func OnlyRedHat(name, osID string) bool {
	return slices.ContainsFunc(get().clients[firstWord(name)], func(c client) bool {
		rest, is := strings.CutPrefix(name, c.name)
		return is && (rest == "" || rest[0] == '-') && osID != RedHat && !slices.Contains(c.alsoIn, osID)
	})
}

// Rebranded returns what a package of another distribution's brand is called in that of an OSID; "" where that is not
// sure.
func Rebranded(name, osID string) string {
	b, ok := brandOf(name)
	own := list.Select(get().branded, func(b brand) bool { return b.osID == osID })
	if !ok || len(own) != 1 {
		return ""
	}
	return own[0].word + strings.TrimPrefix(name, b.word)
}

// RepositoryOwner returns the OSID of the distribution that a PES ID names, ol of ol8-baseos; "" where it names none.
func RepositoryOwner(pesid string) string {
	t, word := get(), strings.TrimSuffix(pesid, TrimDistro(pesid))
	word = strings.ToLower(strings.TrimRight(word, digits+"-"))
	if word == "" {
		return ""
	}
	if word == t.Upstream.PESID {
		return RedHat
	}
	return t.owners[word]
}

// readOwners finds the OSID of a distribution by each word that its PES IDs may begin with.
func readOwners(t *table) map[string]string {
	owners := map[string]string{}
	for folder, d := range list.ByKey(t.Distro) {
		for _, word := range slices.Concat([]string{folder, d.PESID}, d.Brands, d.Addresses) {
			if owners[word] == "" {
				owners[word] = cmp.Or(d.OSID, folder)
			}
		}
	}
	return owners
}

// IsKnown reports whether a system of an OSID is one of the table.
func IsKnown(osID string) bool { return SystemName(osID) != osID }

// SystemName is the name of the system of an OSID, as people write it; the OSID itself where it is not known.
func SystemName(osID string) string {
	if osID == RedHat {
		return "Red Hat Enterprise Linux"
	}
	for folder, d := range list.ByKey(get().Distro) {
		if cmp.Or(d.OSID, folder) == osID {
			return d.Name
		}
	}
	return osID
}
