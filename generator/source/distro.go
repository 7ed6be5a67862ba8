package source

import (
	"strconv"

	"pes/generator/diag"
)

// A Distro is content/distros/<folder>.toml: the target of upgrades, or a system that is only upgraded from.
type Distro struct {
	Folder   string // the file's name without .toml; the name in only, except, sources and in the output
	File     *diag.File
	Pos      diag.Pos
	Name     Text         `toml:"name" doc:"its name as people write it" default:"the name of the file"`
	OSID     Text         `toml:"os_id" doc:"ID in /etc/os-release" default:"the name of the file"`
	Extends  Text         `toml:"extends" kind:"distro" doc:"the distribution that this one extends as a variant"`
	Homepage Text         `toml:"homepage" doc:"its homepage"`
	Bugs     Text         `toml:"bugs" doc:"where to report problems"`
	Arches   Texts        `toml:"arches" kind:"arch" doc:"its architectures"`
	Vendors  Texts        `toml:"vendors" kind:"vendor" doc:"vendors with packages that run on it; all others are left out" default:"all vendors for it"`
	Allow    Texts        `toml:"allow" kind:"rule" doc:"rules to ignore for this distribution: known mistakes"`
	Releases Map[Release] `toml:"release" doc:"what the distribution has, by major release"`
	Paths    []Path       `toml:"path" doc:"upgrade paths to it"`
	Upstream *Upstream    `toml:"upstream" doc:"rules for upstream's events that are only for it"`
}

// A Release is [release.N]: a table for each role.
type Release struct {
	Pos       diag.Pos
	Name      Text      `toml:"name" doc:"what the system was called in this release" default:"the name of the distribution"`
	EndOfLife Text      `toml:"end_of_life" kind:"day" doc:"the last day with public updates"`
	Rename    Map[Text] `toml:"rename" doc:"packages that have another name here"`
	Without   Texts     `toml:"without" kind:"role" doc:"repositories of the extended distribution that the variant does not have"`
	Keys      Texts     `toml:"keys" doc:"more key files to publish, besides those of repositories"`
	Roles     Map[Role] `toml:",rest"`
}

// A Role is one repository of a release: as the target of an upgrade, and where Source differs as its source.
type Role struct {
	Side
	Source *Side `toml:"source" doc:"the repository on a running system, if it differs" default:"the same"`
}

// A Side is a repository seen from one side of an upgrade. A bare string is both PES ID and repoid.
type Side struct {
	Pos     diag.Pos
	PESID   Text        `toml:"pesid" doc:"its name in events and maps"`
	Repoid  Repoids     `toml:"repoid" doc:"its name for dnf; in a table, by architecture" default:"the PES ID"`
	Arches  Texts       `toml:"arches" kind:"arch" doc:"its architectures" default:"all of the distribution"`
	Channel Text        `toml:"channel" kind:"channel" doc:"the kind of repository" default:"ga"`
	RHUI    Text        `toml:"rhui" doc:"the cloud that serves it (RHUI)"`
	Type    Text        `toml:"repo_type" kind:"type" doc:"the kind of its packages" default:"rpm"`
	Repo    Map[Option] `toml:"repo" doc:"the section of the .repo file: any option of dnf, and key for the signing key"`
	Entries []Side      `toml:"entries" doc:"variants by channel and cloud"`
}

func (s *Side) fromString(t Text) {
	*s = Side{Pos: t.Pos, PESID: t, Repoid: Repoids{Pos: t.Pos, All: []Text{t}}}
}

// Repoids is a string or a list (the same for every architecture), or a table by architecture.
type Repoids struct {
	Pos    diag.Pos
	All    []Text
	ByArch Map[Texts]
}

// Set reports whether the author wrote it.
func (r Repoids) Set() bool { return r.Pos.File != nil }

func (r *Repoids) decode(d *decoder, v *Value) {
	r.Pos = v.Pos
	if v.Kind == Table {
		r.ByArch.decode(d, v)
		return
	}
	r.All = d.texts(v).Items
}

// A Path is [[path]]: one upgrade path of a distribution.
type Path struct {
	Pos     diag.Pos
	From    Int        `toml:"from" doc:"source major release" need:"true"`
	To      Int        `toml:"to" doc:"target major release" need:"true"`
	Sources Texts      `toml:"sources" kind:"distro" doc:"the systems that can be upgraded" default:"the distribution itself"`
	Map     Map[Texts] `toml:"map" doc:"source role = target roles; an empty list is a known repository without a target"`
	Leapp   Texts      `toml:"leapp" kind:"leapp" doc:"the Leapp versions to write for" default:"all versions with the path"`
}

// An Option is the value of a dnf key: a string, number or boolean as dnf reads it, or a list. The key named key may
// also describe keys to fetch (Remote); their file names are among the items.
type Option struct {
	Texts
	Remote []RemoteKey
}

func (o *Option) decode(d *decoder, v *Value) {
	o.Pos = v.Pos
	for _, it := range v.list() {
		switch {
		case it.Kind == Table:
			var k RemoteKey
			decodeInto(d, it, &k)
			k.check(d)
			o.Remote = append(o.Remote, k)
			o.Items = append(o.Items, Text{k.Name(), it.Pos})
		case v.Kind == Integer:
			o.Items = append(o.Items, Text{strconv.FormatInt(v.Int, 10), v.Pos})
		case v.Kind == Boolean:
			o.Items = append(o.Items, Text{strconv.FormatBool(v.Bool), v.Pos})
		case d.is(it, String):
			o.Items = append(o.Items, Text{it.Str, it.Pos})
		}
	}
}

// Release is the release of a distribution that a program makes; it is added where it is not there.
func (d *Distro) Release(major int) *Release {
	name := strconv.Itoa(major)
	if d.Releases.At(name) == nil {
		d.Releases.Add(name, Release{})
	}
	return d.Releases.At(name)
}
