package datarelease

import (
	"bytes"
	"crypto/md5"
	"crypto/sha1"
	"encoding/binary"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"

	"pes/generator/pgp"
	"pes/generator/rpmfile"
)

// VerifyRPM compares a package with its own digests, its signatures and the release whose folder is in. key is the
// public key that must have signed it; nil where any key will do.
func VerifyRPM(name string, data []byte, in fs.FS, key []byte) *Report {
	r := &Report{What: path.Base(name), Files: 1}
	key, vouched, _ := r.verifyListed(name, data, in, key)
	info, err := rpmfile.Read(bytes.NewReader(data))
	if err != nil {
		r.add(Broken, "", "%v", err)
		return r
	}
	name = fmt.Sprintf("%s-%s-%s.%s.rpm", info.Name, info.Version, info.Release, info.Arch)
	if r.What != name {
		r.add(Changed, "", "it is called %s, but is %s", r.What, name)
		r.What += ", " + name
	}
	header, payload := data[info.HeaderStart:info.PayloadStart], data[info.PayloadStart:]
	if !bytes.Equal(data[:info.HeaderStart], beforeHeader(data, info)) {
		r.add(Changed, "", "what stands before its header, digests and sizes and signatures, "+
			"is not as it was published")
	}
	if digest(header) != info.HeaderSHA256 {
		r.add(Changed, "", "its header is not the one that was published")
	}
	if digest(payload) != info.PayloadSHA256 {
		r.add(Changed, "", "its files are not those that were published")
	}
	if key == nil {
		return r
	}
	if len(info.Signatures) == 0 {
		r.add(Signature, "", "it is not signed")
	}
	for i, s := range info.Signatures {
		signer, err := pgp.Verify(key, header, s)
		if err != nil && i > 0 { // the older kind of signature covers header and payload
			signer, err = pgp.Verify(key, data[info.HeaderStart:], s)
		}
		if err != nil {
			r.add(Signature, "", "%v", err)
			continue
		}
		r.Signer, r.Vouched = signer, vouched
	}
	return r
}

// An rpmEntry is a value of an RPM header.
type rpmEntry struct {
	kind, count uint32
	data        []byte
}

// beforeHeader computes what precedes the main header of a package: the lead and the signature header. Everything in it
// but the signatures follows from the rest, so any change is found, even of values that only other versions of rpm
// read.
func beforeHeader(data []byte, info *rpmfile.Info) []byte {
	header, all := data[info.HeaderStart:info.PayloadStart], data[info.HeaderStart:]
	number := func(n int) rpmEntry {
		return rpmEntry{rpmfile.TypeInt32, 1, binary.BigEndian.AppendUint32(nil, uint32(n))}
	}
	text := func(s string) rpmEntry { return rpmEntry{rpmfile.TypeString, 1, append([]byte(s), 0)} }
	bytes := func(b []byte) rpmEntry { return rpmEntry{rpmfile.TypeBinary, uint32(len(b)), b} }
	sum := md5.Sum(all)
	entries := map[uint32]rpmEntry{
		rpmfile.SigSHA1:        text(fmt.Sprintf("%x", sha1.Sum(header))),
		rpmfile.SigSHA256:      text(digest(header)),
		rpmfile.SigSize:        number(len(all)),
		rpmfile.SigMD5:         bytes(sum[:]),
		rpmfile.SigPayloadSize: number(int(info.Size)),
	}
	for tag, s := range info.ByTag {
		entries[tag] = bytes(s)
	}
	out := append(lead(info), signatureHeader(entries)...)
	return append(out, make([]byte, (8-len(out)%8)%8)...)
}

// signatureHeader is a header of these entries by tag, in the region that rpm expects around them: an entry before the
// others, whose data is the last.
func signatureHeader(entries map[uint32]rpmEntry) (out []byte) {
	var index, values []byte
	words := func(to []byte, words ...uint32) []byte {
		for _, w := range words {
			to = binary.BigEndian.AppendUint32(to, w)
		}
		return to
	}
	for _, tag := range slices.Sorted(maps.Keys(entries)) {
		e := entries[tag]
		for e.kind == rpmfile.TypeInt32 && len(values)%4 != 0 {
			values = append(values, 0)
		}
		index = words(index, tag, e.kind, uint32(len(values)), e.count)
		values = append(values, e.data...)
	}
	region := func(offset uint32) []byte {
		return words(nil, rpmfile.SigRegion, rpmfile.TypeBinary, offset, 16)
	}
	index = append(region(uint32(len(values))), index...)
	values = append(values, region(-uint32(len(index)))...)
	out = append(out, rpmfile.HeaderMagic...)
	out = words(out, 0, uint32(len(index)/16), uint32(len(values)))
	return append(append(out, index...), values...)
}

// lead is how an RPM begins: format 3.0, a binary package, its name, for Linux, signatures in a header.
func lead(info *rpmfile.Info) []byte {
	out := make([]byte, rpmfile.LeadSize)
	copy(out, []byte{0xed, 0xab, 0xee, 0xdb, 3, 0, 0, 0, 0, 1})
	copy(out[10:75], info.Name+"-"+info.Version+"-"+info.Release) // and a zero byte
	copy(out[76:], []byte{0, 1, 0, 5})
	return out
}
