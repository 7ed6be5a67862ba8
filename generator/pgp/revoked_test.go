package pgp

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp"
	"github.com/ProtonMail/go-crypto/openpgp/packet"
)

// serialized is what an entity writes of itself.
func serialized(t *testing.T, write func(io.Writer) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Keys that are revoked, expired or not for signatures are refused, for signing and for verifying.
func TestKeysThatMayNotSign(t *testing.T) {
	t.Parallel()
	config := func() *packet.Config {
		return &packet.Config{Algorithm: packet.PubKeyAlgoEdDSA, Time: func() time.Time { return born }}
	}
	entity := func(c *packet.Config) *openpgp.Entity {
		e, err := openpgp.NewEntity("a", "", "a@b.example", c)
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	revoke := func(reason packet.ReasonForRevocation) func(*openpgp.Entity, *packet.Config) error {
		return func(e *openpgp.Entity, c *packet.Config) error { return e.RevokeKey(reason, "", c) }
	}
	lives := func(seconds uint32) func(*packet.Config) {
		return func(c *packet.Config) { c.KeyLifetimeSecs = seconds }
	}
	data, later := []byte("a release"), born.AddDate(1, 0, 0)
	for what, c := range map[string]struct {
		config func(*packet.Config)
		change func(*openpgp.Entity, *packet.Config) error
		want   string
	}{
		"good":       {want: ""},
		"revoked":    {change: revoke(packet.KeyRetired), want: "was revoked"},
		"lost":       {change: revoke(packet.KeyCompromised), want: "was revoked"},
		"expired":    {config: lives(3600), want: "expired on 2025-01-01, before the signature"},
		"long-lived": {config: lives(400 * 24 * 3600), want: ""},
		"for others": {change: func(e *openpgp.Entity, c *packet.Config) error {
			for _, i := range e.Identities {
				i.SelfSignature.FlagSign = false
				return i.SelfSignature.SignUserId(i.UserId.Id, e.PrimaryKey, e.PrivateKey, c)
			}
			return nil
		}, want: "is not for signatures of files"},
		"subkey": {change: func(e *openpgp.Entity, c *packet.Config) error { return e.AddSigningSubkey(c) }, want: ""},
		"revoked subkey and primary key not for it": {change: func(e *openpgp.Entity, c *packet.Config) error {
			e.Subkeys = nil
			if err := e.AddSigningSubkey(c); err != nil {
				return err
			}
			for _, i := range e.Identities {
				i.SelfSignature.FlagSign = false
				if err := i.SelfSignature.SignUserId(i.UserId.Id, e.PrimaryKey, e.PrivateKey, c); err != nil {
					return err
				}
			}
			return e.RevokeSubkey(&e.Subkeys[0], packet.KeyRetired, "", c)
		}, want: "was revoked"},
	} {
		t.Run(what, func(t *testing.T) {
			cfg := config()
			if c.config != nil {
				c.config(cfg)
			}
			e := entity(cfg)
			secret := func(w io.Writer) error { return e.SerializePrivateWithoutSigning(w, nil) }
			whole := serialized(t, secret)
			if what == "subkey" || strings.Contains(what, "subkey and") { // sign with what has no limits yet
				whole = nil
			}
			if c.change != nil {
				if err := c.change(e, cfg); err != nil {
					t.Fatal(err)
				}
			}
			s, err := ReadSigner(serialized(t, secret), none)
			var sig []byte
			if err == nil {
				sig, err = s.Detached(data, later)
			}
			if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
				t.Errorf("signing: %v, want %q", err, c.want)
			}
			if sig == nil && whole != nil { // sign with the key all the same
				if sig = forced(t, whole, data, later); sig == nil {
					t.Fatal("no signature")
				}
			}
			if sig == nil {
				return
			}
			_, err = Verify(serialized(t, e.Serialize), data, sig)
			if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
				t.Errorf("verifying: %v, want %q", err, c.want)
			}
		})
	}
}

// forced signs with a primary key whatever that says of itself.
func forced(t *testing.T, secret, data []byte, at time.Time) []byte {
	t.Helper()
	ring, err := openpgp.ReadKeyRing(bytes.NewReader(secret))
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range ring[0].Identities {
		i.SelfSignature.KeyLifetimeSecs = nil
	}
	primary := ring.KeysById(ring[0].PrimaryKey.KeyId)[0]
	s := &Signer{key: primary}
	sig, err := s.Detached(data, at)
	if err != nil {
		t.Fatal(err)
	}
	return sig
}

// All keys in a file of several armoured blocks are read, and verify signatures.
func TestSeveralBlocks(t *testing.T) {
	t.Parallel()
	var all []byte
	var signers []*Signer
	for range 3 {
		s, err := ReadSigner(secret(t, packet.Config{Algorithm: packet.PubKeyAlgoEdDSA}, ""), none)
		if err != nil {
			t.Fatal(err)
		}
		public, err := s.Public()
		if err != nil {
			t.Fatal(err)
		}
		all, signers = append(all, public...), append(signers, s)
	}
	if keys, _, err := Read(all); err != nil || len(keys) < 3 {
		t.Errorf("%d keys (%v)", len(keys), err)
	}
	for i, s := range signers {
		sig, err := s.Detached([]byte("a"), born)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Verify(all, []byte("a"), sig); err != nil {
			t.Errorf("key %d: %v", i+1, err)
		}
	}
}

// No bit of a signature may be another: neither its length nor the bytes that gpg and rpm look at first.
func TestSignatureBits(t *testing.T) {
	t.Parallel()
	s, err := ReadSigner(secret(t, packet.Config{Algorithm: packet.PubKeyAlgoEdDSA}, ""), none)
	if err != nil {
		t.Fatal(err)
	}
	public, err := s.Public()
	if err != nil {
		t.Fatal(err)
	}
	raw, err := s.Sign([]byte("a"), born)
	if err != nil {
		t.Fatal(err)
	}
	for i := range raw {
		for bit := range 8 {
			bad := bytes.Clone(raw)
			bad[i] ^= 1 << bit
			if _, err := Verify(public, []byte("a"), bad); err == nil {
				t.Errorf("byte %d of %d may be another", i, len(raw))
			}
		}
	}
}
