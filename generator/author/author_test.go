package author_test

import (
	"strings"
	"testing"
	"time"

	"pes/generator/author"
	"pes/generator/diag"
	"pes/generator/source"
	"pes/generator/tree"
)

func compiled(t *testing.T, files source.Files) *author.Project {
	t.Helper()
	p, list := author.Compile(new(source.Memory), files, 1, time.Time{})
	if list.Failed() {
		t.Fatal(list.All())
	}
	return p
}

func TestEventFile(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ from, in, file, vendor, want string }{
		{"7.7", "ntp@base", "", "", "content/events/el7-el8/ntp.toml"},
		{"scientific 7.7", "ntp@base", "", "", "content/events/el7-el8/ntp.toml"},
		{"8.4", "ntp", "", "", "content/events/el8/ntp.toml"},
		{"", "a:b|c", "", "", "content/events/el8/a-b-c.toml"},
		{"7.7", "ntp", "", "acme", "vendors/acme/events.toml"},
		{"7.7", "ntp", "content/events/x/../time.toml", "acme", "content/events/time.toml"},
		{"7.7", "ntp", `vendors\acme\more.toml`, "", "vendors/acme/more.toml"},
		{"7.7", "ntp", "content/events/../../etc/passwd.toml", "", ""},
		{"7.7", "ntp", "content/events/time.txt", "", ""},
		{"7.7", "ntp@", "", "", ""},
	} {
		form := author.Form{Action: "removed", In: []string{c.in}, From: c.from, To: "8.0"}
		e := form.Event()
		if got, err := author.EventFile(&e, c.file, c.vendor); got != c.want || (err != nil) != (c.want == "") {
			t.Errorf("%+v: %q, %v", c, got, err)
		}
	}
}

// An event without an initial release says so where the defaults of its file have one; a new file says everything.
func TestAppend(t *testing.T) {
	t.Parallel()
	p := compiled(t, project())
	form := author.Form{Action: "present", In: []string{"ntp"}, To: "8.0", InRepo: "baseos"}
	for file, want := range map[string]string{
		"content/events/el7-el8/time.toml": "[[present]]\nin      = \"ntp\"\nfrom    = \"\"\nin_repo = \"baseos\"\n",
		"content/events/new.toml":          "[[present]]\nin      = \"ntp\"\nto      = \"8.0\"\nin_repo = \"baseos\"\n",
	} {
		entry, offset, list := p.Append(file, form.Event())
		if got := string(entry.Data[offset:]); got != want || list.Failed() {
			t.Errorf("%s: %q, %v", file, got, list.All())
		}
	}
}

// Files that are added replace those of the same name, and leave the project that they are added to alone.
func TestWith(t *testing.T) {
	t.Parallel()
	old := project()
	got := author.With(old, tree.Tree{
		{Path: "content/events/el7-el8/time.toml", Data: []byte("# new\n")},
		{Path: "content/events/a.toml"}, {Path: "content/keys/k.asc"},
	})
	var names []string
	for _, f := range append(got.TOML, got.Keys...) {
		names = append(names, f.Name)
	}
	want := "content/distros/acme.toml content/events/a.toml content/events/el7-el8/time.toml content/keys/k.asc"
	if strings.Join(names, " ") != want || string(got.TOML[2].Text) != "# new\n" {
		t.Errorf("%v", names)
	}
	if len(old.TOML) != 2 || string(old.TOML[1].Text) == "# new\n" {
		t.Errorf("the project changed: %v", old.TOML)
	}
}

// What was wrong before is not new, wherever it stands.
func TestNew(t *testing.T) {
	t.Parallel()
	var before, after diag.List
	f := &diag.File{Name: "a.toml", Text: []byte("a\nb\n")}
	before.Errorf(diag.Pos{File: f}, "syntax", "old")
	after.Errorf(diag.Pos{File: f}, "syntax", "old")
	after.Errorf(diag.Pos{File: f, Off: 2, End: 3}, "syntax", "old")
	found := author.New(before, after)
	if all := found.All(); len(all) != 1 || all[0].Pos.Off != 2 {
		t.Error(all)
	}
}

// Each answer of somebody who writes an event is checked at once, and a slip of the pen is named.
func TestAnswersAreChecked(t *testing.T) {
	t.Parallel()
	p := compiled(t, project())
	for _, c := range []struct {
		check       func(string) error
		good, wrong string
		says        string
	}{
		{author.CheckAction, "removed", "removd", `did you mean "removed"?`},
		{author.CheckPackages, "ntp, perl@base/perl:5.26", "ntp@", "a repository is missing after @"},
		{author.CheckRelease, "scientific 7.7", "7", ""},
		{p.CheckRole, "baseos", "baseo", `did you mean "base`},
		{p.CheckRole, "=any", "nowhere-near-it", "known are base, baseos"},
	} {
		if err := c.check(c.good); err != nil {
			t.Errorf("%q: %v", c.good, err)
		}
		if err := c.check(c.wrong); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%q: %v does not say %q", c.wrong, err, c.says)
		}
	}
	if near := p.NearPackage("wvdail", nil); near != `"wvdial"` {
		t.Errorf("near wvdail is %s", near)
	}
	if near := p.NearPackage("wvdail", []string{"wvdail"}); near != "" {
		t.Errorf("near a package that is known is %q", near)
	}
	if role := p.UsualRole([]string{"wvdial"}, false); role != "base" {
		t.Errorf("the usual role of wvdial is %q", role)
	}
	if role := p.UsualRole([]string{"wvdial", "ntp"}, false); role != "" {
		t.Errorf("the usual role of wvdial and ntp is %q", role)
	}
}
