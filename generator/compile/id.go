package compile

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"strings"

	"pes/generator/model"
)

// An Identity is what the id of an event is made of. Distributions and prose take no part, so the id is the same
// everywhere and stays while the event stays. The repository of a package is its role, or "=" and a PES ID.
type Identity struct {
	Vendor   string
	Action   model.Action
	From, To model.Release
	System   string   // of the initial release, where the event names it
	Arches   []string // sorted; nil where they are those of the distribution
	In, Out  []model.Package
	Streams  []model.StreamMap // sorted
}

// ID is a positive number of 48 bits.
func (i *Identity) ID() uint64 { return hash48(i.text()) }

func (i *Identity) text() string {
	var b strings.Builder
	write := func(key string, values ...string) {
		b.WriteString(key)
		for _, v := range values {
			b.WriteByte(' ')
			b.WriteString(v)
		}
		b.WriteByte('\n')
	}
	write("vendor", i.Vendor)
	write("action", i.Action.String())
	write("from", i.System, i.From.String())
	write("to", i.To.String())
	write("arches", i.Arches...)
	sets := func(key string, set []model.Package) {
		lines := make([]string, 0, len(set))
		for _, p := range set {
			lines = append(lines, p.Name+"@"+p.Repo+"/"+joinStreams(p.Streams))
		}
		slices.Sort(lines)
		write(key, lines...)
	}
	sets("in", i.In)
	sets("out", i.Out)
	for _, m := range i.Streams {
		write("stream", m.In.String(), m.Out.String())
	}
	return b.String()
}

func joinStreams(streams []model.Stream) string {
	words := make([]string, 0, len(streams))
	for _, s := range streams {
		words = append(words, s.String())
	}
	return strings.Join(words, ",")
}

// hash48 is a positive number of 48 bits.
func hash48(s string) uint64 {
	sum := sha256.Sum256([]byte(s))
	n := binary.BigEndian.Uint64(sum[:8]) >> 16
	return max(n, 1)
}
