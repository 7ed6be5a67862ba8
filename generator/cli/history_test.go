package cli

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pes/generator/delta"
	"pes/generator/model"
	"pes/generator/source"
	"pes/generator/tree"
)

// pastProject is the acme project with a history: a release offered by two channels, one by a third, thousands of packages that
// changed, names that want to be markup.
func pastProject(t *testing.T) project {
	t.Helper()
	p := acmeProject(t)
	var many []string
	for i := range 1200 {
		many = append(many, fmt.Sprintf("%q", fmt.Sprintf("gone%04d", i)))
	}
	head := func(version, rest string) string {
		return fmt.Sprintf("version = %q\ndate = \"2026-0%s-01T00:00:00Z\"\n%s\n", version, version, rest)
	}
	p["content/releases/1.toml"] = head("1", `channels = ["stable", "night"]`)
	p["content/releases/2.toml"] = head("2", "previous = \"1\"\nwhy = \"<b>Much</b> is gone.\\n\\nIt was time.\"\n[[change]]\ncategory = \"removed\"\ntarget = 8\ndistros = [\"acme\"]\npackages = ["+
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
	catalog := pastProject(t).compile(t)
	w := newWalk(t, siteOf(t, catalog, nil, "https://pes.example/", 2), func(string) bool { return true })
	w.check()
	w.documents()
	feeds := feedsOf(t, w, "https://pes.example/")
	for _, name := range []string{"changes/feed.atom", "channel/ng/feed.atom", "channel/night/feed.atom", "channel/stable/feed.atom", "channel/testing/feed.atom"} {
		if len(feeds[name].Entries) == 0 {
			t.Errorf("there is no %s", name)
		}
	}
	if first := feeds["feed.atom"].Entries[0]; !strings.HasPrefix(first.Title[0], "Release 3 (ng and testing): ") || first.Updated[0] != "2026-03-01T00:00:00Z" {
		t.Errorf("the first entry is %v", first)
	}
	for _, name := range []string{"changes/2/2/index.html", "channel/stable/2/index.html", "p/gone1199/index.html", "p/%3Ci%3Ex/index.html"} {
		if w.files[name] == nil && w.files[strings.NewReplacer("%3C", "<", "%3E", ">").Replace(name)] == nil {
			t.Errorf("there is no %s", name)
		}
	}
	one, four := siteOf(t, catalog, nil, "", 1), siteOf(t, catalog, nil, "", 4)
	if !slices.EqualFunc(one, four, func(a, b tree.Entry) bool { return a.Path == b.Path && bytes.Equal(a.Data, b.Data) }) {
		t.Error("the site differs with the number of workers")
	}
}

// What releases change one after the other is, added up, what the last one is to the first.
func TestChangesAddUp(t *testing.T) {
	states := []string{"", "[[removed]]\nin = [\"a\", \"b\"]\n", "[[replaced]]\nin = \"a\"\nout = \"c\"\n[[removed]]\nin = \"b\"\nonly = \"acme\"\n", "[[removed]]\nin = \"b\"\n[[split]]\nin = \"a\"\nout = [\"c\", \"d\"]\n"}
	catalogs := make([]*model.Catalog, 0, len(states))
	for _, s := range states {
		p := acmeProject(t)
		p["content/events/more.toml"] = "[defaults]\nfrom = \"7.7\"\nto = \"8.0\"\nin_repo = \"base\"\nout_repo = \"baseos\"\n" + s
		catalogs = append(catalogs, p.compile(t))
	}
	notes := func(from, to int) []model.Note { return delta.Compare(catalogs[from], catalogs[to], 1).Notes() }
	for from := range catalogs {
		for to := from + 1; to < len(catalogs); to++ {
			var steps [][]model.Note
			for i := from; i < to; i++ {
				steps = append(steps, notes(i, i+1))
			}
			if d := cmp.Diff(notes(from, to), delta.Accumulate(steps...)); d != "" {
				t.Errorf("from %d to %d:\n%s", from, to, d)
			}
		}
		back := delta.Accumulate(notes(0, from), notes(from, 0))
		if len(back) > 0 {
			t.Errorf("there and back is %v", back)
		}
	}
}

// What goes with a vendor is named, but for packages that some other event takes.
func TestWhatGoesWithAVendor(t *testing.T) {
	with, without := acmeProject(t), acmeProject(t)
	without["content/events/both.toml"] = "[[removed]]\nfrom = \"8.9\"\nto = \"9.0\"\nin = \"both@baseos\"\n"
	with["content/events/both.toml"] = without["content/events/both.toml"]
	with["vendors/lost/vendor.toml"] = "name = \"Lost\"\nsignatures = [\"85673046b5caca9e\"]\npaths = [\"7-8\"]\n[repository.main]\nsource = \"lost\"\ntarget = \"el{major}-lost\"\n" +
		"repo = { name = \"Lost\", baseurl = \"https://lost.example/{major}/\", key = \"file:///etc/pki/rpm-gpg/KEY\" }\n" +
		"[[removed]]\nfrom = \"7.7\"\nto = \"8.0\"\nin = [\"lost-only@main\", \"both@main\"]\n"
	notes := delta.Compare(with.compile(t), without.compile(t), 1).Notes()
	i := slices.IndexFunc(notes, func(n model.Note) bool { return n.Category == string(delta.Vendors) })
	if i < 0 || !slices.Equal(notes[i].Names, []string{"lost"}) || !slices.Equal(notes[i].Packages, []string{"lost-only"}) || notes[i].Text != "gone" {
		t.Errorf("%+v", notes)
	}
}

// A record that is printed is read as it was.
func TestRecordsAreReadAsWritten(t *testing.T) {
	want := model.Note{Category: "replaced", Target: 9, Distros: []string{"acme", "bolt"}, Vendor: "v", Arches: []string{"x86_64"}, Streams: []string{"-", "perl:5.26"},
		Packages: []string{"a", "b"}, Was: "removed", Is: "replaced by \"x\" \\ (baseos)", Why: "one\ntwo"}
	p := acmeProject(t)
	r := &source.Record{Version: source.Word("1"), Date: source.Word("2026-01-01T00:00:00Z"), Channels: source.Words(), Why: source.Word("Why.\n\nNot?"),
		Changes: []source.RecordChange{changeOf(&want)}}
	p["content/releases/1.toml"] = r.Print()
	got := p.compile(t).Records
	if len(got) != 1 || got[0].Why != "Why.\n\nNot?" || !cmp.Equal(got[0].Notes, []model.Note{want}) {
		t.Errorf("%+v", got)
	}
}
