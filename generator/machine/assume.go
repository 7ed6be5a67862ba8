package machine

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"pes/generator/model"
	"pes/generator/upgrade"
)

// An Upgrade is what is asked of every machine.
type Upgrade struct {
	Source, Target     model.Release
	SourceOS, TargetOS string   // ID of /etc/os-release; of 0.23 and later
	Arch               string   // "": as the list says
	Enabled            []string // nil: as the list says
}

// Machine is the machine of a list, upgraded with a tree of data. What the list does not say is assumed, and each assumption is
// a sentence.
func (l *List) Machine(t *model.Tree, u Upgrade) (m *upgrade.Machine, assumed []string, err error) {
	m = &upgrade.Machine{Source: u.Source, Target: u.Target, SourceOS: u.SourceOS, TargetOS: u.TargetOS,
		Install: l.Lists.Install, Remove: l.Lists.Remove, Keep: l.Lists.Keep}
	say := func(format string, args ...any) { assumed = append(assumed, fmt.Sprintf(format, args...)) }
	detected, err := l.arch(u.Arch)
	if err != nil {
		return nil, nil, err
	}
	if m.Arch = detected; detected == "" {
		m.Arch = "x86_64"
		say("the architecture is x86_64: the list names none (--arch)")
	}
	base := Base(t, u.Source.Major, m.Arch, u.SourceOS)
	known := sources(t, u.Source.Major)
	homeless := l.packages(m, base)
	switch {
	case homeless > 0 && len(base) > 0:
		say("%s from the release's base repositories (%s): the list does not say", come(homeless, len(l.Packages)), strings.Join(base, ", "))
	case homeless > 0:
		say("%s from nowhere: the list does not say, and the map knows no base repository of %d", come(homeless, len(l.Packages)), u.Source.Major)
	}
	l.modules(m, say)
	if l.Keys > 0 {
		say("gpg-pubkey is no package but keys: left out")
	}
	if m.Enabled = u.Enabled; m.Enabled == nil {
		m.Enabled = l.Enabled
	}
	if m.Enabled == nil {
		m.Enabled = base
		for _, p := range m.Installed {
			if known[p.Repoid] && !slices.Contains(m.Enabled, p.Repoid) {
				m.Enabled = append(slices.Clip(m.Enabled), p.Repoid)
			}
		}
		slices.Sort(m.Enabled)
		how := "the base repositories"
		if homeless < len(l.Packages) {
			how += ", and those that packages come from"
		}
		if len(m.Enabled) > 0 {
			say("enabled are %s: %s (--enabled)", how, strings.Join(m.Enabled, ", "))
		} else {
			say("no repository is enabled: the map knows none of them (--enabled)")
		}
	}
	return m, assumed, nil
}

// come is the beginning of a sentence about some packages, or all.
func come(some, all int) string {
	if some == all {
		return "all packages come"
	}
	return fmt.Sprintf("%d of %d packages come", some, all)
}

// arch is the architecture asked for, or the one of the list, "" where it has none.
func (l *List) arch(asked string) (string, error) {
	if asked != "" {
		return asked, nil
	}
	if l.Arch != "" {
		if !slices.Contains(model.Arches, l.Arch) {
			return "", l.fail(0, "Leapp knows no architecture %q", clip(l.Arch))
		}
		return l.Arch, nil
	}
	var found []string
	for _, p := range l.Packages {
		arch := strings.TrimSuffix(p.Arch, "_v2")
		if slices.Contains(model.Arches, arch) && !slices.Contains(found, arch) {
			found = append(found, arch)
		}
	}
	switch slices.Sort(found); len(found) {
	case 0:
		return "", nil
	case 1:
		return found[0], nil
	}
	return "", l.fail(0, "there are packages of several architectures, %s: say which one the machine has (--arch)", strings.Join(found, ", "))
}

// packages gives the machine its packages, in order, each once, and counts those without repository. These are spread over the
// base repositories: on a machine each of them has given some package, and where it came from makes no difference to any.
func (l *List) packages(m *upgrade.Machine, base []string) (homeless int) {
	list := slices.Clone(l.Packages)
	slices.SortFunc(list, func(a, b Package) int { return cmp.Or(a.ID().Compare(b.ID()), cmp.Compare(a.Repoid, b.Repoid)) })
	homes := 0
	for i, p := range list {
		if p.Repoid == "" {
			homeless++
		}
		if i > 0 && list[i-1].ID() == p.ID() {
			continue
		}
		q := p.Package
		if q.Repoid == "" && len(base) > 0 {
			q.Repoid = base[homes%len(base)]
			homes++
		}
		m.Installed = append(m.Installed, q)
	}
	return homeless
}

// Homeless are the names of the packages whose repository the list does not say.
func (l *List) Homeless() map[string]bool {
	out := map[string]bool{}
	for _, p := range l.Packages {
		if p.Repoid == "" {
			out[p.Name] = true
		}
	}
	return out
}

// modules says which module streams are enabled: those of the list, else those of its packages.
func (l *List) modules(m *upgrade.Machine, say func(string, ...any)) {
	if l.Modular > 0 {
		say("packages built in modules belong to no stream: the list does not say of which they are (JSON can, with modulestream)")
	}
	m.Modules = l.Modules
	if m.Modules != nil {
		return
	}
	for _, p := range m.Installed {
		if !p.Stream.IsZero() && !slices.Contains(m.Modules, p.Stream) {
			m.Modules = append(m.Modules, p.Stream)
		}
	}
	if len(m.Modules) > 0 {
		say("enabled module streams are those of the packages")
	}
}

// baseWords are in the names of the repositories that every machine has: "base" of CentOS 7, rhel-8-for-x86_64-baseos-rpms.
var baseWords = []string{"base", "baseos", "appstream", "updates", "extras"}

// Base finds the repoids of a release's base repositories in a tree's map: of those that lead somewhere, those that are named as
// such, else all.
func Base(t *model.Tree, major int, arch, os string) []string {
	var named, all []string
	for _, f := range t.Map.Map.Families {
		if !slices.ContainsFunc(t.Map.Map.Mappings, func(m *model.Mapping) bool { return m.Source == major && m.From == f.PESID }) {
			continue
		}
		for _, e := range f.Entries {
			if e.Major != major || e.Arch != arch || e.Channel != "ga" || e.RHUI != "" || e.Type != "rpm" || e.Distro != "" && os != "" && e.Distro != os {
				continue
			}
			all = append(all, e.Repoid)
			if hasBaseWord(e.Repoid) || hasBaseWord(f.PESID) {
				named = append(named, e.Repoid)
			}
		}
	}
	if len(named) == 0 {
		named = all
	}
	slices.Sort(named)
	return slices.Compact(named)
}

func hasBaseWord(name string) bool {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return (r < '0' || r > '9') && (r < 'a' || r > 'z') })
	return slices.ContainsFunc(words, func(w string) bool { return slices.Contains(baseWords, w) })
}

// sources are the repoids of a release that some map knows.
func sources(t *model.Tree, major int) map[string]bool {
	known := map[string]bool{}
	learn := func(m *model.Map) {
		for _, f := range m.Families {
			for _, e := range f.Entries {
				if e.Major == major {
					known[e.Repoid] = true
				}
			}
		}
	}
	learn(&t.Map.Map)
	for i := range t.Vendors {
		learn(&t.Vendors[i].Map.Map)
	}
	return known
}

// notRepositories is what dnf and yum say of packages that no repository gave: the installer, a file, nobody knows.
var notRepositories = []string{"anaconda", "System", "installed", "commandline", "<unknown>"}

// Strangers counts the packages of repositories that no map knows, by repoid: Leapp maps them to nothing.
func Strangers(t *model.Tree, m *upgrade.Machine) map[string]int {
	known := sources(t, m.Source.Major)
	out := map[string]int{}
	for _, p := range m.Installed {
		first, _, _ := strings.Cut(p.Repoid, "/")
		if p.Repoid != "" && !known[p.Repoid] && !slices.Contains(notRepositories, first) {
			out[p.Repoid]++
		}
	}
	for _, repoid := range m.Enabled {
		if !known[repoid] && out[repoid] == 0 {
			out[repoid] = 0
		}
	}
	return out
}

// Wakes finds the enabled repositories that make each of some vendors active.
func Wakes(t *model.Tree, m *upgrade.Machine, vendors []string) map[string][]string {
	out := map[string][]string{}
	for i := range t.Vendors {
		v := &t.Vendors[i]
		if !slices.Contains(vendors, v.Name) {
			continue
		}
		for _, f := range v.Map.Map.Families {
			for _, e := range f.Entries {
				if e.Major == m.Source.Major && slices.Contains(m.Enabled, e.Repoid) && !slices.Contains(out[v.Name], e.Repoid) {
					out[v.Name] = append(out[v.Name], e.Repoid)
				}
			}
		}
		slices.Sort(out[v.Name])
	}
	return out
}
