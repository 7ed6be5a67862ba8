package compile

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"strings"

	"pes/generator/model"
)

// identity is what an id is made of: action, releases, architectures, streams and packages with roles. Distributions and
// prose take no part, so the id is the same everywhere and stays while the event stays.
func (e *neutral) identity() string {
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
	write("action", e.action.String())
	write("from", e.fromSystem, e.from.String())
	write("to", e.to.String())
	write("arches", e.arches...)
	sets := func(key string, set []neutralPackage) {
		lines := make([]string, 0, len(set))
		for _, p := range set {
			lines = append(lines, p.name+"@"+p.repoKey()+"/"+joinStreams(p.streams))
		}
		slices.Sort(lines)
		write(key, lines...)
	}
	sets("in", e.in)
	sets("out", e.out)
	for _, m := range e.streams {
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
