package digest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"testing"
)

// The examples of FIPS 180-4.
func TestSHA256(t *testing.T) {
	for text, want := range map[string]string{
		"":    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		"abc": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
		"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq": "" +
			"248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
	} {
		native, browser := SHA256([]byte(text)), portable([]byte(text))
		if got := hex.EncodeToString(native[:]); got != want {
			t.Errorf("SHA256(%q) = %s, not %s", text, got, want)
		}
		if got := hex.EncodeToString(browser[:]); got != want {
			t.Errorf("in browsers, SHA256(%q) = %s, not %s", text, got, want)
		}
	}
}

// Around each end of a block, and with every byte, browsers find what crypto/sha256 finds.
func TestBrowsersFindTheSame(t *testing.T) {
	data := make([]byte, 1<<10)
	for i := range data {
		data[i] = byte(i*167 + i>>8)
	}
	for n := range len(data) + 1 {
		if part := data[:n]; portable(part) != sha256.Sum256(part) {
			t.Fatalf("the sums of %d bytes differ", n)
		}
	}
	for _, n := range []int{1 << 20, 1<<20 + 55, 1<<20 + 56} {
		if long := bytes.Repeat([]byte{0xff}, n); portable(long) != sha256.Sum256(long) {
			t.Errorf("the sums of %d bytes differ", n)
		}
	}
}

func TestForms(t *testing.T) {
	if got := Hex(nil); got != "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" {
		t.Error(got)
	}
	if got := Number([]byte("abc")); got != 0xba7816bf8f01 {
		t.Errorf("the number of abc is %x", got)
	}
}
