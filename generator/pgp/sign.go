//go:build !js

package pgp

import (
	"bytes"
	"crypto"
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
	read := openpgp.ReadKeyRing
	if bytes.Contains(data, []byte("-----BEGIN PGP")) {
		read = openpgp.ReadArmoredKeyRing
	}
	ring, err := read(bytes.NewReader(data))
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
	key, ok := s.entity.SigningKey(s.entity.PrimaryKey.CreationTime)
	for _, sub := range s.entity.Subkeys { // made later than the primary key, perhaps
		if k, found := s.entity.SigningKey(sub.PublicKey.CreationTime); found {
			key, ok = k, true
		}
	}
	if !ok || key.PrivateKey == nil {
		return nil, errors.New("no key in it signs")
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

// RSA reports whether the signatures are RSA's; RPM keeps them elsewhere than others.
func (s *Signer) RSA() bool {
	return s.key.PublicKey.PubKeyAlgo == packet.PubKeyAlgoRSA || s.key.PublicKey.PubKeyAlgo == packet.PubKeyAlgoRSASignOnly
}

// Sign makes a signature packet, for the time given or, if the key is younger, for the key's: nobody believes a signature that is older.
func (s *Signer) Sign(data []byte, at time.Time) ([]byte, error) {
	if made := s.key.PublicKey.CreationTime; at.Before(made) {
		at = made
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
// the key. That keys expire is not judged: a release does not change afterwards.
func Verify(public, data, signature []byte) (fingerprint string, err error) {
	read := openpgp.ReadKeyRing
	if bytes.Contains(public, []byte(begin)) {
		read = openpgp.ReadArmoredKeyRing
	}
	ring, err := read(bytes.NewReader(public))
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
	case reader.Len() > 0:
		return "", errors.New("there is more behind the signature")
	case sig.SigType != packet.SigTypeBinary || sig.Hash != crypto.SHA256 && sig.Hash != crypto.SHA512 && sig.Hash != crypto.SHA384:
		return "", errors.New("it is no signature of a file")
	case !minimal(sig):
		return "", errors.New("the signature is not as it was written")
	}
	for _, k := range ring.KeysById(*sig.IssuerKeyId) {
		h := sig.Hash.New()
		h.Write(data)
		if err := k.PublicKey.VerifySignature(h, sig); err != nil {
			return "", errors.New("the signature is not of these bytes")
		}
		return fmt.Sprintf("%x", k.PublicKey.Fingerprint), nil
	}
	return "", WrongSigner{fmt.Sprintf("%016x", *sig.IssuerKeyId)}
}

// minimal reports that the numbers of a signature are written as long as they are: readers take longer ones for the same.
func minimal(s *packet.Signature) bool {
	exact := func(number []byte, bits uint16) bool { return new(big.Int).SetBytes(number).BitLen() == int(bits) }
	return (s.RSASignature == nil || exact(s.RSASignature.Bytes(), s.RSASignature.BitLength())) &&
		(s.EdDSASigR == nil || exact(s.EdDSASigR.Bytes(), s.EdDSASigR.BitLength())) &&
		(s.EdDSASigS == nil || exact(s.EdDSASigS.Bytes(), s.EdDSASigS.BitLength()))
}

// WrongSigner says that somebody else signed.
type WrongSigner struct{ ID string }

func (w WrongSigner) Error() string { return "it is signed by " + w.ID + ", another key" }
