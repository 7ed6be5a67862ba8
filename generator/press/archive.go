package press

import (
	"archive/tar"
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"pes/generator/par"
)

// A File is one of an archive, or an empty folder where Path ends in a slash. Its bytes may be in pieces that other
// files share.
type File struct {
	Path   string
	Pieces [][]byte
}

// An Archive is a .tar.gz: everything in it belongs to root and has one date, folders come before what is in them.
type Archive struct {
	parts []func() []byte
	tail  func() []byte
}

// Archive makes an archive of files, in their order.
func (p *Press) Archive(files []File, date time.Time) *Archive {
	var pieces [][]byte
	made := map[string]bool{}
	for _, f := range files {
		for _, dir := range folders(f.Path) {
			if !made[dir] {
				made[dir] = true
				pieces = append(pieces, header(dir+"/", tar.TypeDir, 0, date))
			}
		}
		if strings.HasSuffix(f.Path, "/") {
			continue
		}
		size := 0
		for _, piece := range f.Pieces {
			size += len(piece)
		}
		pieces = append(append(pieces, header(f.Path, tar.TypeReg, size, date)), f.Pieces...)
		if rest := size % block; rest > 0 {
			pieces = append(pieces, make([]byte, block-rest))
		}
	}
	pieces = append(pieces, make([]byte, 2*block)) // the end of an archive
	return &Archive{p.press(pieces), sync.OnceValue(func() []byte { return tail(pieces) })}
}

// block is the unit of tar.
const block = 512

// header is what stands before a file in an archive.
func header(name string, kind byte, size int, date time.Time) []byte {
	h := tar.Header{Name: name, Typeflag: kind, Mode: 0o644, Size: int64(size), ModTime: date.Truncate(time.Second),
		Format: tar.FormatUSTAR, Uname: "root", Gname: "root"}
	if kind == tar.TypeDir {
		h.Mode = 0o755
	}
	var b bytes.Buffer
	if err := tar.NewWriter(&b).WriteHeader(&h); err != nil {
		b.Reset() // names of more than 100 bytes, or in other scripts, need a newer format
		h.Format = tar.FormatPAX
		if err := tar.NewWriter(&b).WriteHeader(&h); err != nil {
			panic(err) // names have no NUL, as files have them
		}
	}
	return b.Bytes()
}

// folders are those above a path, and itself when it is a folder, the outermost first.
func folders(name string) (out []string) {
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) { // of "a/b/" it is "a/b"
		out = append(out, dir)
	}
	slices.Reverse(out)
	return out
}

// head begins a gzip file without a name or a time (RFC 1952, section 2.3).
const head = "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"

// tail ends a gzip file: the checksum and the number of the bytes in it.
func tail(pieces [][]byte) []byte {
	sum, size := uint32(0), uint32(0)
	for _, piece := range pieces {
		sum, size = crc32.Update(sum, crc32.IEEETable, piece), size+uint32(len(piece))
	}
	b := binary.LittleEndian.AppendUint32([]byte(end), sum)
	return binary.LittleEndian.AppendUint32(b, size)
}

// Compress compresses what is not compressed yet, with several processors.
func (a *Archive) Compress(jobs int) {
	par.Map(jobs, len(a.parts)+1, func(i int) (none struct{}) {
		if i == len(a.parts) {
			a.tail()
		} else {
			a.parts[i]()
		}
		return none
	})
}

// Pieces are the bytes of the archive, one slice after the other. Other archives share them.
func (a *Archive) Pieces() [][]byte {
	out := [][]byte{[]byte(head)}
	for _, part := range a.parts {
		out = append(out, part())
	}
	return append(out, a.tail())
}

// Bytes are those of the archive.
func (a *Archive) Bytes() []byte { return slices.Concat(a.Pieces()...) }
