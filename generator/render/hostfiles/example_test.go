package hostfiles_test

import (
	"fmt"
	"strings"
	"time"

	"pes/generator/render/hostfiles"
)

func Example() {
	site := hostfiles.Site{Base: "https://pes.example/", Date: time.Unix(1767225600, 0)}
	for _, f := range hostfiles.Files(site, []string{"", "p/ntp/"}) {
		fmt.Println(f.Path)
		if strings.HasSuffix(f.Path, "-1.xml") {
			fmt.Print(string(f.Data))
		}
	}
	// Output:
	// site/_headers
	// site/robots.txt
	// site/site.webmanifest
	// site/opensearch.xml
	// site/sitemap-1.xml
	// <?xml version="1.0" encoding="UTF-8"?>
	// <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
	// <url><loc>https://pes.example/</loc><lastmod>2026-01-01</lastmod></url>
	// <url><loc>https://pes.example/p/ntp/</loc><lastmod>2026-01-01</lastmod></url>
	// </urlset>
	// site/sitemap.xml
}
