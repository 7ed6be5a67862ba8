package leapp

import (
	"slices"

	"pes/generator/diag"
	"pes/generator/english"
)

// A shape says which keys the objects at one place of a published file have. Readers of keys ignore all others, so that
// a misspelt key loses what stands under it.
type shape struct {
	what  string   // what an object is, for messages
	keys  []string // that are read
	aside []string // that only people and tools read
}

// The keys of maps (Leapp guide 6).
var (
	mapKeys = shape{"the map", []string{"version_format", "provided_data_streams", "mapping", "repositories"},
		[]string{"datetime", "timestamp", "legal_notice", "description", "comment", "_comment", "$schema"}}
	mappingKeys = shape{"a mapping",
		[]string{"source_major_version", "target_major_version", "entries"}, describing}
	ruleKeys   = shape{"an entry of a mapping", []string{"source", "target"}, describing}
	familyKeys = shape{"a PES ID", []string{"pesid", "entries"}, describing}
	entryKeys  = shape{"a repository",
		[]string{"repoid", "major_version", "arch", "channel", "repo_type", "rhui", "distro"}, describing}
)

// The keys of files with events, and of the parts of an event (Leapp guide 3).
var (
	eventsKeys = shape{"the file", []string{"packageinfo", "provided_data_streams"},
		[]string{"legal_notice", "timestamp", "datetime", "description", "comment", "_comment", "$schema", "version"}}
	setKeys     = shape{"a set of packages", []string{"package", "packages"}, []string{"set_id"}}
	releaseKeys = shape{"a release", []string{"major_version", "minor_version"},
		[]string{"os_name", "tag", "z_stream", "checked", "modified"}}
	streamMapKeys = shape{"a pair of module streams", []string{"in_modulestream", "out_modulestream"}, nil}
	streamKeys    = shape{"a module stream", []string{"name", "stream"}, []string{"id"}}
)

// The keys of overlays, which tools of leapp-data read.
var (
	overlayKeys = shape{"the overlay", []string{"os_names", "repository_replacing", "removable_repositories",
		"package_replacing", "removable_packages", "additional_actions"}, append([]string{"dist_name"}, describing...)}
	osNameKeys  = shape{"a name of a system", []string{"major_version", "os_name"}, nil}
	sidesKeys   = shape{"a replacement", []string{"in_packageset", "out_packageset"}, nil}
	renameKeys  = shape{"a package that is renamed", []string{"name", "to", "initial_release", "target_release"}, nil}
	removalKeys = shape{"a package whose events are dropped",
		[]string{"name", "initial_release", "target_release"}, nil}
)

var describing = []string{"description", "comment", "_comment", "name"}

// A keyReader collects the keys that nobody reads, each with all places where it stands.
type keyReader struct {
	list  *diag.List
	found map[unreadKey][]diag.Pos
	order []unreadKey

	missing int // how many keys were reported as missing
}

type unreadKey struct{ what, name, near string }

// unread finds the keys of an object that are not of its shape.
func (r *keyReader) unread(v *value, s *shape) {
	if v == nil {
		return
	}
	var absent []string // keys that may have been meant
	for i := range v.members {
		m := &v.members[i]
		if slices.Contains(s.keys, m.name) || slices.Contains(s.aside, m.name) || len(r.order) == maxKeys {
			continue
		}
		if absent == nil {
			absent = slices.DeleteFunc(slices.Clone(s.keys), func(key string) bool { return v.get(key) != nil })
		}
		if r.found == nil {
			r.found = map[unreadKey][]diag.Pos{}
		}
		k := unreadKey{s.what, m.name, diag.Near(m.name, absent)}
		if r.found[k] == nil {
			r.order = append(r.order, k)
		}
		r.found[k] = append(r.found[k], m.pos)
	}
}

// needs reports the keys of an object that are missing; then is what follows from it.
func (r *keyReader) needs(v *value, s *shape, then string) {
	for _, key := range s.keys {
		if v.get(key) == nil && r.missing < maxKeys {
			r.missing++
			r.list.Warnf(v.pos, "ignored-key", "%s has no %s: %s", s.what, key, then)
		}
	}
}

// report adds what was found to the list: each key once for the file, at the first place, with the others as notes.
func (r *keyReader) report() {
	for _, k := range r.order {
		places := r.found[k]
		d := diag.Diagnostic{Pos: places[0], Severity: diag.Warning, Rule: "ignored-key", Suggestion: k.near,
			Message: "nothing reads " + diag.Printable(k.name) + " of " + k.what + ": its content is lost"}
		if n := len(places) - 1; n > 0 {
			d.Message += ", here and in " + english.Count(n, "more place")
		}
		for _, p := range places[1:min(len(places), maxPlaces)] {
			d.Notes = append(d.Notes, diag.Note{Pos: p, Text: "here too"})
		}
		r.list.Add(d)
	}
}

const (
	maxPlaces = 100 // places of one key that are listed
	maxKeys   = 20  // keys of a file that are told: what is made of nothing else is no such file
)
