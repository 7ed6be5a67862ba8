//go:build !js

package pgp

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"github.com/ProtonMail/go-crypto/openpgp/packet"
)

// VerifyForeign is Verify for signatures that other programs make, whatever their armour says and however their packets
// are written. Of several signatures, one by a known key is enough; [WrongSigner] is the error where none is.
func VerifyForeign(public, data, signature []byte) (fingerprint string, err error) {
	ring, err := readRing(public)
	if err != nil {
		return "", fmt.Errorf("the public key cannot be read: %w", err)
	}
	raw := signature
	if bytes.Contains(signature, []byte("-----BEGIN PGP SIGNATURE-----")) {
		if raw, err = block(string(signature)); err != nil {
			return "", fmt.Errorf("the signature cannot be read: %w", err)
		}
	}
	err = errors.New("the signature cannot be read")
	packets := packet.NewReader(bytes.NewReader(raw))
	for {
		p, end := packets.Next()
		if end != nil {
			return "", err
		}
		sig, ok := p.(*packet.Signature)
		if !ok || sig.IssuerKeyId == nil {
			continue
		}
		if sig.SigType != packet.SigTypeBinary || !slices.Contains(hashes, sig.Hash) {
			err = errors.New("it is not a signature of a file, or one with a hash that is no longer trusted")
			continue
		}
		err = WrongSigner{id(*sig.IssuerKeyId)}
		for _, k := range ring.KeysById(*sig.IssuerKeyId) { // a file may hold a key twice
			if problem := verifyWith(k, sig, data); problem != nil {
				return "", problem
			}
			fingerprint = fmt.Sprintf("%x", k.PublicKey.Fingerprint)
		}
		if fingerprint != "" {
			return fingerprint, nil
		}
	}
}
