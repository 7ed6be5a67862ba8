// Package press compresses files that have parts in common. Each large part is compressed once, as a piece of a DEFLATE
// stream that ends at a whole byte, and every file that has it takes the result: nine archives of which each holds the
// same events cost as much as one.
//
//	p := press.New()
//	a := p.Archive([]press.File{{Path: "etc/motd", Pieces: [][]byte{text}}}, date)
//	os.WriteFile("motd.tar.gz", a.Bytes(), 0o644)
//
// [Press.Stream] makes the bytes that browsers expand with DecompressionStream("deflate-raw"), [Press.Archive] what tar
// unpacks. Nothing is compressed before it is asked for. A Press is used by one goroutine; what it returns by any.
package press

import (
	"slices"
	"sync"

	"github.com/klauspost/compress/flate"
)

// A Press knows what it has compressed.
type Press struct{ parts map[*byte]func() []byte }

// New makes a Press.
func New() *Press { return &Press{map[*byte]func() []byte{}} }

// shared is how many bytes a part has that is worth to be compressed on its own.
const shared = 8 << 10

// Stream is a raw DEFLATE stream (RFC 1951) of some pieces: a function that appends it to a buffer.
func (p *Press) Stream(pieces [][]byte) func([]byte) []byte {
	parts := p.press(pieces)
	return func(b []byte) []byte {
		for _, part := range parts {
			b = append(b, part()...)
		}
		return append(b, end...)
	}
}

// press are the parts of a stream: large pieces for themselves, the small ones between them together.
func (p *Press) press(pieces [][]byte) (parts []func() []byte) {
	var small [][]byte
	flush := func() {
		if len(small) > 0 {
			joined := small
			parts = append(parts, sync.OnceValue(func() []byte { return pressed(joined...) }))
			small = nil
		}
	}
	for _, piece := range pieces {
		if len(piece) < shared {
			small = append(small, piece)
			continue
		}
		flush()
		if p.parts[&piece[0]] == nil {
			p.parts[&piece[0]] = sync.OnceValue(func() []byte { return pressed(piece) })
		}
		parts = append(parts, p.parts[&piece[0]])
	}
	flush()
	return parts
}

// end is the last block of a DEFLATE stream, without anything in it (RFC 1951, section 3.2.4).
const end = "\x01\x00\x00\xff\xff"

// level is how much time is spent to compress: 2 ms for the events of a release.
const level = 5

// writers are used again: one has tables of half a megabyte.
var writers = sync.Pool{New: func() any {
	w, err := flate.NewWriter(nil, level)
	if err != nil {
		panic(err) // the level is one
	}
	return w
}}

// pressed is the part of a DEFLATE stream that holds some bytes. It ends at a whole byte, so that parts can stand
// behind each other.
func pressed(pieces ...[]byte) []byte {
	var out sink
	w := writers.Get().(*flate.Writer)
	defer writers.Put(w)
	w.Reset(&out)
	for _, piece := range pieces {
		w.Write(piece) // a sink takes everything
	}
	w.Flush()
	return slices.Clip(out)
}

// A sink takes what is written.
type sink []byte

func (s *sink) Write(b []byte) (int, error) {
	*s = append(*s, b...)
	return len(b), nil
}
