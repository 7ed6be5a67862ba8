package suggest_test

import (
	"fmt"
	"os"
	"path"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"pes/generator/author"
	"pes/generator/compile"
	"pes/generator/diag"
	"pes/generator/list"
	"pes/generator/source"
	"pes/generator/suggest"
)

// alma is upgraded from two systems; the map of one leads to two repositories.
const alma = `arches = ["x86_64", "aarch64"]
[release.8.baseos]
pesid = "alma8-baseos"
repo = { name = "x", baseurl = "https://alma.example/8", key = "file:///etc/pki/rpm-gpg/alma" }
[release.8.appstream]
pesid = "alma8-appstream"
repo = { name = "x", baseurl = "https://alma.example/8a", key = "file:///etc/pki/rpm-gpg/alma" }
[release.8.crb]
pesid = "alma8-crb"
repo = { name = "x", baseurl = "https://alma.example/8c", key = "file:///etc/pki/rpm-gpg/alma" }
[[path]]
from = 7
to = 8
sources = ["centos", "scientific"]
map = { base = ["baseos", "appstream"], extras = [] }
`

const systems = `arches = ["x86_64", "aarch64"]
[release.7.base]
pesid = "%[1]s7-base"
[release.7.extras]
pesid = "%[1]s7-extras"
`

const epel = `paths = ["7-8"]
signatures = ["0123456789abcdef"]
[repository.main]
source = "epel"
target = "el{major}-epel"
repo = { name = "x", baseurl = "https://epel.example/{major}", key = "file:///etc/pki/rpm-gpg/epel" }
`

// Situations are mistakes that people repaired in the data of leapp-data, and what is like them; near misses are like
// them, and nobody needs an event. What releases have stands in files below content/inventory, what is suggested below
// want, an event a line.
func TestSituations(t *testing.T) {
	for _, file := range []string{"situations", "near-misses"} {
		text, err := os.ReadFile("testdata/" + file + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range strings.Split("\n\n"+string(text), "\n\n# ")[1:] {
			a := txtar.Parse([]byte(one))
			last := len(a.Files) - 1
			want := strings.TrimSpace(string(a.Files[last].Data))
			if got := suggested(t, a.Files[:last]); got != want || a.Files[last].Name != "want" {
				t.Errorf("%sgot:\n%s\nwant:\n%s", a.Comment, got, want)
			}
		}
	}
}

// suggested is what is suggested in a project with these files, an event a line. Repositories of the new release that
// have no file are known, and have nothing that matters.
func suggested(t *testing.T, given []txtar.File) string {
	t.Helper()
	text := map[string]string{"content/distros/almalinux.toml": alma, "vendors/epel/vendor.toml": epel,
		"content/distros/centos.toml":     fmt.Sprintf(systems, "centos"),
		"content/distros/scientific.toml": fmt.Sprintf(systems, "scientific"),
		"content/events/some.toml":        "[[removed]]\nin = \"empathy@base\"\nfrom = \"7.7\"\nto = \"8.0\"\n"}
	for _, role := range []string{"baseos", "appstream", "crb"} {
		text["content/inventory/almalinux/8."+role+".packages"] = header + "other 1\n  provides other: another\n"
	}
	for _, f := range given {
		name, what := f.Name, string(f.Data)
		if folder, ok := strings.CutPrefix(name, "vendors/epel/8."); ok {
			name = "vendors/epel/inventory/8." + folder + ".packages"
		} else if path.Ext(name) != ".toml" {
			name = "content/inventory/" + name + ".packages"
		}
		if path.Ext(name) == ".packages" && !strings.Contains(what, "complete\n") {
			what = header + what
		}
		text[name] = what
	}
	var files source.Files
	for name, text := range list.ByKey(text) {
		if !strings.HasSuffix(text, "none\n") {
			files.Add(&diag.File{Name: name, Text: []byte(text)})
		}
	}
	p, found := source.Parse(files, 1)
	c, more := compile.Compile(p, time.Time{})
	if found.Merge(more); found.Failed() {
		t.Fatal(found.All())
	}
	all := suggest.Find(c, p, 7, 8).Suggestions
	accepted(t, files, found, all)
	return strings.Join(list.Map(all, oneLine), "\n")
}

// accepted adds what is suggested to a project, of which there is nothing new to say then, nor to suggest.
func accepted(t *testing.T, files source.Files, before diag.List, all []suggest.Suggestion) {
	t.Helper()
	var b strings.Builder
	for _, s := range all {
		text, err := s.Text()
		if err != nil {
			t.Fatal(err)
		}
		b.WriteString(text + "\n")
	}
	files.Add(&diag.File{Name: "content/events/new.toml", Text: []byte(b.String())})
	p, found := source.Parse(files, 1)
	c, more := compile.Compile(p, time.Time{})
	found.Merge(more)
	if after := author.New(before, found); len(after.All()) > 0 {
		t.Errorf("%s\n%v", &b, after.All())
	}
	if again := suggest.Find(c, p, 7, 8).Suggestions; len(again) > 0 {
		t.Errorf("%s\nand then %v", &b, list.Map(again, oneLine))
	}
}

// header is that of most inventories.
const header = "complete\narches aarch64 x86_64\n\n"

// oneLine is a suggestion in short.
func oneLine(s suggest.Suggestion) string {
	e := s.Event
	text := fmt.Sprintf("%s %s %s@%s", s.Grade, e.Action, words(e.In.Sets[0]), e.InRepo.Value)
	if out := e.Out.Items; len(out) > 0 || e.OutRepo.Set() {
		if len(out) == 0 {
			out = e.In.Sets[0]
		}
		last := "@" + e.OutRepo.Value
		if strings.Contains(out[len(out)-1].Value, "@") {
			last = ""
		}
		text += " > " + strings.ReplaceAll(words(out), " ", "@"+e.OutRepo.Value+" ") + last
	}
	if len(e.Arches.Items) > 0 {
		text += ", on " + words(e.Arches.Items)
	}
	if system, _, ok := strings.Cut(e.From.Value, " "); ok {
		text += ", from " + system
	}
	return text
}

func words(texts []source.Text) string {
	return strings.Join(list.Map(texts, func(t source.Text) string { return t.Value }), " ")
}
