// Package hostfiles makes the files beside the pages that hosts, crawlers and browsers look for: _headers, robots.txt,
// site.webmanifest, opensearch.xml and sitemaps. See the example.
package hostfiles

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"time"

	"pes/generator/render/markup"
	"pes/generator/tree"
)

const xmlHead = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"

// A Site is what these files depend on.
type Site struct {
	Base     string    // the address of the site, with a slash at the end; "" where it is not known
	Date     time.Time // of the data
	Programs bool      // some pages run WebAssembly
}

// Files are the files of a site whose pages are at paths, addresses below the root. A sitemap and a description for
// browsers that search are among them only where the address of the site is known, since both name absolute addresses.
func Files(s Site, paths []string) tree.Tree {
	out := tree.Tree{
		{Path: "site/_headers", Data: []byte(s.headers())},
		{Path: "site/robots.txt", Data: []byte(s.robots())},
		{Path: "site/site.webmanifest", Data: manifest},
	}
	if s.Base == "" {
		return out
	}
	out = append(out, tree.Entry{Path: "site/opensearch.xml", Data: []byte(s.openSearch())})
	return append(out, s.sitemaps(paths)...)
}

// headers are for hosts that read them (Netlify, Cloudflare Pages); others take them from here by hand. No page needs
// more. Hosts join the policies of all rules that fit a page, and a page must satisfy each: so WebAssembly is allowed
// for all here, and all pages but the tools' forbid it themselves (layout.ForbidWasm).
func (s Site) headers() string {
	if s.Programs {
		return strings.Replace(headers, "script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'", 1)
	}
	return headers
}

//go:embed headers.txt
var headers string

func (s Site) robots() string {
	text := "User-agent: *\nAllow: /\n"
	if s.Base != "" {
		text += "Sitemap: " + s.Base + "sitemap.xml\n"
	}
	return text
}

//go:embed site.webmanifest
var manifest []byte

// openSearch lets a browser search here from its address bar.
func (s Site) openSearch() string {
	return xmlHead +
		`<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/"><ShortName>pes</ShortName>` +
		`<Description>What happens to a package in an upgrade</Description>` +
		`<InputEncoding>UTF-8</InputEncoding><Image type="image/svg+xml">` + markup.XML(s.Base) +
		`favicon.svg</Image>` +
		`<Url type="text/html" template="` + markup.XML(s.Base) + `search/?q={searchTerms}"/></OpenSearchDescription>
`
}

// perSitemap is how many addresses a sitemap may have; the protocol allows five times as many.
const perSitemap = 10_000

// sitemaps are an index and as many maps as it takes. The date is that of the data.
func (s Site) sitemaps(paths []string) (out tree.Tree) {
	day := s.Date.UTC().Format("2006-01-02")
	var index strings.Builder
	index.WriteString(xmlHead + "<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n")
	n := 0
	for some := range slices.Chunk(paths, perSitemap) {
		n++
		var b strings.Builder
		b.WriteString(xmlHead + "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n")
		for _, p := range some {
			b.WriteString("<url><loc>" + markup.XML(s.Base+p) + "</loc><lastmod>" + day + "</lastmod></url>\n")
		}
		b.WriteString("</urlset>\n")
		out = append(out, tree.Entry{Path: fmt.Sprintf("site/sitemap-%d.xml", n), Data: []byte(b.String())})
		fmt.Fprintf(&index, "<sitemap><loc>%ssitemap-%d.xml</loc><lastmod>%s</lastmod></sitemap>\n", markup.XML(s.Base),
			n, day)
	}
	index.WriteString("</sitemapindex>\n")
	return append(out, tree.Entry{Path: "site/sitemap.xml", Data: []byte(index.String())})
}
