package inventory

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pes/generator/model"
)

// rocky9 has two repositories, one of which is complete.
func rocky9() *Release {
	pkg := func(name, evr string) *model.Available { return &model.Available{Name: name, EVR: evr} }
	httpd := &model.Available{Name: "httpd", EVR: "2.4.64", Stream: model.Stream{Module: "httpd", Stream: "2.6"}}
	return NewIndex(&model.Catalog{Inventories: []*model.Inventory{
		{Distro: "rocky", Major: 9, Role: "baseos", Complete: true,
			Packages: []*model.Available{pkg("bash", "5.1.8-9"), pkg("sed", "4.8-9")}},
		{Distro: "rocky", Major: 9, Role: "appstream", Streams: []model.InventoryStream{{Stream: httpd.Stream}},
			Packages: []*model.Available{pkg("bash", "5.1.8-6"), pkg("httpd", "2.4.62-4"), httpd}},
		{Vendor: "epel", Major: 9, Role: "main", Packages: []*model.Available{pkg("htop", "3.3.0")}},
	}}).Of("rocky", 9)
}

func TestFind(t *testing.T) {
	for name, want := range map[string][]string{
		"bash":  {"baseos 5.1.8-9", "appstream 5.1.8-6"},
		"httpd": {"appstream 2.4.62-4", "appstream 2.4.64"},
		"http":  nil, "httpd-core": nil, "": nil, "zsh": nil,
	} {
		var got []string
		for _, p := range rocky9().Find(name) {
			got = append(got, p.In.Role+" "+p.EVR)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
}

func TestAllAreSortedWithAllPlaces(t *testing.T) {
	var got []string
	r := rocky9()
	for name, places := range r.All() {
		if len(places) != len(r.Find(name)) {
			t.Errorf("%s: %d places, Find gives %d", name, len(places), len(r.Find(name)))
		}
		got = append(got, name)
	}
	if want := []string{"bash", "httpd", "sed"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	for range r.All() {
		break // which must not run on
	}
}

// Absence is concluded where every repository of the release is known completely, and nowhere else.
func TestAbsent(t *testing.T) {
	baseos := &model.Inventory{Distro: "rocky", Major: 9, Role: "baseos", Complete: true,
		Packages: []*model.Available{{Name: "bash"}}}
	appstream := &model.Inventory{Distro: "rocky", Major: 9, Role: "appstream", Complete: true}
	part := &model.Inventory{Distro: "rocky", Major: 9, Role: "appstream"}
	for _, c := range []struct {
		inventories []*model.Inventory
		roles       []string // of the release
		absent      bool
		lacking     []string
	}{
		{[]*model.Inventory{baseos}, nil, true, nil}, // nobody says that there is more
		{[]*model.Inventory{baseos}, []string{"baseos", "appstream"}, false, []string{"appstream"}},
		{[]*model.Inventory{baseos, part}, []string{"baseos", "appstream"}, false, []string{"appstream"}},
		{[]*model.Inventory{baseos, appstream}, []string{"baseos", "appstream"}, true, nil},
		{[]*model.Inventory{baseos, appstream}, []string{"baseos", "appstream", "crb"}, false, []string{"crb"}},
	} {
		r := NewIndex(&model.Catalog{Inventories: c.inventories, Distros: []*model.Distro{
			{Folder: "rocky", Roles: []model.ReleaseRoles{{Major: 9, Roles: c.roles}}}}}).Of("rocky", 9)
		if r.Absent("zsh") != c.absent || !slices.Equal(r.Lacking(), c.lacking) || r.Absent("bash") {
			t.Errorf("%v of %v: %t, lacking %v", len(c.inventories), c.roles, r.Absent("zsh"), r.Lacking())
		}
	}
	var none *Release
	if none.Absent("zsh") || none.Find("zsh") != nil || none.Lacking() != nil {
		t.Error("something is known of a release without inventories")
	}
}

func TestStreams(t *testing.T) {
	s := rocky9().Streams()
	if len(s) != 1 || s[0].In.Role != "appstream" || len(s[0].Packages) != 1 || s[0].Packages[0].EVR != "2.4.64" {
		t.Errorf("%+v", s)
	}
}

// What a brief says is what packages are found by; nothing that is no brief is taken for one.
func TestBrief(t *testing.T) {
	all := rocky9().Inventories
	all[0].PESID, all[0].Day = "rocky9-baseos", time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	all[0].Arches = []string{"aarch64", "x86_64"}
	doc := &model.Available{Name: "sed-doc", EVR: "4.8-9", Arches: []string{"x86_64"}}
	all[0].Packages = append(all[0].Packages, doc, &model.Available{Name: "zsh"},
		&model.Available{Name: strings.Repeat("z", 90)},
		&model.Available{Name: strings.Repeat("z", 90) + "2"})
	all[1].Streams[0].Default = true
	stray := model.Stream{Module: "nginx", Stream: "1.24"} // of packages alone
	all[1].Packages = append(all[1].Packages, &model.Available{Name: "nginx", Stream: stray})
	got, err := ReadBrief(Brief(all))
	if err != nil {
		t.Fatal(err)
	}
	want := slices.Clone(all)
	for i, inv := range want {
		of := *inv
		of.Distro = ""
		want[i] = &of
	}
	want[1].Streams = append(slices.Clone(want[1].Streams), model.InventoryStream{Stream: stray})
	if d := cmp.Diff(want, got); d != "" {
		t.Error("written and read (-want +got):", d)
	}
	if Brief(nil) != nil {
		t.Error("nothing is something")
	}
	text := string(Brief(all))
	for _, wrong := range []string{"", "x", "<!doctype html>", text[10:], strings.Replace(text, "\n0", "\n~", 1),
		strings.Replace(text, "\n0", "\n\n0", 1), strings.Replace(text, " 1\n", " 9\n", 1)} {
		if _, err := ReadBrief([]byte(wrong)); err == nil {
			t.Errorf("%q is read", wrong)
		}
	}
}
