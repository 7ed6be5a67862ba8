package leapp

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pes/generator/diag"
	"pes/generator/internal/need"
	"pes/generator/model"
	"pes/generator/tree"
)

// catalog is a distribution that upgrades from 7 to 8, 8 to 9 and 9 to 10, with a repository in every channel and
// cloud, one that is not there on all architectures, a vendor, keys, and a path that starts from another distribution.
func catalog() *model.Catalog {
	d := &model.Distro{Folder: "acme", OSID: "acmeos", Name: "Acme", Arches: []string{"x86_64", "aarch64"}}
	other := &model.Distro{Folder: "old", OSID: "oldos", Name: "Old"}
	c := &model.Catalog{Distros: []*model.Distro{d, other}}
	for _, n := range []int{8, 9, 10} {
		c.Targets = append(c.Targets, target(d, other, n))
	}
	return c
}

func target(d, other *model.Distro, n int) *model.Target {
	entry := func(major int, arch, channel, rhui, distro string) model.Entry {
		repoid := fmt.Sprint("repo-", major, channel, rhui)
		return model.Entry{Repoid: repoid, Major: major, Arch: arch, Channel: channel, Type: "rpm", RHUI: rhui,
			Distro: distro}
	}
	ga := func(major int, arch string) model.Entry { return entry(major, arch, "ga", "", "acmeos") }
	var targets []model.Entry
	for _, channel := range []string{"ga", "tuv", "e4s", "eus", "aus", "beta", "els"} {
		for _, arch := range d.Arches {
			targets = append(targets, entry(n, arch, channel, "", "acmeos"))
		}
	}
	for _, cloud := range []string{"aws", "azure", "google", "alibaba", "newcloud"} {
		targets = append(targets, entry(n, "x86_64", "ga", cloud, "acmeos"))
	}
	from, to := fmt.Sprintf("src%d", n-1), fmt.Sprintf("acme%d", n)
	family := func(pesid string, entries ...model.Entry) *model.Family {
		return &model.Family{PESID: pesid, Entries: entries}
	}
	mapping := func(from string, to ...string) *model.Mapping {
		return &model.Mapping{Source: n - 1, Target: n, From: from, To: to}
	}
	return &model.Target{
		Distro: d, Major: n,
		Paths: []*model.Path{{Source: n - 1, Target: n, Systems: []*model.Distro{d, other}}},
		Repo: []model.Section{{Repoid: fmt.Sprintf("repo-%dga", n), Keys: []model.KeyRef{{File: "KEY"}},
			Options: []model.Option{{Key: "name", Value: "x"}, {Key: "baseurl", Value: "https://x/"}}}},
		Keys: []model.Key{{File: model.File{Name: "KEY", Data: []byte("key")}}},
		Map: model.Map{
			Families: []*model.Family{
				family(to, targets...),
				family(to+"-rt", ga(n, "x86_64")),
				family(from, ga(n-1, "x86_64"), ga(n-1, "aarch64"), entry(n-1, "x86_64", "ga", "", "oldos")),
				family(from+"-rt", ga(n-1, "x86_64"), ga(n-1, "aarch64")),
			},
			Mappings: []*model.Mapping{mapping(from, to, to+"-rt"), mapping(from+"-rt", to+"-rt")},
		},
		Events: []*model.Event{{ID: 7, Action: model.Removed, To: model.Release{Major: n}, Arches: d.Arches,
			In: []model.Package{{Name: "x", Repo: from}}, Origin: &model.Origin{}}},
		Vendors: []*model.Vendor{{Name: "v", Signatures: []model.Signature{{ID: "abf5bd827bd9bf62"}}, Map: model.Map{
			Families: []*model.Family{family("a", ga(n-1, "x86_64")), family("b", ga(n, "x86_64"))},
			Mappings: []*model.Mapping{mapping("a", "b")},
		}}},
	}
}

// wanted is what the readers of a version want.
type wanted struct {
	name, format, streams, targets, channels, clouds string
	distro                                           bool
}

// Every version is written as its readers want it, and reads back as it was written.
func TestEveryVersion(t *testing.T) {
	for _, want := range []wanted{
		{"0.16", "1.0.0", "", "8 9", "ga tuv e4s eus aus beta", " aws azure", false},
		{"0.18", "1.0.0", "1.0", "8 9", "ga tuv e4s eus aus beta", " aws azure google", false},
		{"0.19", "1.2.0", "1.0 2.0", "8 9", "ga tuv e4s eus aus beta", " aws azure google alibaba", false},
		{"0.20", "1.2.0", "1.0 2.0 3.0", "8 9", "ga e4s eus aus beta", " aws azure google alibaba", false},
		{"0.21", "1.2.1", "1.0 2.0 3.0 3.1", "8 9 10", "ga e4s eus aus beta els", " aws azure google alibaba", false},
		{"0.23", "1.3.0", "1.0 2.0 3.0 3.1 4.3", "9 10", "ga e4s eus aus beta els",
			" aws azure google alibaba newcloud", true},
		{"0.25", "2.0.0", "1.0 2.0 3.0 3.1 4.3 5.0", "9 10", "ga e4s eus aus beta els",
			" aws azure google alibaba newcloud", true},
	} {
		t.Run(want.name, func(t *testing.T) {
			row, err := FindVersion(want.name)
			if err != nil {
				t.Fatal(err)
			}
			files, notes := Write(catalog(), Options{Versions: []*Version{row}, Date: time.Unix(0, 0)})
			if notes.Failed() {
				t.Fatal(notes.All())
			}
			targets := map[string]bool{}
			for _, f := range files {
				targets[strings.TrimPrefix(strings.Split(f.Path, "/")[3], "el")] = true
				checkFile(t, f, files, want)
			}
			expected := strings.Fields(want.targets)
			slices.Sort(expected)
			if got := slices.Sorted(maps.Keys(targets)); !slices.Equal(got, expected) {
				t.Errorf("targets %v, want %s", got, want.targets)
			}
		})
	}
}

// checkFile reads one written file back.
func checkFile(t *testing.T, f tree.Entry, files tree.Tree, want wanted) {
	t.Helper()
	at := func(name string) bool { return strings.HasSuffix(f.Path, name) }
	switch {
	case at("_map.json"), at("/repomap.json"):
		m := readBack(t, f)
		if m.Format != want.format || strings.Join(m.Streams, " ") != want.streams {
			t.Errorf("%s: format %s, streams %v", f.Path, m.Format, m.Streams)
		}
		checkWords(t, f.Path, m, want.channels, want.clouds, want.distro)
		if want.name == "0.25" && at("/repomap.json") {
			checkNoGaps(t, f.Path, &m.Map)
		}
	case at("pes-events.json"), at("_pes.json"):
		ev, list, ok := ReadEvents(&diag.File{Name: f.Path, Text: f.Bytes()})
		if !ok || strings.Join(ev.Streams, " ") != want.streams {
			t.Errorf("%s: %v, streams %v", f.Path, list.All(), ev.Streams)
		}
	case at("/leapp_upgrade_repositories.repo"):
		dir := "rpm-gpg/"
		if want.distro {
			dir = "distro/acmeos/rpm-gpg/"
		}
		major := strings.TrimPrefix(strings.Split(f.Path, "/")[3], "el")
		key := "common/files/" + dir + major + "/KEY"
		shipped := slices.ContainsFunc(files, func(e tree.Entry) bool {
			return strings.HasSuffix(e.Path, "/usr/share/leapp-repository/repositories/system_upgrade/"+key)
		})
		named := strings.Contains(string(f.Bytes()), "gpgkey=file:///etc/leapp/repos.d/system_upgrade/"+key+"\n")
		if !named || !shipped {
			t.Errorf("%s does not point to the key that is shipped:\n%s", f.Path, f.Bytes())
		}
	}
}

func readBack(t *testing.T, f tree.Entry) MapFile {
	t.Helper()
	m, list, ok := ReadMap(&diag.File{Name: f.Path, Text: f.Bytes()})
	if !ok || list.Failed() {
		t.Fatalf("%s: %v", f.Path, list.All())
	}
	return m
}

// checkWords asks that all words of the closed lists are there, and no others; that distros are named or not.
func checkWords(t *testing.T, path string, m MapFile, channels, clouds string, distro bool) {
	t.Helper()
	for _, f := range m.Map.Families {
		for _, e := range f.Entries {
			channel := slices.Contains(strings.Fields(channels), e.Channel)
			if !channel || !slices.Contains(strings.Split(clouds, " "), e.RHUI) || (e.Distro != "") != distro {
				t.Errorf("%s: %s has channel %s, cloud %q, distro %q", path, f.PESID, e.Channel, e.RHUI, e.Distro)
			}
		}
	}
	for _, x := range m.Map.Mappings {
		missing := func(pesid string) bool { return m.Map.Family(pesid) == nil }
		if len(x.To) == 0 || missing(x.From) || slices.ContainsFunc(x.To, missing) {
			t.Errorf("%s: %s leads to %v", path, x.From, x.To)
		}
	}
}

func checkNoGaps(t *testing.T, path string, m *model.Map) {
	t.Helper()
	for _, x := range m.Mappings {
		for _, to := range x.To {
			if !containsAll(archesOf(m.Family(to), x.Target), archesOf(m.Family(x.From), x.Source)) {
				t.Errorf("%s: %s is not on every architecture of %s", path, to, x.From)
			}
		}
	}
}

// The maps that ELevate and upstream themselves ship go through the reader and the writer unchanged in meaning.
func TestRealMapsSurvive(t *testing.T) {
	for _, name := range []string{"repomap-1.2.1.json", "repomap-2.0.0.json"} {
		data, err := os.ReadFile(filepath.Join(need.Shared(t, "leapp-data/upstream"), name))
		if err != nil {
			t.Fatal(err)
		}
		first, list, ok := ReadMap(&diag.File{Name: name, Text: data})
		if !ok || list.Failed() {
			t.Fatalf("%s: %v", name, list.All())
		}
		v := VersionOf(first.Format, first.Streams)
		second := readBack(t, tree.Entry{Path: name, Data: mapFile(&first.Map, v, "x")})
		if d := cmp.Diff(meaning(&first.Map), meaning(&second.Map)); d != "" {
			t.Errorf("%s: %s", name, d)
		}
		if n := len(first.Map.Families); n < 60 || len(first.Map.Mappings) != 45 {
			t.Errorf("%s: only %d families and %d mappings were read", name, n, len(first.Map.Mappings))
		}
	}
}

// meaning is a map as sorted lines.
func meaning(m *model.Map) (lines []string) {
	for _, f := range m.Families {
		for _, e := range f.Entries {
			e.Pos = diag.Pos{}
			lines = append(lines, fmt.Sprintf("%s %+v", f.PESID, e))
		}
	}
	for _, x := range m.Mappings {
		to := slices.Sorted(slices.Values(x.To))
		lines = append(lines, fmt.Sprintf("%d-%d %s %v %v", x.Source, x.Target, x.From, to, x.ByDistro))
	}
	slices.Sort(lines)
	return slices.Compact(lines)
}
