package source

import (
	"strconv"

	"pes/generator/diag"
)

// A Vendor is vendors/<folder>/vendor.toml and the events beside it.
type Vendor struct {
	Folder       string // names the published files
	File         *diag.File
	Pos          diag.Pos
	Name         Text            `toml:"name" doc:"its name as people write it" default:"the name of the folder"`
	Owner        Text            `toml:"owner" doc:"the company or project that makes its packages"`
	Homepage     Text            `toml:"homepage" doc:"its homepage"`
	Bugs         Text            `toml:"bugs" doc:"where to report problems"`
	Licence      Text            `toml:"licence" doc:"the licence of its packages, as an SPDX expression; in words if each package has its own"`
	Signatures   Texts           `toml:"signatures" kind:"keyid" doc:"ids of the keys that sign its packages"`
	Paths        Texts           `toml:"paths" kind:"path" doc:"the upgrade paths that it supports" need:"true"`
	Distros      Texts           `toml:"distros" kind:"distro" doc:"the distributions that it is for, and their variants" default:"all"`
	Except       Texts           `toml:"except" kind:"distro" doc:"distributions that it is not for, and their variants; also a variant of one in distros" default:"none"`
	Repositories Map[VendorRepo] `toml:"repository" doc:"its repositories, by short names"`
	Allow        Texts           `toml:"allow" kind:"rule" doc:"rules to ignore for this vendor: known mistakes"`
	Events       []Events        // of vendor.toml and its siblings
}

// A VendorRepo is [repository.x]: Source before the upgrade, Target after it. {major} in a string is the target major.
type VendorRepo struct {
	Pos diag.Pos
	VendorSides
	Distros Texts        `toml:"distros" kind:"distro" doc:"the distributions that this repository is for, and their variants" default:"all"`
	Except  Texts        `toml:"except" kind:"distro" doc:"distributions that it is not for, and their variants" default:"none"`
	Target  VendorTarget `toml:"target" doc:"the repository during the upgrade; or a table by target major release"`
}

// VendorSides is what may differ by target.
type VendorSides struct {
	Source       *Side       `toml:"source" doc:"the repository on a running system; if it is enabled, the vendor is active"`
	SourceArches Texts       `toml:"source_arches" kind:"arch" doc:"architectures of source, if they differ" default:"those of arches"`
	Arches       Texts       `toml:"arches" kind:"arch" doc:"its architectures" default:"all of the distribution"`
	Channel      Text        `toml:"channel" kind:"channel" doc:"the kind of repository" default:"ga"`
	To           Texts       `toml:"to" doc:"the targets of source: repositories of the vendor, or @role of the distribution" default:"the repository itself"`
	Repo         Map[Option] `toml:"repo" doc:"the section of the .repo file"`
}

// VendorTarget is one Side for every target, or a table by target major.
type VendorTarget struct {
	Side    *Side
	ByMajor []MajorTarget
	Pos     diag.Pos
}

// A MajorTarget is [repository.x.target.N]: its values replace those of the repository.
type MajorTarget struct {
	Major int
	Pos   diag.Pos
	VendorSides
	PESID   Text    `toml:"pesid" doc:"its name in events and maps"`
	Repoid  Repoids `toml:"repoid" doc:"its name for dnf; in a table, by architecture" default:"the PES ID"`
	Entries []Side  `toml:"entries" doc:"variants by channel and cloud"`
}

func (t *VendorTarget) decode(d *decoder, v *Value) {
	t.Pos = v.Pos
	if v.Kind != Table || len(v.Keys) > 0 && !isNumber(v.Keys[0].Name) {
		t.Side = &Side{}
		decodeInto(d, v, t.Side)
		return
	}
	for _, k := range v.Keys {
		n, err := strconv.Atoi(k.Name)
		if err != nil || n < 1 || n > 99 {
			d.list.Errorf(k.Pos, "wrong-type", "%q is not a major release: a table by target has numbers as keys",
				k.Name)
			continue
		}
		m := MajorTarget{Major: n}
		decodeInto(d, k.Val, &m)
		m.Major = n
		t.ByMajor = append(t.ByMajor, m)
	}
}

func isNumber(s string) bool {
	_, err := strconv.Atoi(s)
	return err == nil
}
