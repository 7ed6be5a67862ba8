// Package unpack opens what is compressed with gzip, xz, zstd or bzip2, told by the bytes it begins with ([Reader]).
package unpack

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/therootcompany/xz"
)

// maxWindow is how far back compressed data may refer, which is memory that a decompressor needs: what the strongest
// level of xz does, and more than createrepo_c does.
const maxWindow = 64 << 20

// Reader reads what r holds when it is unpacked. What is not compressed in one of these ways is read as it is. A
// reader of few bytes can stand for many: whoever reads it limits how many.
func Reader(r io.Reader) (io.ReadCloser, error) {
	b := bufio.NewReaderSize(r, 64<<10)
	magic, err := b.Peek(6)
	if err != nil && err != io.EOF {
		return nil, err
	}
	begins := func(s string) bool { return bytes.HasPrefix(magic, []byte(s)) }
	switch {
	case begins("\x1f\x8b"):
		return gzip.NewReader(b)
	case begins("\x28\xb5\x2f\xfd"):
		d, err := zstd.NewReader(b, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
			zstd.WithDecoderMaxWindow(maxWindow))
		if err != nil {
			return nil, err
		}
		return d.IOReadCloser(), nil
	case begins("\xfd7zXZ\x00"):
		d, err := xz.NewReader(b, maxWindow)
		return io.NopCloser(d), err
	case begins("BZh"):
		return io.NopCloser(bzip2.NewReader(b)), nil
	}
	return io.NopCloser(b), nil
}
