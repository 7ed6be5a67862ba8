package render_test

import (
	"encoding/xml"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"pes/generator/internal/sample"
	"pes/generator/leapp"
	"pes/generator/render"
	"pes/generator/tree"
)

// An atomFeed is what RFC 4287 wants of a feed, as a reader takes it in.
type atomFeed struct {
	XMLName  xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	ID       []string    `xml:"id"`
	Title    []string    `xml:"title"`
	Updated  []string    `xml:"updated"`
	Subtitle []string    `xml:"subtitle"`
	Author   []string    `xml:"author>name"`
	Links    []atomLink  `xml:"link"`
	Entries  []atomEntry `xml:"entry"`
	Other    []xml.Name  `xml:",any"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	ID      []string   `xml:"id"`
	Title   []string   `xml:"title"`
	Updated []string   `xml:"updated"`
	Links   []atomLink `xml:"link"`
	Content []struct {
		Type string `xml:"type,attr"`
		Text string `xml:",chardata"`
	} `xml:"content"`
	Other []xml.Name `xml:",any"`
}

var urnUUID = regexp.MustCompile(`^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)

// feedsOf reads and checks the feeds of a site, by file name.
func feedsOf(t *testing.T, w *siteWalk, base string) map[string]atomFeed {
	t.Helper()
	out := map[string]atomFeed{}
	ids := map[string]string{}
	for _, name := range sortedKeys(w.files) {
		if path.Base(name) != "feed.atom" {
			continue
		}
		var f atomFeed
		if err := xml.Unmarshal(w.files[name], &f); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		out[name] = f
		if len(f.ID) != 1 || len(f.Title) != 1 || len(f.Author) != 1 || len(f.Subtitle) != 1 || len(f.Entries) == 0 ||
			len(f.Other) > 0 {
			t.Errorf("%s: %+v", name, f)
		}
		checkStamp(t, name, f.ID, f.Updated)
		if ids[f.ID[0]] != "" {
			t.Errorf("%s has the id of %s", name, ids[f.ID[0]])
		}
		ids[f.ID[0]] = name
		follow(t, w, name, base, f.Links, "self", "alternate")
		here := map[string]bool{}
		for _, e := range f.Entries {
			checkStamp(t, name, e.ID, e.Updated)
			if len(e.Title) != 1 || e.Title[0] == "" || len(e.Content) != 1 || e.Content[0].Type != "html" ||
				len(e.Other) > 0 || here[e.ID[0]] {
				t.Errorf("%s: %+v", name, e)
			}
			here[e.ID[0]] = true
			follow(t, w, name, base, e.Links, "alternate")
			follow(t, w, name, base, linksIn(t, e.Content[0].Text))
		}
	}
	return out
}

func checkStamp(t *testing.T, name string, id, updated []string) {
	t.Helper()
	if len(id) != 1 || !urnUUID.MatchString(id[0]) {
		t.Errorf("%s has the id %v", name, id)
	}
	if len(updated) != 1 {
		t.Fatalf("%s has the dates %v", name, updated)
	}
	if _, err := time.Parse(time.RFC3339, updated[0]); err != nil {
		t.Errorf("%s: %v", name, err)
	}
}

// follow resolves links as a reader does: against the address of the feed.
func follow(t *testing.T, w *siteWalk, name, base string, links []atomLink, rels ...string) {
	t.Helper()
	var got []string
	for _, l := range links {
		if l.Rel != "" {
			got = append(got, l.Rel)
		}
		u, err := url.Parse(l.Href)
		if base != "" && err == nil {
			if !strings.HasPrefix(l.Href, base) {
				t.Errorf("%s: %s is not below the address of the site", name, l.Href)
			}
			u, err = url.Parse("/" + strings.TrimPrefix(l.Href, base))
		}
		if err != nil {
			t.Fatal(err)
		}
		to := w.target(name, u)
		if to == "" || u.Fragment != "" && !w.pages[to].ids[u.Fragment] {
			t.Errorf("%s: %s leads nowhere", name, l.Href)
		}
	}
	if !slices.Equal(got, rels) {
		t.Errorf("%s has the links %v, not %v", name, got, rels)
	}
}

func linksIn(t *testing.T, text string) (out []atomLink) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		for _, a := range n.Attr {
			if a.Key == "href" {
				out = append(out, atomLink{Href: a.Val})
			}
		}
		if n.Type == html.ElementNode && !slices.Contains(strings.Fields("html head body p a code"), n.Data) {
			t.Errorf("content holds <%s>", n.Data)
		}
	}
	return out
}

// Every site has a feed of everything, and one for each distribution and vendor that its pages announce; all are valid
// Atom.
func TestFeeds(t *testing.T) {
	t.Parallel()
	check := func(site tree.Tree, base string) {
		w := newWalk(t, site, func(string) bool { return true })
		feeds := feedsOf(t, w, base)
		for name := range feeds {
			page := path.Join(path.Dir(name), "index.html")
			if !strings.Contains(string(w.files[page]), "type=application/atom+xml") {
				t.Errorf("%s does not announce its feed", page)
			}
		}
		if len(feeds) != 3 {
			t.Errorf("%d feeds", len(feeds))
		}
	}
	acme := sample.Acme(t).Compile(t)
	check(siteOf(t, acme, nil, "https://pes.example/acme/", 2), "https://pes.example/acme/")
	check(siteOf(t, acme, nil, "", 2), "")
	hostile, _ := hostileProject().TryCompile(t)
	check(siteOf(t, hostile, nil, "", 2), "")
}

// A reader sees a new entry where something changed, and nowhere else: not on another day, not at another address.
func TestFeedEntriesFollowTheData(t *testing.T) {
	t.Parallel()
	ids := func(p sample.Project, day int64, base string) map[string]map[string]string {
		out := map[string]map[string]string{}
		date := time.Unix(day*86400, 0)
		c := p.Compile(t)
		data, _ := leapp.Write(c, leapp.Options{Date: date})
		site, err := render.Site(render.Input{Catalog: c, Data: func() tree.Tree { return data }},
			render.Options{Base: base, Date: date, Jobs: 2})
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range site {
			if path.Base(e.Path) == "feed.atom" {
				var f atomFeed
				if err := xml.Unmarshal(e.Bytes(), &f); err != nil {
					t.Fatal(err)
				}
				out[e.Path] = map[string]string{}
				for _, x := range f.Entries {
					out[e.Path][x.ID[0]] = x.Title[0]
				}
			}
		}
		return out
	}
	fresh := func(now, before map[string]map[string]string) (out []string) {
		for _, feed := range sortedKeys(now) {
			for id, title := range now[feed] {
				if before[feed][id] == "" {
					out = append(out, strings.TrimPrefix(feed, "site/")+" "+title)
				}
			}
		}
		slices.Sort(out)
		return out
	}
	before := ids(sample.Acme(t), 20000, "")
	if got := fresh(ids(sample.Acme(t), 20001, "https://pes.example/"), before); len(got) > 0 {
		t.Errorf("new without a reason: %v", got)
	}
	for _, c := range []struct {
		change, file, text string
		want               []string
	}{
		{"an event", "content/events/more.toml", "[[removed]]\nfrom = \"8.4\"\nto = \"9.0\"\nin = \"gone@baseos\"\n",
			[]string{"distro/acme/feed.atom Acme Linux 8 to 9: 2 packages removed",
				"feed.atom 8 to 9: 2 packages removed"}},
		{"an event of a vendor", "vendors/web/more.toml",
			"[[removed]]\nfrom = \"8.4\"\nto = \"9.0\"\nin = \"webgone@main\"\n",
			[]string{"distro/acme/feed.atom Acme Linux 8 to 9: 2 packages removed",
				"feed.atom 8 to 9: 2 packages removed", "vendor/web/feed.atom Web, 8 to 9: 1 package removed"}},
		{"an address of a repository", "vendors/web/vendor.toml",
			strings.ReplaceAll(sample.Acme(t)["vendors/web/vendor.toml"], "https://web.example/{major}/",
				"https://new.example/{major}/"),
			[]string{"feed.atom Web: repositories and keys", "vendor/web/feed.atom Web: repositories and keys"}},
	} {
		p := sample.Acme(t)
		p[c.file] = c.text
		if got := fresh(ids(p, 20000, ""), before); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q", c.change, got)
		}
	}
}
