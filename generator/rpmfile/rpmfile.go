// Package rpmfile reads the headers of an RPM: its name and version, who signed it, where its header and payload begin.
//
// [Read] reads nothing but the two headers at the beginning of a file, however large the file is. [ReadInstalled] reads
// the header of an installed package, as the rpm database keeps it. The libraries that read RPMs bring decompressors
// and a second OpenPGP implementation.
package rpmfile

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Info is what the headers of an RPM say.
type Info struct {
	Name, Arch, Vendor, URL string
	Version, Release        string
	Signatures              [][]byte          // OpenPGP signature packets; none where it is not signed
	ByTag                   map[uint32][]byte // those of them that have a tag of their own
	HeaderSHA256            string            // of the main header; "" where the package does not say
	PayloadSHA256           string            // of the compressed payload
	Size                    uint32            // of its files together, in bytes
	HeaderStart             int               // offset of the main header in the file, in bytes
	PayloadStart            int               // offset of the compressed payload
}

// Limits: real headers are smaller.
const (
	maxEntries    = 1 << 16
	maxData       = 64 << 20
	maxNames      = 100_000 // that a package requires
	maxSignatures = 100     // of a kind
)

// Tags of the signature header (rpm's rpmtag.h). Short signatures are of the main header, others of it and the payload.
const (
	SigRegion      = 62
	SigShortDSA    = 267
	SigShortRSA    = 268
	SigSHA1        = 269
	SigSHA256      = 273
	SigOpenPGP     = 278
	SigSize        = 1000
	SigRSA         = 1002
	SigMD5         = 1004
	SigDSA         = 1005
	SigPayloadSize = 1007
)

// Tags of the main header.
const (
	tagName          = 1000
	tagVersion       = 1001
	tagRelease       = 1002
	tagEpoch         = 1003
	tagInstallTime   = 1008
	tagSize          = 1009
	tagVendor        = 1011
	tagURL           = 1020
	tagArch          = 1022
	tagSourceRPM     = 1044
	tagRequires      = 1049
	tagPayloadDigest = 5092
	tagModularity    = 5096
)

// Types of values.
const (
	TypeInt32       = 4
	TypeString      = 6
	TypeBinary      = 7
	typeStringArray = 8
	typeI18N        = 9
)

// LeadSize is the number of bytes before the signature header.
const LeadSize = 96

// HeaderMagic is how both headers begin.
var HeaderMagic = []byte{0x8e, 0xad, 0xe8, 0x01}

// Read reads the headers of an RPM.
func Read(r io.Reader) (*Info, error) {
	lead := make([]byte, LeadSize)
	if _, err := io.ReadFull(r, lead); err != nil || binary.BigEndian.Uint32(lead) != 0xedabeedb {
		return nil, errors.New("this is not an RPM")
	}
	signature, signatureSize, err := readHeader(r)
	if err != nil {
		return nil, fmt.Errorf("its signatures cannot be read: %w", err)
	}
	padding := (8 - signatureSize%8) % 8
	if _, err := io.CopyN(io.Discard, r, int64(padding)); err != nil {
		return nil, errors.New("it ends after its signatures")
	}
	main, mainSize, err := readHeader(r)
	if err != nil {
		return nil, fmt.Errorf("its header cannot be read: %w", err)
	}
	info := &Info{ByTag: map[uint32][]byte{}, HeaderSHA256: signature.text(SigSHA256),
		HeaderStart: LeadSize + signatureSize + padding, PayloadStart: LeadSize + signatureSize + padding + mainSize}
	for tag, field := range map[uint32]*string{tagName: &info.Name, tagVersion: &info.Version,
		tagRelease: &info.Release, tagVendor: &info.Vendor, tagURL: &info.URL, tagArch: &info.Arch} {
		*field = main.text(tag)
	}
	if v := main[tagPayloadDigest]; v.kind == typeStringArray && v.count == 1 {
		info.PayloadSHA256 = strings.Join(v.texts(), "")
	}
	info.Size, _ = main.number(tagSize)
	for _, tag := range []uint32{SigShortRSA, SigShortDSA, SigRSA, SigDSA} {
		if packet := signature.binary(tag); packet != nil {
			info.Signatures = append(info.Signatures, packet)
			info.ByTag[tag] = packet
		}
	}
	if v, ok := signature[SigOpenPGP]; ok && v.kind == typeStringArray {
		v.count = min(v.count, maxSignatures)
		for _, s := range v.texts() {
			if packet, err := base64.StdEncoding.DecodeString(s); err == nil {
				info.Signatures = append(info.Signatures, packet)
			}
		}
	}
	return info, nil
}

// header is the values of an RPM header by tag.
type header map[uint32]value

// value is the type of a value, how many there are, and the bytes from its first on.
type value struct {
	kind  uint32
	count int
	data  []byte
}

// readHeader reads a header, and gives the number of bytes that it has.
func readHeader(r io.Reader) (h header, size int, err error) {
	intro := make([]byte, 16)
	if _, err := io.ReadFull(r, intro); err != nil {
		return nil, 0, errors.New("the file is too short")
	}
	if !bytes.HasPrefix(intro, HeaderMagic) {
		return nil, 0, errors.New("there is no header where it should be")
	}
	entries, dataSize := binary.BigEndian.Uint32(intro[8:]), binary.BigEndian.Uint32(intro[12:])
	if entries > maxEntries || dataSize > maxData {
		return nil, 0, fmt.Errorf("it claims %d entries and %d bytes", entries, dataSize)
	}
	rest := int(16*entries + dataSize)
	all, err := io.ReadAll(io.LimitReader(r, int64(rest))) // grows with what is there, not with the claim
	if err != nil || len(all) != rest {
		return nil, 0, errors.New("the file is too short")
	}
	if h, err = values(all[:entries*16], all[entries*16:]); err != nil {
		return nil, 0, err
	}
	return h, len(intro) + rest, nil
}

// values are what the index of a header points to: 16 bytes for each value, of a tag, a type, an offset and a count.
// Of several values of a tag the last counts, as rpm has it.
func values(index, data []byte) (header, error) {
	h := make(header, len(index)/16)
	for ; len(index) > 0; index = index[16:] {
		offset := binary.BigEndian.Uint32(index[8:])
		if uint64(offset) > uint64(len(data)) {
			return nil, errors.New("a value lies outside")
		}
		h[binary.BigEndian.Uint32(index)] = value{
			binary.BigEndian.Uint32(index[4:]), int(binary.BigEndian.Uint32(index[12:])), data[offset:],
		}
	}
	return h, nil
}

// texts are the strings of a value, each of which ends with a zero byte.
func (v value) texts() (out []string) {
	rest := v.data
	for range v.count {
		s, after, ok := bytes.Cut(rest, []byte{0})
		if !ok {
			break
		}
		out, rest = append(out, string(s)), after
	}
	return out
}

// text is the first string of a tag.
func (h header) text(tag uint32) string {
	v := h[tag]
	if v.kind != TypeString && v.kind != typeI18N || v.count < 1 {
		return ""
	}
	v.count = 1
	return strings.Join(v.texts(), "")
}

// number is the number of a tag that has exactly one.
func (h header) number(tag uint32) (n uint32, ok bool) {
	v := h[tag]
	if v.kind != TypeInt32 || v.count != 1 || len(v.data) < 4 {
		return 0, false
	}
	return binary.BigEndian.Uint32(v.data), true
}

// binary is the bytes of a tag.
func (h header) binary(tag uint32) []byte {
	if v := h[tag]; v.kind == TypeBinary {
		return v.data[:min(v.count, len(v.data))]
	}
	return nil
}
