// Package rpmfile reads from an RPM what a vendor's file needs: whose key signed it, and where its vendor lives.
//
//	info, err := rpmfile.Read(file)
//	fmt.Println(info.Signatures, info.URL)
//
// It reads the two headers at the beginning of the file and nothing else: an RPM of a gigabyte costs as little as a small
// one. The libraries that read RPMs carry decompressors and a second OpenPGP with them; this is a page of code.
package rpmfile

import (
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
}

// A header that a real RPM has is smaller; signatures have a few hundred bytes.
const (
	maxEntries = 1 << 16
	maxData    = 64 << 20
)

// Tags of the signature header and of the main one (rpm's rpmtag.h).
const (
	sigDSA, sigRSA, sigPGP, sigGPG, sigOpenPGP = 267, 268, 1002, 1005, 278

	sigSHA256 = 273

	tagName, tagVersion, tagRelease, tagVendor, tagURL, tagArch = 1000, 1001, 1002, 1011, 1020, 1022

	tagSize          = 1009
	tagPayloadDigest = 5092
)

// Types of values.
const (
	typeInt32       = 4
	typeString      = 6
	typeBinary      = 7
	typeStringArray = 8
	typeI18N        = 9
)

// Read reads the headers of an RPM.
func Read(r io.Reader) (*Info, error) {
	lead := make([]byte, 96)
	if _, err := io.ReadFull(r, lead); err != nil || binary.BigEndian.Uint32(lead) != 0xedabeedb {
		return nil, errors.New("this is no RPM")
	}
	signature, size, err := readHeader(r)
	if err != nil {
		return nil, fmt.Errorf("its signatures cannot be read: %w", err)
	}
	if _, err := io.CopyN(io.Discard, r, int64((8-size%8)%8)); err != nil {
		return nil, errors.New("it ends after its signatures")
	}
	main, _, err := readHeader(r)
	if err != nil {
		return nil, fmt.Errorf("its header cannot be read: %w", err)
	}
	info := &Info{ByTag: map[uint32][]byte{}, Name: main.text(tagName), Version: main.text(tagVersion), Release: main.text(tagRelease), Arch: main.text(tagArch), Vendor: main.text(tagVendor), URL: main.text(tagURL), HeaderSHA256: signature.text(sigSHA256)}
	if v := main[tagPayloadDigest]; v.kind == typeStringArray && v.count == 1 {
		info.PayloadSHA256 = strings.Join(v.texts(), "")
	}
	if v := main[tagSize]; v.kind == typeInt32 && v.count == 1 && len(v.data) >= 4 {
		info.Size = binary.BigEndian.Uint32(v.data)
	}
	for _, tag := range []uint32{sigRSA, sigDSA, sigPGP, sigGPG} {
		if v, ok := signature[tag]; ok && v.kind == typeBinary {
			packet := v.data[:min(v.count, len(v.data))]
			info.Signatures = append(info.Signatures, packet)
			info.ByTag[tag] = packet
		}
	}
	if v, ok := signature[sigOpenPGP]; ok && v.kind == typeStringArray {
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

// readHeader reads a header and tells how many bytes of data it has.
func readHeader(r io.Reader) (h header, size int, err error) {
	intro := make([]byte, 16)
	if _, err := io.ReadFull(r, intro); err != nil {
		return nil, 0, errors.New("the file is too short")
	}
	if binary.BigEndian.Uint32(intro) != 0x8eade801 {
		return nil, 0, errors.New("there is no header where it should be")
	}
	entries, size := binary.BigEndian.Uint32(intro[8:]), int(binary.BigEndian.Uint32(intro[12:]))
	if entries > maxEntries || size > maxData {
		return nil, 0, fmt.Errorf("it claims %d entries and %d bytes", entries, size)
	}
	all, err := io.ReadAll(io.LimitReader(r, int64(entries)*16+int64(size))) // grows with what is there, not with the claim
	if err != nil || len(all) != int(entries)*16+size {
		return nil, 0, errors.New("the file is too short")
	}
	index, data := all[:entries*16], all[entries*16:]
	h = header{}
	for ; len(index) > 0; index = index[16:] {
		offset := binary.BigEndian.Uint32(index[8:])
		if int64(offset) > int64(size) {
			return nil, 0, errors.New("a value lies outside")
		}
		h[binary.BigEndian.Uint32(index)] = value{binary.BigEndian.Uint32(index[4:]), int(binary.BigEndian.Uint32(index[12:])), data[offset:]}
	}
	return h, size, nil
}

// texts are the strings of a value, each with a zero byte behind it.
func (v value) texts() (out []string) {
	rest := v.data
	for range v.count {
		i := 0
		for i < len(rest) && rest[i] != 0 {
			i++
		}
		if i == len(rest) {
			return out
		}
		out = append(out, string(rest[:i]))
		rest = rest[i+1:]
	}
	return out
}

// text is the first string of a tag.
func (h header) text(tag uint32) string {
	v := h[tag]
	if v.kind != typeString && v.kind != typeI18N || v.count < 1 {
		return ""
	}
	v.count = 1
	if all := v.texts(); len(all) > 0 {
		return all[0]
	}
	return ""
}
