package model

import (
	"fmt"
	"strings"
)

// ParseStream reads module:stream; "-" is the zero Stream.
func ParseStream(s string) (Stream, error) {
	module, stream, ok := strings.Cut(s, ":")
	switch {
	case s == "-":
		return Stream{}, nil
	case !ok || !ValidWord(module) || !ValidWord(stream):
		return Stream{}, fmt.Errorf("%q is not a module stream: write module:stream, or - for none", s)
	}
	return Stream{Module: module, Stream: stream}, nil
}

// ValidWord reports whether s can be a package, a repository or a stream: not empty, printable ASCII without the signs
// that the package string itself uses.
func ValidWord(s string) bool {
	for _, c := range []byte(s) {
		if c <= ' ' || c >= 0x7f || c == '/' || c == ',' || c == '"' || c == '\\' {
			return false
		}
	}
	return s != ""
}

// ValidName reports whether s can be the name of a package: a word without @.
func ValidName(s string) bool { return ValidWord(s) && !strings.Contains(s, "@") }
