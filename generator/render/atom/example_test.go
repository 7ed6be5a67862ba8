package atom_test

import (
	"fmt"
	"strings"
	"time"

	"pes/generator/render/atom"
)

func Example() {
	feed := atom.Feed{ID: atom.ID("feed"), Path: "distro/rocky/", Title: "Rocky Linux", Entries: []atom.Entry{
		{ID: atom.ID("7-8", "removed"), Title: "2 packages removed", Page: "path/7-8/", Content: "<p>ntp, telnet.</p>"},
	}}
	text := string(atom.Write(feed, "https://pes.example/", time.Unix(1767225600, 0)))
	fmt.Print(text[strings.Index(text, "<entry>"):])
	// Output:
	// <entry>
	// <id>urn:uuid:0646167a-0d4d-896d-9882-e24ed70ed3e8</id>
	// <title>2 packages removed</title>
	// <updated>2026-01-01T00:00:00Z</updated>
	// <link rel="alternate" type="text/html" href="https://pes.example/path/7-8/"/>
	// <content type="html">&lt;p&gt;ntp, telnet.&lt;/p&gt;</content>
	// </entry>
	// </feed>
}
