package address

import (
	"net/url"
	"strings"
	"testing"
)

var evil = []string{
	"", ".", "..", "a", "libstdc++", "a b", "<script>", `"'&`, "a/../b", "a\\b", "\x00\x1b\x7f", "\xff",
	"\u202eabc\u2066", "%2e%2e", "%", "?q=1#x", "javascript:alert(1)", "עברית", "\u200f",
	strings.Repeat("é", 300),
	"CON", "con.el8", "%43ON", "nul", "COM1", "lpt9.x", "a:b", "a?b", "a*b", "a|b", "a.", "a ", "a%2E",
	"\n\t", "{{.}}", "]]>", "<!--", "\ufffd", "\u0085",
}

// Every name has a file of its own that leads nowhere else, and an address that leads to it.
func TestFilesAndSegments(t *testing.T) {
	seen := map[string]string{}
	for _, s := range evil {
		f := File(s)
		if strings.ContainsAny(f, "/\\\x00") || strings.Trim(f, ".") == "" || len(f) > maxSegment+20 {
			t.Errorf("%q: file %q", s, f)
		}
		if other, taken := seen[f]; taken && s != "\xff" {
			t.Errorf("%q and %q share %q", s, other, f)
		}
		seen[f] = s
		u, err := url.Parse("../p/" + Segment(s) + "/")
		if err != nil || u.Path != "../p/"+f+"/" || u.RawQuery != "" || u.Fragment != "" {
			t.Errorf("%q: address %q leads to %+v, %v", s, Segment(s), u, err)
		}
	}
	for _, name := range []string{"con", "Aux.txt", "COM1", "a:b", "a?b", `a"b`, "a<b", "a>b", "a|b", "a*b", "a.", "a "} {
		if f := File(name); strings.ContainsAny(f, `:?"<>|*`) || device(f) || strings.TrimRight(f, ". ") != f {
			t.Errorf("Windows has no file %q, of %q", f, name)
		}
	}
	if File("console") != "console" || File("com") != "com" || File("a.b") != "a.b" {
		t.Error("names are changed without need")
	}
	if Segment("libstdc++") != "libstdc++" || File("GConf2") != "GConf2" {
		t.Error("names are changed without need")
	}
}
