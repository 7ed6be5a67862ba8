package rpmfile

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// installed is the header of a package, as the rpm database keeps it, with more values, as rpm adds them.
func installed(t testing.TB, name string, more map[uint32]any) []byte {
	t.Helper()
	whole := read(t, name)
	info, err := Read(bytes.NewReader(whole))
	if err != nil {
		t.Fatal(err)
	}
	blob := whole[info.HeaderStart+8 : info.PayloadStart]
	entries := binary.BigEndian.Uint32(blob)
	index, data := slices.Clone(blob[8:8+16*entries]), slices.Clone(blob[8+16*entries:])
	for tag, v := range more {
		kind, count := uint32(TypeString), uint32(1)
		for (len(data))%4 != 0 {
			data = append(data, 0)
		}
		offset := uint32(len(data))
		switch v := v.(type) {
		case string:
			data = append(append(data, v...), 0)
		case uint32:
			kind, data = TypeInt32, binary.BigEndian.AppendUint32(data, v)
		case []byte:
			kind, count, data = TypeBinary, uint32(len(v)), append(data, v...)
		case []string:
			kind, count, data = typeStringArray, uint32(len(v)), append(data, strings.Join(v, "\x00")+"\x00"...)
		}
		for _, n := range []uint32{tag, kind, offset, count} {
			index = binary.BigEndian.AppendUint32(index, n)
		}
	}
	out := binary.BigEndian.AppendUint32(nil, uint32(len(index)/16))
	out = binary.BigEndian.AppendUint32(out, uint32(len(data)))
	return append(append(out, index...), data...)
}

func TestReadInstalled(t *testing.T) {
	t.Parallel()
	info, err := Read(bytes.NewReader(read(t, "signed.rpm")))
	if err != nil {
		t.Fatal(err)
	}
	p, err := ReadInstalled(installed(t, "signed.rpm", map[uint32]any{
		tagEpoch: uint32(3), tagInstallTime: uint32(1700000000), tagModularity: "m:s:1:c",
		SigShortRSA: info.ByTag[SigShortRSA], SigSHA256: info.HeaderSHA256,
		tagRequires: []string{"b", "(a if b)", "b"},
	}))
	if err != nil {
		t.Fatal(err)
	}
	got := fmt.Sprintf("%+v", *p)
	if want := "{Name:vendor-release Arch:noarch Vendor:Vendor Inc. EVR:3:1-1 Release:1 " +
		"SourceRPM:vendor-release-1-1.src.rpm ModularityLabel:m:s:1:c Requires:[(a if b) b] KeyID:460ec7947a1108d2 " +
		"InstallTime:1700000000 SHA1: Key:false}"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// A header is held against its digest.
func TestDigest(t *testing.T) {
	t.Parallel()
	info, err := Read(bytes.NewReader(read(t, "unsigned.rpm")))
	if err != nil {
		t.Fatal(err)
	}
	blob := installed(t, "unsigned.rpm", map[uint32]any{SigSHA256: info.HeaderSHA256})
	whole, err := ReadInstalled(blob)
	if err != nil {
		t.Fatal(err)
	}
	for at := range blob { // no error: what says that there is a digest is damaged, and all else is as it was
		damaged := slices.Clone(blob)
		damaged[at] ^= 4
		if p, err := ReadInstalled(damaged); err == nil && fmt.Sprint(*p) != fmt.Sprint(*whole) {
			t.Errorf("byte %d: %+v", at, *p)
		}
	}
	_, err = ReadInstalled(installed(t, "unsigned.rpm", map[uint32]any{
		SigSHA256: hex.EncodeToString(make([]byte, sha256.Size))}))
	if err == nil || !strings.Contains(err.Error(), "it is damaged (vendor-release-1-1): its digest is ") {
		t.Error(err)
	}
}

// The key of a signature is found in every form in which OpenPGP says it.
func TestKeyID(t *testing.T) {
	t.Parallel()
	sub := func(kind byte, content string) string {
		b, err := hex.DecodeString(content)
		if err != nil {
			t.Fatal(err)
		}
		return string(append([]byte{byte(len(b) + 1), kind}, b...))
	}
	const id, short, long = "24c6a8a7f4a80eb5", "6341ab2753d78a78a7c27bb124c6a8a7f4a80eb5",
		"24c6a8a7f4a80eb5000102030405060708090a0b0c0d0e0f1011121314151617"
	raw, _ := hex.DecodeString(id)
	area := func(s string) string { return string([]byte{0, byte(len(s))}) + s }
	wide := func(s string) string { return "\x00\x00" + area(s) }
	v4 := func(hashed, unhashed string) string {
		return "\x04\x00\x01\x08" + area(hashed) + area(unhashed) + "\x12\x34"
	}
	created := sub(2, "53a7ff4b")
	old := func(body string) string { return string([]byte{0x88, byte(len(body))}) + body }
	oldWide := func(body string) string { return string([]byte{0x89, 0, byte(len(body))}) + body }
	modern := func(body string) string { return string([]byte{0xc2, byte(len(body))}) + body }
	for name, c := range map[string]struct{ packet, want string }{
		"version 3":               {old("\x03\x05\x00TIME" + string(raw) + "\x11\x02\x12\x34"), id},
		"version 3, cut off":      {old("\x03\x05\x00TIME" + string(raw[:7])), ""},
		"version 4, not hashed":   {oldWide(v4(created, sub(16, id))), id},
		"version 4, hashed":       {modern(v4(created+sub(16, id), "")), id},
		"critical":                {modern(v4(created+sub(16|0x80, id), "")), id},
		"fingerprint":             {modern(v4(created+sub(33, "04"+short), "")), id},
		"fingerprint and another": {modern(v4(sub(33, "04"+short), sub(16, "0102030405060708"))), "0102030405060708"},
		"version 6":               {modern("\x06\x00\x01\x08" + wide(created+sub(33, "06"+long)) + wide("")), id},
		"no key":                  {modern(v4(created, "")), ""},
		"version 5":               {modern("\x05" + v4(created, sub(16, id))[1:]), ""},
		"another packet":          {"\x99\x00\x01\x04", ""},
		"longer than it is":       {"\xc2\xff\xff\xff\xff\xff\x04", ""},
		"nothing":                 {"", ""},
	} {
		for tag, v := range map[uint32]any{SigShortRSA: []byte(c.packet),
			SigOpenPGP: []string{base64.StdEncoding.EncodeToString([]byte(c.packet))}} {
			p, err := ReadInstalled(installed(t, "unsigned.rpm", map[uint32]any{tag: v}))
			if err != nil {
				t.Fatal(err)
			}
			if p.KeyID != c.want {
				t.Errorf("%s (%d): %q, want %q", name, tag, p.KeyID, c.want)
			}
		}
	}
}

func FuzzReadInstalled(f *testing.F) {
	signed, err := Read(bytes.NewReader(read(f, "signed.rpm")))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(installed(f, "unsigned.rpm", nil))
	f.Add(installed(f, "signed.rpm", map[uint32]any{SigShortRSA: signed.ByTag[SigShortRSA], tagEpoch: uint32(1),
		SigSHA256: signed.HeaderSHA256}))
	f.Fuzz(func(t *testing.T, blob []byte) {
		if p, err := ReadInstalled(blob); err == nil && (p.Name == "" || len(p.KeyID)%16 != 0) {
			t.Errorf("%+v", p)
		}
	})
}

// A list of names takes no more memory than a package has names.
func TestTooManyNames(t *testing.T) {
	t.Parallel()
	names := make([]string, maxNames+1)
	_, err := ReadInstalled(installed(t, "signed.rpm", map[uint32]any{tagRequires: names}))
	if err == nil || err.Error() != "it claims to require 100001 names" {
		t.Error(err)
	}
}
