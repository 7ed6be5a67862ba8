package importer

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"pes/generator/known"
	"pes/generator/model"
	"pes/generator/source"
)

// Vendors are written once for all targets and distributions: this file finds the words, {major} and @role.

// Generic writes {major} for the target major where it stands alone, not as part of a number.
func Generic(s string, n int) string {
	digits := strconv.Itoa(n)
	re := genericPattern(digits)
	for { // neighbours share a separator, so replace until nothing changes
		next := re.ReplaceAllString(s, "${1}{major}${2}")
		if next == s || strings.Contains(s, "{major}"+digits) {
			return next
		}
		s = next
	}
}

var patterns = map[string]*regexp.Regexp{}

func genericPattern(digits string) *regexp.Regexp {
	if patterns[digits] == nil {
		patterns[digits] = regexp.MustCompile(`(^|[^0-9.]|[^0-9]\.)` + digits + `($|[^0-9.]|\.[^0-9]|\.$)`)
	}
	return patterns[digits]
}

// Concrete puts a target major in for {major}.
func Concrete(s string, n int) string { return strings.ReplaceAll(s, "{major}", strconv.Itoa(n)) }

// repoName makes a short name of a PES ID: el8-nginx-stable of nginx-stable is main, el8-pgdg15 is pgdg15.
func (v *vendorData) repoName(pesid string, n int) string {
	word := strings.TrimSuffix(strings.TrimPrefix(Generic(pesid, n), "el{major}-"), "-{major}")
	switch rest, ok := strings.CutPrefix(word, v.name+"-"); {
	case word == v.name:
		word = "main"
	case ok:
		word = rest
	}
	word = strings.ReplaceAll(word, "{major}", "")
	if known.IsRole(word) {
		word = "el-" + word // a bare role is the distribution's
	}
	return word
}

func genericRepo(m *source.Map[source.Option], n int) {
	for i := range m.Pairs {
		for j := range m.Pairs[i].Value.Items {
			t := &m.Pairs[i].Value.Items[j]
			t.Value = Generic(t.Value, n)
		}
	}
}

func (im *importer) genericOptions(v *vendorData, folder string, s model.Section, n int) source.Map[source.Option] {
	m := Options(s, func(k model.KeyRef) source.Text { return v.keyText(folder, k, n) })
	genericRepo(&m, n)
	return m
}

// genericRepoid is @role for the placeholder of a template, or for the repoid of a role where the tree is a distribution's.
func (im *importer) genericRepoid(folder string, n int, e model.Entry) string {
	if role, ok := known.TemplateRole(e.Repoid); ok {
		return "@" + role
	}
	if folder != "" && e.Major == n {
		d := im.distro(folder)
		var found []string
		for key, role := range d.roles {
			if f := d.targets[n].m.Family(key.pesid); key.major == n && f != nil && calledSo(f, n, e) {
				found = append(found, role)
			}
		}
		if len(found) > 0 {
			return "@" + slices.MinFunc(found, known.CompareRoles)
		}
	}
	return Generic(e.Repoid, n)
}

// calledSo reports whether a role of the distribution has the repoid of an entry on its architecture, or, where it lacks
// that architecture, on all it has.
func calledSo(f *model.Family, n int, e model.Entry) bool {
	here, elsewhere := false, true
	has := false
	for _, o := range ofMajor(f, n) {
		has = has || o.Arch == e.Arch
		here = here || o.Arch == e.Arch && o.Repoid == e.Repoid
		elsewhere = elsewhere && o.Repoid == e.Repoid
	}
	return here || !has && elsewhere && len(ofMajor(f, n)) > 0
}
