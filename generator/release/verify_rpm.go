package release

import (
	"bytes"
	"crypto/md5"
	"crypto/sha1"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"

	"pes/generator/pgp"
	"pes/generator/rpmfile"
)

// VerifyRPM holds a package against its own digests, its signatures and the release it lies in.
func VerifyRPM(name string, data []byte, in fs.FS, key []byte) *Report {
	r := &Report{What: path.Base(name), Files: 1}
	key, vouched, _ := r.within(name, data, in, key)
	header, body, err := headers(data)
	if err != nil {
		r.add(Broken, "", "%v", err)
		return r
	}
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
	if !bytes.Equal(data[:header], front(data, header, body, info)) {
		r.add(Changed, "", "what stands before its header, digests and sizes and signatures, is not as it was published")
	}
	if digest(data[header:body]) != info.HeaderSHA256 {
		r.add(Changed, "", "its header is not the one that was published")
	}
	if digest(data[body:]) != info.PayloadSHA256 {
		r.add(Changed, "", "its files are not those that were published")
	}
	if key == nil {
		return r
	}
	if len(info.Signatures) == 0 {
		r.add(Signature, "", "it is not signed")
	}
	for i, s := range info.Signatures {
		signed := data[header:body]
		who, err := pgp.Verify(key, signed, s)
		if err != nil && i > 0 { // the older kind is of header and files
			who, err = pgp.Verify(key, data[header:], s)
		}
		if err != nil {
			r.add(Signature, "", "%v", err)
			continue
		}
		r.Signer, r.Vouched = who, vouched
	}
	return r
}

// front is what stands before the header of a package of a release: all of it follows from the rest, but for the signatures. Not a
// bit of it can be another, then, in what only older or newer rpms look at either.
func front(data []byte, header, body int, info *rpmfile.Info) []byte {
	type entry struct {
		kind, count uint32
		data        []byte
	}
	number := func(n int) entry { return entry{4, 1, binary.BigEndian.AppendUint32(nil, uint32(n))} }
	text := func(s string) entry { return entry{6, 1, append([]byte(s), 0)} }
	short, long := sha1.Sum(data[header:body]), md5.Sum(data[header:])
	entries := map[int]entry{sigSHA1: text(hex.EncodeToString(short[:])), sigSHA256: text(digest(data[header:body])), sigSize: number(len(data) - header),
		sigMD5: {7, md5.Size, long[:]}, sigPayloadSize: number(int(info.Size))}
	for tag, s := range info.ByTag {
		entries[int(tag)] = entry{7, uint32(len(s)), s}
	}
	var index, values []byte
	add := func(tag int, e entry, at int) {
		for _, n := range []uint32{uint32(tag), e.kind, uint32(at), e.count} {
			index = binary.BigEndian.AppendUint32(index, n)
		}
	}
	add(sigRegion, entry{7, 16, nil}, 0) // where it ends is known below
	for _, tag := range slices.Sorted(maps.Keys(entries)) {
		e := entries[tag]
		for e.kind == 4 && len(values)%4 != 0 {
			values = append(values, 0)
		}
		add(tag, e, len(values))
		values = append(values, e.data...)
	}
	binary.BigEndian.PutUint32(index[8:], uint32(len(values)))
	for _, n := range []uint32{sigRegion, 7, -uint32(len(index)), 16} {
		values = binary.BigEndian.AppendUint32(values, n)
	}
	out := lead(info)
	out = append(out, 0x8e, 0xad, 0xe8, 0x01, 0, 0, 0, 0)
	out = binary.BigEndian.AppendUint32(out, uint32(len(index)/16))
	out = binary.BigEndian.AppendUint32(out, uint32(len(values)))
	out = append(append(out, index...), values...)
	return append(out, make([]byte, (8-len(out)%8)%8)...)
}

// lead is how an RPM begins: format 3.0, a binary package, the beginning of its name, for Linux, signatures in a header.
func lead(info *rpmfile.Info) []byte {
	name := make([]byte, 66)
	copy(name[:65], info.Name+"-"+info.Version+"-"+info.Release)
	out := append([]byte{0xed, 0xab, 0xee, 0xdb, 3, 0, 0, 0, 0, 1}, name...)
	return append(out, append([]byte{0, 1, 0, 5}, make([]byte, 16)...)...)
}
