package rpmdb

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/adler32"
	"io"
)

// What ndb's file consists of (lib/backend/ndb/rpmpkg.c of rpm): pages of slots, the first two of which are about the
// file, and blobs in blocks. A slot says where the blob of a package is; a blob has a head, the package's header and a
// tail.
const (
	ndbPage  = 4096
	ndbSlot  = 16
	ndbBlock = 16
	ndbHead  = 16
	ndbTail  = 12
)

// readNDB reads a file of slots and blobs.
func readNDB(r io.ReaderAt, size int64, add add) error {
	le := binary.LittleEndian
	head := make([]byte, 2*ndbSlot)
	if _, err := r.ReadAt(head, 0); err == io.EOF || err == nil && string(head[:4]) != "RpmP" {
		return errors.New("it is no database of rpm (ndb)")
	} else if err != nil {
		return err
	}
	if version := le.Uint32(head[4:]); version != 0 {
		return fmt.Errorf("it is of version %d of ndb, and 0 can be read", version)
	}
	pages := int64(le.Uint32(head[12:]))
	if pages*ndbPage > size || pages > maxPackages*ndbSlot/ndbPage+1 {
		return fmt.Errorf("it has %d bytes and claims %d pages of slots", size, pages)
	}
	slots := make([]byte, pages*ndbPage)
	if _, err := r.ReadAt(slots, 0); err != nil && err != io.EOF {
		return err
	}
	budget := size // no two blobs are in one place
	for slots = slots[min(2*ndbSlot, len(slots)):]; len(slots) > 0; slots = slots[ndbSlot:] {
		if string(slots[:4]) != "Slot" {
			return errors.New("there is no slot where one should be")
		}
		number := le.Uint32(slots[4:])
		if number == 0 { // free
			continue
		}
		offset, length := int64(le.Uint32(slots[8:]))*ndbBlock, int64(le.Uint32(slots[12:]))*ndbBlock
		if budget -= length; offset+length > size || length > maxHeader || budget < 0 {
			return fmt.Errorf("the header of package %d lies outside", number)
		}
		blob := make([]byte, length)
		if _, err := r.ReadAt(blob, offset); err != nil && err != io.EOF {
			return err
		}
		header, err := ndbBlob(blob, number)
		if err != nil {
			return fmt.Errorf("the header of package %d: %w", number, err)
		}
		if err := add(number, header); err != nil {
			return err
		}
	}
	return nil
}

// ndbBlob is the header in the blob of a package.
func ndbBlob(blob []byte, number uint32) ([]byte, error) {
	le := binary.LittleEndian
	if len(blob) < ndbHead+ndbTail || string(blob[:4]) != "BlbS" || le.Uint32(blob[4:]) != number {
		return nil, errors.New("it is not where it should be")
	}
	body, tail := blob[:len(blob)-ndbTail], blob[len(blob)-ndbTail:]
	size := le.Uint32(blob[12:])
	if string(tail[8:]) != "BlbE" || le.Uint32(tail[4:]) != size || int64(size) > int64(len(body)-ndbHead) {
		return nil, errors.New("it has no end")
	}
	if adler32.Checksum(body) != le.Uint32(tail) {
		return nil, errors.New("its checksum is wrong")
	}
	return body[ndbHead:][:size], nil
}
