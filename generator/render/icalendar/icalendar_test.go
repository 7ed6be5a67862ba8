package icalendar

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// Every line ends with CR and LF and has at most 75 bytes; unfolded, each is what was meant.
func TestFolding(t *testing.T) {
	for n := range 200 {
		for _, sign := range []string{"a", "ä", "語", "\U0001F600"} {
			text := "b" + strings.Repeat(sign, n) + ", c; \\ and\na new line\x00\x07"
			got := string(Write(Calendar{Events: []Event{{UID: "u", Summary: text}}}))
			for line := range strings.SplitSeq(strings.TrimSuffix(got, "\r\n"), "\r\n") {
				if len(line) > 75 || strings.ContainsAny(line, "\r\n\x00\x07") || !utf8.ValidString(line) {
					t.Fatalf("%d of %q: %q", n, sign, line)
				}
			}
			want := "\r\nSUMMARY:b" + strings.Repeat(sign, n) + `\, c\; \\ and\na new line` + "\r\n"
			if unfolded := strings.ReplaceAll(got, "\r\n ", ""); !strings.Contains(unfolded, want) {
				t.Fatalf("%d of %q: %q", n, sign, unfolded)
			}
		}
	}
}
