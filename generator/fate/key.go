package fate

import (
	"strings"

	"pes/generator/english"
	"pes/generator/list"
)

// A MissingKey is a key that the upgrade needs and that is not among the files.
type MissingKey struct {
	Name         string   `json:"name"`
	URL          string   `json:"url"`
	Awaited      string   `json:"awaited,omitempty"` // the file of the project that it is to be fetched into
	Repositories []string `json:"repositories"`      // whose packages it signs
}

// String says which key is missing, and of which repositories.
func (k *MissingKey) String() string {
	of := strings.Join(k.Repositories, ", ")
	if n := len(k.Repositories); n > fewPackages {
		of = english.Count(n, "repository")
	}
	return k.Name + ", of " + of + ", is not among the files: " + k.URL
}

// MissingKeys says which keys are missing for some machines, and what that means; nil where none is.
func MissingKeys(machines []*Result) (lines []string) {
	awaited := false
	for _, r := range machines {
		for i := range r.MissingKeys {
			k := &r.MissingKeys[i]
			lines = list.AppendNew(lines, k.String())
			awaited = awaited || k.Awaited != ""
		}
	}
	if lines == nil {
		return nil
	}
	what := "Leapp refuses the upgrade for a missing key, unless the machine knows it already."
	if awaited {
		what += " pes keys fetch puts keys in place before the data are built."
	}
	return append([]string{what}, lines...)
}
