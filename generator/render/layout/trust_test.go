package layout

import (
	"net/url"
	"strings"
	"testing"

	"pes/generator/render/markup"
)

// Each page leads to the editor of its file and to a form that is filled in; without addresses it leads nowhere.
func TestTrust(t *testing.T) {
	p := Page{Path: "p/a%2Bb/", Title: "a+b & <c>", Source: "content/a b.toml",
		About: "package a+b\nevent 7, content/a b.toml:3\n"}
	links := func(x Trust) string {
		var b markup.Builder
		x.links(&b, &p, "https://pes.example/")
		return b.Fragment().String()
	}
	if got := links(Trust{Day: "2026-01-02"}); got != "" {
		t.Errorf("without addresses: %s", got)
	}
	got := links(Trust{Day: "2026-01-02", Release: "2026.1", Revision: "abc", Edit: "https://forge.example/edit/main/",
		Issue: "https://forge.example/new?t={title}&b={body}"})
	edit, report, _ := strings.Cut(got, "Edit this page</a> · ")
	if edit != " · <a href=https://forge.example/edit/main/content/a%20b.toml>" {
		t.Errorf("edit: %s", edit)
	}
	address, label, _ := strings.Cut(strings.TrimPrefix(report, `<a href="`), `">`)
	u, err := url.Parse(strings.ReplaceAll(address, "&amp;", "&"))
	if err != nil || label != "Report a mistake</a>" {
		t.Fatalf("%v: %s", err, report)
	}
	if q := u.Query(); q.Get("t") != p.Title || q.Get("b") != "https://pes.example/p/a%2Bb/\npackage a+b\n"+
		"event 7, content/a b.toml:3\ndata 2026-01-02, 2026.1, abc\n\n" {
		t.Errorf("the form holds %q", q)
	}
	for edit, want := range map[string]string{"": "", "https://forge.example/x/": "",
		"https://github.example/o/edit/edit/main/":  "https://github.example/o/edit/tree/main",
		"https://gitlab.example/o/r/-/edit/main/":   "https://gitlab.example/o/r/-/tree/main",
		"https://codeberg.example/o/r/_edit/main/":  "https://codeberg.example/o/r/src/branch/main",
		"https://github.example/o/r/edit/main/pes/": "https://github.example/o/r/tree/main/pes"} {
		if got := (&Trust{Edit: edit}).Source(); got != want {
			t.Errorf("the sources of %s are at %q, not %q", edit, got, want)
		}
	}
}

// The page for what is missing knows the root of its host where the address of the site is known, and nowhere else.
func TestRootOfMissing(t *testing.T) {
	for base, want := range map[string]string{"": "../../../../", "https://pes.example/": "/",
		"https://pes.example/el/": "/el/"} {
		if got := (&Layout{base: base}).Root(Missing); got != want {
			t.Errorf("below %q it is %s, not %s", base, got, want)
		}
	}
}
