// Package atom writes Atom feeds (RFC 4287) about the content of the site. See the example.
package atom

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"pes/generator/render/markup"
)

// FileName is the name of a feed, beside the page whose subject it follows.
const FileName = "feed.atom"

// A Feed follows what a page is about: everything, a distribution, a vendor.
type Feed struct {
	ID      string
	Path    string // of the page, below the root of the site
	Title   string
	Entries []Entry
}

// An Entry is a part of the subject. Events carry no dates, so an entry about them is known by a digest of what it is
// about: it becomes a new entry if and only if that changes, regardless of the date.
type Entry struct {
	ID, Title string
	Page      string    // an address below the root of the site
	Date      time.Time // the zero time for that of the data
	Content   string    // HTML
}

// ID is a name for what the parts say: a UUID of version 8, made of their digest.
func ID(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	sum[6], sum[8] = sum[6]&0x0f|0x80, sum[8]&0x3f|0x80
	h := hex.EncodeToString(sum[:16])
	return "urn:uuid:" + strings.Join([]string{h[:8], h[8:12], h[12:16], h[16:20], h[20:]}, "-")
}

// Write writes a feed. Links begin with root, the address of the site or the way to its root; date is that of the data.
func Write(f Feed, root string, date time.Time) []byte {
	var b strings.Builder
	element := func(name, text string) {
		b.WriteString("<" + name + ">" + markup.XML(markup.ShowControls(text)) + "</" + name + ">\n")
	}
	link := func(rel, kind, to string) {
		b.WriteString(`<link rel="` + rel + `" type="` + kind + `" href="` + markup.XML(root+to) + "\"/>\n")
	}
	b.WriteString("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n")
	element("id", f.ID)
	element("title", f.Title+" · pes")
	element("subtitle",
		"What happens to packages in upgrades of Enterprise Linux. Each entry is a change.")
	latest := date
	for _, e := range f.Entries {
		if e.Date.After(latest) {
			latest = e.Date
		}
	}
	element("updated", latest.UTC().Format(time.RFC3339))
	b.WriteString("<author><name>pes</name></author>\n")
	link("self", "application/atom+xml", f.Path+FileName)
	link("alternate", "text/html", f.Path)
	for _, e := range f.Entries {
		b.WriteString("<entry>\n")
		element("id", e.ID)
		element("title", e.Title)
		updated := date
		if !e.Date.IsZero() {
			updated = e.Date
		}
		element("updated", updated.UTC().Format(time.RFC3339))
		link("alternate", "text/html", e.Page)
		b.WriteString(`<content type="html">` + markup.XML(e.Content) + "</content>\n</entry>\n")
	}
	b.WriteString("</feed>\n")
	return []byte(b.String())
}
