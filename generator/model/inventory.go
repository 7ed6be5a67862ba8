package model

import (
	"strings"
	"time"

	"pes/generator/diag"
)

// An Inventory is what one repository of a major release of a distribution, or of a vendor, has.
type Inventory struct {
	Distro   string // folder; "" of a vendor
	Vendor   string // folder; "" of a distribution
	Major    int
	Role     string // or the vendor's name of the repository
	PESID    string // of the repository that upgrades lead to; "" where none do
	Source   string // its PES ID on systems that are upgraded; "" where none are
	Release  Release
	Day      time.Time // that it is of; zero if it is not said
	Complete bool      // what it lacks is not there
	Arches   []string
	Repomd   []Repomd // the metadata it was made of, by architecture
	Like     string   // the distribution whose file it refers to
	Streams  []InventoryStream
	Packages []*Available // by name, then stream
	File     *diag.File   // nil: it was made just now
}

// Is reports whether an inventory is of the repository that has a PES ID, after an upgrade or before it.
func (inv *Inventory) Is(pesid string) bool {
	return pesid != "" && (pesid == inv.PESID || pesid == inv.Source)
}

// EveryDistro is the folder of the inventories that stand in for those which distributions do not have.
const EveryDistro = "el"

// IsShared reports whether an inventory stands in for one that the distribution does not have.
func (inv *Inventory) IsShared() bool {
	return inv.File != nil && strings.HasPrefix(inv.File.Name, "content/inventory/"+EveryDistro+"/")
}

// A Repomd is the SHA-256 of repomd.xml on an architecture.
type Repomd struct{ Arch, SHA256 string }

// An InventoryStream is a module stream of a repository.
type InventoryStream struct {
	Stream
	Default bool // machines have it that chose none
}

// An Available is a package that a repository has: the newest of its name in a stream.
type Available struct {
	Name   string
	EVR    string // [epoch:]version-release; without release, or "", where it is not known
	Source string // package that it is built from
	Stream Stream
	Arches []string // nil: all of the inventory
	// Hints: names that it has besides its own, that it takes the place of, its sonames, its commands, and the packages
	// that it requires. They need not be all.
	Provides, Obsoletes, Libraries, Commands, Needs []string
	Pos                                             diag.Pos
}
