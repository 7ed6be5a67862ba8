package describe

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"pes/generator/diag"
	"pes/generator/english"
	"pes/generator/importer"
	"pes/generator/list"
	"pes/generator/model"
)

// A section is one of a .repo file, and what is known of it.
type section struct {
	model.Section
	release int  // it is for this one; 0 is all
	ready   bool // it comes from a file for an upgrade, as leapp-data has it

	bare func(address string, at span) bool // which numbers without a word before them are the release
}

var (
	auxiliary   = regexp.MustCompile(`(?i)(^|[-_])(debug|debuginfo|debugsource|source|sources|srpm|srpms|src)([-_]|$)`)
	auxiliaryAt = regexp.MustCompile(`(?i)[/=-](srpms?|source|sources|src|debug|debuginfo)(/|$|&)`)
	unfinished  = regexp.MustCompile(`(?i)(^|[-_])(test|testing|nightly|unstable|preview|prerelease|devel-testing)([-_]|$)`)
)

// isAuxiliary reports whether a section serves sources or debug information.
func isAuxiliary(s model.Section) bool {
	return auxiliary.MatchString(s.Repoid) || slices.ContainsFunc(addresses(s), auxiliaryAt.MatchString)
}

// sections reads the .repo files, leaves out what upgrades do not use, and says so.
func (n *Vendor) sections(mistakes *diag.List) (out []section) {
	for _, f := range n.Repos {
		all, notes, found := importer.ReadSections(f)
		mistakes.Merge(found)
		for _, s := range notes {
			n.notef("%s", s)
		}
		var read []section
		for _, s := range all {
			if isAuxiliary(s) {
				n.notef("[%s] is left out: it has no packages that an upgrade installs", s.Repoid)
				continue
			}
			s = n.withoutSecrets(s)
			release, doubt := release(f.Name, s, n.releases())
			one := section{Section: s, release: release}
			if one.ready = targetPrefix.MatchString(s.Repoid) || fileTarget.MatchString(f.Name); one.ready {
				one.bare = noVersion
			}
			if doubt != nil {
				n.decide(&one, doubt)
			}
			read = append(read, one)
		}
		out = append(out, n.oneRelease(n.enabledOnes(read))...)
	}
	return out
}

// releases are those that paths begin and end with.
func (n *Vendor) releases() (out []int) {
	for _, p := range slices.Concat(n.Known, n.Paths) {
		from, to := majors(p)
		out = append(out, from, to)
	}
	return list.Distinct(list.Select(out, func(n int) bool { return n > 0 }))
}

// decide says whether a bare number in an address is the release of a section: its author does, else the word before
// it.
func (n *Vendor) decide(s *section, doubt *span) {
	var address string
	for _, v := range addresses(s.Section) {
		if doubt.end <= len(v) && v[doubt.start:doubt.end] == strconv.Itoa(doubt.n) {
			address = v
			break
		}
	}
	is := noVersion(address, *doubt)
	if n.Ask != nil {
		is = n.Ask(fmt.Sprintf("is %d in %s the release of the distribution?", doubt.n, address))
	} else if is {
		n.notef("pes assumes that the %d in %s is the release, because it is a whole part of the "+
			"path", doubt.n, address)
	}
	if is {
		s.release, s.bare = doubt.n, func(string, span) bool { return true }
	}
}

// enabledOnes leaves out disabled sections, where a file has others, unless the author wants them.
func (n *Vendor) enabledOnes(all []section) []section {
	disabled := func(s section) bool {
		v, _ := s.Get("enabled")
		return v == "0" && !s.ready
	}
	if !slices.ContainsFunc(all, func(s section) bool { return !disabled(s) }) {
		return list.Select(all, func(s section) bool {
			return len(all) == 1 || !n.drop(s, unfinished.MatchString(s.Repoid))
		})
	}
	return list.Select(all, func(s section) bool { return !disabled(s) || !n.drop(s, true) })
}

// drop reports whether a disabled section is left out, and says so; usual is what happens if nobody can be asked.
func (n *Vendor) drop(s section, usual bool) bool {
	drop := usual
	if n.Ask != nil && usual {
		drop = !n.Ask(fmt.Sprintf("[%s] is disabled; do you need it?", s.Repoid))
	}
	if drop {
		n.notef("[%s] is left out: it is disabled; if you need it, enable it in the .repo file", s.Repoid)
	}
	return drop
}

// oneRelease takes sections that serve every release for those of the one release that others of their file are for:
// else a target would get a part of the file.
func (n *Vendor) oneRelease(all []section) []section {
	var releases []int
	for _, s := range all {
		if s.release > 0 {
			releases = list.AppendNew(releases, s.release)
		}
	}
	if len(releases) != 1 || len(n.Paths) > 0 || !slices.Contains(targetsOf(n.Known), releases[0]) {
		return all
	}
	for i := range all {
		if all[i].release == 0 {
			all[i].release = releases[0]
		}
	}
	return all
}

// targets are the releases whose trees get a section.
func (n *Vendor) targets(s section) []int {
	wanted := targetsOf(n.Paths)
	known := targetsOf(n.Known)
	switch {
	case len(wanted) > 0:
		return list.Select(wanted, func(t int) bool { return s.release == t || !n.hasFileFor(t) || s.release == 0 })
	case s.release == 0 || !s.ready && !slices.Contains(known, s.release):
		return known // of a release that upgrades only begin at, the address of the next ones follows
	}
	return []int{s.release}
}

// byTarget are the sections of each target release, as MakeVendor reads them.
func (n *Vendor) byTarget(mistakes *diag.List) map[int][]part {
	out := map[int][]part{}
	told := map[int][]string{}
	for _, s := range n.sections(mistakes) {
		targets := n.targets(s)
		if len(targets) == 0 {
			n.notef("[%s] does not say which release it is for: name paths with --path", s.Repoid)
		}
		g := general(s.Section, s.release, s.bare)
		if !s.ready {
			g = withoutEnabled(g)
		}
		if s.release > 0 && !s.ready && !equalOptions(g, withoutEnabled(s.Section)) {
			told[s.release] = append(told[s.release], "["+s.Repoid+"]")
		}
		if odd := oddNumbers(g, n.releases()); len(odd) > 0 {
			n.notef("pes assumes that the numbers in %s are versions of the product; if one is the release, write "+
				"{major} instead", strings.Join(odd, " "))
		}
		for _, t := range targets {
			out[t] = append(out[t], n.part(s, g, t))
		}
	}
	for release, names := range list.ByKey(told) {
		n.notef("{major} replaces the release %d in addresses and names: %s", release, english.And(names))
	}
	return out
}

// withoutEnabled is a section that does not say whether it is enabled on a machine: Leapp uses each one in its files.
func withoutEnabled(s model.Section) model.Section {
	s.Options = list.Select(s.Options, func(o model.Option) bool { return o.Key != "enabled" })
	return s
}

func equalOptions(a, b model.Section) bool {
	return slices.EqualFunc(a.Options, b.Options, func(x, y model.Option) bool { return x.Value == y.Value }) &&
		slices.EqualFunc(a.Keys, b.Keys, func(x, y model.KeyRef) bool { return x.URL == y.URL })
}

// A part is a section as the repository of a target release, and what it is called on the system before.
type part struct {
	model.Section
	before func(arch string) string // its repoid; by architecture where that holds one
	pesid  string                   // of the source
}

// part makes the repository of a target release. The repoid of the target gets a prefix of its own, as Leapp would
// otherwise take it for a repository that is installed already.
func (n *Vendor) part(s section, g model.Section, target int) part {
	base := targetPrefix.ReplaceAllString(s.Repoid, "")
	spans := beside(besideWord, base)
	named := func(word string) string {
		text := base
		if s.release > 0 {
			text = replaced(text, spans, s.release, word)
		}
		return strings.NewReplacer("${releasever}", word, "$releasever", word).Replace(text)
	}
	before := named(strconv.Itoa(target - 1))
	g.Repoid = "el{major}-" + withoutArch(named("{major}"))
	if before != base && !strings.Contains(base, "$releasever") {
		if s.ready || n.IsTaken != nil && n.IsTaken(before) {
			n.notef("[%s] contains the release: its old name is not known; if there is one, write it as source = "+
				"...", base)
			return part{Section: g}
		}
		n.notef("[%s] contains the release: its old name %s is a guess", base, before)
	}
	return part{Section: g, pesid: withoutArch(before), before: func(arch string) string {
		return variable.ReplaceAllString(before, arch)
	}}
}

var (
	variable     = regexp.MustCompile(`\$\{?(?:basearch|arch)\}?`)
	archVariable = regexp.MustCompile(`[-_.]?` + variable.String())
)

// withoutArch is a repoid without a variable for the architecture, which Leapp does not resolve.
func withoutArch(repoid string) string {
	return strings.Trim(archVariable.ReplaceAllString(repoid, ""), "-_.")
}
