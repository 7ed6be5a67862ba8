package document_test

import (
	"bytes"
	"errors"
	"regexp"
	"strings"
	"testing"

	"pes/generator/plan"
	"pes/generator/plan/document"
	"pes/generator/render/prose"
)

// of is a plan in which every text of others is a word.
func of(word string) *plan.Plan {
	step := plan.Step{ID: "a1", Do: "Do " + word + " now", Why: "For " + word, Commands: []string{"dnf remove " + word},
		Packages: []string{word, "x" + word}, Items: []plan.Item{{Name: word, Text: word}, {Name: "b" + word}},
		Places: []plan.Place{{Text: word}}}
	note := plan.Step{ID: "a2", Note: true, Do: word, Items: []plan.Item{{Name: word}}}
	return &plan.Plan{Machine: word, Title: "From " + word, Verdict: "It is " + word, Rest: "The rest is " + word,
		Facts: []plan.Fact{{Name: word, Text: word}},
		Parts: []plan.Part{{ID: "before-8", Title: "Before " + word, Lead: word, Steps: []plan.Step{step, note}}}}
}

// What people name their repositories, vendors, files and messages stays text: however it looks, the documents have the
// same elements as with a plain word.
func TestForeignWordsAreText(t *testing.T) {
	t.Parallel()
	markdown := func(word string) string {
		var b bytes.Buffer
		if err := document.Markdown(&b, of(word)); err != nil {
			t.Fatal(err)
		}
		return prose.Long(b.Bytes(), nil, nil).Body.String()
	}
	html := func(word string) string {
		var b bytes.Buffer
		if err := document.HTML(&b, of(word)); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	for _, word := range []string{"<script>alert(1)</script>", "<!-- x", "a**b**c", "*x*", "_x_", "__x__", "a `b` c",
		"``x",
		"[a](https://evil.example)", "![a](b)", "<https://evil.example>", "https://evil.example/x", "www.evil.example",
		"a\n# head", "a\n\n- [ ] item", "a\n```\nb", "~~x~~", "~x~", "| a | b |", "&lt;b&gt;", "&amp;", "\"><b>x</b>",
		"' onclick=x '", "\x1b[2J", "\u202etxt", "\\*x\\*", "\\", "x\\", "`", "a\\`b`"} {
		if got, want := elements(markdown(word)), elements(markdown("word")); got != want {
			t.Errorf("%q is more than text in Markdown:\n%s\n%s", word, got, want)
		}
		if got, want := elements(html(word)), elements(html("word")); got != want {
			t.Errorf("%q is more than text in HTML:\n%s\n%s", word, got, want)
		}
		for _, text := range []string{markdown(word), html(word)} {
			if strings.ContainsAny(text, "\x1b\u202e") {
				t.Errorf("%q: a control character is left", word)
			}
		}
	}
}

// elements are the tags of a page, without what stands in attributes of ids and anchors.
func elements(page string) string {
	return strings.Join(regexp.MustCompile(`<[a-z/!][a-z0-9-]*`).FindAllString(page, -1), " ")
}

// Advice is Markdown that people wrote: it keeps its form, and does not become a heading or a part of the plan.
func TestAdviceStaysInItsStep(t *testing.T) {
	t.Parallel()
	p := of("word")
	p.Parts[0].Steps[0].Advice = "# Big\n\nOld\n---\n\nNew\n===\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n" +
		"```\n# no head\n---\n```\n\n" +
		"<script>x</script>\n\n```\nnever closed"
	var b bytes.Buffer
	if err := document.Markdown(&b, p); err != nil {
		t.Fatal(err)
	}
	page := prose.Long(b.Bytes(), nil, nil).Body.String()
	if n := strings.Count(page, "<h"); n != 2 {
		t.Errorf("there are %d headings:\n%s", n, page)
	}
	for _, want := range []string{"<table>", "# no head\n---\n", "never closed\n", "<p>The rest is word</p>"} {
		if !strings.Contains(page, want) {
			t.Errorf("%q is missing:\n%s", want, page)
		}
	}
	b.Reset()
	if err := document.HTML(&b, p); err != nil {
		t.Fatal(err)
	}
	if s := b.String(); strings.Contains(s, "<script") || strings.Count(s, "<h2") != 1 ||
		!strings.Contains(s, "<table>") {
		t.Error(s)
	}
}

// Why an event says so is Markdown that people wrote: what they marked as code is code, and a mark that is not closed
// takes nothing of what follows.
func TestReasonsAreMarkdown(t *testing.T) {
	t.Parallel()
	for reason, want := range map[string]string{
		"No daemon reads `/etc/hosts.allow`.": "No daemon reads <code>/etc/hosts.allow</code>.",
		"Neither `` a`b `` nor `c`.":          "Neither <code>a`b</code> nor <code>c</code>.",
		"It is `open.":                        "It is `open.",
		"It is ``open.":                       "It is ``open.",
	} {
		p := of("word")
		s := &p.Parts[0].Steps[0]
		s.Reason, s.Items[0].Text, s.Items[0].Reason = reason, "", reason
		s.Places[0].Text = "a`b.toml:1"
		var markdown, html bytes.Buffer
		if err := errors.Join(document.Markdown(&markdown, p), document.HTML(&html, p)); err != nil {
			t.Fatal(err)
		}
		for name, page := range map[string]string{"Markdown": prose.Long(markdown.Bytes(), nil, nil).Body.String(),
			"HTML": html.String()} {
			if strings.Count(page, want) != 2 || !strings.Contains(page, "a`b.toml:1") {
				t.Errorf("%s of %q lacks %q:\n%s", name, reason, want, page)
			}
		}
	}
}

// A document loads nothing: no address is in the HTML, but in text.
func TestHTMLLoadsNothing(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := document.HTML(&b, of("https://a.example/x.js")); err != nil {
		t.Fatal(err)
	}
	if m := regexp.MustCompile(`(?i)<[^>]*(src|href|action)=|url\(|@import`).FindString(b.String()); m != "" {
		t.Errorf("%s is in it:\n%s", m, b.String())
	}
}
