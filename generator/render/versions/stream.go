package versions

import (
	"cmp"
	"slices"
	"strings"

	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/rpmver"
)

// A Stream is a module stream in those who have the same of it.
type Stream struct {
	model.InventoryStream
	Names   []string // of the packages it contains
	Holders []*Holder
}

// Streams are the module streams of a major release.
func (m *Major) Streams() (out []Stream) {
	for _, h := range slices.Concat(m.Distros, m.Vendors) {
		for _, x := range h.Streams() {
			names := slices.Compact(list.Map(x.Packages, func(a *model.Available) string { return a.Name }))
			s := list.FindOrAdd(&out, Stream{InventoryStream: x.InventoryStream, Names: names}, func(o Stream) bool {
				return o.InventoryStream == x.InventoryStream && slices.Equal(o.Names, names)
			})
			s.Holders = append(s.Holders, h)
		}
	}
	list.Sort(out, func(a, b Stream) int { return CompareStreams(a.Stream, b.Stream) })
	return out
}

// CompareStreams puts module streams in order: 9.6 before 12.
func CompareStreams(a, b model.Stream) int {
	return cmp.Or(strings.Compare(a.Module, b.Module), rpmver.Compare(a.Stream, b.Stream))
}
