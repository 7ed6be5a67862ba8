// Package upstream reads and prints the layer of upstream's events: files that pes sync upstream writes and nobody
// edits.
//
// A layer is the events of upstream's pes-events.json, a line each, in files by the major release that an upgrade leads
// to. [Print] makes the files and [Parse] reads one of them; see the example. Events that share a release, an initial
// release and an action stand below one header:
//
//	[split 7.7 8.0]
//	ntp@base > chrony@BaseOS ntpstat@AppStream #23
//
// A package is written as in sources, name@repository/module:stream. The repository is upstream's PES ID: where that
// begins with rhel and the release it is expected in, it is written without; else "=" and the whole PES ID. A move to
// another repository names that alone (> @BaseOS). Then come the architectures, where they are not all, the map of
// module streams, where it does more than lead from none to none, and the id that upstream gave the event.
package upstream

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"pes/generator/model"
)

// Folder is where the files of a layer are in a project.
const Folder = model.UpstreamFolder

// FileName is the name, in Folder, of the file with the events to a major release.
func FileName(major int) string { return "el" + strconv.Itoa(major) + ".events" }

// brand is what upstream's PES IDs begin with.
const brand = "rhel"

// noRelease is what is written for the initial release of an event that has none.
const noRelease = "-"

// pesid is the PES ID that a written repository means in a major release.
func pesid(written string, major int) string {
	if whole, ok := strings.CutPrefix(written, "="); ok {
		return whole
	}
	return brand + strconv.Itoa(major) + "-" + written
}

// short is how a PES ID is written in a set of packages of a major release.
func short(pesid string, major int) string {
	rest, ok := strings.CutPrefix(pesid, brand+strconv.Itoa(major)+"-")
	if !ok || rest == "" || strings.HasPrefix(rest, "=") {
		return "=" + pesid
	}
	return rest
}

// Compare orders events as a layer has them: by release, initial release, action, packages, then id.
func Compare(a, b *model.Event) int {
	return cmp.Or(a.To.Compare(b.To), a.From.Compare(b.From), cmp.Compare(a.Action, b.Action),
		slices.CompareFunc(a.In, b.In, model.Package.Compare), slices.CompareFunc(a.Out, b.Out, model.Package.Compare),
		cmp.Compare(a.ID, b.ID))
}

// What a word of a line begins with that is no package.
const (
	becomes   = ">" // the whole word
	isID      = "#"
	isArches  = "arches="
	isStreams = "streams="
)

// ValidPackage reports whether a name can stand in a line, where nothing else is written like it.
func ValidPackage(name string) bool {
	for _, other := range []string{isID, "[", isArches, isStreams} {
		if strings.HasPrefix(name, other) {
			return false
		}
	}
	return model.ValidName(name) && name != becomes
}

// ValidStream reports whether a module stream can stand in a line, where a sign divides its name and another one the
// two of a map.
func ValidStream(s model.Stream) bool {
	return s.IsZero() || model.ValidWord(s.Module) && model.ValidWord(s.Stream) &&
		!strings.ContainsAny(s.Module, ":=") && !strings.Contains(s.Stream, "=")
}
