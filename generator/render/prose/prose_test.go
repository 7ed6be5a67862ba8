package prose

import (
	"strings"
	"testing"

	"pes/generator/render/markup"
)

// What people write stays what it says, and nothing in it runs, loads or steers the page.
func TestMarkdownIsSafe(t *testing.T) {
	for in, want := range map[string]string{
		"EL 8 keeps one.": "<p>EL 8 keeps one.</p>",
		"a <script>alert(1)</script> b": "<p>a <!-- raw HTML omitted -->" +
			"alert(1)<!-- raw HTML omitted --> b</p>\n",
		"[x](javascript:alert(1))":                       "<p>x</p>\n",
		"[x](JaVaScRiPt:alert(1)) [y](data:text/html,x)": "<p>x y</p>\n",
		"<javascript:alert(1)>":                          "<p>javascript:alert(1)</p>\n",
		"![pixel](https://spy.example/p.png)":            `<p><a href="https://spy.example/p.png">pixel</a></p>` + "\n",
		"[![pixel](https://spy.example/p.png)](https://a.example)": `<p><a href="https://a.example">pixel</a></p>` +
			"\n",
		"# Big":                    "<h4>Big</h4>\n",
		"see https://a.example/x.": `<p>see <a href="https://a.example/x">https://a.example/x</a>.</p>` + "\n",
		"*ntp* \x1b[2J\x7f&#27;":   "<p><em>ntp</em> \ufffd[2J\ufffd\ufffd</p>\n",
		"*ntp* &#x202e;desrever":   "<p><em>ntp</em> [U+202E]desrever</p>\n",
		"`ntp` \u202edesrever":     "<p><code>ntp</code> U+202Edesrever</p>\n",
		"```\na < b\n```":          "<pre tabindex=0><code>a &lt; b\n</code></pre>",
		"- [ ] task":               "<ul>\n<li>[ ] task</li>\n</ul>\n",
	} {
		if got := Short(in).Body.String(); got != want {
			t.Errorf("%q\n got %q\nwant %q", in, got, want)
		}
	}
}

func TestGuide(t *testing.T) {
	g := Long([]byte("Lead in\ntwo lines.\n\n## One `x`\n\n| a | b | |\n|---|--:|---|\n| 1 | 2 | 3 |\n\n"+
		"## One x\n\n[rules](rules.md#no) [up](/etc)\n"),
		func(a string) (string, bool) {
			return strings.Replace(a, "rules.md", "../rules/", 1), strings.HasPrefix(a, "rules")
		}, nil)
	want := `<p>Lead in
two lines.</p>
<h2 id="h-one-x">One <code>x</code></h2>
` + `<div class=wide role=region tabindex=0 aria-label="One x"><table><caption class=visually-hidden>One x</caption>` +
		`<thead><tr><th scope=col>a</th><th scope=col>b</th><td></td></tr></thead><tbody>` +
		`<tr><td>1</td><td>2</td><td>3</td></tr></tbody></table></div><h2 id="h-one-x-2">One x</h2>
<p><a href="../rules/#no">rules</a> up</p>
`
	if g.Body.String() != want {
		t.Errorf("got\n%s\nwant\n%s", g.Body, want)
	}
	if len(g.Headings) != 2 || g.Headings[1] != (Heading{2, "h-one-x-2", "One x"}) || g.Lead != "Lead in two lines." {
		t.Errorf("%+v %q", g.Headings, g.Lead)
	}
}

// Links to a numbered section hold when its title changes; other headings are known by all their words.
func TestAnchorsOfSections(t *testing.T) {
	g := Long([]byte("## 4. Computing the plan\n\n### 4.6 Competing *events*\n\n"+
		"### 11.14\n\n## 10 things\n\n## EL 8.0 to 9\n"), nil, nil)
	want := []string{"h-4", "h-4-6", "h-11-14", "h-10-things", "h-el-8-0-to-9"}
	for i, h := range g.Headings {
		if h.ID != want[i] {
			t.Errorf("%q has the anchor %s, not %s", h.Text, h.ID, want[i])
		}
	}
}

// A block of code may be written as something else; all others are shown as they are.
func TestBlocks(t *testing.T) {
	block := func(info, text string) (markup.Fragment, bool) {
		var b markup.Builder
		return b.Tag("<p>").Text(info + "|" + text).Fragment(), info == "events 7-8"
	}
	g := Long([]byte("```events 7-8\nntp\n<b>\n```\n\n```sh\nls\n```\n"), nil, block)
	want := "<p>events 7-8|ntp\n&lt;b&gt;\n<pre tabindex=0><code>ls\n</code></pre>"
	if g.Body.String() != want {
		t.Errorf("got\n%s\nwant\n%s", g.Body, want)
	}
}
