package host

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"pes/generator/diag"
	"pes/generator/known"
	"pes/generator/model"
)

// releaseFiles name the minor release where os-release has only the major one, as on CentOS Linux.
var releaseFiles = []string{"etc/centos-release", "etc/redhat-release", "etc/system-release"}

var releaseIn = regexp.MustCompile(`release (\d{1,4}\.\d{1,4})\b`)

// system reads which system the machine has, and its release.
func (r *reader) system() {
	const means = "the system is the one that packages name"
	before := len(r.list.Notes)
	file := "etc/os-release"
	text, ok := r.text(file, means)
	if !ok {
		file = "usr/lib/os-release"
		text, ok = r.text(file, means)
	}
	if !ok {
		if len(r.list.Notes) == before {
			r.note("there is no /etc/os-release: %s", means)
		}
		return
	}
	values := shellValues(text)
	id, name, version := values["ID"], values["NAME"], values["VERSION_ID"]
	if !model.ValidWord(id) || len(name) > 100 {
		r.note("/etc/os-release has no ID of a system: %s", means)
		return
	}
	r.list.OS, r.list.OSName = id, name
	if !isEnterpriseLinux(id, values["ID_LIKE"]) {
		pretty := strings.ToValidUTF8(cmp.Or(values["PRETTY_NAME"], name, id), "?")
		r.other = fmt.Sprintf("this machine is %.100s (%s), and Leapp upgrades Enterprise Linux",
			diag.Printable(pretty), file)
	}
	if !strings.Contains(version, ".") {
		version = r.minor(name, version)
	}
	release, err := model.KnownRelease(version)
	if err != nil {
		r.note("/etc/os-release names no release of Enterprise Linux (VERSION_ID %.40q): the release is the one that "+
			"is asked for", values["VERSION_ID"])
		return
	}
	r.list.Source = release
}

// isEnterpriseLinux reports whether a system is a known one, or says that it is like one. Fedora is what all are like.
func isEnterpriseLinux(id, like string) bool {
	return slices.ContainsFunc(strings.Fields(id+" "+like), func(word string) bool {
		isWord := func(s known.System) bool { return known.OSID(s.Distro) == word }
		return word != "fedora" && (word == known.RedHat || slices.ContainsFunc(known.Systems(), isWord))
	})
}

// minor completes a major release; it stays as it is where nothing says the minor one.
func (r *reader) minor(name, major string) string {
	if n, err := strconv.Atoi(major); err == nil && known.Rolling(name) {
		last := model.Release{Major: n, Minor: model.LastMinor(n)}.String()
		r.note("%s %s has no minor releases: it is upgraded as %s", name, major, last)
		return last
	}
	for _, file := range releaseFiles {
		text, ok := r.text(file, "the minor release is not known from it")
		if m := releaseIn.FindSubmatch(text); ok && m != nil && strings.HasPrefix(string(m[1]), major+".") {
			return string(m[1])
		}
	}
	return major
}

// shellValues reads a file of NAME=value lines as os-release(5) has them. Of two values of a name the last counts.
func shellValues(text []byte) map[string]string {
	values := map[string]string{}
	for line := range strings.Lines(string(text)) {
		name, value, ok := strings.Cut(strings.TrimSpace(line), "=")
		if !ok || strings.HasPrefix(name, "#") {
			continue
		}
		if n := len(value); n > 1 && (value[0] == '"' || value[0] == '\'') && value[n-1] == value[0] {
			value = value[1 : n-1]
		}
		values[name] = value
	}
	return values
}
