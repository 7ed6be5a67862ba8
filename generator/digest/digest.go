// Package digest has SHA-256, and the numbers that are made of it. In browsers it comes without package crypto/sha256,
// which brings the FIPS 140 module: 50 KB of ciphers and self-tests in what a page loads.
package digest

import (
	"encoding/binary"
	"encoding/hex"
)

// Hex is the SHA-256 of data in lower-case hexadecimal digits.
func Hex(data []byte) string {
	sum := SHA256(data)
	return hex.EncodeToString(sum[:])
}

// Number is a positive number of 48 bits that tells data from other data: the start of its SHA-256.
func Number(data []byte) uint64 {
	sum := SHA256(data)
	return max(binary.BigEndian.Uint64(sum[:8])>>16, 1)
}
