//go:build !js

package pgp

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp"
	"github.com/ProtonMail/go-crypto/openpgp/armor"
	"github.com/ProtonMail/go-crypto/openpgp/packet"

	"pes/generator/list"
	"pes/generator/model"
)

// MaxSize is the size in bytes above which a file is not a key: the largest real ones have a few ten thousand.
const MaxSize = 1 << 20

// Read reads a key file, armoured or binary, and gives it in the armour that rpm imports. A file that rpm takes comes
// back as it is; any other one in an armour without comments, so that the same key gives the same bytes.
func Read(data []byte) (keys []model.PublicKey, armoured []byte, err error) {
	if len(data) > MaxSize {
		return nil, nil, fmt.Errorf("the file has %d bytes; a key has fewer than %d", len(data), MaxSize)
	}
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, nil, errors.New("the file is empty")
	}
	raw, damaged := dearmour(data)
	if damaged != nil && damaged != errChecksum {
		return nil, nil, damaged
	}
	if keys, err = public(raw); err != nil {
		return nil, nil, err
	}
	if damaged != nil && !signsItself(raw, keys) {
		return nil, nil, fmt.Errorf("%w, and the key was damaged: get the file again", damaged)
	}
	if Importable(data) == nil {
		return keys, data, nil
	}
	armoured, err = armour(raw, openpgp.PublicKeyType)
	return keys, armoured, err
}

// signsItself reports whether the keys have their own signatures: then no byte of them was changed by accident.
func signsItself(raw []byte, keys []model.PublicKey) bool {
	ring, err := openpgp.ReadKeyRing(bytes.NewReader(raw))
	primary := list.Select(keys, func(k model.PublicKey) bool { return !k.Subkey })
	return err == nil && len(ring) == len(primary)
}

// block is the bytes of the first armoured block of a text.
func block(text string) ([]byte, error) {
	b, err := armor.Decode(strings.NewReader(text))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(b.Body)
}

// armour writes packets as a text file of a kind, such as [openpgp.PublicKeyType].
func armour(raw []byte, kind string) ([]byte, error) {
	var b bytes.Buffer
	w, err := armor.Encode(&b, kind, nil)
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

// public lists the primary keys and subkeys among the packets. What else a key carries (names, signatures) must be
// readable packets too, but may be of kinds that the library does not know. Signatures are not verified here: expiry
// and use of a key are as its file says.
func public(raw []byte) (keys []model.PublicKey, err error) {
	opaque := packet.NewOpaqueReader(bytes.NewReader(raw))
	var latest time.Time // creation of the newest signature about the last key
	for p, err := opaque.Next(); err == nil; p, err = opaque.Next() {
		parsed, err := p.Parse()
		if err != nil {
			continue
		}
		switch x := parsed.(type) {
		case *packet.PublicKey:
			latest = time.Time{}
			keys = append(keys, model.PublicKey{ID: id(x.KeyId), Fingerprint: fmt.Sprintf("%x", x.Fingerprint),
				Created: x.CreationTime, Signs: x.PubKeyAlgo.CanSign() && !x.IsSubkey, Subkey: x.IsSubkey})
		case *packet.PrivateKey:
			return nil, errors.New("it holds a private key: take it out of the project and revoke it")
		case *packet.Signature:
			if len(keys) > 0 && !x.CreationTime.Before(latest) && describes(x, &keys[len(keys)-1]) {
				latest = x.CreationTime
				update(&keys[len(keys)-1], x)
			}
		}
	}
	if len(keys) == 0 || keys[0].Subkey {
		return nil, errors.New("it holds no OpenPGP public key")
	}
	return keys, nil
}

// describes reports whether a signature is about the key before it: it binds a subkey, or a primary key made it itself.
func describes(s *packet.Signature, k *model.PublicKey) bool {
	switch s.SigType {
	case packet.SigTypeSubkeyBinding:
		return k.Subkey
	case packet.SigTypeGenericCert, packet.SigTypePersonaCert, packet.SigTypeCasualCert, packet.SigTypePositiveCert,
		packet.SigTypeDirectSignature:
		return !k.Subkey && s.IssuerKeyId != nil && id(*s.IssuerKeyId) == k.ID
	}
	return false
}

// update takes expiry and use of a key from a signature about it.
func update(k *model.PublicKey, s *packet.Signature) {
	k.Expires = expiry(k.Created, s)
	if s.FlagsValid {
		k.Signs = s.FlagSign
	}
}

// expiry is when a key expires according to a signature of its owner; zero for never.
func expiry(created time.Time, s *packet.Signature) time.Time {
	if s.KeyLifetimeSecs == nil || *s.KeyLifetimeSecs == 0 {
		return time.Time{}
	}
	return created.Add(time.Duration(*s.KeyLifetimeSecs) * time.Second)
}

// Issuers are the ids of the keys that made the signatures among some packets, in order, each once.
func Issuers(packets [][]byte) (ids []string) {
	for _, raw := range packets {
		p, err := packet.Read(bytes.NewReader(raw))
		if s, ok := p.(*packet.Signature); err == nil && ok && s.IssuerKeyId != nil {
			ids = list.AppendNew(ids, id(*s.IssuerKeyId))
		}
	}
	return ids
}

// id returns a key id in its usual form: 16 hexadecimal digits.
func id(n uint64) string { return fmt.Sprintf("%016x", n) }
