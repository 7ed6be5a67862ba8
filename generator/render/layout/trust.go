package layout

import (
	"net/url"
	"strings"

	"pes/generator/render/markup"
)

// Licence is the file of the licence below the root of a site.
const Licence = "licence.txt"

// A Trust is what the foot of every page says of its data, and where it leads those who find a mistake.
type Trust struct {
	Day      string // that the data are of
	Release  string // the newest release of the data that is recorded, "" where none is
	Page     string // the address of the release below the root
	Later    bool   // the data are newer than the release
	Revision string // of the sources; "" where nobody said it
	Licence  string // what it is called; "" where there is none
	Edit     string // the address below which the forge edits sources, "" where it is not known
	Issue    string // the address of the forge's form for reports, with {title} and {body}; "" where it is not known
}

// Source is where the forge shows the sources, as far as the address of its editor tells.
func (t *Trust) Source() string {
	for _, way := range [][2]string{{"/_edit/", "/src/branch/"}, {"/edit/", "/tree/"}} { // of Gitea, and of others
		if i := strings.LastIndex(t.Edit, way[0]); i >= 0 {
			return t.Edit[:i] + way[1] + strings.TrimSuffix(t.Edit[i+len(way[0]):], "/")
		}
	}
	return ""
}

// links writes where a page is edited, and where it is reported what is wrong there: a form that is filled in.
func (t *Trust) links(b *markup.Builder, p *Page, base string) {
	if t.Edit != "" && p.Source != "" {
		b.Tag(" · ").Link(t.Edit+(&url.URL{Path: p.Source}).EscapedPath(), "Edit this page")
	}
	if t.Issue == "" {
		return
	}
	body := base + p.Path + "\n" + p.About + "data " + t.Day
	for _, more := range []string{t.Release, t.Revision} {
		if more != "" {
			body += ", " + more
		}
	}
	fill := strings.NewReplacer("{title}", asQuery(p.Title), "{body}", asQuery(body+"\n\n"))
	b.Tag(" · ").Link(fill.Replace(t.Issue), "Report a mistake")
}

// asQuery is a text as a part of a query, with blanks that every forge reads, and short.
func asQuery(text string) string { return plainly.Replace(url.QueryEscape(text)) }

var plainly = strings.NewReplacer("+", "%20", "%2F", "/", "%3A", ":", "%2C", ",")
