package upgrade

import (
	"slices"
	"strings"

	"pes/generator/model"
)

// A Machine is what is upgraded.
type Machine struct {
	Arch           string
	Source, Target model.Release
	SourceOS       string // ID of /etc/os-release before and after; read from 0.23 on
	TargetOS       string
	Installed      []Package      // of two of one name and stream the first counts
	Enabled        []string       // repoids
	Modules        []model.Stream // enabled
	Install        []string       // the lists of /etc/leapp/transaction
	Remove         []string
	Keep           []string
	Cloud          string // RHUI provider
	Channel        string // the channel asked for, "" for the one the system has
}

// A Package is installed.
type Package struct {
	Name   string
	Repoid string
	Stream model.Stream
	// Signature is what rpm prints for it, such as "RSA/SHA256, Tue 04 May 2021, Key ID 24c6a8a7f4a80eb5", or "(none)".
	// Empty means a key of the distribution. Leapp sees packages that the distribution or an active vendor signed.
	Signature string
}

// ID is the package as events know it.
func (p Package) ID() model.PackageID { return model.PackageID{Name: p.Name, Stream: p.Stream} }

// signed reports whether Leapp counts a package as signed: a line of a .sigs is in the signature (Leapp guide 7).
func signed(p *Package, keys []model.Signature) bool {
	if p.Signature == "" || p.Name == "gpg-pubkey" || strings.HasPrefix(p.Name, "katello-ca-consumer") ||
		strings.HasPrefix(p.Name, "cpanel-") {
		return true
	}
	return slices.ContainsFunc(keys, func(line model.Signature) bool {
		return line.ID != "" && strings.Contains(p.Signature, line.ID)
	})
}

// sorted lists a set in order; never nil.
func sorted(set map[string]bool) []string { return without(set, nil) }

// without lists what of a set is not in another one, in order; never nil.
func without(set, other map[string]bool) []string {
	out := []string{}
	for name := range set {
		if !other[name] {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

func setOf(list []string) map[string]bool {
	set := make(map[string]bool, len(list))
	for _, s := range list {
		set[s] = true
	}
	return set
}
