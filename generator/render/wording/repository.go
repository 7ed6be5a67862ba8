package wording

import (
	"fmt"
	"slices"
	"strings"

	"pes/generator/english"
	"pes/generator/model"
)

// A Section is a repository as dnf reads it.
type Section struct {
	Repoid, Name string
	Lines        [][2]string // what else it says
	Keys         []string
}

// Sections are repositories of a .repo file.
func Sections(all []model.Section) (out []Section) {
	for _, x := range all {
		s := Section{Repoid: x.Repoid}
		for _, o := range x.Options {
			if o.Key == "name" {
				s.Name = o.Value
			} else {
				s.Lines = append(s.Lines, [2]string{o.Key, o.Value})
			}
		}
		for _, k := range x.Keys {
			text := k.File + k.URL // one of the two
			for _, f := range k.Fingerprints {
				text += ", fingerprint " + spaced(f)
			}
			s.Keys = append(s.Keys, text)
		}
		out = append(out, s)
	}
	return out
}

// AddSection adds a repository to those that say something else.
func AddSection(list []Section, x Section) []Section {
	if slices.ContainsFunc(list, func(o Section) bool { return fmt.Sprint(o) == fmt.Sprint(x) }) {
		return list
	}
	return append(list, x)
}

// A Key is a key file with what is in it.
type Key struct {
	Name   string
	Public []PublicKey
}

// A PublicKey is a key or a subkey of a file.
type PublicKey struct {
	Fingerprint, ID, Created, Expires string
	Subkey, Signs                     bool
}

// Keys are key files with what is in them.
func Keys(all []model.Key) (out []Key) {
	for _, k := range all {
		x := Key{Name: k.Name}
		for _, p := range k.Public {
			x.Public = append(x.Public, PublicKey{Fingerprint: spaced(p.Fingerprint), ID: p.ID, Created: Day(p.Created),
				Expires: Day(p.Expires), Subkey: p.Subkey, Signs: p.Signs})
		}
		out = append(out, x)
	}
	return out
}

// spaced is a fingerprint as people compare it: in groups of four.
func spaced(s string) string {
	var groups []string
	for g := range slices.Chunk([]byte(strings.ToUpper(s)), 4) {
		groups = append(groups, string(g))
	}
	return strings.Join(groups, " ")
}

// Entries say which repositories a family has: those that differ by architecture alone on one line.
func Entries(entries []model.Entry) (out []string) {
	type line struct {
		text   string
		arches []string
	}
	var lines []line
	for _, e := range entries {
		text := fmt.Sprintf("%s in EL %d", e.Repoid, e.Major)
		for _, w := range []string{e.Channel, e.Type, e.RHUI} {
			if w != "" && w != "ga" && w != "rpm" {
				text += ", " + w
			}
		}
		i := slices.IndexFunc(lines, func(l line) bool { return l.text == text })
		if i < 0 {
			i, lines = len(lines), append(lines, line{text: text})
		}
		if !slices.Contains(lines[i].arches, e.Arch) {
			lines[i].arches = append(lines[i].arches, e.Arch)
		}
	}
	for _, l := range lines {
		out = append(out, l.text+": "+english.And(l.arches))
	}
	return out
}
