// Package leapp reads and writes the files that Leapp reads, in the formats of every Leapp version.
//
// [Versions] is the table of Leapp versions, the one place that states their differences. [Write] turns a catalog into
// a tree of files. The Read functions turn one published file each into the catalog's types and understand as much as
// they can; [ReadTree] reads what a machine has, as strictly as one Leapp version does. The example writes and reads.
//
// What an event means is decided in package compile, and what Leapp does with it in package upgrade.
package leapp

import (
	"fmt"
	"slices"
	"strings"

	"pes/generator/list"
	"pes/generator/model"
)

// A Version is a row of the table: Leapp versions that read the same files and do the same with them.
type Version struct {
	Name      string   // names the row and its output folder
	Also      []string // other Leapp versions that read the same
	ELevate   string   // the releases of ELevate that ship them; "" where none does
	MapFormat string   // version_format, compared for equality
	Stream    string   // provided_data_streams must have this major; "" where the field is not read
	Paths     [][2]int
	Channels  []string
	RHUI      []string   // nil: any
	ByDistro  bool       // entries name their distro; keys lie in a folder for each distro
	TargetSet bool       // mapping targets are {"default": [...], distro: [...]}
	Does      *Behaviour // nil: what these versions do with the data is not known here; see [Version.Algorithm]
}

// A Behaviour states the points in which Leapp versions differ in what they do with the data. Package upgrade
// implements them.
type Behaviour struct {
	Vendors      bool // reads vendors.d
	NeedsRelease bool // crashes where no release of an event lies between source and target
	Reinstalls   bool // knows the action reinstalled, and crashes on it
	MergesLists  bool // adds the transaction lists to what the events decide
	OneStep      bool // one actor does all: where it refuses the events, there are no target repositories either
	PlainRepos   bool // takes a % in a .repo file as it is; others crash on it
	StopsOnGaps  bool // stops where a target of any mapping has no repository for the architecture
	OwnPackages  int  // newest target whose leapp-upgrade package is Leapp's own ([model.LeappPackage])
}

var (
	to9  = [][2]int{{7, 8}, {8, 9}}
	to10 = [][2]int{{7, 8}, {8, 9}, {9, 10}}
	no7  = [][2]int{{8, 9}, {9, 10}}
	noEL = []string{"ga", "e4s", "eus", "aus", "beta"}

	clouds = []string{"", "aws", "azure", "google", "alibaba"}

	// ELevate's versions are forks of Leapp's.
	elevate  = &Behaviour{Vendors: true, NeedsRelease: true, Reinstalls: true, OwnPackages: 9}
	upstream = &Behaviour{MergesLists: true, OwnPackages: 10}
	resolver = &Behaviour{MergesLists: true, OwnPackages: 10, OneStep: true, PlainRepos: true, StopsOnGaps: true}
)

// Versions are the rows, oldest first. A new Leapp version is a new row.
var Versions = []*Version{
	{Name: "0.16", Also: []string{"0.17"}, ELevate: "ELevate legacy", MapFormat: "1.0.0", Paths: to9,
		Channels: append([]string{"tuv"}, noEL...), RHUI: clouds[:3]},
	{Name: "0.18", MapFormat: "1.0.0", Stream: "1.0", Paths: to9,
		Channels: append([]string{"tuv"}, noEL...), RHUI: clouds[:4], Does: elevate},
	{Name: "0.19", ELevate: "ELevate", MapFormat: "1.2.0", Stream: "2.0", Paths: to9,
		Channels: append([]string{"tuv"}, noEL...), RHUI: clouds, Does: elevate},
	{Name: "0.20", ELevate: "ELevate NG", MapFormat: "1.2.0", Stream: "3.0", Paths: to9,
		Channels: noEL, RHUI: clouds, Does: elevate},
	{Name: "0.21", Also: []string{"0.22"}, ELevate: "ELevate NG 0.21", MapFormat: "1.2.1", Stream: "3.1", Paths: to10,
		Channels: append([]string{"els"}, noEL...), RHUI: clouds, Does: elevate},
	{Name: "0.23", Also: []string{"0.24"}, MapFormat: "1.3.0", Stream: "4.3", Paths: no7,
		Channels: append([]string{"els"}, noEL...), ByDistro: true, Does: upstream},
	{Name: "0.25", MapFormat: "2.0.0", Stream: "5.0", Paths: no7,
		Channels: append([]string{"els"}, noEL...), ByDistro: true, TargetSet: true, Does: resolver},
}

// Names are all Leapp versions that the row is for, the first of them being its own name.
func (v *Version) Names() []string { return append([]string{v.Name}, v.Also...) }

// VersionNames are the names of all rows.
func VersionNames() []string { return list.FlatMap(Versions, (*Version).Names) }

// Is reports whether the row is that of a Leapp version.
func (v *Version) Is(name string) bool { return v.Name == name || slices.Contains(v.Also, name) }

// FindVersion returns the row of a Leapp version, by any of its names.
func FindVersion(name string) (*Version, error) {
	for _, v := range Versions {
		if v.Is(name) {
			return v, nil
		}
	}
	return nil, fmt.Errorf("no Leapp version %q: known are %s", name, strings.Join(VersionNames(), ", "))
}

// VersionOf guesses the row from what a published file says: the format of its map and its data streams.
func VersionOf(format string, streams []string) (found *Version) {
	for _, v := range Versions {
		if v.MapFormat == format && (found == nil || v.Stream != "" && v.Reads(streams)) {
			found = v
		}
	}
	return found
}

func major(stream string) string {
	m, _, _ := strings.Cut(stream, ".")
	return m
}

// streams returns the cumulative provided_data_streams of a file for this version: Leapp looks for an entry with its
// own major.
func (v *Version) streams() (out []string) {
	for _, w := range Versions[:slices.Index(Versions, v)+1] {
		if w.Stream != "" {
			out = append(out, w.Stream)
		}
	}
	return out
}

// Reads reports whether the version accepts a file with these data streams: it ignores them, or one has its own major.
func (v *Version) Reads(streams []string) bool {
	return v.Stream == "" || slices.ContainsFunc(streams, func(s string) bool { return major(s) == major(v.Stream) })
}

// HasPath reports whether the version upgrades from one major to another.
func (v *Version) HasPath(source, target int) bool {
	return slices.Contains(v.Paths, [2]int{source, target})
}

// IsFor reports whether the files of an upgrade path are made for the version: it has the path, and the distribution
// names it there, or no version at all.
func (v *Version) IsFor(p *model.Path) bool {
	return v.HasPath(p.Source, p.Target) && (len(p.Leapp) == 0 || slices.ContainsFunc(p.Leapp, v.Is))
}

// Usual returns the default among several rows: 0.21, which most machines run, else the newest; nil if there are none.
func Usual(rows []*Version) *Version {
	i := slices.IndexFunc(rows, func(v *Version) bool { return v.Is("0.21") })
	switch {
	case i >= 0:
		return rows[i]
	case len(rows) > 0:
		return rows[len(rows)-1]
	}
	return nil
}

// Systems are those on a path to a distribution that a version upgrades. On the way from 7 no version tells
// distributions apart, and all upgrade every system. Later on, one that cannot upgrades the distribution itself alone:
// a repoid such as baseos would be that of any system.
func (v *Version) Systems(d *model.Distro, p *model.Path) []*model.Distro {
	told := slices.ContainsFunc(Versions, func(v *Version) bool { return v.ByDistro && v.HasPath(p.Source, p.Target) })
	if v.ByDistro || !told || !slices.Contains(p.Systems, d) {
		return p.Systems
	}
	return []*model.Distro{d}
}

// Made are the rows that the files of a path are made for.
func Made(p *model.Path) []*Version {
	return list.Select(Versions, func(v *Version) bool { return v.IsFor(p) })
}

// Simulated are the rows of a path whose behaviour is known. Where that is of none, they are all that the path is made
// for: another version's algorithm is simulated with their files.
func Simulated(p *model.Path) []*Version {
	made := Made(p)
	if known := list.Select(made, func(v *Version) bool { return v.Does != nil }); len(known) > 0 {
		return known
	}
	return made
}

// Algorithm is the row that says how this one decides: itself, or the usual row where that is not known here.
func (v *Version) Algorithm() *Version {
	if v.Does != nil {
		return v
	}
	return Usual(Versions)
}

// Stands says that another row's algorithm is simulated for this one, and what can differ; "" where it is its own.
func (v *Version) Stands() string {
	if v.Does != nil {
		return ""
	}
	return fmt.Sprintf("Leapp %s decides differently in details that pes does not model; this is how Leapp %s decides "+
		"with this data. They can differ where several events name one package, where the repository of a package "+
		"is not known (%[1]s keeps the package, %[2]s removes it), and in which repositories are enabled",
		v.Name, v.Algorithm().Name)
}

// Folders on a machine.
const (
	filesDir   = "etc/leapp/files/"
	vendorsDir = filesDir + "vendors.d/"

	// A distribution's keys are files of Leapp's own repository. Packages of Leapp ship actorsLink, a symbolic link to
	// actorsDir. Sections of .repo files name keys through the link, as Leapp's own do. Files are laid below the
	// folder itself: a folder in the place of the link, and Leapp cannot be installed, or has lost its actors.
	actorsDir  = "usr/share/leapp-repository/repositories/system_upgrade/"
	actorsLink = "etc/leapp/repos.d/system_upgrade/"
)

// keyDir is where below the folder of Leapp's actors a version looks for a distribution's keys.
func (v *Version) keyDir(osID string, major int) string {
	if v.ByDistro {
		return fmt.Sprintf("common/files/distro/%s/rpm-gpg/%d/", osID, major)
	}
	return fmt.Sprintf("common/files/rpm-gpg/%d/", major)
}
