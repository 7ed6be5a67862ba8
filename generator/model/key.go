package model

import (
	"slices"
	"strings"
	"time"

	"pes/generator/diag"
	"pes/generator/list"
)

// A Key is a file with OpenPGP keys, shipped under its name.
type Key struct {
	File
	Public []PublicKey // the primary keys and subkeys in it
	Pos    diag.Pos
}

// A PublicKey is one OpenPGP key of a file.
type PublicKey struct {
	ID          string // 16 hexadecimal digits, lower case, as in .sigs
	Fingerprint string // 40 digits or more, lower case
	Created     time.Time
	Expires     time.Time // zero: never
	Signs       bool      // it may sign packages
	Subkey      bool      // of the primary key before it
}

// Expired reports whether the key is no longer valid; never where now is not known.
func (p PublicKey) Expired(now time.Time) bool {
	return !p.Expires.IsZero() && !now.IsZero() && !p.Expires.After(now)
}

// Certificates are the primary keys, each with its subkeys behind it.
func Certificates(public []PublicKey) (out [][]PublicKey) {
	for len(public) > 0 {
		n := 1 + slices.IndexFunc(public[1:], func(p PublicKey) bool { return !p.Subkey })
		if n == 0 {
			n = len(public)
		}
		out, public = append(out, public[:n]), public[n:]
	}
	return out
}

// Signers are the keys of a certificate that may sign packages: the primary key first, where it may, then its subkeys.
// Where the primary key is no longer valid, none is.
func Signers(certificate []PublicKey, now time.Time) []PublicKey {
	if certificate[0].Expired(now) {
		return nil
	}
	return list.Select(certificate, func(p PublicKey) bool { return p.Signs && !p.Expired(now) })
}

// UsualSigners are those of Signers that sign unless something else is known: the primary key, else the subkeys.
func UsualSigners(certificate []PublicKey, now time.Time) []PublicKey {
	all := Signers(certificate, now)
	if len(all) > 0 && !all[0].Subkey {
		return all[:1]
	}
	return all
}

// CheckedKeys are the keys that packages of the section are checked against: none where they are not checked.
func (s *Section) CheckedKeys() []KeyRef {
	if check, _ := s.Get("gpgcheck"); check == "0" {
		return nil
	}
	return s.Keys
}

// AbsentKeys are the keys that sections name and nobody ships: addresses that the upgrade fetches, and files that the
// machine must have.
func AbsentKeys(sections []Section) (fetched, onHost []KeyRef) {
	for i := range sections {
		for _, k := range sections[i].CheckedKeys() {
			same := func(o KeyRef) bool { return o.URL == k.URL }
			switch {
			case k.URL == "" || strings.HasPrefix(k.URL, "file:///etc/leapp/"):
			case strings.HasPrefix(k.URL, "file:"):
				if !slices.ContainsFunc(onHost, same) {
					onHost = append(onHost, k)
				}
			case !slices.ContainsFunc(fetched, same):
				fetched = append(fetched, k)
			}
		}
	}
	return fetched, onHost
}

// Name is the last part of the address of a key, or the name of its file.
func (k *KeyRef) Name() string { return k.File + k.URL[strings.LastIndexByte(k.URL, '/')+1:] }
