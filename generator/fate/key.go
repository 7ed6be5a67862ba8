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
	Awaited      string   `json:"awaited,omitempty"`      // the file of the project that it is to be fetched into
	Fingerprints []string `json:"fingerprints,omitempty"` // of the keys in it, where the sources say; lower case
	Repositories []string `json:"repositories"`           // whose packages it signs
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
func (s *Summary) MissingKeys() (lines []string) {
	if len(s.keys) == 0 {
		return nil
	}
	what := "Leapp refuses the upgrade for a missing key, unless the machine knows it already."
	if s.awaited {
		what += " pes keys fetch puts keys in place before the data are built."
	}
	return append([]string{what}, s.keys...)
}

// addKeys adds the keys that are missing for a machine.
func (s *Summary) addKeys(r *Result) {
	for i := range r.MissingKeys {
		k := &r.MissingKeys[i]
		s.keys, s.awaited = list.AppendNew(s.keys, k.String()), s.awaited || k.Awaited != ""
	}
}
