package source

import "pes/generator/diag"

// RejectedFile is where people write which events nobody shall suggest again.
const RejectedFile = "content/rejected.toml"

// Rejected is content/rejected.toml.
type Rejected struct {
	File *diag.File
	Pos  diag.Pos
	List []Rejection `toml:"rejected" doc:"suggestions that pes suggest must not make"`
}

// A Rejection is [[rejected]]: packages that need no event on an upgrade path, whatever inventories say.
type Rejection struct {
	Pos      diag.Pos
	Packages Texts `toml:"packages" doc:"packages that need no event" need:"true"`
	Path     Text  `toml:"path" kind:"path" doc:"the upgrade path, such as 8-9" need:"true"`
	Distros  Texts `toml:"distros" kind:"distro" doc:"the distributions that it is for" default:"all"`
	Why      Text  `toml:"why" doc:"the reason" need:"true"`
}

// Print writes one rejection.
func (r *Rejection) Print() string {
	var p printer
	p.header("[[rejected]]")
	p.keys(*r)
	return p.String()
}
