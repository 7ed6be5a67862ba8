package source

import (
	"strings"
	"testing"

	"pes/generator/diag"
)

// What TOML forbids is refused, also where the library takes it; what it allows is read.
func TestWhatTOMLForbids(t *testing.T) {
	t.Parallel()
	for text, valid := range map[string]bool{
		"defaults.from = \"7.7\"\n[defaults]\nto = \"8.0\"\n": false,
		"[a]\nb.c = 1\n[a.b]\nd = 1\n":                        false,
		"[a.b]\nc = 1\n[a]\nb.d = 1\n":                        false,
		"[a.b.c]\nd = 1\n[a]\nb.c.e = 1\n":                    false,
		"a = {b = 1}\n[a.c]\n":                                false,
		"a = {b = 1}\na.c = 1\n":                              false,
		"a = []\n[[a]]\n":                                     false,
		"a = 1\na.b = 1\n":                                    false,
		"[a]\n[a]\n":                                          false,
		"a = \"\"\"x\"\"\"\"\"\"\n":                           false,
		"a.b = 1\na.c = 1\n":                                  true,
		"[a]\nb.c = 1\nb.d = 1\n[a.e]\nf = 1\n":               true,
		"[a]\nb.c = 1\n[a.b.d]\ne = 1\n":                      true,
		"[a.b]\nc = 1\n[a]\nd = 1\n":                          true,
		"[[a]]\nb.c = 1\n[[a]]\nb.c = 1\n[a.d]\ne = 1\n":      true,
		"a = {b.c = 1, b.d = 2}\n":                            true,
		"a = \"\"\"x\"\"\"\"\"\n":                             true,
		"a" + strings.Repeat(".b", 63) + " = 1\n":             true,
		"a" + strings.Repeat(".b", 64) + " = 1\n":             false,
		"[" + strings.Repeat("a . ", 70) + "a]\n":             false,
	} {
		var list diag.List
		if _, ok := Scan(&diag.File{Name: "x.toml", Text: []byte(text)}, &list); ok != valid || ok == list.Failed() {
			t.Errorf("%q: read: %v, want %v", text, ok, valid)
		}
	}
}

// A long key is refused before the library reads it, as it would take a minute and gigabytes.
func TestLongDottedKey(t *testing.T) {
	t.Parallel()
	var list diag.List
	text := []byte("a" + strings.Repeat(".b", 1<<20) + " = 1\n")
	if _, ok := Scan(&diag.File{Name: "x.toml", Text: text}, &list); ok {
		t.Fatal("it was read")
	}
	if got := list.All()[0].Message; got != "a key has more parts than 64" {
		t.Errorf("it says %q", got)
	}
}
