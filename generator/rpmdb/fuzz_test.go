package rpmdb

import (
	"bytes"
	"encoding/binary"
	"hash/adler32"
	"os"
	"testing"
)

// headers are those of the packages in the test data of rpmfile, as the rpm database keeps them.
func headers(t testing.TB) (out [][]byte) {
	t.Helper()
	for _, name := range []string{"signed.rpm", "unsigned.rpm"} {
		content, err := os.ReadFile("../rpmfile/testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		signature := content[96:]
		size := 16 + 16*binary.BigEndian.Uint32(signature[8:]) + binary.BigEndian.Uint32(signature[12:])
		main := signature[(size+7)&^7:]
		out = append(out, main[8:16+16*binary.BigEndian.Uint32(main[8:])+binary.BigEndian.Uint32(main[12:])])
	}
	return out
}

// ndbOf is a ndb of headers.
func ndbOf(headers [][]byte) []byte {
	le := binary.LittleEndian
	out := make([]byte, 4096)
	copy(out, "RpmP")
	out[12] = 1
	for at := 32; at < 4096; at += 16 {
		copy(out[at:], "Slot")
	}
	for i, header := range headers {
		number := uint32(i + 1)
		slot := out[32+16*i:]
		le.PutUint32(slot[4:], number)
		le.PutUint32(slot[8:], uint32(len(out)/16))
		blob := append([]byte("BlbS"), make([]byte, 12)...)
		le.PutUint32(blob[4:], number)
		le.PutUint32(blob[12:], uint32(len(header)))
		blob = append(blob, header...)
		blob = append(blob, make([]byte, (16-(len(blob)+12)%16)%16)...)
		blob = le.AppendUint32(blob, adler32.Checksum(blob))
		blob = append(le.AppendUint32(blob, uint32(len(header))), "BlbE"...)
		le.PutUint32(slot[12:], uint32(len(blob)/16))
		out = append(out, blob...)
	}
	return out
}

// berkeleyOf is a Berkeley DB of headers: a page about the file, one of items, those of the headers.
func berkeleyOf(headers [][]byte, order binary.AppendByteOrder) []byte {
	const size = 512
	put := order.(binary.ByteOrder)
	page := func(number, next uint32, used int, kind byte) []byte {
		p := make([]byte, size)
		put.PutUint32(p[8:], number)
		put.PutUint32(p[16:], next)
		put.PutUint16(p[22:], uint16(used))
		p[25] = kind
		return p
	}
	meta, items := page(0, 0, 0, 8), page(1, 0, 0, pageHash)
	out, end := []byte(nil), size
	for i, header := range headers {
		first := uint32(2 + len(out)/size)
		for rest := header; len(rest) > 0; {
			n := min(len(rest), size-pageHead)
			number, next := uint32(2+len(out)/size), uint32(0)
			if n < len(rest) {
				next = number + 1
			}
			p := page(number, next, n, pageOverflow)
			copy(p[pageHead:], rest[:n])
			out, rest = append(out, p...), rest[n:]
		}
		key := order.AppendUint32([]byte{itemInline}, uint32(i+1))
		value := order.AppendUint32(order.AppendUint32([]byte{itemOverflow, 0, 0, 0}, first), uint32(len(header)))
		for j, item := range [][]byte{key, value} {
			end -= len(item)
			copy(items[end:], item)
			put.PutUint16(items[pageHead+2*(2*i+j):], uint16(end))
		}
	}
	put.PutUint16(items[20:], uint16(2*len(headers)))
	put.PutUint16(items[22:], uint16(end))
	for at, value := range map[int]uint32{12: hashMagic, 16: 9, 20: size, 32: uint32(1 + len(out)/size),
		88: uint32(len(headers))} {
		put.PutUint32(meta[at:], value)
	}
	return append(append(meta, items...), out...)
}

// Databases made by hand are read, in either order of bytes.
func TestMade(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ file, content string }{
		"ndb":           {"Packages.db", string(ndbOf(headers(t)))},
		"little endian": {"Packages", string(berkeleyOf(headers(t), binary.LittleEndian))},
		"big endian":    {"Packages", string(berkeleyOf(headers(t), binary.BigEndian))},
	} {
		db, err := Read(with(c.file, []byte(c.content)))
		if err != nil || len(db.Packages) != 2 || db.Packages[0].Name != "vendor-release" {
			t.Errorf("%s: %v %v", name, db, err)
		}
	}
}

// Whatever the bytes are, the end is an error or packages, soon.
func FuzzRead(f *testing.F) {
	f.Add(ndbOf(headers(f)))
	f.Add(berkeleyOf(headers(f), binary.LittleEndian))
	f.Add(berkeleyOf(headers(f), binary.BigEndian))
	f.Fuzz(func(t *testing.T, content []byte) {
		for _, read := range []func(*collector) error{
			func(c *collector) error { return readNDB(bytes.NewReader(content), int64(len(content)), c.add) },
			func(c *collector) error { return readBerkeley(bytes.NewReader(content), int64(len(content)), c.add) },
		} {
			var c collector
			if err := read(&c); err != nil && err.Error() == "" {
				t.Error("an error says nothing")
			}
			c.sorted()
		}
	})
}
