package pgp

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp"
	"github.com/ProtonMail/go-crypto/openpgp/packet"
)

var born = time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)

// secret makes a secret key, with a passphrase where there is one.
func secret(t *testing.T, c packet.Config, passphrase string) []byte {
	t.Helper()
	c.Time, c.RSABits = func() time.Time { return born }, 2048
	e, err := openpgp.NewEntity("a", "", "a@b.example", &c)
	if err == nil && passphrase != "" {
		err = e.EncryptPrivateKeys([]byte(passphrase), &c)
	}
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if passphrase != "" {
		err = e.SerializePrivateWithoutSigning(&b, nil)
	} else {
		err = e.SerializePrivate(&b, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func none() ([]byte, error) { return nil, errors.New("no passphrase") }

// The same bytes have the same signature, which is of these bytes and this key alone.
func TestSign(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]packet.Config{
		"RSA":   {Algorithm: packet.PubKeyAlgoRSA},
		"EdDSA": {Algorithm: packet.PubKeyAlgoEdDSA},
	} {
		s, err := ReadSigner(secret(t, c, ""), none)
		if err != nil {
			t.Fatal(name, err)
		}
		public, err := s.Public()
		if err != nil {
			t.Fatal(name, err)
		}
		data := []byte("a release")
		first, err := s.Detached(data, born.AddDate(1, 0, 0))
		if err != nil {
			t.Fatal(name, err)
		}
		if again, err := s.Detached(data, born.AddDate(1, 0, 0)); err != nil || !bytes.Equal(first, again) {
			t.Errorf("%s: the same release has two signatures (%v)", name, err)
		}
		if early, err := s.Detached(data, time.Unix(0, 0)); err != nil {
			t.Error(name, err)
		} else if _, err := Verify(public, data, early); err != nil {
			t.Errorf("%s: a date before the key was made: %v", name, err)
		}
		keys, _, err := Read(public)
		if err != nil {
			t.Fatal(name, err)
		}
		if who, err := Verify(public, data, first); err != nil || who != keys[0].Fingerprint {
			t.Errorf("%s: signed by %q (%v)", name, who, err)
		}
		if _, err := Verify(public, []byte("another"), first); err == nil {
			t.Errorf("%s: the signature is taken for one of other bytes", name)
		}
		if _, err := Verify(public, data, append(bytes.Clone(first), '\n')); err == nil {
			t.Errorf("%s: a longer signature is taken for the same", name)
		}
		other, err := ReadSigner(secret(t, c, ""), none)
		if err != nil {
			t.Fatal(name, err)
		}
		var wrong WrongSigner
		if theirs, err := other.Public(); err != nil {
			t.Fatal(name, err)
		} else if _, err := Verify(theirs, data, first); !errors.As(err, &wrong) || wrong.ID != keys[0].ID {
			t.Errorf("%s: another key: %v", name, err)
		}
	}
}

// What cannot sign releases is refused, with the reason.
func TestReadSigner(t *testing.T) {
	t.Parallel()
	word := func() ([]byte, error) { return []byte("word"), nil }
	wrongWord := func() ([]byte, error) { return []byte("other"), nil }
	ecdsa := packet.Config{Algorithm: packet.PubKeyAlgoECDSA, Curve: packet.CurveNistP256}
	two := append(secret(t, packet.Config{}, ""), secret(t, packet.Config{}, "")...)
	locked := secret(t, packet.Config{Algorithm: packet.PubKeyAlgoEdDSA}, "word")
	if _, err := ReadSigner(locked, word); err != nil {
		t.Error(err)
	}
	for what, c := range map[string]struct {
		data []byte
		ask  func() ([]byte, error)
		want string
	}{
		"no passphrase":    {locked, none, "no passphrase"},
		"wrong passphrase": {locked, wrongWord, "the passphrase is not the key's"},
		"by chance":        {secret(t, ecdsa, ""), none, "its signatures differ each time"},
		"no key":           {[]byte("key"), none, "it holds no OpenPGP key"},
		"two keys":         {two, none, "it holds 2 keys"},
	} {
		if _, err := ReadSigner(c.data, c.ask); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", what, err, c.want)
		}
	}
}
