// Package pgp reads OpenPGP public keys, and makes and verifies signatures of files. The example reads a key.
//
// Only this package imports the OpenPGP library. Keys are read here, not trusted.
//
// Browsers get the results of Read for the keys of a project ([Encode]) instead of the library, which is larger than
// all the rest: there Read takes such a result in place of the file.
package pgp

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"pes/generator/model"
)

const (
	begin       = "-----BEGIN PGP PUBLIC KEY BLOCK-----"
	beginSecret = "-----BEGIN PGP PRIVATE KEY BLOCK-----"
)

// Encode is what Read gives as text: a line for each key, an empty line and the armoured file, or the error's message.
func Encode(data []byte) []byte {
	keys, armoured, err := Read(data)
	if err != nil {
		return []byte("error " + err.Error())
	}
	var b bytes.Buffer
	for _, k := range keys {
		expires := int64(0)
		if !k.Expires.IsZero() {
			expires = k.Expires.Unix()
		}
		fmt.Fprintln(&b, k.ID, k.Fingerprint, k.Created.Unix(), expires, k.Signs, k.Subkey)
	}
	b.WriteByte('\n')
	b.Write(armoured)
	return b.Bytes()
}

// decode reads the text that Encode made.
func decode(text []byte) (keys []model.PublicKey, armoured []byte, err error) {
	if problem, wrong := strings.CutPrefix(string(text), "error "); wrong {
		return nil, nil, errors.New(problem)
	}
	for {
		line, rest, ok := bytes.Cut(text, []byte("\n"))
		if text = rest; len(line) == 0 && ok {
			return keys, text, nil
		}
		f := strings.Fields(string(line))
		if len(f) != 6 {
			return nil, nil, errors.New("nothing was told of this key")
		}
		k := model.PublicKey{ID: f[0], Fingerprint: f[1], Signs: f[4] == "true", Subkey: f[5] == "true"}
		for i, to := range []*time.Time{&k.Created, &k.Expires} {
			n, err := strconv.ParseInt(f[2+i], 10, 64)
			if err != nil {
				return nil, nil, errors.New("nothing was told of this key")
			}
			if n != 0 {
				*to = time.Unix(n, 0)
			}
		}
		keys = append(keys, k)
	}
}

// Holds is an error unless the primary keys are exactly those with the fingerprints.
func Holds(keys []model.PublicKey, fingerprints []string) error {
	missing := slices.Clone(fingerprints)
	for _, k := range keys {
		if k.Subkey {
			continue
		}
		if !slices.Contains(fingerprints, k.Fingerprint) {
			return fmt.Errorf("it holds the key %s", k.Fingerprint)
		}
		missing = slices.DeleteFunc(missing, func(f string) bool { return f == k.Fingerprint })
	}
	if len(missing) > 0 {
		return fmt.Errorf("it lacks the key %s", strings.Join(missing, ", "))
	}
	return nil
}
