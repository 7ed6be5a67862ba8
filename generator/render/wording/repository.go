package wording

import (
	"fmt"
	"slices"
	"strings"

	"pes/generator/english"
	"pes/generator/list"
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
func AddSection(sections []Section, x Section) []Section {
	list.FindOrAdd(&sections, x, func(o Section) bool { return fmt.Sprint(o) == fmt.Sprint(x) })
	return sections
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
func Keys(all []model.Key) []Key {
	return list.Map(all, func(k model.Key) Key {
		return Key{k.Name, list.Map(k.Public, func(p model.PublicKey) PublicKey {
			return PublicKey{Fingerprint: spaced(p.Fingerprint), ID: p.ID, Created: Day(p.Created),
				Expires: Day(p.Expires), Subkey: p.Subkey, Signs: p.Signs}
		})}
	})
}

// spaced returns a fingerprint in groups of four, for comparison by eye.
func spaced(s string) string {
	var groups []string
	for g := range slices.Chunk([]byte(strings.ToUpper(s)), 4) {
		groups = append(groups, string(g))
	}
	return strings.Join(groups, " ")
}

// Entries say which repositories a family has: those that differ by architecture alone on one line.
func Entries(entries []model.Entry) []string {
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
		l := list.FindOrAdd(&lines, line{text: text}, func(l line) bool { return l.text == text })
		l.arches = list.AppendNew(l.arches, e.Arch)
	}
	return list.Map(lines, func(l line) string { return l.text + ": " + english.And(l.arches) })
}
