package render

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"slices"
	"strings"

	"pes/generator/tree"
)

// machines are the files for programs: browsers, crawlers, hosts.
func (s *site) hostFiles(paths []string) tree.Tree {
	out := tree.Tree{
		{Path: "site/_headers", Data: []byte(s.headers())},
		{Path: "site/robots.txt", Data: []byte(s.robots())},
		{Path: "site/site.webmanifest", Data: s.manifest()},
		{Path: "site/" + favicon, Data: s.assets.icon},
	}
	if s.Base == "" {
		return out // both name absolute addresses
	}
	out = append(out, tree.Entry{Path: "site/opensearch.xml", Data: []byte(s.openSearch())})
	return append(out, s.sitemaps(paths)...)
}

// headers are for hosts that read them (Netlify, Cloudflare Pages); others take them from here by hand. No page needs more. Hosts
// join the policies of all rules that fit a page, and a page must satisfy each: so WebAssembly is allowed for all here, and all
// pages but the tools' forbid it themselves (forbidWasm).
func (s *site) headers() string {
	if s.Programs != nil {
		return strings.Replace(headers, "script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'", 1)
	}
	return headers
}

const headers = `/*
  Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'
  Cross-Origin-Opener-Policy: same-origin
  Permissions-Policy: camera=(), geolocation=(), microphone=()
  Referrer-Policy: strict-origin-when-cross-origin
  Strict-Transport-Security: max-age=31536000
  X-Content-Type-Options: nosniff
/assets/*
  Cache-Control: public, max-age=31536000, immutable
/api/*
  Access-Control-Allow-Origin: *
/data/*
  Access-Control-Allow-Origin: *
`

func (s *site) robots() string {
	text := "User-agent: *\nAllow: /\n"
	if s.Base != "" {
		text += "Sitemap: " + s.Base + "sitemap.xml\n"
	}
	return text
}

func (s *site) manifest() []byte {
	b, err := json.Marshal(map[string]any{
		"name": "pes: package evolution", "short_name": "pes", "start_url": "./", "scope": "./", "display": "browser",
		"icons": []map[string]string{{"src": "favicon.svg", "sizes": "any", "type": "image/svg+xml"}},
	})
	if err != nil {
		panic(err) // it holds words alone
	}
	return append(b, '\n')
}

// openSearch lets a browser search here from its address bar.
func (s *site) openSearch() string {
	return `<?xml version="1.0" encoding="UTF-8"?>
<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/"><ShortName>pes</ShortName><Description>What becomes of a package in an upgrade</Description>` +
		`<InputEncoding>UTF-8</InputEncoding><Image type="image/svg+xml">` + xmlText(s.Base) + `favicon.svg</Image>` +
		`<Url type="text/html" template="` + xmlText(s.Base) + `search/?q={searchTerms}"/></OpenSearchDescription>
`
}

func xmlText(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a Builder takes everything
	return b.String()
}

// perSitemap is how many addresses a sitemap may have; the protocol allows five times as many.
const perSitemap = 10_000

// sitemaps are an index and as many maps as it takes. The date is that of the data.
func (s *site) sitemaps(paths []string) (out tree.Tree) {
	paths = slices.DeleteFunc(paths, func(p string) bool { return p == missing })
	day := s.Date.UTC().Format("2006-01-02")
	var index strings.Builder
	index.WriteString("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n")
	n := 0
	for some := range slices.Chunk(paths, perSitemap) {
		n++
		var b strings.Builder
		b.WriteString("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n")
		for _, p := range some {
			b.WriteString("<url><loc>" + xmlText(s.Base+p) + "</loc><lastmod>" + day + "</lastmod></url>\n")
		}
		b.WriteString("</urlset>\n")
		out = append(out, tree.Entry{Path: fmt.Sprintf("site/sitemap-%d.xml", n), Data: []byte(b.String())})
		fmt.Fprintf(&index, "<sitemap><loc>%ssitemap-%d.xml</loc><lastmod>%s</lastmod></sitemap>\n", xmlText(s.Base), n, day)
	}
	index.WriteString("</sitemapindex>\n")
	return append(out, tree.Entry{Path: "site/sitemap.xml", Data: []byte(index.String())})
}
