//go:build js

package pgp

import "pes/generator/model"

// Read decodes the result of reading a key file, which is given in place of the file.
func Read(data []byte) (keys []model.PublicKey, armoured []byte, err error) { return decode(data) }
