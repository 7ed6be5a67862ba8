package simulator

import (
	"bytes"
	"encoding/json"
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
	"pes/generator/web/pack"
)

// published are the files of a small tree, in which a is replaced by b, and by its vendor web c is removed.
var published = map[string][]byte{
	pack.Files + "pes-events.json": []byte(`{"provided_data_streams":["3.1"],"packageinfo":[{"action":3,
		"in_packageset":{"package":[{"name":"a","repository":"base"}]},
		"out_packageset":{"package":[{"name":"b","repository":"t"}]},"release":{"major_version":8,"minor_version":0}}]}`),
	pack.Files + "repomap.json":           repomap("base", "t"),
	pack.Files + "vendors.d/web_map.json": repomap("web", "web8"),
	pack.Files + "vendors.d/web_pes.json": []byte(`{"provided_data_streams":["3.1"],"packageinfo":[{"action":1,
		"in_packageset":{"package":[{"name":"c","repository":"web"}]},"release":{"major_version":8,"minor_version":0}}]}`),
	pack.Files + "vendors.d/web.sigs":                  []byte("abf5bd827bd9bf62\n"),
	pack.Files + "vendors.d/rpm-gpg/web.gpg":           []byte("a key"),
	pack.Files + "device_driver_deprecation_data.json": []byte("{}"),
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

const dir = "data/leapp-0.21/rocky/el8"

func source() Source { return Source{Leapp: "0.21", Dir: dir, Title: "the tree"} }

// load loads one source.
func (s *Simulator) load(from Source, files map[string][]byte) (*Loaded, error) {
	all, err := s.Load([]Source{from}, packed(files))
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

// question is about a list, and the upgrade of the tree.
func question(list string) Question {
	return Question{List: list, Dirs: []string{dir}, Source: "7.9", Target: "8.10"}
}

// packed is a pack of some files and of the digests of those that are published.
func packed(files map[string][]byte) []byte {
	all := []pack.File{{Path: "el8/" + pack.Sums, Pieces: [][]byte{sums()}}}
	for path, data := range files {
		all = append(all, pack.File{Path: "el8/" + path, Pieces: [][]byte{data}})
	}
	return bytes.Join(pack.Pieces(all), nil)
}

// with are the published files and one more, or another one of that path.
func with(path string, data []byte) map[string][]byte {
	files := maps.Clone(published)
	files[path] = data
	return files
}

func loaded(t testing.TB) *Simulator {
	t.Helper()
	var s Simulator
	got, err := s.load(source(), published)
	if err != nil {
		t.Fatal(err)
	}
	if got.Sum != digest.Hex(sums()) || len(got.Files) != 5 {
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
	q := question("a-1-1.x86_64\nc-1-1.x86_64\nd-1-1.x86_64\n")
	q.Enabled = []string{"base", "web"}
	answer, err := s.Run(q)
	if err != nil {
		t.Fatal(err)
	}
	var tally []string
	if len(answer.Hops) != 1 || answer.End != nil || len(answer.Plan.Parts) == 0 {
		t.Fatalf("%+v", answer)
	}
	hop := answer.Hops[0]
	for _, c := range hop.Tally {
		tally = append(tally, fmt.Sprint(c.N, " ", c.Fate))
	}
	if d := cmp.Diff([]string{"3 ", "1 removed", "1 replaced", "1 new", "1 unknown"}, tally); d != "" {
		t.Errorf("tally (-want +got):\n%s", d)
	}
	if !hop.OK || hop.Title != "7.9 to 8.10 with the tree, Leapp 0.21" ||
		hop.Report[0].Head != "The package data do not stop this upgrade." {
		t.Errorf("%+v", answer)
	}
	packages, err := s.Packages(0)
	if err != nil || len(packages) != 4 || len(packages[0].Looks) != 1 {
		t.Error(packages, err)
	}
	// The page and the text say the same: each word of the report is in the text.
	text, err := s.Text(false)
	if err != nil {
		t.Fatal(err)
	}
	text = strings.Join(strings.Fields(text), " ") // its lines are broken elsewhere
	for _, section := range hop.Report {
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
	if _, err := s.load(from, with(pack.Stock, inventory.Brief([]*model.Inventory{inv}))); err != nil {
		t.Fatal(err)
	}
	_, err := s.Run(question("a-1-1.x86_64\nd-1-1.x86_64\ne-1-1.x86_64\n"))
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
	if _, err := new(Simulator).load(from, with(pack.Stock, []byte("<!doctype html>"))); err == nil {
		t.Error("a page is taken for packages")
	}
}

// A question that cannot be answered changes nothing: what was simulated last can still be told.
func TestErrors(t *testing.T) {
	t.Parallel()
	var fresh Simulator
	if _, err := fresh.Run(question("a")); err == nil ||
		err.Error() != "the data of "+dir+" were not loaded" {
		t.Error(err)
	}
	if _, err := fresh.Text(false); err == nil || err.Error() != "nothing was simulated" {
		t.Error(err)
	}
	s := loaded(t)
	if _, err := s.Packages(0); err == nil {
		t.Error("the machine that warms up can be asked for")
	}
	good := question("a\n")
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
		{Question{List: "a", Dirs: []string{dir}, Source: "7", Target: "8.10"}, `"7" is not a release: write major.minor, such as 8.0`},
		{Question{List: "a", Dirs: []string{dir}, Source: "7.9", Target: "8.99"},
			"there is no release 8.99: 8 ends with 8.10"},
		{Question{List: "a-1-1.x86_64\nb-1-1.s390x", Dirs: []string{dir}, Source: "7.9", Target: "8.4"},
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
	if _, err := s.Run(question("a\n")); err != nil {
		t.Fatal(err)
	}
	for _, f := range listed(string(sums())) {
		contents, other := maps.Clone(published), source()
		delete(contents, f.Path)
		other.Dir = "data/leapp-0.20/rocky/el8"
		for _, files := range []map[string][]byte{contents, with(f.Path, append([]byte(" "), published[f.Path]...))} {
			if _, err := s.load(other, files); err == nil ||
				!strings.HasPrefix(err.Error(), f.Path+" is not what SHA256SUMS says") {
				t.Error(err)
			}
		}
	}
	whole := packed(published)
	if _, err := s.Load([]Source{source()}, whole[:len(whole)-1]); err == nil {
		t.Error("a pack that was cut off is taken")
	}
	unknown := source()
	unknown.Leapp, unknown.Dir = "7", "data/leapp-7/rocky/el8"
	if _, err := s.load(unknown, published); err == nil {
		t.Error("Leapp 7 is simulated")
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
		if _, err := s.load(from, published); err != nil || s.trees[dir].tree.Upgrade.TargetOS != want {
			t.Errorf("%s: %v, %+v", version, err, s.trees)
		}
	}
}

// A version whose algorithm is not known is simulated with another one's, which the report says.
func TestStandIn(t *testing.T) {
	t.Parallel()
	var s Simulator
	old := Source{Leapp: "0.16", Dir: "data/leapp-0.16/rocky/el8", Title: "the tree"}
	files := with(pack.Files+"repomap.json", bytes.Replace(repomap("base", "t"), []byte("1.2.1"), []byte("1.0.0"), 1))
	files[pack.Sums] = fmt.Appendf(nil, "%s  %s\n%s  %s\n", digest.Hex(files[pack.Files+"repomap.json"]),
		pack.Files+"repomap.json", digest.Hex(files[pack.Files+"pes-events.json"]), pack.Files+"pes-events.json")
	if _, err := s.load(old, files); err != nil {
		t.Fatal(err)
	}
	q := question("a-1-1.x86_64\n")
	q.Dirs = []string{old.Dir}
	answer, err := s.Run(q)
	if err != nil {
		t.Fatal(err)
	}
	h := answer.Hops[0]
	if !h.OK || !strings.HasPrefix(h.Stands, "Leapp 0.16 decides differently") ||
		!strings.HasSuffix(h.Title, "Leapp 0.16 (decided as Leapp 0.21 does)") {
		t.Errorf("%+v", h)
	}
}

// What people wrote about events stands in the report.
func TestWords(t *testing.T) {
	t.Parallel()
	from, s := source(), Simulator{}
	if _, err := s.load(from, published); err != nil {
		t.Fatal(err)
	}
	q := question("a\n")
	if _, err := s.Run(q); err != nil {
		t.Fatal(err)
	}
	all, err := s.Packages(0)
	if err != nil {
		t.Fatal(err)
	}
	words := fmt.Appendf(nil, `[{"ids":[1,%d],"why":"b is better.","advice":"Learn b."}]`, all[0].Event.ID)
	s = Simulator{}
	if _, err := s.load(from, with(pack.WordsFile, words)); err != nil {
		t.Fatal(err)
	}
	answer, err := s.Run(q)
	if err != nil {
		t.Fatal(err)
	}
	text, _ := json.Marshal(answer)
	if !strings.Contains(string(text), "b is better.") || !strings.Contains(string(text), "Learn b.") {
		t.Errorf("%s", text)
	}
	if _, err := new(Simulator).load(from, with(pack.WordsFile, []byte("<!doctype html>"))); err == nil {
		t.Error("a page is taken for words")
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
	sources := []Source{{Leapp: "0.21", Dir: dir, Title: "the tree"}}
	if _, err := s.Load(sources, packed(published)); err != nil {
		fmt.Println(err)
		return
	}
	answer, err := s.Run(Question{List: "a-1-1.x86_64\n", Dirs: []string{dir}, Source: "7.9", Target: "8.10"})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range answer.Hops[0].Tally {
		fmt.Println(c.N, c.Words)
	}
	// Output:
	// 1 installed packages (rpm -qa), x86_64
	// 1 replaced by others
	// 1 new
}
