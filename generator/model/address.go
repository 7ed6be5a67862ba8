package model

import (
	"slices"
	"strconv"
	"strings"
)

// Addresses are those that an option of a section names, with the variables of dnf as they are during the upgrade to a
// major release on an architecture; none where it is another option. One that still has a $ in it has a variable that
// only a machine knows.
func (o *Option) Addresses(major int, arch string) []string {
	if !slices.Contains(AddressKeys, o.Key) {
		return nil
	}
	separates := func(r rune) bool { return strings.ContainsRune(" ,\n\t", r) }
	return strings.FieldsFunc(ExpandAddress(o.Value, major, arch), separates)
}

// ExpandAddress puts what they are into the place of dnf's variables in an address.
func ExpandAddress(address string, major int, arch string) string {
	release := strconv.Itoa(major)
	return strings.NewReplacer("$releasever", release, "${releasever}", release,
		"$basearch", arch, "${basearch}", arch, "$arch", arch, "${arch}", arch).Replace(address)
}
