package repodata

import (
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"strings"

	"pes/generator/diag"
	"pes/generator/unpack"
)

// How large files may be: several times what the largest repositories have.
const (
	MaxPacked = 256 << 20
	MaxOpen   = 1 << 30
)

var hashes = map[string]func() hash.Hash{"sha256": sha256.New, "sha384": sha512.New384, "sha512": sha512.New}

func (c Checksum) check() error {
	newHash := hashes[c.Type]
	if newHash == nil {
		return fmt.Errorf("checksum is of type %q: only sha256, sha384 and sha512 are believed", c.Type)
	}
	if sum, err := hex.DecodeString(c.Value); err != nil || len(sum) != newHash().Size() {
		return fmt.Errorf("checksum %q is not a %s", c.Value, c.Type)
	}
	return nil
}

// measured reads from another reader, counts and sums what it reads, and stops with an error after so many bytes.
type measured struct {
	from io.Reader
	sum  hash.Hash
	n    int64
	max  int64
	what string // what is too large then
}

func measure(from io.Reader, size, most int64, sum Checksum, what string) *measured {
	m := &measured{from: from, max: most, what: fmt.Sprintf("%s more than the %d bytes that are read", what, most)}
	if size >= 0 && size <= most {
		m.max, m.what = size, fmt.Sprintf("%s more than the %d bytes that repomd.xml names", what, size)
	}
	if sum != (Checksum{}) {
		m.sum = hashes[sum.Type]()
	}
	return m
}

func (m *measured) Read(p []byte) (int, error) {
	if m.n > m.max {
		return 0, errors.New(m.what)
	}
	if room := m.max + 1 - m.n; int64(len(p)) > room {
		p = p[:room]
	}
	n, err := m.from.Read(p)
	m.n += int64(n)
	if m.sum != nil {
		m.sum.Write(p[:n])
	}
	if m.n > m.max {
		return n, errors.New(m.what)
	}
	return n, err
}

// differs says how what was read is not what repomd.xml says.
func (m *measured) differs(what string, size int64, sum Checksum) error {
	if size >= 0 && m.n != size {
		return fmt.Errorf("%s %d bytes; repomd.xml names %d", what, m.n, size)
	}
	if m.sum == nil {
		return nil
	}
	if got := hex.EncodeToString(m.sum.Sum(nil)); !strings.EqualFold(got, sum.Value) {
		return fmt.Errorf("%s the %s %s; repomd.xml names %s", what, sum.Type, got, sum.Value)
	}
	return nil
}

// Read unpacks what the file holds, by the bytes it begins with, and hands it to a function. It is an error if the
// file is not the one that repomd.xml names; the error of the function counts only otherwise.
func (f File) Read(packed io.Reader, read func(open io.Reader) error) error {
	if err := f.read(packed, read); err != nil {
		return fmt.Errorf("%s: %w", diag.Printable(f.Href), err)
	}
	return nil
}

func (f File) read(packed io.Reader, read func(open io.Reader) error) error {
	if err := f.check(); err != nil {
		return err
	}
	outer := measure(packed, f.Size, MaxPacked, f.Sum, "it has")
	failed := f.unpack(outer, read)
	if _, err := io.Copy(io.Discard, outer); err != nil {
		if failed == nil {
			failed = err
		}
		return failed
	}
	if err := outer.differs("it has", f.Size, f.Sum); err != nil {
		return err
	}
	return failed
}

// unpack reads the whole file; behind what the function reads of it, too.
func (f File) unpack(outer io.Reader, read func(open io.Reader) error) error {
	open, err := unpack.Reader(outer)
	if err != nil {
		return err
	}
	defer open.Close()
	inner := measure(open, f.OpenSize, MaxOpen, f.OpenSum, "it unpacks to")
	if err := read(inner); err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, inner); err != nil {
		return err
	}
	return inner.differs("it unpacks to", f.OpenSize, f.OpenSum)
}
