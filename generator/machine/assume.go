package machine

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"pes/generator/known"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/upgrade"
)

// An Upgrade is what is asked of every machine.
type Upgrade struct {
	Source, Target     model.Release
	SourceOS, TargetOS string   // ID of /etc/os-release; of 0.23 and later
	Arch               string   // "": as the list says
	Enabled            []string // nil: as the list says
	Lists              TransactionLists
	Signers            Signers // the distributions
}

// Machine is the machine of a list, ready to be upgraded with a tree. What the list does not say is assumed, and each
// assumption is a sentence. Groups are the packages that are not simply of the distribution.
func (l *List) Machine(t *model.Tree, u Upgrade) (m *upgrade.Machine, groups []Group, assumed []string, err error) {
	m = &upgrade.Machine{Source: u.Source, Target: u.Target, SourceOS: u.SourceOS, TargetOS: u.TargetOS,
		Install: list.AppendNew(l.Install, u.Lists.Install...), Remove: list.AppendNew(l.Remove, u.Lists.Remove...),
		Keep: list.AppendNew(l.Keep, u.Lists.Keep...), Modules: l.Modules}
	assume := func(format string, args ...any) { assumed = append(assumed, fmt.Sprintf(format, args...)) }
	assumed = slices.Clone(l.Notes)
	if m.SourceOS != "" && l.OS != "" {
		m.SourceOS = l.OS
	}
	if m.Arch, err = l.arch(u.Arch); err != nil {
		return nil, nil, nil, err
	}
	if m.Arch == "" {
		m.Arch = "x86_64"
		assume("the architecture is x86_64: the list names none (--arch)")
	}
	base := BaseRepositories(t, u.Source.Major, m.Arch, u.SourceOS)
	from := newSources(t, l, &u)
	m.Installed = l.installed(base, from)
	if m.Enabled = u.Enabled; m.Enabled == nil {
		m.Enabled = l.Enabled
	}
	assumed = append(assumed, l.assumedRepositories(m, from, base)...)
	if names := l.withoutStreams(t); len(names) > 0 {
		assume("%s: %s may be of one, and what becomes of them depends on it. Here they count as of none, and seem to "+
			"stay. The command in the guide \"Before you upgrade\" prints a list that tells streams; JSON can, and "+
			"--root does", NoStreams, some(names))
	}
	if m.Modules == nil {
		if m.Modules = streams(m.Installed); m.Modules != nil {
			assume("enabled module streams are those of the packages")
		}
	}
	if l.Keys > 0 {
		assume("gpg-pubkey is no package but keys: left out")
	}
	if m.Enabled != nil {
		return m, l.groups(from, m), assumed, nil
	}
	m.Enabled = enabled(t, m, base)
	how := "the base repositories"
	if slices.ContainsFunc(l.Packages, hasRepository) {
		how += ", and those that packages come from"
	}
	if len(m.Enabled) > 0 {
		assume("enabled are %s: %s (--enabled)", how, strings.Join(m.Enabled, ", "))
	} else {
		assume("no repository is enabled: the map knows none of them (--enabled)")
	}
	return m, l.groups(from, m), assumed, nil
}

// withoutStreams are the packages that may be of a module stream which the list does not tell: they were built in a
// module, or events name them in streams.
func (l *List) withoutStreams(t *model.Tree) (names []string) {
	if l.Modules != nil || slices.ContainsFunc(l.Packages, func(p Package) bool { return !p.Stream.IsZero() }) {
		return nil
	}
	inStream := map[string]bool{}
	for _, e := range t.Events.Events {
		for i := range e.In {
			inStream[e.In[i].Name] = inStream[e.In[i].Name] || len(e.In[i].Streams) > 0
		}
	}
	for _, p := range l.Packages {
		if isModular(p.Release) || inStream[p.Name] {
			names = append(names, p.Name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// NoStreams begins the assumption about packages whose module streams a list does not tell.
const NoStreams = "the list does not tell module streams"

// few is up to how many packages an assumption names.
const few = 5

// some names packages: all, or the first and how many more.
func some(names []string) string {
	if len(names) > few {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:few-1], ", "), len(names)-few+1)
	}
	return strings.Join(names, ", ")
}

// assumedRepositories are sentences about the repositories of packages, and whose packages these are.
func (l *List) assumedRepositories(m *upgrade.Machine, from *sources, base []string) (out []string) {
	without := map[model.PackageID]bool{}
	for _, p := range l.Packages {
		if !hasRepository(p) && !from.origin(&p).kind.Foreign() {
			without[p.ID()] = true
		}
	}
	come := "all packages come"
	if len(without) < len(m.Installed) {
		come = fmt.Sprintf("%d of %d packages come", len(without), len(m.Installed))
		if len(without) == 1 {
			come += "s"
		}
	}
	inBase := func(p Package) bool { return slices.Contains(base, p.Repoid) }
	switch {
	case len(without) > 0 && len(base) > 0:
		out = append(out, fmt.Sprintf("%s from the release's base repositories (%s): the list does not say", come,
			strings.Join(base, ", ")))
	case len(without) > 0:
		out = append(out, fmt.Sprintf(
			"%s from nowhere: the list does not say, and the map knows no base repository of %d", come, m.Source.Major))
	case len(base) > 0 && m.Enabled == nil && !slices.ContainsFunc(l.Packages, inBase):
		out = append(out, fmt.Sprintf("no package comes from the release's base repositories (%s), and yet these are "+
			"taken for enabled: if they have other names on the machine, Leapp maps them to nothing",
			strings.Join(base, ", ")))
	}
	for _, repoid := range slices.Sorted(maps.Keys(from.mirrors)) {
		whose := " is a mirror of the distribution, as it holds what only a distribution builds; "
		if known.IsUpstreamRepoid(repoid) {
			whose = " is Red Hat's, and Leapp counts the packages that Red Hat signed; "
		}
		out = append(out, repoid+whose+"no map has it, so Leapp maps it to nothing")
	}
	signed := func(p Package) bool { return p.Signature != "" }
	if l.NoneSigned {
		out = append(out, "packages are signed by whoever their repositories and releases point to: the list says "+
			"\"(none)\" of every package, as rpm prints for the wrong tag, so signatures are taken for not known")
	} else if len(without) < len(m.Installed) && !slices.ContainsFunc(l.Packages, signed) {
		out = append(out, "packages are signed by whoever their repositories and releases point to: the list names no "+
			"signatures (lists of rpm and JSON can)")
	}
	return out
}

func hasRepository(p Package) bool { return p.Repoid != "" }

// Architecture is the one that the list names, "" where it names none or several.
func (l *List) Architecture() string {
	arch, _ := l.arch("") // the error: several
	return arch
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
		if arch := strings.TrimSuffix(p.Arch, "_v2"); slices.Contains(model.Arches, arch) {
			found = list.AppendNew(found, arch)
		}
	}
	switch slices.Sort(found); len(found) {
	case 0:
		return "", nil
	case 1:
		return found[0], nil
	}
	return "", l.fail(0, "there are packages of several architectures, %s: say which one the machine has (--arch)",
		strings.Join(found, ", "))
}

// installed are the packages in order, each once, with their signatures. Those of the distribution whose repository the
// list does not name are given the base repositories in turn: on a machine each of these has given some package, and
// which one makes no difference to Leapp.
func (l *List) installed(base []string, from *sources) (out []upgrade.Package) {
	packages := slices.Clone(l.Packages)
	list.Sort(packages, func(a, b Package) int {
		return cmp.Or(a.ID().Compare(b.ID()), cmp.Compare(a.Repoid, b.Repoid))
	})
	turn := 0
	for _, p := range slices.CompactFunc(packages, func(a, b Package) bool { return a.ID() == b.ID() }) {
		o := from.origin(&p)
		p.Signature = from.signature(o, &p)
		if p.Repoid == "" && !o.kind.Foreign() && len(base) > 0 {
			p.Repoid = base[turn%len(base)]
			turn++
		}
		out = append(out, p.Package)
	}
	return out
}

// WithoutRepository are the names of the packages whose repository the list does not name.
func (l *List) WithoutRepository() map[string]bool {
	out := map[string]bool{}
	for _, p := range l.withoutRepository() {
		out[p.Name] = true
	}
	return out
}

func (l *List) withoutRepository() []Package {
	return list.Select(l.Packages, func(p Package) bool { return p.Repoid == "" })
}

// streams are the module streams of packages.
func streams(packages []upgrade.Package) []model.Stream {
	var all []model.Stream
	for _, p := range packages {
		if !p.Stream.IsZero() {
			all = append(all, p.Stream)
		}
	}
	return list.AppendNew(nil, all...)
}

// enabled are the base repositories, and those of packages that some map knows.
func enabled(t *model.Tree, m *upgrade.Machine, base []string) []string {
	known := knownRepositories(t, m.Source.Major)
	out := slices.Clone(base)
	for _, p := range m.Installed {
		if known[p.Repoid] {
			out = list.AppendNew(out, p.Repoid)
		}
	}
	slices.Sort(out)
	return out
}

// baseWords are in the names of the repositories that every machine has, such as rhel-8-for-x86_64-baseos-rpms.
var baseWords = []string{"base", "baseos", "appstream", "updates", "extras"}

// BaseRepositories finds the repoids of a release's base repositories in a tree's map: of those that are mapped to
// something, those that are named as such, else all.
func BaseRepositories(t *model.Tree, major int, arch, os string) []string {
	var base, all []string
	for _, f := range t.Map.Map.Families {
		mapped := func(m *model.Mapping) bool { return m.Source == major && m.From == f.PESID }
		if !slices.ContainsFunc(t.Map.Map.Mappings, mapped) {
			continue
		}
		for _, e := range f.Entries {
			if e.Major != major || e.Arch != arch || e.Channel != "ga" || e.RHUI != "" || e.Type != "rpm" ||
				e.Distro != "" && os != "" && e.Distro != os {
				continue
			}
			all = append(all, e.Repoid)
			if hasBaseWord(e.Repoid) || hasBaseWord(f.PESID) {
				base = append(base, e.Repoid)
			}
		}
	}
	if len(base) == 0 {
		base = all
	}
	slices.Sort(base)
	return slices.Compact(base)
}

func hasBaseWord(name string) bool {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !isAlphanumeric(r) })
	return slices.ContainsFunc(words, func(w string) bool { return slices.Contains(baseWords, w) })
}

// knownRepositories are the repoids of a release that some map knows.
func knownRepositories(t *model.Tree, major int) map[string]bool {
	known, all := map[string]bool{}, repoids(&t.Map.Map, major)
	for i := range t.Vendors {
		all = append(all, repoids(&t.Vendors[i].Map.Map, major)...)
	}
	for _, repoid := range all {
		known[repoid] = true
	}
	return known
}

// repoids are those of a release in a map.
func repoids(m *model.Map, major int) (out []string) {
	for _, e := range m.Entries() {
		if e.Major == major {
			out = append(out, e.Repoid)
		}
	}
	return out
}

// notRepositories is what dnf and yum say of packages that no repository gave: the installer, a file, nobody knows.
var notRepositories = []string{"anaconda", "System", "installed", "commandline", "<unknown>"}

// Unmapped counts the packages of repositories that no map knows, by repoid: Leapp maps these to nothing. Those that
// are enabled are in it even without packages.
func Unmapped(t *model.Tree, m *upgrade.Machine) map[string]int {
	known := knownRepositories(t, m.Source.Major)
	out := map[string]int{}
	for _, p := range m.Installed {
		if isRepository(p.Repoid) && !known[p.Repoid] {
			out[p.Repoid]++
		}
	}
	for _, repoid := range m.Enabled {
		if _, counted := out[repoid]; !counted && !known[repoid] {
			out[repoid] = 0
		}
	}
	return out
}

// ActivatedBy finds the enabled repositories that make each of some vendors active; without names, of all that have
// one.
func ActivatedBy(t *model.Tree, m *upgrade.Machine, vendors []string) map[string][]string {
	out := map[string][]string{}
	for i := range t.Vendors {
		v := &t.Vendors[i]
		enabled := func(repoid string) bool { return slices.Contains(m.Enabled, repoid) }
		by := list.Select(repoids(&v.Map.Map, m.Source.Major), enabled)
		if slices.Contains(vendors, v.Name) || vendors == nil && len(by) > 0 {
			slices.Sort(by)
			out[v.Name] = slices.Compact(by)
		}
	}
	return out
}
