package rules_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"

	"pes/generator/diag"
	"pes/generator/model"
	"pes/generator/rules"
)

// Every key of the table is read, every rule says all there is to say, and the sections it names are there.
func TestTable(t *testing.T) {
	t.Parallel()
	var table struct {
		Subject []rules.Subject
	}
	meta, err := toml.DecodeFile("rules.toml", &table)
	if err != nil || len(meta.Undecoded()) > 0 {
		t.Errorf("%v: nobody reads %v", err, meta.Undecoded())
	}
	guide, err := os.ReadFile("../../content/docs/" + rules.Guide)
	if err != nil {
		t.Fatal(err)
	}
	names := rules.Names()
	if !slices.IsSorted(names) || len(slices.Compact(slices.Clone(names))) != len(names) {
		t.Error("a name stands twice")
	}
	for _, r := range rules.All() {
		if r.Name == "" || r.Summary == "" || r.Consequence == "" || r.Remedy == "" || r.Example == "" {
			t.Errorf("%+v: something is missing", r)
		}
		if r.Fatal && r.Level != diag.Error {
			t.Errorf("%s cannot be allowed and is no error", r.Name)
		}
		if regexp.MustCompile(`\(\d+(\.\d+)?[,)]`).MatchString(r.Summary + r.Consequence) {
			t.Errorf("%s: the number of a section belongs into sections", r.Name)
		}
		for _, section := range r.Sections {
			if !regexp.MustCompile(`(?m)^##+ ` + regexp.QuoteMeta(section) + `\.? `).Match(guide) {
				t.Errorf("%s: the guide has no section %s", r.Name, section)
			}
		}
	}
}

// What several distributions share is one diagnostic that names them, in whatever order parts of a catalog were
// checked.
func TestReporterJoinsDistributions(t *testing.T) {
	t.Parallel()
	file := &diag.File{Name: "a.toml", Text: []byte("x")}
	report := func(r *rules.Reporter, folders ...string) {
		for _, folder := range folders {
			d := &model.Distro{Folder: folder}
			r.Reportf(rules.At{Pos: diag.Pos{File: file}, Distro: d}, "no-repositories", "no repository of release %d",
				8)
		}
	}
	for _, parts := range [][][]string{{{"alma", "rocky"}}, {{"alma"}, {"rocky"}},
		{{"alma", "rocky"}, {"rocky", "alma"}}} {
		all := rules.Reporter{Distros: 3}
		for _, folders := range parts {
			var part rules.Reporter
			report(&part, folders...)
			all.Merge(&part)
		}
		var list diag.List
		all.AddTo(&list)
		if got := list.All(); len(got) != 1 || got[0].Message != "no repository of release 8 (alma, rocky)" ||
			len(got[0].Scope) != 2 {
			t.Errorf("%v: %+v", parts, got)
		}
		if all.AddTo(&list); list.Count(diag.Error) != 1 {
			t.Error("a violation is added twice")
		}
	}
	all := rules.Reporter{Distros: 2}
	report(&all, "alma", "rocky")
	var list diag.List
	if all.AddTo(&list); !strings.HasSuffix(list.All()[0].Message, "(all distributions)") {
		t.Errorf("%+v", list.All())
	}
}

// An allow silences its rule and is remembered as used; a rule that makes Leapp refuse is never silenced.
func TestAllow(t *testing.T) {
	t.Parallel()
	file := &diag.File{Name: "a.toml", Text: []byte("allow")}
	allow := func(rule string, off int) model.Allow {
		return model.Allow{Rule: rule, Pos: diag.Pos{File: file, Off: off, End: off + 1}}
	}
	debt, fatal := allow("release-order", 0), allow("no-events", 1)
	at := rules.At{Pos: diag.Pos{File: file}, Allow: [][]model.Allow{{debt}},
		Distro: &model.Distro{Allow: []model.Allow{fatal}}}
	var r rules.Reporter
	r.Reportf(at, "release-order", "out of order")
	r.Reportf(at, "no-events", "no events")
	r.Reportf(at, "moved-to-itself", "nothing moves")
	var list diag.List
	r.AddTo(&list)
	if list.Count(diag.Error) != 1 || list.Count(diag.Warning) != 1 {
		t.Errorf("%+v", list.All())
	}
	if !r.Used(debt) || r.Used(fatal) {
		t.Error("the allow that silenced something is used, and no other")
	}
	if rules.CanAllow([]string{"release-order"}) != nil || rules.CanAllow([]string{"no-events"}) == nil ||
		rules.CanAllow([]string{"x"}) == nil {
		t.Error("a rule can be allowed where Leapp goes on in spite of it, and no other")
	}
}
