package simulator

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"pes/generator/digest"
	"pes/generator/inventory"
	"pes/generator/model"
)

// published are the files of a small tree, in which a is replaced by b, and by its vendor web c is removed.
var published = map[string][]byte{
	files + "pes-events.json": []byte(`{"provided_data_streams":["3.1"],"packageinfo":[{"action":3,
		"in_packageset":{"package":[{"name":"a","repository":"base"}]},
		"out_packageset":{"package":[{"name":"b","repository":"t"}]},"release":{"major_version":8,"minor_version":0}}]}`),
	files + "repomap.json":           repomap("base", "t"),
	files + "vendors.d/web_map.json": repomap("web", "web8"),
	files + "vendors.d/web_pes.json": []byte(`{"provided_data_streams":["3.1"],"packageinfo":[{"action":1,
		"in_packageset":{"package":[{"name":"c","repository":"web"}]},"release":{"major_version":8,"minor_version":0}}]}`),
	files + "vendors.d/web.sigs":                  []byte("abf5bd827bd9bf62\n"),
	files + "vendors.d/rpm-gpg/web.gpg":           []byte("a key"),
	files + "device_driver_deprecation_data.json": []byte("{}"),
}

func repomap(from, to string) []byte {
	return fmt.Appendf(nil, `{"version_format":"1.2.1","provided_data_streams":["3.1"],"mapping":[{"source_major_version":"7",
		"target_major_version":"8","entries":[{"source":"%[1]s","target":["%[2]s"]}]}],"repositories":[
		{"pesid":"%[1]s","entries":[{"repoid":"%[1]s","major_version":"7","arch":"x86_64","channel":"ga","repo_type":"rpm"}]},
		{"pesid":"%[2]s","entries":[{"repoid":"%[2]s-8","major_version":"8","arch":"x86_64","channel":"ga","repo_type":"rpm"}]}]}`,
		from, to)
}

// sums is the SHA256SUMS of the files.
func sums() []byte {
	var b strings.Builder
	for _, path := range slices.Sorted(maps.Keys(published)) {
		fmt.Fprintf(&b, "%s  %s\n", digest.Hex(published[path]), path)
	}
	return []byte(b.String())
}

func source() Source {
	return Source{Leapp: "0.21", Dir: "data/leapp-0.21/rocky/el8", Title: "the tree", Sums: sums()}
}

func loaded(t testing.TB) *Simulator {
	t.Helper()
	var s Simulator
	got, err := s.Load(source(), published)
	if err != nil {
		t.Fatal(err)
	}
	if got.Sum != digest.Hex(source().Sums) || len(got.Files) != 5 {
		t.Errorf("%+v", got)
	}
	for _, f := range got.Files {
		if f.Size != len(published[f.Path]) || f.Sum != digest.Hex(published[f.Path]) {
			t.Errorf("%+v", f)
		}
	}
	return &s
}

func TestRun(t *testing.T) {
	t.Parallel()
	s := loaded(t)
	answer, err := s.Run(Question{List: "a-1-1.x86_64\nc-1-1.x86_64\nd-1-1.x86_64\n", Source: "7.9", Target: "8.10",
		Enabled: []string{"base", "web"}})
	if err != nil {
		t.Fatal(err)
	}
	var tally []string
	for _, c := range answer.Tally {
		tally = append(tally, fmt.Sprint(c.N, " ", c.Fate))
	}
	if d := cmp.Diff([]string{"3 ", "1 removed", "1 replaced", "1 new", "1 unknown"}, tally); d != "" {
		t.Errorf("tally (-want +got):\n%s", d)
	}
	if !answer.OK || answer.Title != "7.9 to 8.10 with the tree, Leapp 0.21" ||
		answer.Report[0].Head != "The package data do not stop this upgrade." {
		t.Errorf("%+v", answer)
	}
	packages, err := s.Packages()
	if err != nil || len(packages) != 4 || len(packages[0].Looks) != 1 {
		t.Error(packages, err)
	}
	// The page and the text say the same: each word of the report is in the text.
	text, err := s.Text(false)
	if err != nil {
		t.Fatal(err)
	}
	text = strings.Join(strings.Fields(text), " ") // its lines are broken elsewhere
	for _, section := range answer.Report {
		words := append([]string{section.Head}, section.Lines...)
		for _, r := range section.Rows {
			words = append(words, r.Cells...)
		}
		for _, l := range section.Lists {
			words = append(append(words, l.Lead), l.Names...)
		}
		for _, w := range words {
			if !strings.Contains(text, strings.TrimSpace(w)) {
				t.Errorf("the text lacks %q", w)
			}
		}
	}
}

// The packages of the release tell apart what no event names; a file that is none is refused.
func TestStock(t *testing.T) {
	t.Parallel()
	inv := &model.Inventory{PESID: "t", Role: "baseos", Major: 8, Complete: true,
		Packages: []*model.Available{{Name: "d", EVR: "2-1.el8"}}}
	from, s := source(), Simulator{}
	from.Stock = inventory.Brief([]*model.Inventory{inv})
	if _, err := s.Load(from, published); err != nil {
		t.Fatal(err)
	}
	_, err := s.Run(Question{List: "a-1-1.x86_64\nd-1-1.x86_64\ne-1-1.x86_64\n", Source: "7.9", Target: "8.10"})
	if err != nil {
		t.Fatal(err)
	}
	text, err := s.Text(false)
	for _, want := range []string{"from baseos (t-8): d 1 -> 2\n",
		"Not in the new release; no event names these\n  e  1\n"} {
		if err != nil || !strings.Contains(text, want) {
			t.Errorf("%v: the text lacks %q:\n%s", err, want, text)
		}
	}
	from.Stock = []byte("<!doctype html>")
	if _, err := s.Load(from, published); err == nil {
		t.Error("a page is taken for packages")
	}
}

// A question that cannot be answered changes nothing: what was simulated last can still be told.
func TestErrors(t *testing.T) {
	t.Parallel()
	var fresh Simulator
	if _, err := fresh.Run(Question{}); err == nil || err.Error() != "no data was loaded" {
		t.Error(err)
	}
	if _, err := fresh.Text(false); err == nil || err.Error() != "nothing was simulated" {
		t.Error(err)
	}
	s := loaded(t)
	if _, err := s.Packages(); err == nil {
		t.Error("the machine that warms up can be asked for")
	}
	good := Question{List: "a\n", Source: "7.9", Target: "8.10"}
	if _, err := s.Run(good); err != nil {
		t.Fatal(err)
	}
	before, err := s.Text(true)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		q    Question
		want string
	}{
		{Question{}, "this list: the list is empty: no package in it"},
		{Question{List: "a", Source: "7", Target: "8.10"}, `"7" is not a release: write major.minor, such as 8.0`},
		{Question{List: "a", Source: "7.9", Target: "8.99"}, "there is no release 8.99: 8 ends with 8.10"},
		{Question{List: "a-1-1.x86_64\nb-1-1.s390x", Source: "7.9", Target: "8.4"},
			"this list: there are packages of several architectures, s390x, x86_64: say which one the machine has " +
				"(--arch)"},
	} {
		if _, err := s.Run(x.q); err == nil || err.Error() != x.want {
			t.Errorf("%v: %v", x.q, err)
		}
		if after, err := s.Text(true); err != nil || after != before {
			t.Errorf("after %v: %v\n%s", x.q, err, after)
		}
	}
}

// Files that are missing, or are not those that were published, are not computed with; the tree before stays.
func TestLoadChecksFiles(t *testing.T) {
	t.Parallel()
	s := loaded(t)
	if _, err := s.Run(Question{List: "a\n", Source: "7.9", Target: "8.10"}); err != nil {
		t.Fatal(err)
	}
	for _, path := range Paths(string(sums())) {
		contents := maps.Clone(published)
		delete(contents, path)
		if _, err := s.Load(source(), contents); err == nil || err.Error() != path+" was not loaded" {
			t.Error(err)
		}
		contents[path] = append([]byte(" "), published[path]...)
		if _, err := s.Load(source(), contents); err == nil ||
			!strings.HasPrefix(err.Error(), path+" is not what SHA256SUMS says") {
			t.Error(err)
		}
	}
	old := source()
	for _, old.Leapp = range []string{"0.16", "7"} {
		if _, err := s.Load(old, published); err == nil {
			t.Error("Leapp", old.Leapp, "is simulated")
		}
	}
	if _, err := s.Text(false); err != nil {
		t.Error(err)
	}
}

// Leapp asks for the distribution from 0.23 on.
func TestDistribution(t *testing.T) {
	t.Parallel()
	for version, want := range map[string]string{"0.21": "", "0.25": "rocky"} {
		from, s := source(), Simulator{}
		from.Leapp, from.OSID = version, "rocky"
		if _, err := s.Load(from, published); err != nil || s.data.Upgrade.TargetOS != want {
			t.Errorf("%s: %v, %+v", version, err, s.data)
		}
	}
}

func TestReads(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]bool{
		"etc/leapp/files/repomap.json": true, "etc/leapp/files/leapp_upgrade_repositories.repo": true,
		"etc/leapp/files/vendors.d/web.sigs": true, "etc/leapp/files/vendors.d/rpm-gpg/web.gpg": false,
		"etc/leapp/files/device_driver_deprecation_data.json": false, "repomap.json": false, "etc/leapp/files/": false,
	} {
		if reads(path) != want {
			t.Errorf("%s: %v", path, !want)
		}
	}
}

// The file system in memory is one as far as it goes.
func TestMemory(t *testing.T) {
	t.Parallel()
	fsys := memory{"b": []byte("x"), "d/b": nil, "d/a": nil, "d/e/f": nil}
	entries, err := fsys.ReadDir("d")
	if err != nil || len(entries) != 2 || entries[0].Name() != "a" || entries[1].Name() != "b" || entries[0].IsDir() {
		t.Error(entries, err)
	}
	_, want := fstest.MapFS{}.ReadFile("a")
	if _, err := fsys.ReadFile("a"); err == nil || err.Error() != want.Error() {
		t.Error(err)
	}
}

func ExampleSimulator() {
	var s Simulator
	if _, err := s.Load(Source{Leapp: "0.21", Dir: "data/leapp-0.21/rocky/el8", Title: "the tree", Sums: sums()},
		published); err != nil {
		fmt.Println(err)
		return
	}
	answer, err := s.Run(Question{List: "a-1-1.x86_64\n", Source: "7.9", Target: "8.10"})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range answer.Tally {
		fmt.Println(c.N, c.Words)
	}
	// Output:
	// 1 installed packages (rpm -qa), x86_64
	// 1 replaced by others
	// 1 new
}
