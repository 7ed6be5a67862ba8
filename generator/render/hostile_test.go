package render_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"pes/generator/diag"
	"pes/generator/internal/sample"
	"pes/generator/model"
	"pes/generator/render"
)

// hostileProject says through the front door what would run on a careless page.
func hostileProject() sample.Project {
	why := `"""` + "\n# Big\n" +
		`<script>alert(3)</script> <svg/onload=alert(4)> [a](javascript:alert(5)) [b](data:text/html,x) [c]( JaVaScRiPt:alert(6)) ![p](https://spy.example/x.png) <javascript:alert(7)>` +
		"\n\n| a | <b> |\n|---|:-:|\n| `<i>` | \u202ex " +
		"|\n\n<style>*{display:none}</style>\n\n```\n</code></pre><script>alert(8)</script>\n```\n\n[d]: " +
		"javascript:alert(9)\n\n[d] &lt;script&gt; \u2067x" + `"""`
	return sample.Project{
		"content/distros/centos.toml": "name = '''<b>Cent\"OS' & Co</b>'''\nhomepage = " +
			"'javascript:alert(1)'\n[release.7.base]\npesid = 'base'\n",
		"content/distros/acme.toml": `name = "\"><script>alert('distro')</script>"
os_id = "acme"
homepage = "https://acme.example/\"onmouseover=alert(1)"
arches = ["x86_64"]
[release.8.baseos]
pesid = "<i>acme8&base's<"
repo = { name = "</table><script>alert(10)</script>", baseurl = "https://acme.example/", key = "file:///etc/<k>" }
[[path]]
from = 7
to = 8
sources = ["centos"]
map = { base = ["baseos"] }
leapp = ["0.21"]
`,
		"content/events/a.toml": `[defaults]
from = "7.7"
to = "8.0"
in_repo = "base"
out_repo = "baseos"
tags = ["<script>alert('tag')</script>", "a b/../c", "..", "\u202etag"]
[[split]]
in = '<script>alert(1)<' 
out = ["x'onclick=alert(2)", 'javascript:alert(3)', '%2e%2e', '..', '#?&']
why = ` + why + `
advice = ` + why + `
links = ["javascript:alert(1)", "https://ok.example/?a=<b>&c='d'", "//evil.example/", "data:text/html,<script>"]
[[replaced]]
in = '<img' 
out = 'y'
`,
		"vendors/evil/vendor.toml": `name = '''<svg onload=alert(1)> "'` + "\u202e" + `'''
homepage = "javascript:alert(1)"
signatures = ["abf5bd827bd9bf62"]
paths = ["7-8"]
[repository.main]
source = "evil<script>"
target = "el{major}-evil\"<b>"
repo = { name = "<b>", baseurl = "https://evil.example/<script>" , key = "https://evil.example/'\"><script>" }
`,
		"content/docs/a<b>.md": "+++\ntitle = '<script>alert(1)</script>'\n+++\n# <script>alert(1)</script>\n\n## " +
			"x\n\n## x\n\n## \u202e\n\n[self](#x) [no](b.md) [up](../../etc/passwd) " +
			"[js](javascript:alert(1))\n\n<div onclick=alert(1)>\n",
	}
}

// Whatever people write, nothing of it runs, and every page stays whole.
func TestHostileSite(t *testing.T) {
	t.Parallel()
	p := hostileProject()
	catalog, list := p.TryCompile(t)
	if len(catalog.Targets) == 0 || len(catalog.Targets[0].Events) == 0 {
		t.Fatalf("nothing came through the front door: %v", messages(list))
	}
	guides := []render.Guide{{Name: "a<b>", Title: "<script>alert(1)</script>",
		Text: []byte(p["content/docs/a<b>.md"])}}
	checkHostile(t, catalog, guides)
}

// The same where nobody has looked at the names: every text of a real catalog becomes something evil.
func TestHostileCatalog(t *testing.T) {
	t.Parallel()
	for i, evil := range []string{
		"<script>alert(1)</script>", `"><img src=x onerror=alert(1)>`, "' onmouseover='alert(1)", "javascript:alert(1)",
		"\u202e\u2066gnp.exe", "a/b/../../..", "..", ".", "",
		"\x00\x01\r\n\x7f", "\xff\xfe", "%00%2f%2e", "?q=1#x&y;", "{{.}}<!--", "]]>--><!--", strings.Repeat("långt ",
			200), "a\\b|c*d", " ", "SlotBody", "&lt;script&gt;",
	} {
		if testing.Short() && i%3 != 0 {
			continue
		}
		c := sample.Acme(t).Compile(t)
		guides := []render.Guide{{Name: "a", Title: "A", Text: []byte("# A\n\nText `ntp`.\n")}}
		n := 0
		poison(reflect.ValueOf(c), map[any]bool{}, func(s string) string {
			n++
			switch n % 3 {
			case 0:
				return evil + s
			case 1:
				return s + evil
			}
			return s
		})
		if n < 500 {
			t.Fatalf("only %d texts were poisoned", n)
		}
		for i := range guides {
			guides[i].Title += evil
			guides[i].Text = append(guides[i].Text, "\n## "+evil+"\n\n["+evil+"]("+evil+")\n"...)
		}
		checkHostile(t, c, guides)
	}
}

// poison changes every text that a catalog holds; places in files stay.
func poison(v reflect.Value, seen map[any]bool, f func(string) string) {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() || seen[v.Interface()] {
			return
		}
		seen[v.Interface()] = true
		poison(v.Elem(), seen, f)
	case reflect.Struct:
		if _, ok := v.Interface().(diag.Pos); ok {
			return
		}
		for i := range v.NumField() {
			// Names of files and folders never get that far: package source refuses them, or the trees would go astray
			// too.
			name := v.Type().Name() + "." + v.Type().Field(i).Name
			if v.Type().Field(i).IsExported() && !slices.Contains([]string{"Distro.Folder", "Vendor.Name", "File.Name",
				"Origin.Vendor"}, name) {
				poison(v.Field(i), seen, f)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			poison(v.Index(i), seen, f)
		}
	case reflect.String:
		if v.CanSet() {
			v.SetString(f(v.String()))
		}
	}
}

func checkHostile(t *testing.T, c *model.Catalog, guides []render.Guide) {
	t.Helper()
	site := siteOf(t, c, guides, "https://pes.example/", 2)
	for _, e := range site {
		if strings.Contains(e.Path, "/../") || strings.HasSuffix(e.Path, "/..") || strings.Contains(e.Path, "//") ||
			strings.ContainsAny(e.Path, "\x00\n\\") {
			t.Errorf("%q is not a path", e.Path)
		}
		if strings.HasSuffix(e.Path, ".html") {
			scripts := 0
			for z := html.NewTokenizer(strings.NewReader(string(e.Data))); z.Next() != html.ErrorToken; {
				if tok := z.Token(); tok.Type == html.StartTagToken && tok.Data == "script" {
					scripts++
				}
			}
			want := 2
			if strings.HasPrefix(e.Path, "site/downloads/") {
				want = 3 // one copies commands
			}
			if scripts != want {
				t.Errorf("%s has %d scripts", e.Path, scripts)
			}
			if i := strings.IndexAny(string(e.Data), "\x00\u202e\u202d\u2066\u2067\u2068"); i >= 0 {
				t.Errorf("%q holds %q as it is", e.Path, string(e.Data)[i:i+10])
			}
		}
	}
	w := newWalk(t, site, func(a string) bool {
		return strings.HasPrefix(a, "http://") ||
			strings.HasPrefix(a, "https://")
	})
	w.check()
	w.documents()
	feedsOf(t, w, "https://pes.example/")
}

func messages(list diag.List) (out []string) {
	for _, d := range list.All() {
		out = append(out, fmt.Sprint(d.Pos, d.Message))
	}
	return out
}
