package render_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pes/generator/internal/sample"
	"pes/generator/tree"
)

// pastProject is the acme project with a history: a release offered by two channels, one by a third, thousands of
// packages that changed, names that want to be markup.
func pastProject(t *testing.T) sample.Project {
	t.Helper()
	p := sample.Acme(t)
	var many []string
	for i := range 1200 {
		many = append(many, fmt.Sprintf("%q", fmt.Sprintf("gone%04d", i)))
	}
	head := func(version, rest string) string {
		return fmt.Sprintf("version = %q\ndate = \"2026-0%s-01T00:00:00Z\"\n%s\n", version, version, rest)
	}
	p["content/releases/1.toml"] = head("1", `channels = ["stable", "night"]`)
	p["content/releases/2.toml"] = head("2",
		"previous = \"1\"\nwhy = \"<b>Much</b> is gone.\\n\\nIt was time.\"\n[[change]]\ncategory = "+
			"\"removed\"\ntarget = 8\ndistros = [\"acme\"]\npackages = ["+
			strings.Join(many, ", ")+"]\nis = \"removed\"\n")
	p["content/releases/3.toml"] = head("3", `previous = "2"
channels = ["ng", "testing"]
[[change]]
category = "replaced"
target = 8
distros = ["acme"]
packages = ["gone0001", "<i>x", "ntp"]
was = "removed"
is = "replaced by <script> (baseos)"
why = "& so on"
[[change]]
category = "vendors"
target = 9
distros = ["acme", "lost"]
names = ["lost"]
packages = ["c++filt"]
text = "gone"
[[change]]
category = "security"
target = 8
distros = ["acme"]
vendor = "web"
names = ["web.gpg"]
text = "new: 0123"`)
	return p
}

// Everything that is asked of a site is so of one with a long history.
func TestSiteWithHistory(t *testing.T) {
	t.Parallel()
	catalog := pastProject(t).Compile(t)
	w := newWalk(t, siteOf(t, catalog, nil, "https://pes.example/", 2), func(string) bool { return true })
	w.check()
	w.documents()
	feeds := feedsOf(t, w, "https://pes.example/")
	for _, name := range []string{"changes/feed.atom", "channel/ng/feed.atom", "channel/night/feed.atom",
		"channel/stable/feed.atom", "channel/testing/feed.atom"} {
		if len(feeds[name].Entries) == 0 {
			t.Errorf("there is no %s", name)
		}
	}
	if first := feeds["feed.atom"].Entries[0]; !strings.HasPrefix(first.Title[0], "Release 3 (ng and testing): ") ||
		first.Updated[0] != "2026-03-01T00:00:00Z" {
		t.Errorf("the first entry is %v", first)
	}
	for _, name := range []string{"changes/2/2/index.html", "channel/stable/2/index.html", "p/gone1199/index.html",
		"p/%3Ci%3Ex/index.html"} {
		if w.files[name] == nil && w.files[strings.NewReplacer("%3C", "<", "%3E", ">").Replace(name)] == nil {
			t.Errorf("there is no %s", name)
		}
	}
	one, four := siteOf(t, catalog, nil, "", 1), siteOf(t, catalog, nil, "", 4)
	if !slices.EqualFunc(one, four, func(a, b tree.Entry) bool {
		return a.Path == b.Path &&
			bytes.Equal(a.Data, b.Data)
	}) {
		t.Error("the site differs with the number of workers")
	}
}
