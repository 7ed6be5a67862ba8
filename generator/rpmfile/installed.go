package rpmfile

import (
	"cmp"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"slices"
)

// Installed is what the header of an installed package says. A text is "" where the header has none.
type Installed struct {
	Name, Arch, Vendor string
	EVR                string // [epoch:]version-release
	Release            string
	SourceRPM          string
	ModularityLabel    string   // name:stream:version:context of a package that was built in a module
	Requires           []string // names of what it requires, each once
	KeyID              string   // 16 hexadecimal digits: the key that signed it; "" where it is not signed
	InstallTime        uint32   // in seconds since 1970
	SHA1               string   // of the package's header: what yum's yumdb calls pkgid; rpm 6 writes none
	Key                bool     // it is no package but a key that rpm trusts (gpg-pubkey)
}

// Tags that the rpm database keeps of the signature header, with signatures of the header and the payload together
// under other names there (RPMTAG_SIGPGP, RPMTAG_SIGGPG).
const (
	installedPGP = 259
	installedGPG = 262
)

// tagImmutable is the region of a header that is as the package's file has it (RPMTAG_HEADERIMMUTABLE).
const tagImmutable = 63

// ReadInstalled reads a header as the rpm database keeps it: two counts, of index entries and of bytes of data, and
// these. It must be whole: what rpm keeps a digest of is held against it, as rpm does before it uses a header.
func ReadInstalled(blob []byte) (*Installed, error) {
	if len(blob) < 8 {
		return nil, errors.New("there is no header in it")
	}
	entries, size := binary.BigEndian.Uint32(blob), binary.BigEndian.Uint32(blob[4:])
	if entries > maxEntries || size > maxData || 8+16*int(entries)+int(size) != len(blob) {
		return nil, fmt.Errorf("it is of %d bytes and claims %d entries and %d bytes", len(blob), entries, size)
	}
	index, data := blob[8:8+16*entries], blob[8+16*entries:]
	h, err := values(index, data)
	if err != nil {
		return nil, err
	}
	p := &Installed{Name: h.text(tagName), Arch: h.text(tagArch), Vendor: h.text(tagVendor),
		Release: h.text(tagRelease), SourceRPM: h.text(tagSourceRPM), ModularityLabel: h.text(tagModularity),
		SHA1: h.text(SigSHA1), KeyID: h.signer()}
	p.EVR = h.text(tagVersion) + "-" + p.Release
	if epoch, ok := h.number(tagEpoch); ok {
		p.EVR = fmt.Sprintf("%d:%s", epoch, p.EVR)
	}
	if p.Name == "" || p.EVR == "-" {
		return nil, errors.New("it has no name or no version")
	}
	if err := h.verify(index, data); err != nil {
		return nil, fmt.Errorf("it is damaged (%s-%s): %w", p.Name, p.EVR, err)
	}
	if p.Key = p.Name == "gpg-pubkey"; p.Key {
		p.SourceRPM = "" // which reads (none)
	}
	p.InstallTime, _ = h.number(tagInstallTime)
	if v := h[tagRequires]; v.kind == typeStringArray {
		if v.count > maxNames {
			return nil, fmt.Errorf("it claims to require %d names", v.count)
		}
		p.Requires = v.texts()
		slices.Sort(p.Requires)
		p.Requires = slices.Clone(slices.Compact(p.Requires))
	}
	return p, nil
}

// verify holds the immutable region of a header against its digest, where there are both.
func (h header) verify(index, data []byte) error {
	sum, want := hash.Hash(sha1.New()), h.text(SigSHA1)
	if want == "" {
		sum, want = sha256.New(), h.text(SigSHA256)
	}
	region, ok := h[tagImmutable]
	if want == "" || !ok {
		return nil
	}
	// The region's value is the last of its data: an index entry that says, below zero, where its index began.
	if region.kind != TypeBinary || region.count != 16 || len(region.data) < 16 {
		return errors.New("what is immutable of it has no end")
	}
	start := -int64(int32(binary.BigEndian.Uint32(region.data[8:])))
	if start < 16 || start%16 != 0 || start > int64(len(index)) {
		return errors.New("what is immutable of it has no beginning")
	}
	index, data = index[:start], data[:len(data)-len(region.data)+16]
	sum.Write(HeaderMagic)
	sum.Write(make([]byte, 4))
	sum.Write(binary.BigEndian.AppendUint32(nil, uint32(len(index)/16)))
	sum.Write(binary.BigEndian.AppendUint32(nil, uint32(len(data))))
	sum.Write(index)
	sum.Write(data)
	if got := fmt.Sprintf("%x", sum.Sum(nil)); got != want {
		return fmt.Errorf("its digest is %s, not %s", got, want)
	}
	return nil
}

// signer is the id of the key that made the first signature, in the order in which Leapp asks for them; where there is
// none of these, that of the first of rpm 6.
func (h header) signer() string {
	for _, tag := range []uint32{SigShortDSA, SigShortRSA, installedGPG, installedPGP} {
		if packet := h.binary(tag); packet != nil {
			return issuer(packet)
		}
	}
	if v := h[SigOpenPGP]; v.kind == typeStringArray {
		v.count = min(v.count, maxSignatures)
		for _, text := range v.texts() {
			if packet, err := base64.StdEncoding.DecodeString(text); err == nil {
				return issuer(packet)
			}
		}
	}
	return ""
}

// issuer is the id of the key of an OpenPGP signature (RFC 9580, section 5.2; version 3: RFC 4880), "" where it says
// none. Package pgp's library does not read version 3, with which packages were signed up to EL 7.
func issuer(packet []byte) string {
	body := packetBody(packet)
	if len(body) < 1 {
		return ""
	}
	switch body[0] {
	case 3: // version, length of what is hashed, type, time in 4 bytes, key
		if len(body) >= 15 && body[1] == 5 {
			return fmt.Sprintf("%x", body[7:15])
		}
	case 4, 6: // version, type, algorithms of key and hash, then subpackets: hashed, and others
		wide := 2
		if body[0] == 6 {
			wide = 4
		}
		rest, fingerprint := body[min(4, len(body)):], ""
		for range 2 {
			area, after, ok := counted(rest, wide)
			if !ok {
				break
			}
			id, long := issuerIn(area)
			if id != "" {
				return id
			}
			fingerprint, rest = cmp.Or(fingerprint, long), after
		}
		return fingerprint
	}
	return ""
}

// packetBody is what the first packet holds, if that is a signature.
func packetBody(packet []byte) []byte {
	if len(packet) < 2 || packet[0]&0x80 == 0 {
		return nil
	}
	if packet[0]&0x40 == 0 { // the old form: type and size of the length in the first byte
		wide := 1 << (packet[0] & 3)
		if packet[0]>>2&15 != 2 || wide == 8 {
			return nil
		}
		body, _, _ := counted(packet[1:], wide)
		return body
	}
	if packet[0]&0x3f != 2 {
		return nil
	}
	body, _, _ := prefixed(packet[1:])
	return body
}

// issuerIn looks for a key among subpackets: the id of it, or that of its fingerprint.
func issuerIn(area []byte) (id, ofFingerprint string) {
	const keyID, keyFingerprint = 16, 33
	for len(area) > 0 {
		sub, after, ok := prefixed(area)
		if !ok || len(sub) == 0 {
			break
		}
		switch area = after; sub[0] & 0x7f {
		case keyID:
			if len(sub) == 9 {
				return fmt.Sprintf("%x", sub[1:]), ""
			}
		case keyFingerprint:
			switch {
			case len(sub) == 22 && sub[1] == 4:
				ofFingerprint = fmt.Sprintf("%x", sub[14:])
			case len(sub) == 34 && sub[1] == 6:
				ofFingerprint = fmt.Sprintf("%x", sub[2:10])
			}
		}
	}
	return "", ofFingerprint
}

// counted cuts off what a length of so many bytes says.
func counted(b []byte, wide int) (body, after []byte, ok bool) {
	if len(b) < wide {
		return nil, nil, false
	}
	n := uint32(0)
	for _, c := range b[:wide] {
		n = n<<8 | uint32(c)
	}
	if b = b[wide:]; uint64(n) > uint64(len(b)) {
		return nil, nil, false
	}
	return b[:n], b[n:], true
}

// prefixed cuts off what a length of the new form says: in one byte, two or five.
func prefixed(b []byte) (body, after []byte, ok bool) {
	switch {
	case len(b) == 0:
		return nil, nil, false
	case b[0] < 192:
		return counted(b, 1)
	case b[0] < 255:
		if len(b) < 2 {
			return nil, nil, false
		}
		n := int(b[0]-192)<<8 + int(b[1]) + 192
		if b = b[2:]; n > len(b) {
			return nil, nil, false
		}
		return b[:n], b[n:], true
	}
	return counted(b[1:], 4)
}
