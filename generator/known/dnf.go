package known

import (
	"slices"
	"strings"
	"sync"

	"pes/generator/facts"
)

var dnf = sync.OnceValue(func() map[string][]string { return facts.Read[map[string][]string](dnfFile) })

// IsOption reports whether dnf, or another tool that reads .repo files, knows an option.
func IsOption(key string) bool {
	return slices.Contains(dnf()["options"], key) || slices.Contains(dnf()["others"], key)
}

// Options are the options that dnf reads.
func Options() []string { return dnf()["options"] }

// IsSecret reports whether an option holds a secret.
func IsSecret(key string) bool { return slices.Contains(dnf()["secrets"], key) }

// IsSecretParameter reports whether a parameter in the query of an address holds a secret.
func IsSecretParameter(name string) bool {
	has := func(word string) bool { return strings.Contains(strings.ToLower(name), word) }
	return slices.ContainsFunc(dnf()["secret_parameters"], has)
}

// IsTrust reports whether an option changes whom dnf believes.
func IsTrust(key string) bool { return slices.Contains(dnf()["trust"], key) }

// IsVariable reports whether dnf or the release package of a distribution gives a variable its value.
func IsVariable(name string) bool {
	return slices.Contains(dnf()["variables"], name) || slices.Contains(dnf()["brought"], name)
}

// Variables are those that dnf itself replaces.
func Variables() []string { return dnf()["variables"] }
