package repodata_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pes/generator/repodata"
)

func TestReadModules(t *testing.T) {
	t.Parallel()
	m, err := repodata.ReadModules(strings.NewReader("# a comment first\n" + someModules))
	want := &repodata.Modules{
		Streams: []repodata.Stream{
			{Name: "one", Stream: "1.10", Version: 9010020250101000000, Context: "rhel9", Arch: "x86_64",
				Artifacts: []string{"one-0:1.0-1.module_el9+1+abc.noarch", "one-0:1.0-1.module_el9+1+abc.src"}},
			{Name: "one", Stream: "2.10", Version: 1, Context: "aa", Arch: "x86_64"},
		},
		Defaults: map[string]string{"one": "2.10"},
	}
	if diff := cmp.Diff(want, m); diff != "" || err != nil {
		t.Error(diff, err)
	}
}

func defaults(module, stream, modified string) string {
	return fmt.Sprintf("---\ndocument: modulemd-defaults\nversion: 1\ndata:\n  module: %s\n  stream: %s\n%s", module,
		stream, modified)
}

// Of several defaults of a module the last modified ones count; if they differ, it has none.
func TestReadModulesDefaults(t *testing.T) {
	t.Parallel()
	const first, second = "  modified: 202501010000\n", "  modified: 202502010000\n"
	for _, c := range []struct{ text, want string }{
		{defaults("a", "1.10", ""), "1.10"},
		{defaults("a", "1.10", "") + defaults("a", "1.10", ""), "1.10"},
		{defaults("a", "1.10", "") + defaults("a", "2", ""), ""},
		{defaults("a", "1", "") + defaults("a", "2", "") + defaults("a", "2", ""), ""},
		{defaults("a", "1", "") + defaults("a", "2", "") + defaults("a", "3", first), "3"},
		{defaults("a", "1", first) + defaults("a", "2", second), "2"},
		{defaults("a", "1", second) + defaults("a", "2", first), "1"},
		{"---\ndocument: modulemd-defaults\nversion: 1\ndata:\n  module: a\n  profiles: {x: [y]}\n", ""},
		{defaults("a", `"8.0"`, "  modified: 2025\n...\n"), "8.0"},
		{strings.ReplaceAll(defaults("a", "on", "...\n"), "\n", "\r\n"), "on"},
		{"", ""},
		{"---\n...\n---\n", ""},
	} {
		m, err := repodata.ReadModules(strings.NewReader(c.text))
		if err != nil || m.Defaults["a"] != c.want {
			t.Errorf("%s: %+v, %v", c.text, m, err)
		}
	}
}

func TestReadModulesWrong(t *testing.T) {
	t.Parallel()
	module := func(data string) string {
		return "---\ndocument: modulemd\nversion: 2\ndata: {" + data + "}\n"
	}
	bomb := "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b,*b]\n"
	for _, c := range []struct{ text, want string }{
		{bomb, "the document at line 1: it refers to another part of itself (*name, in its line 2)"},
		{module("name: a, stream: b") + module("name: &a b, stream: *a"), "the document at line 5: it refers"},
		{"--- &a [*a]\n", "refers to another part of itself"},
		{"a: &a {b: 1}\nc: {<<: *a}\n", "refers to another part of itself"},
		{"- x\n", "its line 1: there are no keys with values"},
		{"x\n", "no keys with values"},
		{"a: [\n", "the document at line 1: line "},
		{"a: \x1b\n", "control characters are not allowed"},
		{module(`name: a, stream: "b\e[31m"`), `"a:b\x1b[31m" is not a module stream`},
		{module("name: a"), `"a:" is not a module stream`},
		{module("name: a:b, stream: c"), `"a:b:c" is not a module stream`},
		{module("name: a, stream: [b]"), "its line 4: stream is not a text"},
		{module("name: a, name: b, stream: c"), `its line 4: "name" is there twice`},
		{module("name: a, stream: b, version: -1"), "version is not a number"},
		{module("name: a, stream: b, artifacts: {rpms: ['x y']}"), `a:b: "x y" is not a word`},
		{module("name: a, stream: b, context: 'x y'"), `a:b: "x y" is not a word`},
		{"document: modulemd\nversion: 2\n", "is not a module stream"},
		{"document: modulemd\nversion: 4\n", `of kind "modulemd" in version "4", which is not known`},
		{"document: x\n", `of kind "x" in version "", which is not known`},
		{module("name: a, stream: b, artifacts: x"), "no keys with values"},
		{module("name: a, stream: b, artifacts: {rpms: x}"), "rpms is not a list"},
		{module("name: a, stream: b, artifacts: {rpms: [[x]]}"), "rpms is not a list of texts"},
		{strings.Repeat("---\n", 30_000), "line 20001: a document has more than 524288 bytes, or there are more"},
		{strings.Repeat("a:\n", 1<<17), `"a" is there twice`}, // a gigabyte of errors, for the library
		{"---\na: b\n...\nc: d\n", "something follows its end"},
		{"a: " + strings.Repeat("x", 2<<20), "line 1 has more than 524288 bytes"},
		{strings.Repeat("a\n", 1<<20), "line 262145: a document has more than 524288 bytes"},
		{strings.Repeat("---\n#"+strings.Repeat("x", 9994)+"\n", 6712), "there are more than 67108864 bytes"},
		{strings.Repeat("[", 1<<18), "the document at line 1: "},
	} {
		_, err := repodata.ReadModules(strings.NewReader(c.text))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v; want %q", err, c.want)
		}
	}
}
