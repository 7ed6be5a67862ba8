package rpmfile

import (
	"bytes"
	"os"
	"slices"
	"testing"

	"pes/generator/pgp"
)

func read(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// signed.rpm was built and signed by rpm 4.18 with the key in key.asc; rpm -qip says the same of it.
func TestRead(t *testing.T) {
	t.Parallel()
	info, err := Read(bytes.NewReader(read(t, "signed.rpm")))
	if err != nil {
		t.Fatal(err)
	}
	if info.Name != "vendor-release" || info.Arch != "noarch" || info.Vendor != "Vendor Inc." ||
		info.URL != "https://www.vendor.example/software" {
		t.Errorf("%+v", info)
	}
	if ids := pgp.Issuers(info.Signatures); !slices.Equal(ids, []string{"460ec7947a1108d2"}) {
		t.Errorf("signed by %v", ids)
	}
	info, err = Read(bytes.NewReader(read(t, "unsigned.rpm")))
	if err != nil || len(info.Signatures) != 0 {
		t.Error(info, err)
	}
}

// Cut off anywhere it is an error, whole or longer it is not; claims of any size cost nothing.
func TestReadDamaged(t *testing.T) {
	t.Parallel()
	whole := read(t, "signed.rpm")
	for n := 0; n < 3000; n += 7 {
		if _, err := Read(bytes.NewReader(whole[:n])); err == nil && n < 2000 {
			t.Fatalf("%d bytes are taken for an RPM", n)
		}
	}
	huge := bytes.Clone(whole)
	copy(huge[96+8:], "\x00\x00\xff\xff\x03\xff\xff\xff")
	if _, err := Read(bytes.NewReader(huge)); err == nil {
		t.Error("a header of 64 MiB was read from a small file")
	}
}

func FuzzRead(f *testing.F) {
	for _, name := range []string{"signed.rpm", "unsigned.rpm"} {
		b, err := os.ReadFile("testdata/" + name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b[:4000])
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if info, err := Read(bytes.NewReader(b)); err == nil {
			pgp.Issuers(info.Signatures)
		}
	})
}
