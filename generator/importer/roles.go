package importer

import (
	"strings"

	"pes/generator/known"
	"pes/generator/model"
)

// bareName makes a name for a role of a PES ID or repoid that cannot be one itself.
func bareName(s string) string {
	s = strings.Map(func(r rune) rune {
		if model.ValidName(string(r)) {
			return r
		}
		return '-'
	}, s)
	if reserved[s] || s == "" {
		s += "-repo"
	}
	return s
}

// roleName is the role of a repository; one that is not known is a role of its own name.
func roleName(pesid string) (role string, ok bool) {
	if role, ok := known.Role(pesid); ok {
		return role, true
	}
	return bareName(pesid), false
}
