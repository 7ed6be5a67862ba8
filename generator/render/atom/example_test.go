package atom_test

import (
	"fmt"
	"time"

	"pes/generator/render/atom"
)

func Example() {
	feed := atom.Feed{ID: atom.ID("feed"), Path: "distro/rocky/", Title: "Rocky Linux", Entries: []atom.Entry{
		{ID: atom.ID("7-8", "removed"), Title: "2 packages removed", Page: "path/7-8/", Content: "<p>ntp, telnet.</p>"},
	}}
	fmt.Print(string(atom.Write(feed, "https://pes.example/", time.Unix(1767225600, 0))))
	// Output:
	// <?xml version="1.0" encoding="utf-8"?>
	// <feed xmlns="http://www.w3.org/2005/Atom">
	// <id>urn:uuid:c8bc2586-cdd8-8cd6-b970-fc4262c4bbc4</id>
	// <title>Rocky Linux · pes</title>
	// <subtitle>What becomes of packages in upgrades of Enterprise Linux. An entry appears when what it is about has changed.</subtitle>
	// <updated>2026-01-01T00:00:00Z</updated>
	// <author><name>pes</name></author>
	// <link rel="self" type="application/atom+xml" href="https://pes.example/distro/rocky/feed.atom"/>
	// <link rel="alternate" type="text/html" href="https://pes.example/distro/rocky/"/>
	// <entry>
	// <id>urn:uuid:0646167a-0d4d-896d-9882-e24ed70ed3e8</id>
	// <title>2 packages removed</title>
	// <updated>2026-01-01T00:00:00Z</updated>
	// <link rel="alternate" type="text/html" href="https://pes.example/path/7-8/"/>
	// <content type="html">&lt;p&gt;ntp, telnet.&lt;/p&gt;</content>
	// </entry>
	// </feed>
}
