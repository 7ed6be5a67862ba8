package address

import (
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"strings"
)

// maxSegment is how long a file name may be on every file system, with room for a suffix.
const maxSegment = 200

// File is the name of a file or folder for something that people named: the name itself wherever a file can have it.
func File(name string) string {
	var b strings.Builder
	for i := range len(name) {
		switch c := name[i]; {
		case c == '/' || c == '\\' || c == '%' || c < ' ' || c == 0x7f:
			b.WriteString("%" + strings.ToUpper(hex.EncodeToString([]byte{c})))
		default:
			b.WriteByte(c)
		}
	}
	s := strings.ToValidUTF8(b.String(), "%EF%BF%BD")
	if strings.Trim(s, ".") == "" { // "", "." and ".." are folders already
		s = "%" + strings.ReplaceAll(s, ".", "%2E")
	}
	if len(s) > maxSegment {
		sum := sha256.Sum256([]byte(name))
		s = strings.ToValidUTF8(s[:maxSegment-17], "") + "-" + hex.EncodeToString(sum[:8])
	}
	return s
}

// Segment is the part of an address under which the file named by [File] is found.
func Segment(name string) string {
	if plainName(name) {
		return name
	}
	return url.PathEscape(File(name))
}

// plainName reports whether a name is its own file name and address, as nearly all are.
func plainName(s string) bool {
	dots := true
	for i := range len(s) {
		c := s[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '+' {
			dots = false
		} else if c != '.' {
			return false
		}
	}
	return !dots && len(s) <= maxSegment
}
