package diag

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestWrap(t *testing.T) {
	t.Parallel()
	words := strings.Fields("one two\x1b three a-word-that-is-longer-than-a-line ends")
	want := "- one two\\u001b\n  three\n  a-word-that-is-longer-than-a-line\n  ends"
	if got := Wrap(words, "- ", "  ", 16); got != want {
		t.Errorf("%q", got)
	}
	if got := Wrap(nil, "- ", "  ", 16); got != "- " {
		t.Errorf("%q", got)
	}
}

// No word is lost, lines keep to the width, and none is broken earlier than need be.
func TestWrapLaws(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 1))
	for range 2000 {
		var words []string
		for range r.IntN(20) {
			words = append(words, strings.Repeat("é", 1+r.IntN(12)))
		}
		width := 14 + r.IntN(20)
		lines := strings.Split(Wrap(words, "..", "..", width), "\n")
		rest := words
		for i, l := range lines {
			l = strings.TrimPrefix(l, "..")
			n := len(strings.Fields(l))
			if utf8.RuneCountInString(l)+2 > width || l != strings.Join(rest[:n], " ") {
				t.Fatalf("%d of %q with %v", i, lines, words)
			}
			if rest = rest[n:]; len(rest) > 0 && utf8.RuneCountInString(l+" "+rest[0])+2 <= width {
				t.Fatalf("%q is broken early", lines)
			}
		}
		if len(rest) > 0 {
			t.Fatalf("%v are lost", rest)
		}
	}
}
