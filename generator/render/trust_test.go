package render_test

import (
	"strings"
	"testing"
	"time"

	"pes/generator/internal/sample"
	"pes/generator/leapp"
	"pes/generator/model"
	"pes/generator/render"
	"pes/generator/tree"
)

// trusted is the sample project with a licence, below addresses of a forge.
func trusted(t *testing.T, o render.Options) tree.Tree {
	t.Helper()
	c := sample.Acme(t).Compile(t)
	o.Date, o.Jobs = time.Unix(1767225600, 0), 1
	data, _ := leapp.Write(c, leapp.Options{Date: o.Date})
	site, err := render.Site(render.Input{Catalog: c, Data: func() tree.Tree { return data },
		Licence: []byte("\n   Apache License\n  Version 2.0, January 2004\n"),
		Guides:  []render.Guide{{Name: "a/b", Title: "B", Text: []byte("Text.\n")}}}, o)
	if err != nil {
		t.Fatal(err)
	}
	for i, e := range site {
		site[i] = tree.Entry{Path: e.Path, Data: e.Bytes()}
	}
	return site
}

// Every page says which state the data are of and under which licence, and leads to the sources and to a report, where
// these are known.
func TestTrustOnEveryPage(t *testing.T) {
	t.Parallel()
	plain := trusted(t, render.Options{})
	forge := trusted(t, render.Options{Edit: "https://forge.example/o/r/edit/main", Revision: "abc1234",
		Issue: "https://forge.example/o/r/issues/new"})
	pages := 0
	for _, e := range plain {
		if !strings.HasSuffix(e.Path, ".html") {
			continue
		}
		pages++
		name := strings.TrimPrefix(e.Path, "site/")
		text, linked := plainText(plain, name), string(fileOf(forge, name))
		if !strings.HasSuffix(text, "Data as of 2026-01-01 · Apache License 2.0") {
			t.Errorf("%s ends with %q", e.Path, text[max(0, len(text)-80):])
		}
		for _, want := range []string{"Data as of 2026-01-01, revision abc1234 · ",
			"<a href=https://forge.example/o/r/tree/main>Source</a>",
			`<a href="https://forge.example/o/r/issues/new?title=`, ">Report a mistake</a>"} {
			if !strings.Contains(linked, want) {
				t.Errorf("%s has no %s", e.Path, want)
			}
		}
	}
	if pages < 30 || len(fileOf(plain, "licence.txt")) == 0 {
		t.Errorf("%d pages", pages)
	}
	for name, want := range map[string]string{
		"p/ntp/index.html":       "%0Apackage%20ntp%0Aevent%20",
		"docs/a/b/index.html":    "/edit/main/content/docs/a/b.md>Edit this page</a>",
		"vendor/web/index.html":  "/edit/main/vendors/web/vendor.toml>Edit this page</a>",
		"distro/acme/index.html": "/edit/main/content/distros/acme.toml>Edit this page</a>",
	} {
		if !strings.Contains(string(fileOf(forge, name)), want) {
			t.Errorf("%s has no %s", name, want)
		}
	}
}

// Addresses of forms are taken with places for title and text, or get those that most forges know.
func TestParseIssue(t *testing.T) {
	for form, want := range map[string]string{
		"":                           "",
		"https://forge.example/new":  "https://forge.example/new?title={title}&body={body}",
		"https://forge.example/?a=b": "https://forge.example/?a=b&title={title}&body={body}",
		"https://forge.example/new?issue[title]={title}": "https://forge.example/new?issue[title]={title}",
	} {
		if got, err := render.ParseIssue(form); got != want || err != nil {
			t.Errorf("%q is %q, %v", form, got, err)
		}
	}
	for _, bad := range []string{"forge.example/new", "javascript:alert({title})", "https://", "{title}"} {
		if _, err := render.ParseIssue(bad); err == nil {
			t.Errorf("%q is taken for the address of a form", bad)
		}
	}
}

// Where a release is later than the build says, all pages count from its day.
func TestDayOfTheLatestRelease(t *testing.T) {
	t.Parallel()
	c := sample.Acme(t).Compile(t)
	day := time.Date(2026, 11, 29, 0, 0, 0, 0, time.UTC)
	c.Records = []*model.Record{{Version: "2026.2", Date: day}}
	site, err := render.Site(render.Input{Catalog: c, Data: func() tree.Tree { return nil }},
		render.Options{Date: time.Unix(1767225600, 0), Jobs: 1})
	if err != nil {
		t.Fatal(err)
	}
	for i, e := range site {
		site[i] = tree.Entry{Path: e.Path, Data: e.Bytes()}
	}
	text := plainText(site, "ends/index.html")
	if !strings.Contains(text, "Counted from 2026-11-29") || !strings.Contains(text, "Data as of 2026-11-29") {
		t.Errorf("ends/ says\n%s", text)
	}
}
