package markup

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

var evil = []string{
	"", ".", "..", "a", "libstdc++", "a b", "<script>", `"'&`, "a/../b", "a\\b", "\x00\x1b\x7f", "\xff",
	"\u202eabc\u2066", "%2e%2e", "%", "?q=1#x", "javascript:alert(1)", "עברית", "\u200f",
	strings.Repeat("é", 300),
	"\n\t", "{{.}}", "]]>", "<!--", "\ufffd", "\u0085",
}

// Text and attributes come back from a parser as they went in, but for what nobody could see; and nothing else comes
// back.
func TestEscaping(t *testing.T) {
	for _, s := range evil {
		var b Builder
		b.Tag("<p").Attr("title", s).Tag(">").Text(s).Tag("</p>")
		z := html.NewTokenizer(strings.NewReader(b.Fragment().String()))
		var title, text string
		for z.Next() != html.ErrorToken {
			tok := z.Token()
			if tok.Type == html.TextToken {
				text += tok.Data
			} else if tok.Data != "p" {
				t.Errorf("%q became <%s>", s, tok.Data)
			}
			for _, a := range tok.Attr {
				title += a.Val
			}
		}
		if title != text || strings.ContainsFunc(text, HiddenControl) {
			t.Errorf("%q: %q and %q", s, title, text)
		}
		//lint:ignore SA1011 \xff is not UTF-8: such bytes are among what is shown otherwise
		plain := strings.Trim(s, "\x00\x1b\x7f\xff\u0085") == s && !strings.ContainsFunc(s, HiddenControl)
		if plain && text != s {
			t.Errorf("%q became %q", s, text)
		}
		if hasControls(s) != strings.ContainsFunc(s, func(r rune) bool { return HiddenControl(r) || control(r) }) {
			t.Errorf("hasControls(%q)", s)
		}
	}
}

// Only what leads to the web or to mail may be a link.
func TestWeb(t *testing.T) {
	for _, good := range []string{"https://a.example", "http://a.example/?a=<b>", "mailto:a@b.example",
		"HTTPS://a.example:8080/x", "https://пример.example/"} {
		if !MayLink(good) {
			t.Errorf("%q is refused", good)
		}
	}
	for _, bad := range append(evil, "//a.example", "https:", "https:///x", "data:text/html,x", " javascript:alert(1)",
		"java\nscript:alert(1)", "vbscript:x", "https://a\"b/", "https://a<b/", "ftp://a/", "mailto:") {
		if MayLink(bad) {
			t.Errorf("%q is a link", bad)
		}
	}
}
