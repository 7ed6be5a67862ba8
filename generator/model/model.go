// Package model defines the resolved, sorted [Catalog] that all output is made from. It is not changed once it is made.
//
// Package compile makes it from sources, package published from files that others publish; every back end is a function
// of it alone. A [Target] is one published tree: what a distribution offers to machines that upgrade to one major
// release. See the example. The methods of [Action] and [Step] say what Leapp does with one event; package upgrade
// computes what it does with all events on a machine.
//
// Terms follow the Leapp guide: a PES ID names a repository with all its variants, a repoid is dnf's name of one
// variant.
package model

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"pes/generator/diag"
	"pes/generator/list"
)

// Arches are the architectures Leapp knows (Leapp guide 3); a missing list in a published event means all of them.
var Arches = []string{"aarch64", "ppc64le", "s390x", "x86_64"}

// Channels and RepoTypes are all the words that some Leapp version reads (Leapp guide 6).
var (
	Channels  = []string{"ga", "tuv", "e4s", "eus", "aus", "beta", "els"}
	RepoTypes = []string{"rpm", "debug", "srpm"}
)

// Limits of what is read. Real data have at most 2 streams of a package, 33 packages in a set and 10 events about a
// package; the work behind some rules grows with the square of these.
const (
	MaxStreams  = 64   // of a package, or in the map of an event
	MaxPackages = 1000 // of a set
	MaxEvents   = 200  // that take or bring one package

	MaxRepositories = 500 // of a vendor; real ones have less than 30
)

// Crowded finds a package that more than MaxEvents events take or bring: the last of them, and how many they are.
func Crowded[E any](events []E, of func(E) *Event) (name string, last E, n int) {
	count := map[string]int{}
	for _, x := range events {
		e := of(x)
		for _, set := range [][]Package{e.In, e.Out} {
			for _, p := range set {
				if count[p.Name]++; count[p.Name] > max(n, MaxEvents) {
					name, last, n = p.Name, x, count[p.Name]
				}
			}
		}
	}
	return name, last, n
}

// A Catalog is everything that is published.
type Catalog struct {
	Distros []*Distro // by folder; also systems that are only upgraded from
	Targets []*Target // by distribution, then major
	Records []*Record // of releases, the newest first
	Layer   *Layer    // upstream's events; nil where there are none
	// Inventories are by distribution, major and role, then those of vendors. Where a distribution has none of its own
	// for a role, that of [EveryDistro] is here with the distribution's folder and names.
	Inventories []*Inventory
	Sources     bool // it was compiled from sources, so it says which keys are pinned
}

// A Distro is a distribution or a source system.
type Distro struct {
	Folder   string
	Name     string
	OSID     string // ID of /etc/os-release
	Homepage string
	Bugs     string // where problems are reported
	Arches   []string
	Majors   []int          // the releases that it has, rising; none of what is published
	Ends     []End          // by major
	Names    []Name         // by major: where it was not called Name
	Roles    []ReleaseRoles // by major; none in browsers, and of what is published
	Allow    []Allow        // rules that are suppressed for the distribution
	Upstream []UpstreamFate // of upstream's events that it did not simply take, by id
	Pos      diag.Pos
}

// An End is the last day on which everybody gets updates of a release.
type End struct {
	Major int
	Day   time.Time // midnight UTC
}

// End returns the end of life of a release, the zero time if it is not written.
func (d *Distro) End(major int) time.Time {
	for _, e := range d.Ends {
		if e.Major == major {
			return e.Day
		}
	}
	return time.Time{}
}

// ReleaseRoles are what the repositories of a release are for.
type ReleaseRoles struct {
	Major  int
	Roles  []string
	PESIDs [][]string // of the repository of each role, before and after upgrades
}

// A Name is what a distribution was called in one release.
type Name struct {
	Major int
	Name  string
}

// NameIn is what the distribution is called in a release: CentOS Stream was CentOS Linux in 7.
func (d *Distro) NameIn(major int) string {
	for _, n := range d.Names {
		if n.Major == major {
			return n.Name
		}
	}
	return cmp.Or(d.Name, d.Folder)
}

// A Target is one tree: a distribution and a target major.
type Target struct {
	Distro  *Distro
	Major   int
	Paths   []*Path // upgrade paths to Major, by source major
	Map     Map
	Repo    []Section // of leapp_upgrade_repositories.repo, by repoid
	Keys    []Key     // shipped for this release, by name
	Events  []*Event  // in the order they are written
	Vendors []*Vendor // by name
	Files   []File    // carried as they are, by name
	Lacks   Lacks     // of a published tree
	// BesideVendors are the key files of a published tree in the folder of vendors' keys that are no vendor's: Leapp
	// trusts every file there.
	BesideVendors []Key
	Awaited       []KeyRef // keys of the release that pes keys fetch has not put in place yet
}

// AllEvents returns the events of the distribution, then those of each vendor.
func (t *Target) AllEvents() []*Event {
	return slices.Concat(t.Events, list.FlatMap(t.Vendors, func(v *Vendor) []*Event { return v.Events }))
}

// AllMaps are the map of the distribution, then those of the vendors.
func (t *Target) AllMaps() []*Map {
	return append([]*Map{&t.Map}, list.Map(t.Vendors, func(v *Vendor) *Map { return &v.Map })...)
}

// Entries iterates over the entries of all maps, with their families.
func (t *Target) Entries() iter.Seq2[*Family, *Entry] {
	return func(yield func(*Family, *Entry) bool) {
		for _, m := range t.AllMaps() {
			for f, e := range m.Entries() {
				if !yield(f, e) {
					return
				}
			}
		}
	}
}

// Lacks says which files of a published tree are missing or unreadable, so that their content cannot be checked. A
// compiled tree lacks nothing.
type Lacks struct {
	Events, Map, Repo, Signatures, Keys bool
	Broken                              bool // the map exists and is unreadable, which has been reported
	SomeEvents                          bool // there is a file of events of which Leapp could not use all
}

// A Path is one upgrade path.
type Path struct {
	Source, Target int
	Systems        []*Distro // that may be upgraded, the first being the usual one
	Leapp          []string  // Leapp versions, as the distribution names them
	LeappPos       []diag.Pos
	Roles          []RoleMap // what becomes of each repository, as sources say it
	Pos            diag.Pos
}

// A RoleMap says what the repository of a role becomes on an upgrade path.
type RoleMap struct {
	Role string
	To   []string
}

// LeadsTo are the roles that a role becomes; known is false where nothing is said of it.
func (p *Path) LeadsTo(role string) (to []string, known bool) {
	i := slices.IndexFunc(p.Roles, func(r RoleMap) bool { return r.Role == role })
	if i < 0 {
		return nil, false
	}
	return p.Roles[i].To, true
}

// String is 7-8.
func (p *Path) String() string { return fmt.Sprintf("%d-%d", p.Source, p.Target) }

// A File is bytes that are published under a name.
type File struct {
	Name string
	Data []byte
}

// A Vendor is what a third party ships in one tree.
type Vendor struct {
	Name       string // of its published files
	Title      string // as people write it
	Owner      string // who makes its packages
	Homepage   string
	Bugs       string // where problems are reported
	Licence    string // of its packages
	Signatures []Signature
	Map        Map
	Repo       []Section
	Keys       []Key
	Events     []*Event
	Allow      []Allow // rules that are suppressed for the vendor
	Lacks      Lacks   // of a published tree
	Pos        diag.Pos
}

// A Signature is a line of .sigs: the id of a key that signs the vendor's packages.
type Signature struct {
	ID  string
	Pos diag.Pos
}

// A Map is a repository map: the families of repositories and what becomes of each.
type Map struct {
	Families []*Family  // by PES ID
	Mappings []*Mapping // by majors, then source PES ID
}

// Entries iterates over the entries of all families, with their families.
func (m *Map) Entries() iter.Seq2[*Family, *Entry] {
	return func(yield func(*Family, *Entry) bool) {
		for _, f := range m.Families {
			for i := range f.Entries {
				if !yield(f, &f.Entries[i]) {
					return
				}
			}
		}
	}
}

// Family returns the family of a PES ID, nil if there is none.
func (m *Map) Family(pesid string) *Family {
	for _, f := range m.Families {
		if f.PESID == pesid {
			return f
		}
	}
	return nil
}

// HasPath reports whether anything is mapped on an upgrade path; where nothing is, Leapp stops.
func (m *Map) HasPath(source, target int) bool {
	return slices.ContainsFunc(m.Mappings, func(x *Mapping) bool { return x.Source == source && x.Target == target })
}

// Sources are the majors that a map leads from to a target major, in order.
func (m *Map) Sources(target int) (majors []int) {
	for _, x := range m.Mappings {
		if x.Target == target {
			majors = append(majors, x.Source)
		}
	}
	slices.Sort(majors)
	return slices.Compact(majors)
}

// Part returns the part of a map for one target major: the mappings to it, and the entries of that release and of their
// source releases.
func (m *Map) Part(target int) *Map {
	part := &Map{Mappings: list.Select(m.Mappings, func(x *Mapping) bool { return x.Target == target })}
	majors := append(m.Sources(target), target)
	for _, f := range m.Families {
		entries := list.Select(f.Entries, func(e Entry) bool { return slices.Contains(majors, e.Major) })
		if len(entries) > 0 {
			part.Families = append(part.Families, &Family{PESID: f.PESID, Entries: entries})
		}
	}
	return part
}

// A Family is a PES ID and its repositories.
type Family struct {
	PESID   string
	Entries []Entry
}

// In reports whether a family has repositories of a major release.
func (f *Family) In(major int) bool {
	return slices.ContainsFunc(f.Entries, func(e Entry) bool { return e.Major == major })
}

// An Entry is one variant of a repository.
type Entry struct {
	Repoid  string
	Major   int
	Arch    string
	Channel string // ga, beta, eus ...
	Type    string // rpm, debug, srpm
	RHUI    string // "" or a cloud
	Distro  string // os id, from format 1.3.0 on; "" where the format has none
	Pos     diag.Pos
}

// TidyEntries orders entries by major and architecture and drops repetitions. Among entries of one architecture the
// authored order stays: Leapp takes the first that fits.
func TidyEntries(entries []Entry) []Entry {
	seen := map[Entry]bool{}
	out := list.Select(entries, func(e Entry) bool {
		e.Pos = diag.Pos{}
		again := seen[e]
		seen[e] = true
		return !again
	})
	list.Sort(out, func(a, b Entry) int {
		return cmp.Or(cmp.Compare(a.Major, b.Major), cmp.Compare(a.Arch, b.Arch))
	})
	return out
}

// A Mapping says what becomes of a source family on one upgrade path.
type Mapping struct {
	Source, Target int    // majors
	From           string // PES ID
	To             []string
	ByDistro       []DistroTargets // format 2.0.0: other targets for the target distributions named
	Pos            diag.Pos
	ToPos          []diag.Pos // of a published map: where each of To stands
}

// At returns the position of the i-th target, or of the mapping if it is not known.
func (m *Mapping) At(i int) diag.Pos {
	if len(m.ToPos) == len(m.To) {
		return m.ToPos[i]
	}
	return m.Pos
}

// DistroTargets are the targets of one target distribution, by os id.
type DistroTargets struct {
	Distro string
	To     []string
}

// A Section is one section of a .repo file.
type Section struct {
	Repoid  string
	Options []Option // name first, then by key; without gpgkey
	Keys    []KeyRef
	Pos     diag.Pos
	IDPos   diag.Pos // of the repoid, where it has a place of its own
}

// At returns the position of the section's repoid.
func (s *Section) At() diag.Pos { return cmp.Or(s.IDPos, s.Pos) }

// Get returns an option's value.
func (s *Section) Get(key string) (string, bool) {
	for _, o := range s.Options {
		if o.Key == key {
			return o.Value, true
		}
	}
	return "", false
}

// An Option is a line of a section.
type Option struct {
	Key, Value string
	Pos        diag.Pos
}

// AddressKeys are the options of a section that say where its packages are.
var AddressKeys = []string{"baseurl", "mirrorlist", "metalink"}

// A KeyRef is what gpgkey points to: a file this tree ships, or a URL.
type KeyRef struct {
	File string // name of a shipped key
	URL  string // where File is empty
	// Awaited is the file of the project that pes keys fetch has not put in place yet: URL is where it comes from, and
	// it will hold the keys of these fingerprints.
	Awaited      string
	Fingerprints []string
	Pos          diag.Pos
}

// A Release is major.minor. The zero Release is none.
type Release struct{ Major, Minor int }

// IsZero reports whether there is no release.
func (r Release) IsZero() bool { return r == Release{} }

// Compare orders releases as Leapp does: as pairs of integers.
func (r Release) Compare(o Release) int {
	return cmp.Or(cmp.Compare(r.Major, o.Major), cmp.Compare(r.Minor, o.Minor))
}

func (r Release) String() string {
	if r.IsZero() {
		return "-"
	}
	return strconv.Itoa(r.Major) + "." + strconv.Itoa(r.Minor)
}

// ParseRelease reads major.minor.
func ParseRelease(s string) (Release, error) {
	major, minor, ok := strings.Cut(s, ".")
	a, errA := number(major)
	b, errB := number(minor)
	if !ok || errA != nil || errB != nil || a == 0 {
		return Release{}, fmt.Errorf("%q is not a release: write major.minor, such as 8.0", s)
	}
	return Release{a, b}, nil
}

// KnownRelease reads a release that Enterprise Linux has.
func KnownRelease(s string) (Release, error) {
	r, err := ParseRelease(s)
	if last := LastMinor(r.Major); err == nil && r.Minor > last {
		return r, fmt.Errorf("there is no release %s: %d ends with %d.%d", r, r.Major, r.Major, last)
	}
	return r, err
}

// LastMinor is the last minor release that Enterprise Linux has had, or plans, in a major.
func LastMinor(major int) int {
	if major == 7 {
		return 9
	}
	return 10
}

// LastMinor is the last minor release of a major that the distribution has had, or plans: none came later than a month
// before its end of life. Distributions that roll have none; package known says which those are.
func (d *Distro) LastMinor(major int) int {
	last, end := LastMinor(major), d.End(major)
	begin, known := FirstDay(major)
	for known && !end.IsZero() && last > 0 && begin.AddDate(0, 6*last+1, 0).After(end) {
		last--
	}
	return last
}

// FirstDay is about when a major release came; its minor releases follow every six months.
func FirstDay(major int) (day time.Time, known bool) {
	year, known := map[int]int{8: 2019, 9: 2022, 10: 2025}[major]
	return time.Date(year, time.May, 1, 0, 0, 0, 0, time.UTC), known
}

func number(s string) (int, error) {
	if s == "" || len(s) > 4 || strings.Trim(s, "0123456789") != "" {
		return 0, fmt.Errorf("%q is not a number", s)
	}
	return strconv.Atoi(s)
}

// Applies reports whether an upgrade to the target major can apply an event of release r: one in that major, or in the
// major before it above its minor 0.
func (r Release) Applies(target int) bool {
	return r.Major == target || r.Major == target-1 && r.Minor > 0
}

// PathNames are the upgrade paths that some distribution has, such as "7-8", sorted.
func (c *Catalog) PathNames() []string {
	names := list.FlatMap(c.Targets, func(t *Target) []string { return list.Map(t.Paths, (*Path).String) })
	slices.Sort(names)
	return slices.Compact(names)
}
