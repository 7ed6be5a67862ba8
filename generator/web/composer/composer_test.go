package composer

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"pes/generator/diag"
	"pes/generator/source"
)

func project() source.Files {
	file := func(name, text string) *diag.File { return &diag.File{Name: name, Text: []byte(text)} }
	return source.Files{TOML: []*diag.File{
		file("content/distros/acme.toml", `name = "Acme Linux"
os_id = "acmeos"
arches = ["x86_64", "aarch64"]
[release.8.baseos]
pesid = "acme8-baseos"
repo = { name = "BaseOS", baseurl = "https://acme.example/$basearch/", key = "file:///etc/pki/rpm-gpg/acme" }
[[path]]
from = 7
to = 8
sources = ["centos"]
map = { base = ["baseos"] }
leapp = ["0.21"]
`),
		file("content/distros/centos.toml", "name = \"CentOS\"\n[release.7.base]\npesid = \"base\"\n"),
		file("content/events/all.toml", "[defaults]\nfrom = \"7.7\"\nto = \"8.0\"\nin_repo = \"base\"\nout_repo = "+
			"\"baseos\"\n\n[[removed]]\nin = \"wvdial\"\n")},
		Layer: []*diag.File{file("content/upstream/el8.events",
			"[removed 7.7 8.0]\nempathy@base #8\n\n[split 7.7 8.0]\nntp@base > chrony@BaseOS ntpstat@BaseOS #23\n")},
		Keys:    []*diag.File{file("content/keys/none.asc", "no key")},
		Carried: []*diag.File{file("content/files/acme/list.json", "{}\n\n")}}
}

func load(t testing.TB) *Composer {
	t.Helper()
	c, err := Load(Bundle(project()), time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// A bundle holds everything; what is cut off anywhere is refused, or is whole files.
func TestBundle(t *testing.T) {
	bundle := Bundle(project())
	files, err := unpack(bundle)
	if err != nil || len(files.TOML) != 3 || len(files.Keys) != 1 || len(files.Carried) != 1 ||
		string(files.Carried[0].Text) != "{}\n\n" {
		t.Fatal(files, err)
	}
	for i := range bundle {
		if short, err := unpack(bundle[:i]); err == nil && len(Bundle(short)) > i {
			t.Fatalf("%d of %d bytes are read as more", i, len(bundle))
		}
	}
}

// An event that goes to the end of a file says nothing twice, and its mistakes have lines of its own.
func TestEvent(t *testing.T) {
	c := load(t)
	form := url.Values{"action": {"replaced"}, "in": {"ntp"}, "out": {"chrony"}, "from": {"7.7"}, "to": {"8.0"},
		"in_repo": {"base"}, "out_repo": {"baseos"}, "file": {"content/events/all.toml"}}
	made, err := c.Event(form)
	if err != nil || made.TOML != "[[replaced]]\nin  = \"ntp\"\nout = \"chrony\"\n" {
		t.Fatalf("%+v, %v", made, err)
	}
	found, err := c.Check(made.File, made.TOML, time.Time{})
	if err != nil || len(found.Problems) != 1 || found.IsNew || len(found.Events) != 1 ||
		found.Problems[0].Message != "upstream has an event about ntp in the same release, split 7.7 to 8.0: "+
			"ntp@base > chrony@BaseOS ntpstat@BaseOS: if it says the same, this one is needless; else it takes that "+
			"one's place" || found.Problems[0].Suggestion != "supersedes = 23" ||
		found.Events[0].Leapp != "Leapp removes ntp, installs chrony, enables acme8-baseos" {
		t.Fatalf("%+v, %v", found, err)
	}
	if !strings.Contains(found.Text, "wvdial") || !strings.HasSuffix(found.Text, made.TOML) {
		t.Errorf("the file is %q", found.Text)
	}
	found, err = c.Check(made.File, strings.Replace(made.TOML, `"chrony"`, `"chrony@nowhere"`, 1), time.Time{})
	if err != nil || len(found.Problems) != 1 || found.Problems[0].Line != 3 ||
		found.Problems[0].Rule != "unknown-role" || len(found.Events) > 0 {
		t.Fatalf("%+v, %v", found, err)
	}
	found, err = c.Check("content/events/another.toml",
		"[[removed]]\nin = \"wvdial\"\nfrom = \"7.7\"\nto = \"8.0\"\nin_repo = \"base\"\n", time.Time{})
	if err != nil || len(found.Problems) != 1 || found.Problems[0].Line != 2 ||
		found.Problems[0].Rule != "duplicate-event" ||
		!slices.Equal(found.Problems[0].Notes, []string{"first written here (content/events/all.toml:8)"}) {
		t.Fatalf("%+v, %v", found, err)
	}
	// read before all.toml
	found, err = c.Check("content/events/a.toml",
		"[[removed]]\nin = \"wvdial\"\nfrom = \"7.7\"\nto = \"8.0\"\nin_repo = \"base\"\n", time.Time{})
	if err != nil || len(found.Problems) != 1 || found.Problems[0].Line != 2 || found.Problems[0].Place != "" ||
		!slices.Equal(found.Problems[0].Notes, []string{"first written here (content/events/all.toml:8)"}) {
		t.Fatalf("%+v, %v", found, err)
	}
	for _, wrong := range []url.Values{{}, {"action": {"removed"}}, {"action": {"removed"}, "in": {"a"}},
		{"action": {"removed"}, "in": {"a@"}, "to": {"8.0"}},
		{"action": {"removed"}, "in": {"a"}, "to": {"8.0"}, "file": {"../../etc/passwd"}}} {
		if made, err := c.Event(wrong); err == nil {
			t.Errorf("%v is made %+v", wrong, made)
		}
	}
}

// A vendor is checked as a whole, and shown as it will be published.
func TestVendor(t *testing.T) {
	c := load(t)
	form := url.Values{"folder": {"web"}, "signatures": {"0123456789ABCDEF"}, "paths": {"7-8"},
		"repo_name": {"", "extra"}, "repo_source": {"web", "web-extra"},
		"repo_target": {"el{major}-web", "el{major}-web-extra"}, "repo_baseurl": {"https://web.example/",
			"https://web.example/extra/"}, "repo_key": {"file:///etc/pki/rpm-gpg/web", "file:///etc/pki/rpm-gpg/web"}}
	made, err := c.Vendor(form)
	if err != nil || made.File != "vendors/web/vendor.toml" {
		t.Fatalf("%+v, %v", made, err)
	}
	found, err := c.Check(made.File, made.TOML, time.Unix(1767225600, 0))
	if err != nil || slices.ContainsFunc(found.Problems, func(p Problem) bool { return p.Severity == "error" }) {
		t.Fatalf("%s\n%+v, %v", made.TOML, found, err)
	}
	var names []string
	for _, f := range found.Files {
		names = append(names, f.Name)
	}
	if got := strings.Join(names, " "); got != "vendors.d/web_map.json vendors.d/web_pes.json vendors.d/web.repo "+
		"vendors.d/web.sigs" {
		t.Errorf("published are %s", got)
	}
	if found.Tree != "Acme Linux 8, Leapp 0.21" {
		t.Errorf("they are for %q", found.Tree)
	}
	if !slices.ContainsFunc(found.Files, func(o Output) bool { return strings.Contains(o.Text, `"20260101`) }) {
		t.Errorf("no file has the date: %+v", found.Files)
	}
	if _, err := c.Vendor(url.Values{"folder": {"a/b"}}); err == nil {
		t.Error("a/b names a folder")
	}
}

// Whatever is typed is answered.
func FuzzCheck(f *testing.F) {
	f.Add("content/events/all.toml", "[[removed]]\nin = \"a\"\n")
	f.Add("vendors/web/vendor.toml", "paths = [\"7-8\"]\n[repository.main]\nsource = \"web\"\n")
	f.Add("content/distros/acme.toml", "[")
	f.Add("x", "")
	c, err := Load(Bundle(project()), time.Time{})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, file, toml string) {
		if found, err := c.Check(file, toml, time.Time{}); err == nil {
			Value(found)
		}
	})
}
