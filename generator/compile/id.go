package compile

import (
	"slices"
	"strings"

	"pes/generator/digest"
	"pes/generator/list"
	"pes/generator/model"
)

// ID computes the id of an event, a positive number of 48 bits. It does not depend on distributions or on texts for
// readers, so it is the same in every distribution: the repository of a package is its role, or "=" and a PES ID, and
// arches is empty if the architectures are those of the distribution. System is that of the initial release, if the
// event names it.
func ID(e *model.Event, system string) uint64 { return digest.Number([]byte(identity(e, system))) }

// identity returns the text whose hash is the id of an event.
func identity(e *model.Event, system string) string {
	var b strings.Builder
	write := func(key string, values ...string) {
		b.WriteString(key)
		for _, v := range values {
			b.WriteByte(' ')
			b.WriteString(v)
		}
		b.WriteByte('\n')
	}
	write("vendor", e.Vendor)
	write("action", e.Action.String())
	write("from", system, e.From.String())
	write("to", e.To.String())
	write("arches", e.Arches...)
	sets := func(key string, set []model.Package) {
		write(key, slices.Sorted(slices.Values(list.Map(set, func(p model.Package) string {
			return p.Name + "@" + p.Repo + "/" + strings.Join(list.Map(p.Streams, model.Stream.String), ",")
		})))...)
	}
	sets("in", e.In)
	sets("out", e.Out)
	for _, m := range e.Streams {
		write("stream", m.In.String(), m.Out.String())
	}
	return b.String()
}
