package succession

import (
	"strconv"
	"strings"

	"pes/generator/english"
	"pes/generator/list"
	"pes/generator/model"
)

// String says since when a package is gone, and what is in its place: "gone since 8; chrony goes on in its place".
func (g *Gone) String() string {
	if len(g.Successors) == 0 {
		return "gone " + g.Words("") + NoSuccessor
	}
	return "gone " + g.Words("") + "; " + english.And(g.Successors) + g.GoOn()
}

// GoOn are the words behind the names of the successors.
func (g *Gone) GoOn() string {
	if len(g.Successors) == 1 {
		return " goes on in its place"
	}
	return " go on in its place"
}

// NoSuccessor are the words where nothing goes on.
const NoSuccessor = ", and nothing is in its place"

// Words say since when a package is gone, and for what: "since 8 on x86_64". vendor is what people call the vendor.
func (g *Gone) Words(vendor string) string {
	var b strings.Builder
	b.WriteString("since " + strconv.Itoa(g.Since))
	if len(g.Streams) > 0 {
		b.WriteString(" in " + english.And(list.Map(g.Streams, model.Stream.String)))
	}
	if len(g.Arches) > 0 {
		b.WriteString(" on " + english.And(g.Arches))
	}
	if g.Vendor != "" {
		if vendor == "" {
			vendor = g.Vendor
		}
		b.WriteString(" where the repositories of " + vendor + " are in use")
	}
	return b.String()
}

// Unnamed says what becomes of a package that no event names and that is not gone; later is what [Index.Later] says.
func Unnamed(later int) string {
	if later > 0 {
		return "an event brings it with " + strconv.Itoa(later)
	}
	return "dnf upgrades it where the new release has it"
}
