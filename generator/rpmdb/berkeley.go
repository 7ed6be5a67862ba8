package rpmdb

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// What Berkeley DB calls things in its file (dbinc/db_page.h).
const (
	hashMagic    = 0x061561
	btreeMagic   = 0x053162
	pageHead     = 26 // bytes
	pageFree     = 0
	pageUnsorted = 2 // a hash page of versions before 4.6 (EL 5)
	pageOverflow = 7
	pageHash     = 13
	itemInline   = 1
	itemOverflow = 3
)

// berkeley is an open Berkeley DB of the kind hash.
type berkeley struct {
	r        io.ReaderAt
	order    binary.ByteOrder
	pageSize int
	last     uint32 // page
	pairs    uint32 // keys with values that there are
	window   []byte // some pages
	first    uint32 // of them
	taken    []bool // overflow pages that are part of an item
	value    []byte // the item that was read last
}

// readBerkeley reads a hash of numbers and headers.
func readBerkeley(r io.ReaderAt, size int64, add add) error {
	b, err := openBerkeley(r, size)
	if err != nil {
		return err
	}
	items, err := b.items()
	if err != nil {
		return err
	}
	for _, i := range items {
		if i.number == 0 { // under which stands the number of the next package
			continue
		}
		header := i.value[1:]
		if i.value[0] == itemOverflow {
			if header, err = b.overflow(i.value); err != nil {
				return fmt.Errorf("the header of package %d: %w", i.number, err)
			}
		}
		if err := add(i.number, header); err != nil {
			return err
		}
	}
	return nil
}

// openBerkeley reads the first page, which is about the file.
func openBerkeley(r io.ReaderAt, size int64) (*berkeley, error) {
	meta := make([]byte, 92)
	if _, err := r.ReadAt(meta, 0); err == io.EOF {
		return nil, errors.New("it is too short for a Berkeley DB")
	} else if err != nil {
		return nil, err
	}
	b := &berkeley{r: r, order: binary.LittleEndian}
	if magic := binary.BigEndian.Uint32(meta[12:]); magic == hashMagic || magic == btreeMagic {
		b.order = binary.BigEndian
	}
	switch magic := b.order.Uint32(meta[12:]); {
	case magic == btreeMagic:
		return nil, errors.New("it is a Berkeley DB of another kind (btree), and packages are in a hash")
	case magic != hashMagic:
		return nil, errors.New("it is no Berkeley DB")
	case meta[24] != 0:
		return nil, errors.New("it is encrypted")
	}
	if version := b.order.Uint32(meta[16:]); version < 8 || version > 10 {
		return nil, fmt.Errorf("it is of version %d of the hash format, and 8 to 10 can be read", version)
	}
	b.pairs = b.order.Uint32(meta[88:])
	b.pageSize, b.last = int(b.order.Uint32(meta[20:])), b.order.Uint32(meta[32:])
	if n := b.pageSize; n < 512 || n > 1<<16 || n&(n-1) != 0 {
		return nil, fmt.Errorf("it says that its pages have %d bytes", n)
	}
	if whole := (int64(b.last) + 1) * int64(b.pageSize); size < whole {
		return nil, fmt.Errorf("it ends too early: it has %d bytes and says that it has %d", size, whole)
	}
	b.taken = make([]bool, b.last+1)
	b.value = make([]byte, 0, 1<<18) // few headers are longer
	return b, nil
}

// page is the page of a number, valid until the next is read.
func (b *berkeley) page(n uint32) ([]byte, error) {
	if n == 0 || n > b.last {
		return nil, fmt.Errorf("there is no page %d", n)
	}
	have := uint32(len(b.window) / b.pageSize)
	if n < b.first || n >= b.first+have {
		count := min(max(1, 1<<17/b.pageSize), int(b.last-n)+1)
		if cap(b.window) < count*b.pageSize {
			b.window = make([]byte, count*b.pageSize)
		}
		b.first, b.window = n, b.window[:count*b.pageSize]
		if _, err := b.r.ReadAt(b.window, int64(n)*int64(b.pageSize)); err != nil && err != io.EOF {
			return nil, err
		}
	}
	page := b.window[int(n-b.first)*b.pageSize:][:b.pageSize]
	if kind := page[25]; kind == pageHash || kind == pageUnsorted || kind == pageOverflow {
		if own := b.order.Uint32(page[8:]); own != n {
			return nil, fmt.Errorf("page %d says that it is page %d", n, own)
		}
	}
	return page, nil
}

// item is a package's number and its header, or where that is.
type item struct {
	number uint32
	value  []byte // its first byte is its kind
}

// items are those of all pages, not only of those that a number leads to.
func (b *berkeley) items() (out []item, err error) {
	for n := uint32(1); n <= b.last; n++ { // page 0 is about the file
		page, err := b.page(n)
		if err != nil {
			return nil, err
		}
		switch kind := page[25]; kind {
		case pageHash, pageUnsorted:
			if out, err = b.appendItems(out, page); err != nil {
				return nil, fmt.Errorf("page %d: %w", n, err)
			}
		case pageFree, pageOverflow:
		default:
			return nil, fmt.Errorf("page %d is of kind %d", n, kind)
		}
		if len(out) > maxPackages {
			return nil, fmt.Errorf("it has more than %d packages", maxPackages)
		}
	}
	if uint32(len(out)) < b.pairs {
		return nil, fmt.Errorf("packages are missing: it says that it has %d entries, and there are %d "+
			"(rpm --rebuilddb repairs it)", b.pairs, len(out))
	}
	return out, nil
}

// appendItems adds those of a page, on which keys and values are by turns. The first ends with the page, the next where
// the first begins, and so on.
func (b *berkeley) appendItems(out []item, page []byte) ([]item, error) {
	count, free := int(b.order.Uint16(page[20:])), int(b.order.Uint16(page[22:]))
	if count%2 != 0 || pageHead+2*count > len(page) {
		return nil, fmt.Errorf("it claims %d keys and values", count)
	}
	end := len(page)
	for i := 0; i < count; i += 2 {
		start := int(b.order.Uint16(page[pageHead+2*i:]))
		next := int(b.order.Uint16(page[pageHead+2*i+2:]))
		if start >= end || next >= start || next < pageHead+2*count {
			return nil, errors.New("a key or value lies outside")
		}
		key, value := page[start:end], page[next:start]
		if len(key) != 5 || key[0] != itemInline {
			return nil, errors.New("what should be a package's number is none")
		}
		if kind := value[0]; kind != itemInline && (kind != itemOverflow || len(value) != 12) {
			return nil, fmt.Errorf("a value is of kind %d", kind)
		}
		out = append(out, item{b.order.Uint32(key[1:]), bytes.Clone(value)})
		end = next
	}
	if free != end && count > 0 {
		return nil, errors.New("it has more or fewer keys and values than it claims")
	}
	return out, nil
}

// overflow is a value that stands in pages of its own, each of which names the next; it is valid until the next one is
// read. No page is in two, so it ends.
func (b *berkeley) overflow(item []byte) ([]byte, error) {
	n, size := b.order.Uint32(item[4:]), b.order.Uint32(item[8:])
	if size > maxHeader {
		return nil, fmt.Errorf("it claims %d bytes", size)
	}
	out := b.value[:0]
	for n != 0 {
		page, err := b.page(n)
		if err != nil {
			return nil, err
		}
		if page[25] != pageOverflow {
			return nil, fmt.Errorf("page %d is of kind %d", n, page[25])
		}
		if b.taken[n] {
			return nil, fmt.Errorf("page %d is part of two headers", n)
		}
		b.taken[n] = true
		used := int(b.order.Uint16(page[22:]))
		if used > len(page)-pageHead || len(out)+used > int(size) {
			return nil, fmt.Errorf("page %d claims %d bytes", n, used)
		}
		out = append(out, page[pageHead:][:used]...)
		n = b.order.Uint32(page[16:])
	}
	b.value = out
	if len(out) != int(size) {
		return nil, fmt.Errorf("it has %d bytes of %d", len(out), size)
	}
	return out, nil
}
