//go:build !js

package pgp

import (
	"bytes"
	"crypto"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/big"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp"
	"github.com/ProtonMail/go-crypto/openpgp/armor"
	"github.com/ProtonMail/go-crypto/openpgp/packet"
)

// A Signer signs releases. The same bytes, signed for the same time, have the same signature: only keys whose algorithm has no
// chance in it are taken, RSA and Ed25519.
type Signer struct {
	entity *openpgp.Entity
	key    openpgp.Key
}

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
	s := &Signer{entity: ring[0]}
	if s.entity.PrivateKey == nil {
		return nil, errors.New("it is a public key: a secret one signs (gpg --export-secret-keys)")
	}
	key, err := signing(s.entity)
	if err != nil {
		return nil, err
	}
	switch key.PublicKey.PubKeyAlgo {
	case packet.PubKeyAlgoRSA, packet.PubKeyAlgoRSASignOnly, packet.PubKeyAlgoEdDSA, packet.PubKeyAlgoEd25519:
	default:
		return nil, errors.New("its signatures differ each time: take an RSA or Ed25519 key, with which the same release has the same bytes")
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
	s.key = key
	return s, nil
}

// signing is the youngest key of an entity that may sign and was never revoked. Whether it has expired is asked for each signature.
func signing(e *openpgp.Entity) (best openpgp.Key, err error) {
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

// maySign asks that a key could make a signature at a time. A revocation counts whenever it was made: whoever has the key can give
// his signatures any date. Expiry, of which nobody needs to be afraid, is judged by the date of the signature.
func maySign(k openpgp.Key, at time.Time) error {
	primary, _ := k.Entity.PrimarySelfSignature()
	name := fmt.Sprintf("the key %016x", k.PublicKey.KeyId)
	switch {
	case primary == nil || k.SelfSignature == nil:
		return errors.New(name + " does not say what it is for")
	case len(k.Entity.Revocations) > 0 || len(k.Revocations) > 0:
		return errors.New(name + " was revoked")
	case !k.PublicKey.PubKeyAlgo.CanSign() || k.SelfSignature.FlagsValid && !k.SelfSignature.FlagSign || k.PublicKey.IsSubkey && !k.SelfSignature.FlagsValid:
		return errors.New(name + " is not for signatures of files")
	case at.Before(k.PublicKey.CreationTime):
		return errors.New(name + " was made after the signature")
	}
	for _, expires := range []time.Time{expiry(k.Entity.PrimaryKey, primary), expiry(k.PublicKey, k.SelfSignature)} {
		if !expires.IsZero() && !at.Before(expires) {
			return fmt.Errorf("%s expired on %s, before the signature", name, expires.UTC().Format(time.DateOnly))
		}
	}
	return nil
}

// expiry is when a key expires, as a signature of its owner says; zero where never.
func expiry(k *packet.PublicKey, s *packet.Signature) time.Time {
	if s.KeyLifetimeSecs == nil || *s.KeyLifetimeSecs == 0 {
		return time.Time{}
	}
	return k.CreationTime.Add(time.Duration(*s.KeyLifetimeSecs) * time.Second)
}

// RSA reports whether the signatures are RSA's; RPM keeps them elsewhere than others.
func (s *Signer) RSA() bool {
	return s.key.PublicKey.PubKeyAlgo == packet.PubKeyAlgoRSA || s.key.PublicKey.PubKeyAlgo == packet.PubKeyAlgoRSASignOnly
}

// Sign makes a signature packet, for the time given or, if the key is younger, for the key's: nobody believes a signature that is older.
func (s *Signer) Sign(data []byte, at time.Time) ([]byte, error) {
	if made := s.key.PublicKey.CreationTime; at.Before(made) {
		at = made
	}
	if err := maySign(s.key, at); err != nil {
		return nil, err
	}
	salt := false
	config := &packet.Config{Time: func() time.Time { return at }, DefaultHash: crypto.SHA256, NonDeterministicSignaturesViaNotation: &salt}
	sig := &packet.Signature{Version: s.key.PublicKey.Version, SigType: packet.SigTypeBinary, PubKeyAlgo: s.key.PublicKey.PubKeyAlgo, Hash: crypto.SHA256,
		CreationTime: at, IssuerKeyId: &s.key.PublicKey.KeyId, IssuerFingerprint: s.key.PublicKey.Fingerprint}
	if sig.Version != 4 {
		return nil, fmt.Errorf("the key is of version %d: rpm and gpg verify those of version 4", sig.Version)
	}
	h := crypto.SHA256.New()
	h.Write(data)
	if err := sig.Sign(h, s.key.PrivateKey, config); err != nil {
		return nil, fmt.Errorf("sign: %w", err)
	}
	var b bytes.Buffer
	if err := sig.Serialize(&b); err != nil {
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
	return armoured(raw)
}

// armoured is a signature packet as a file.
func armoured(raw []byte) ([]byte, error) {
	var b bytes.Buffer
	w, err := armor.Encode(&b, openpgp.SignatureType, nil)
	if err == nil {
		_, err = w.Write(raw)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return nil, fmt.Errorf("armour: %w", err)
	}
	return append(b.Bytes(), '\n'), nil
}

// Public is the public part of the key, armoured.
func (s *Signer) Public() ([]byte, error) {
	var b bytes.Buffer
	if err := s.entity.Serialize(&b); err != nil {
		return nil, fmt.Errorf("public key: %w", err)
	}
	return enarmour(b.Bytes())
}

// Verify asks that a signature, armoured or one packet, was made over data by one of the public keys, and gives the fingerprint of
// the key. A key that expired after the signature still counts: a release does not change afterwards. A revoked one does not.
func Verify(public, data, signature []byte) (fingerprint string, err error) {
	packets, err := dearmour(public)
	if err != nil {
		return "", fmt.Errorf("the public key cannot be read: %w", err)
	}
	ring, err := openpgp.ReadKeyRing(bytes.NewReader(packets))
	if err != nil {
		return "", fmt.Errorf("the public key cannot be read: %w", err)
	}
	raw := signature
	if bytes.Contains(signature, []byte("-----BEGIN PGP SIGNATURE-----")) {
		block, err := armor.Decode(bytes.NewReader(signature))
		if err != nil {
			return "", fmt.Errorf("the signature cannot be read: %w", err)
		}
		if raw, err = io.ReadAll(io.LimitReader(block.Body, MaxSize)); err != nil {
			return "", fmt.Errorf("the signature cannot be read: %w", err)
		}
		if written, err := armoured(raw); err != nil || !bytes.Equal(written, signature) { // readers forgive much around a signature
			return "", errors.New("the signature is not as it was written")
		}
	}
	reader := bytes.NewReader(raw)
	p, err := packet.Read(reader)
	sig, ok := p.(*packet.Signature)
	switch {
	case err != nil || !ok || sig.IssuerKeyId == nil:
		return "", errors.New("the signature cannot be read")
	case reader.Len() > 0 || packetSize(raw) != len(raw):
		return "", errors.New("there is more behind the signature, or less of it")
	case sig.SigType != packet.SigTypeBinary || sig.Hash != crypto.SHA256 && sig.Hash != crypto.SHA512 && sig.Hash != crypto.SHA384:
		return "", errors.New("it is no signature of a file")
	case !minimal(sig):
		return "", errors.New("the signature is not as it was written")
	}
	err = WrongSigner{fmt.Sprintf("%016x", *sig.IssuerKeyId)}
	for _, k := range ring.KeysById(*sig.IssuerKeyId) { // a file may hold a key twice, once as it was before it was revoked
		if problem := madeBy(k, sig, data); problem != nil {
			return "", problem
		}
		fingerprint, err = fmt.Sprintf("%x", k.PublicKey.Fingerprint), nil
	}
	return fingerprint, err
}

// madeBy asks that a signature over data is of a key that could make it.
func madeBy(k openpgp.Key, sig *packet.Signature, data []byte) error {
	h := sig.Hash.New()
	h.Write(data)
	if err := k.PublicKey.VerifySignature(h, sig); err != nil {
		return errors.New("the signature is not of these bytes")
	}
	if !bytes.HasPrefix(h.Sum(nil), sig.HashTag[:]) { // which gpg and rpm look at first
		return errors.New("the signature is not as it was written")
	}
	return maySign(k, sig.CreationTime)
}

// minimal reports that the numbers of a signature are written as long as they are: readers take longer ones for the same.
func minimal(s *packet.Signature) bool {
	exact := func(number []byte, bits uint16) bool { return new(big.Int).SetBytes(number).BitLen() == int(bits) }
	return (s.RSASignature == nil || exact(s.RSASignature.Bytes(), s.RSASignature.BitLength())) &&
		(s.EdDSASigR == nil || exact(s.EdDSASigR.Bytes(), s.EdDSASigR.BitLength())) &&
		(s.EdDSASigS == nil || exact(s.EdDSASigS.Bytes(), s.EdDSASigS.BitLength()))
}

// packetSize is how many bytes a packet says that it has (RFC 9580, 4.2); readers are content with fewer. Others than those with a
// length have none.
func packetSize(raw []byte) int {
	b := append(bytes.Clone(raw[:min(len(raw), 6)]), make([]byte, 6)...)
	old, first := b[0]&0x40 == 0, int(b[1])
	switch {
	case old && b[0]&3 == 0:
		return 2 + first
	case old && b[0]&3 == 1:
		return 3 + int(binary.BigEndian.Uint16(b[1:]))
	case old && b[0]&3 == 2:
		return 5 + int(binary.BigEndian.Uint32(b[1:]))
	case !old && first < 192:
		return 2 + first
	case !old && first < 224:
		return 3 + (first-192)<<8 + int(b[2]) + 192
	case !old && first == 255:
		return 6 + int(binary.BigEndian.Uint32(b[2:]))
	}
	return 0
}

// WrongSigner says that somebody else signed.
type WrongSigner struct{ ID string }

func (w WrongSigner) Error() string { return "it is signed by " + w.ID + ", another key" }
