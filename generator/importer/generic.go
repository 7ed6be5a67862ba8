package importer

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"pes/generator/known"
	"pes/generator/model"
)

// Vendors are written once for all targets: in texts the target major is {major}.

// Generic writes {major} for the target major where it stands alone, not as part of a number.
func Generic(s string, n int) string {
	digits := strconv.Itoa(n)
	re := pattern(digits)
	for { // neighbours share a separator, so replace until nothing changes
		next := re.ReplaceAllString(s, "${1}{major}${2}")
		if next == s || strings.Contains(s, "{major}"+digits) {
			return next
		}
		s = next
	}
}

// generic is Generic for a vendor of whom others published files.
func (v *vendorData) generic(s string, n int) string {
	if v.written {
		return s
	}
	return Generic(s, n)
}

var patterns sync.Map // digits -> *regexp.Regexp

func pattern(digits string) *regexp.Regexp {
	if re, ok := patterns.Load(digits); ok {
		return re.(*regexp.Regexp)
	}
	re := regexp.MustCompile(`(^|[^0-9.]|[^0-9]\.)` + digits + `($|[^0-9.]|\.[^0-9]|\.$)`)
	patterns.Store(digits, re)
	return re
}

// Concrete puts a target major in for {major}.
func Concrete(s string, n int) string { return strings.ReplaceAll(s, "{major}", strconv.Itoa(n)) }

// genericSection is a section with {major}; its keys are as they were, since they are looked up by their addresses.
func (v *vendorData) genericSection(s model.Section, n int) model.Section {
	s.Repoid = v.generic(s.Repoid, n)
	s.Options = slices.Clone(s.Options)
	for i := range s.Options {
		s.Options[i].Value = v.generic(s.Options[i].Value, n)
	}
	return s
}

// repoName makes a short name of a PES ID: el8-nginx-stable of nginx-stable is main, el8-pgdg15 is pgdg15.
func (v *vendorData) repoName(pesid string, n int) string {
	word := strings.TrimSuffix(strings.TrimPrefix(v.generic(pesid, n), "el{major}-"), "-{major}")
	if word == v.name {
		return "main"
	}
	word = strings.ReplaceAll(strings.TrimPrefix(word, v.name+"-"), "{major}", "")
	if known.IsRole(word) {
		word = "el-" + word // a role's name would mean the distribution's repository
	}
	return word
}
