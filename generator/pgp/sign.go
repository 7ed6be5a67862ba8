//go:build !js

package pgp

import (
	"bytes"
	"crypto"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp"
	"github.com/ProtonMail/go-crypto/openpgp/packet"
)

// A Signer signs releases. The same bytes, signed for the same time, have the same signature: only keys whose algorithm
// is deterministic are accepted, RSA and Ed25519.
type Signer struct{ key openpgp.Key }

// ReadSigner reads a secret key, armoured or binary. A passphrase is asked for only where the key has one.
func ReadSigner(data []byte, passphrase func() ([]byte, error)) (*Signer, error) {
	if len(data) > MaxSize {
		return nil, fmt.Errorf("the file has %d bytes; a key has fewer than %d", len(data), MaxSize)
	}
	raw, err := dearmour(data)
	if err != nil {
		return nil, err
	}
	ring, err := openpgp.ReadKeyRing(bytes.NewReader(raw))
	if err != nil {
		return nil, fmt.Errorf("it holds no OpenPGP key: %w", err)
	}
	if len(ring) != 1 {
		return nil, fmt.Errorf("it holds %d keys: one signs a release", len(ring))
	}
	if ring[0].PrivateKey == nil {
		return nil, errors.New("it is a public key: a secret one signs (gpg --export-secret-keys)")
	}
	key, err := signingKey(ring[0])
	if err != nil {
		return nil, err
	}
	switch key.PublicKey.PubKeyAlgo {
	case packet.PubKeyAlgoRSA, packet.PubKeyAlgoRSASignOnly, packet.PubKeyAlgoEdDSA, packet.PubKeyAlgoEd25519:
	default:
		return nil, errors.New("its signatures differ each time: " +
			"take an RSA or Ed25519 key, with which the same release has the same bytes")
	}
	if key.PrivateKey.Encrypted {
		word, err := passphrase()
		if err != nil {
			return nil, err
		}
		if err := key.PrivateKey.Decrypt(word); err != nil {
			return nil, errors.New("the passphrase is not the key's")
		}
	}
	return &Signer{key}, nil
}

// signingKey is the newest key of an entity that may sign and was not revoked. Expiry is checked for each signature.
func signingKey(e *openpgp.Entity) (best openpgp.Key, err error) {
	err = errors.New("no key in it signs")
	ids := []uint64{e.PrimaryKey.KeyId}
	for _, sub := range e.Subkeys {
		ids = append(ids, sub.PublicKey.KeyId)
	}
	for _, id := range ids {
		for _, k := range (openpgp.EntityList{e}).KeysById(id) {
			if k.PrivateKey == nil || k.PrivateKey.Dummy() { // the secret of a primary key may lie elsewhere
				continue
			}
			problem := maySign(k, k.PublicKey.CreationTime)
			switch {
			case problem == nil && (err != nil || k.PublicKey.CreationTime.After(best.PublicKey.CreationTime)):
				best, err = k, nil
			case problem != nil && best.PublicKey == nil:
				err = problem
			}
		}
	}
	return best, err
}

// maySign is an error where a key could not make a signature at a time. A revocation counts whenever it was made:
// a stolen key can sign with any date. Expiry is judged by the date of the signature.
func maySign(k openpgp.Key, at time.Time) error {
	primary, _ := k.Entity.PrimarySelfSignature()
	name := "the key " + id(k.PublicKey.KeyId)
	use := k.SelfSignature
	switch {
	case primary == nil || use == nil:
		return errors.New(name + " does not say what it is for")
	case len(k.Entity.Revocations) > 0 || len(k.Revocations) > 0:
		return errors.New(name + " was revoked")
	case !k.PublicKey.PubKeyAlgo.CanSign() || use.FlagsValid && !use.FlagSign,
		k.PublicKey.IsSubkey && !use.FlagsValid:
		return errors.New(name + " is not for signatures of files")
	case at.Before(k.PublicKey.CreationTime):
		return errors.New(name + " was made after the signature")
	}
	made := k.Entity.PrimaryKey.CreationTime
	for _, expires := range []time.Time{expiry(made, primary), expiry(k.PublicKey.CreationTime, use)} {
		if !expires.IsZero() && !at.Before(expires) {
			return fmt.Errorf("%s expired on %s, before the signature", name, expires.UTC().Format(time.DateOnly))
		}
	}
	return nil
}

// Usable is an error where nobody should publish what the key signs: it has expired on the day it signs, whatever date
// the signature bears, or it is so short that others can make its signatures.
func (s *Signer) Usable(today time.Time) error {
	bits, err := s.key.PublicKey.BitLength()
	if err != nil {
		return fmt.Errorf("the length of the key cannot be read: %w", err)
	}
	if s.RSA() && bits < minRSA {
		return fmt.Errorf("the key has %d bits: a key that others trust has %d or more", bits, minRSA)
	}
	if today.Before(s.key.PublicKey.CreationTime) {
		return nil // the clock is wrong, or the date of the key
	}
	return maySign(s.key, today)
}

const minRSA = 2048

// RSA reports whether the key is an RSA key: RPM has other tags for its signatures.
func (s *Signer) RSA() bool {
	algorithm := s.key.PublicKey.PubKeyAlgo
	return algorithm == packet.PubKeyAlgoRSA || algorithm == packet.PubKeyAlgoRSASignOnly
}

// Sign makes a signature packet, dated as given but not before the key was made: no verifier accepts that.
func (s *Signer) Sign(data []byte, at time.Time) ([]byte, error) {
	if made := s.key.PublicKey.CreationTime; at.Before(made) {
		at = made
	}
	if err := maySign(s.key, at); err != nil {
		return nil, err
	}
	salt, key := false, s.key.PublicKey
	config := &packet.Config{Time: func() time.Time { return at }, DefaultHash: crypto.SHA256,
		NonDeterministicSignaturesViaNotation: &salt}
	sig := &packet.Signature{Version: key.Version, SigType: packet.SigTypeBinary, PubKeyAlgo: key.PubKeyAlgo,
		Hash: crypto.SHA256, CreationTime: at, IssuerKeyId: &key.KeyId, IssuerFingerprint: key.Fingerprint}
	if sig.Version != 4 {
		return nil, fmt.Errorf("the key is of version %d: rpm and gpg verify those of version 4", sig.Version)
	}
	h := crypto.SHA256.New()
	h.Write(data)
	var b bytes.Buffer
	err := sig.Sign(h, s.key.PrivateKey, config)
	if err == nil {
		err = sig.Serialize(&b)
	}
	if err != nil {
		return nil, fmt.Errorf("sign: %w", err)
	}
	return b.Bytes(), nil
}

// Detached makes an armoured signature file.
func (s *Signer) Detached(data []byte, at time.Time) ([]byte, error) {
	raw, err := s.Sign(data, at)
	if err != nil {
		return nil, err
	}
	return armour(raw, openpgp.SignatureType)
}

// Fingerprint is that of the key that signs, as [Verify] gives it.
func (s *Signer) Fingerprint() string { return fmt.Sprintf("%x", s.key.PublicKey.Fingerprint) }

// Public is the public part of the key, armoured.
func (s *Signer) Public() ([]byte, error) {
	var b bytes.Buffer
	if err := s.key.Entity.Serialize(&b); err != nil {
		return nil, fmt.Errorf("public key: %w", err)
	}
	return armour(b.Bytes(), openpgp.PublicKeyType)
}

// Verify checks that a signature, armoured or a single packet, was made over data by one of the public keys, and gives
// the fingerprint of that key. A key that expired after the signature still counts, as a release does not change
// afterwards; a revoked one does not.
func Verify(public, data, signature []byte) (fingerprint string, err error) {
	ring, err := readRing(public)
	if err != nil {
		return "", fmt.Errorf("the public key cannot be read: %w", err)
	}
	sig, err := readSignature(signature)
	if err != nil {
		return "", err
	}
	err = WrongSigner{id(*sig.IssuerKeyId)}
	for _, k := range ring.KeysById(*sig.IssuerKeyId) { // a file may hold a key twice, once as before it was revoked
		if problem := verifyWith(k, sig, data); problem != nil {
			return "", problem
		}
		fingerprint, err = fmt.Sprintf("%x", k.PublicKey.Fingerprint), nil
	}
	return fingerprint, err
}

// readRing reads keys, armoured or binary.
func readRing(data []byte) (openpgp.EntityList, error) {
	packets, err := dearmour(data)
	if err != nil {
		return nil, err
	}
	return openpgp.ReadKeyRing(bytes.NewReader(packets))
}

// readSignature reads a signature of a file, armoured or a single packet, exactly as Sign and Detached write them:
// readers accept many variants of the same signature, each of which would be an unnoticed change.
func readSignature(signature []byte) (*packet.Signature, error) {
	raw := signature
	if bytes.Contains(signature, []byte("-----BEGIN PGP SIGNATURE-----")) {
		var err error
		if raw, err = block(string(signature)); err != nil {
			return nil, fmt.Errorf("the signature cannot be read: %w", err)
		}
		written, err := armour(raw, openpgp.SignatureType)
		if err != nil || !bytes.Equal(written, signature) {
			return nil, errChanged
		}
	}
	p, err := packet.Read(bytes.NewReader(raw))
	sig, ok := p.(*packet.Signature)
	switch {
	case err != nil || !ok || sig.IssuerKeyId == nil:
		return nil, errors.New("the signature cannot be read")
	case sig.SigType != packet.SigTypeBinary || !slices.Contains(hashes, sig.Hash):
		return nil, errors.New("it is not a signature of a file")
	}
	var written bytes.Buffer
	if err := sig.Serialize(&written); err != nil || !bytes.Equal(written.Bytes(), raw) || !minimal(sig) {
		return nil, errChanged
	}
	return sig, nil
}

var (
	hashes     = []crypto.Hash{crypto.SHA256, crypto.SHA384, crypto.SHA512}
	errChanged = errors.New("the signature is not as it was written")
)

// verifyWith checks that a signature over data was made by a key that may sign.
func verifyWith(k openpgp.Key, sig *packet.Signature, data []byte) error {
	h := sig.Hash.New()
	h.Write(data)
	if err := k.PublicKey.VerifySignature(h, sig); err != nil {
		return errors.New("the signature is not of these bytes")
	}
	if !bytes.HasPrefix(h.Sum(nil), sig.HashTag[:]) { // gpg and rpm check this copy of two bytes first
		return errChanged
	}
	return maySign(k, sig.CreationTime)
}

// minimal reports whether the numbers of a signature have no leading zeros, which readers ignore.
func minimal(s *packet.Signature) bool {
	exact := func(number []byte, bits uint16) bool {
		return new(big.Int).SetBytes(number).BitLen() == int(bits)
	}
	return (s.RSASignature == nil || exact(s.RSASignature.Bytes(), s.RSASignature.BitLength())) &&
		(s.EdDSASigR == nil || exact(s.EdDSASigR.Bytes(), s.EdDSASigR.BitLength())) &&
		(s.EdDSASigS == nil || exact(s.EdDSASigS.Bytes(), s.EdDSASigS.BitLength()))
}

// WrongSigner is the error of a signature by another key.
type WrongSigner struct{ ID string }

func (w WrongSigner) Error() string { return "it is signed by " + w.ID + ", another key" }
