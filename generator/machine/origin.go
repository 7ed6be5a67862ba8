package machine

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"pes/generator/known"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/upgrade"
)

// A Kind is how it is known where a package is from. The zero one: from the distribution, as far as the list says.
type Kind string

// The kinds, in the order in which they are told.
const (
	OfVendor     Kind = "vendor"     // a vendor of the tree, by its repository, events or key
	OfRepository Kind = "repository" // a repository that no map has
	OfBuilder    Kind = "builder"    // somebody whom the release (remi of 19.el7.remi) or the package names
	NoRelease    Kind = "no release" // it was not built for any EL release
	OfFile       Kind = "file"       // no repository: it was installed from a file
	OtherKey     Kind = "key"        // signed by somebody else
	Unsigned     Kind = "unsigned"
	Older        Kind = "older" // the distribution, and built for an earlier major release
	OfLeapp      Kind = "leapp" // Leapp itself; built for an earlier major release it is left over from that upgrade
)

// kinds are all of them, in order.
var kinds = []Kind{OfVendor, OfRepository, OfBuilder, NoRelease, OfFile, OtherKey, Unsigned, Older, OfLeapp}

// Foreign reports whether the distribution did not build packages of the kind: Leapp counts them only where an active
// vendor signed them.
func (k Kind) Foreign() bool { return k != "" && k != Older && k != OfLeapp }

// A Group is the packages of one origin.
type Group struct {
	Kind     Kind     `json:"kind"`
	Name     string   `json:"name,omitempty"`    // the vendor, the repository, the builder, or the release of older ones
	Vendors  []string `json:"vendors,omitempty"` // that may have made them; a builder may stand for several
	Wake     []string `json:"wake,omitempty"`    // repositories that make these vendors active, where none is
	Packages []string `json:"packages"`          // names, in order
}

// An origin is what the packages of a group have in common.
type origin struct {
	kind    Kind
	name    string
	vendors string // names, with spaces between
}

// Signers are the distributions, as their packages show them. ELevate's Leapp counts the packages of all of them on any
// machine.
type Signers struct {
	Marks []string `json:"marks"` // what stands behind the EL release in their builds: alma of 1.el8.alma
	Keys  []string `json:"keys"`  // ids of the keys that sign their packages
}

// sources know where the packages of a tree's machines come from.
type sources struct {
	Signers
	tree    *model.Tree
	major   int
	main    map[string]bool     // repositories of the release in the tree's own map
	vendors map[string]string   // the vendor of a repository: of several the last, as Leapp takes it
	events  map[string][]string // the vendors whose events alone name a package
	mirrors map[string]bool     // repositories that no map has, but that hold the distribution itself
	named   bool                // releases of the list's packages name the EL release
	own     map[string]bool     // whom packages of the distribution name as their vendor
}

// core are packages that only a distribution builds: a repository that has one is the distribution's, whatever its
// name.
var core = []string{"bash", "coreutils", "filesystem", "glibc", "rpm", "setup", "systemd"}

func newSources(t *model.Tree, l *List, u *Upgrade) *sources {
	major := u.Source.Major
	s := &sources{Signers: u.Signers, tree: t, major: major, main: map[string]bool{}, vendors: map[string]string{},
		events: map[string][]string{}, mirrors: map[string]bool{}, own: map[string]bool{}}
	for _, repoid := range repoids(&t.Map.Map, major) {
		s.main[repoid] = true
	}
	for i := range t.Vendors {
		s.addVendor(&t.Vendors[i])
	}
	if len(s.events) > 0 {
		for _, e := range t.Events.Events {
			for _, p := range e.In {
				delete(s.events, p.Name)
			}
		}
	}
	for i := range l.Packages {
		p := &l.Packages[i]
		b := s.build(p)
		s.named = s.named || b.major > 0
		if p.Vendor != "" && b.mark == "" && slices.Contains(core, p.Name) {
			s.own[p.Vendor] = true
		}
		isCore := slices.Contains(core, p.Name) && b.mark == "" || known.IsUpstreamRepoid(p.Repoid)
		if isCore && isRepository(p.Repoid) && !s.main[p.Repoid] && s.vendors[p.Repoid] == "" {
			s.mirrors[p.Repoid] = true
		}
	}
	return s
}

func (s *sources) addVendor(v *model.VendorFiles) {
	for _, repoid := range repoids(&v.Map.Map, s.major) {
		s.vendors[repoid] = v.Name
	}
	s.events[v.Name+"-release"] = []string{v.Name}
	if v.Events == nil {
		return
	}
	for _, e := range v.Events.Events {
		for _, p := range e.In {
			s.events[p.Name] = list.AppendNew(s.events[p.Name], v.Name)
		}
	}
}

// build is what a package's release says of who built it, if that is not a distribution.
func (s *sources) build(p *Package) build {
	b := p.build
	if slices.Contains(s.Marks, b.mark) {
		b.mark = ""
	}
	return b
}

// isRepository reports whether a repoid is one, and not what dnf and yum say where there was none.
func isRepository(repoid string) bool {
	first, _, _ := strings.Cut(repoid, "/")
	return first != "" && !slices.Contains(notRepositories, first)
}

// origin finds where a package is from. What the list says of its signature counts most, then its repository, then
// what the data and its release say.
func (s *sources) origin(p *Package) origin {
	switch {
	case isLeapp(p.Name):
		return origin{kind: OfLeapp, name: s.older(p)}
	case p.Signature != "":
		return s.bySignature(p)
	case s.vendors[p.Repoid] != "":
		return origin{OfVendor, s.vendors[p.Repoid], s.vendors[p.Repoid]}
	case s.main[p.Repoid], s.mirrors[p.Repoid]:
		return s.ofDistribution(p)
	case strings.HasPrefix(p.Repoid, "/"), p.Repoid == "commandline":
		return origin{kind: OfFile}
	case isRepository(p.Repoid):
		return origin{kind: OfRepository, name: p.Repoid}
	}
	if vendors := s.byName(p.Name); vendors != nil {
		return origin{OfVendor, strings.Join(vendors, " or "), strings.Join(vendors, " ")}
	}
	b := s.build(p)
	switch {
	case s.own[p.Vendor]:
		return s.ofDistribution(p)
	case p.Vendor != "" && len(s.own) > 0 && s.older(p) == "":
		return origin{OfBuilder, p.Vendor, strings.Join(s.abbreviated(firstLetters(p.Vendor)), " ")}
	case b.mark != "":
		return origin{OfBuilder, b.mark, strings.Join(s.abbreviated(b.mark), " ")}
	case b.major == 0 && s.named && p.Release != "" && p.Repoid != "anaconda":
		return origin{kind: NoRelease}
	}
	return s.ofDistribution(p)
}

// bySignature finds who signed a package.
func (s *sources) bySignature(p *Package) origin {
	has := func(id string) bool { return id != "" && strings.Contains(p.Signature, id) }
	if slices.ContainsFunc(s.Keys, has) {
		return s.ofDistribution(p)
	}
	for i := range s.tree.Vendors {
		v := &s.tree.Vendors[i]
		if slices.ContainsFunc(v.Sigs, func(line model.Signature) bool { return has(line.ID) }) {
			return origin{OfVendor, v.Name, v.Name}
		}
	}
	if p.Signature == noSignature {
		return origin{kind: Unsigned, name: p.Vendor}
	}
	return origin{kind: OtherKey, name: p.Vendor}
}

// ofDistribution is the origin of a package of the distribution.
func (s *sources) ofDistribution(p *Package) origin {
	if older := s.older(p); older != "" {
		return origin{kind: Older, name: older}
	}
	return origin{}
}

// older is the release that a package was built for, where that is an earlier one; else "".
func (s *sources) older(p *Package) string {
	if b := s.build(p); b.major > 0 && b.major < s.major {
		return strconv.Itoa(b.major)
	}
	return ""
}

// byName are the vendors of a package that is named as they are, or that their events alone know.
func (s *sources) byName(name string) []string {
	for i := range s.tree.Vendors {
		if v := s.tree.Vendors[i].Name; IsNamedAfter(name, v) {
			return []string{v}
		}
	}
	return s.events[name]
}

// IsNamedAfter reports whether a package is a vendor's by its name: docker-ce-cli of docker-ce. Only names of two words
// say whose a package is: distributions have packages mariadb and postgresql, too.
func IsNamedAfter(name, vendor string) bool {
	return strings.Contains(vendor, "-") && (name == vendor || strings.HasPrefix(name, vendor+"-"))
}

// abbreviated are the vendors that a word in a release may stand for: it is in the name of one of its repositories
// (pgdg of pgdg15), or shortens the vendor's name (ngx of nginx-stable).
func (s *sources) abbreviated(mark string) (vendors []string) {
	for repoid, vendor := range s.vendors {
		if len(mark) > 2 && (strings.Contains(repoid, mark) || shortens(mark, vendor)) {
			vendors = list.AppendNew(vendors, vendor)
		}
	}
	slices.Sort(vendors)
	return vendors
}

// firstLetters is the first word of the name of a vendor, in lower case: remi of "Remi's RPM repository".
func firstLetters(name string) string {
	word, _, _ := strings.Cut(strings.ToLower(name), " ")
	end := strings.IndexFunc(word, func(r rune) bool { return !isAlphanumeric(r) })
	if end < 0 {
		end = len(word)
	}
	return word[:end]
}

// shortens reports whether a mark has the first and the last letter of a name's first word, and only letters of it.
func shortens(mark, name string) bool {
	word, _, _ := strings.Cut(name, "-")
	if word == "" || mark[0] != word[0] || mark[len(mark)-1] != word[len(word)-1] {
		return false
	}
	for _, r := range mark {
		i := strings.IndexRune(word, r)
		if i < 0 {
			return false
		}
		word = word[i+1:]
	}
	return true
}

// signature is what rpm would print for a package: of the distribution nothing, as package upgrade wants it.
func (s *sources) signature(o origin, p *Package) string {
	switch {
	case !o.kind.Foreign():
		return ""
	case p.Signature != "":
		return p.Signature
	}
	ids := []string{"not known"}
	for i := range s.tree.Vendors {
		v := &s.tree.Vendors[i]
		if len(v.Sigs) > 0 && slices.Contains(strings.Fields(o.vendors), v.Name) {
			ids = append(ids, v.Sigs[0].ID)
		}
	}
	return strings.Join(ids, " ")
}

// isLeapp reports whether a package belongs to Leapp or ELevate.
func isLeapp(name string) bool {
	rest := strings.TrimPrefix(strings.TrimPrefix(name, "python2-"), "python3-")
	return rest == "leapp" || rest == "snactor" || strings.HasPrefix(name, "leapp-") ||
		strings.HasPrefix(name, "elevate-release")
}

// groups are the packages of a list that are not simply of the distribution, for the machine that was made of it.
func (l *List) groups(s *sources, m *upgrade.Machine) (groups []Group) {
	packages := map[origin][]string{}
	for i := range l.Packages {
		p := &l.Packages[i]
		if o := s.origin(p); o.kind != "" {
			packages[o] = append(packages[o], p.Name)
		}
	}
	for o, names := range packages {
		slices.Sort(names)
		g := Group{Kind: o.kind, Name: o.name, Vendors: strings.Fields(o.vendors), Packages: slices.Compact(names)}
		g.Wake = s.wake(g.Vendors, m)
		groups = append(groups, g)
	}
	list.Sort(groups, func(a, b Group) int {
		return cmp.Or(slices.Index(kinds, a.Kind)-slices.Index(kinds, b.Kind), strings.Compare(a.Name, b.Name))
	})
	return groups
}

// wake are the repositories that make one of some vendors active, the usual ones first; none where one is.
func (s *sources) wake(vendors []string, m *upgrade.Machine) (repoids []string) {
	for i := range s.tree.Vendors {
		v := &s.tree.Vendors[i]
		if !slices.Contains(vendors, v.Name) {
			continue
		}
		for _, e := range v.Map.Map.Entries() {
			switch {
			case e.Major != s.major:
			case slices.Contains(m.Enabled, e.Repoid):
				return nil
			case e.Channel == "ga" && e.Type == "rpm" && e.Arch == m.Arch:
				repoids = list.AppendNew(repoids, e.Repoid)
			}
		}
	}
	unusual := func(repoid string) int {
		switch {
		case strings.Contains(repoid, "stable"):
			return 0
		case slices.Contains(vendors, repoid):
			return 1
		}
		return 2
	}
	list.Sort(repoids, func(a, b string) int {
		return cmp.Or(unusual(a)-unusual(b), strings.Compare(a, b))
	})
	return repoids
}
