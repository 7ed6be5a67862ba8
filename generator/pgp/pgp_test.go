package pgp

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"pes/generator/internal/need"
	"pes/generator/model"
)

func FuzzRead(f *testing.F) {
	f.Add([]byte(begin + "\n\nmQ==\n-----END PGP PUBLIC KEY BLOCK-----\n"))
	f.Add([]byte{0x99, 0x01, 0x0d, 0x04})
	f.Add([]byte(""))
	f.Fuzz(func(t *testing.T, data []byte) {
		keys, armoured, err := Read(data)
		if err == nil && (len(keys) == 0 || !bytes.Contains(armoured, []byte(begin))) {
			t.Fatal("accepted without a key")
		}
		sameDecoded(t, data)
	})
}

// Every key that vendors and distributions really ship can be read.
func TestRealKeys(t *testing.T) {
	t.Parallel()
	data := need.Shared(t, "leapp-data")
	var files []string
	for _, p := range []string{"2024-10/files/rpm-gpg/*", "2024-10/vendors.d/rpm-gpg/*", "2026/vendors.d/rpm-gpg/*"} {
		found, _ := filepath.Glob(filepath.Join(data, p))
		files = append(files, found...)
	}
	if len(files) == 0 {
		t.Fatal("no keys")
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		keys, _, err := Read(data)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		sameDecoded(t, data)
		t.Log(filepath.Base(name), keys[0].ID, keys[0].Fingerprint, len(keys))
	}
}

// sameDecoded checks that browsers get the same result for a key file.
func sameDecoded(t *testing.T, data []byte) {
	t.Helper()
	keys, armoured, err := Read(data)
	decoded, again, problem := decode(Encode(data))
	if (err == nil) != (problem == nil) || err != nil && err.Error() != problem.Error() {
		t.Fatalf("read: %v; decoded: %v", err, problem)
	}
	if err != nil {
		return
	}
	same := slices.EqualFunc(keys, decoded, func(a, b model.PublicKey) bool {
		created, expires := a.Created.Equal(b.Created), a.Expires.Equal(b.Expires)
		a.Created, a.Expires, b.Created, b.Expires = time.Time{}, time.Time{}, time.Time{}, time.Time{}
		return created && expires && a == b
	})
	if !same || !bytes.Equal(armoured, again) {
		t.Fatalf("read: %v; decoded: %v", keys, decoded)
	}
}
