package search_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"pes/generator/model"
	"pes/generator/search"
	"pes/generator/subjects"
)

// What two distributions and a vendor say of a package becomes one entry, with one fact for what they say alike.
func TestCatalog(t *testing.T) {
	split := func(repo string) *model.Event {
		return &model.Event{ID: 1, Action: model.Split, In: []model.Package{{Name: "ntp", Repo: "base"}},
			Out:    []model.Package{{Name: "chrony", Repo: repo}, {Name: "ntp", Repo: repo}},
			Origin: &model.Origin{Tags: []string{"time"}}}
	}
	removed := &model.Event{ID: 2, Action: model.Removed, In: []model.Package{{Name: "ntp", Repo: "web"}}}
	rocky, acme := &model.Distro{Folder: "rocky", Name: "Rocky Linux", OSID: "rocky"}, &model.Distro{Folder: "acme",
		Name: "Acme", OSID: "ac"}
	paths := []*model.Path{{Source: 7, Target: 8}}
	web := &model.Vendor{Name: "web", Title: "Web (stable)", Events: []*model.Event{removed}}
	repos := model.Map{Families: []*model.Family{{PESID: "base",
		Entries: []model.Entry{{Repoid: "base-os"}, {Repoid: "base"}}}}}
	got := search.Catalog(&model.Catalog{Distros: []*model.Distro{acme, rocky}, Targets: []*model.Target{
		{Distro: acme, Major: 8, Paths: paths, Map: repos, Events: []*model.Event{split("acme8")}},
		{Distro: rocky, Major: 8, Paths: paths, Events: []*model.Event{split("rocky8")},
			Vendors: []*model.Vendor{web}}}})
	both := []string{"acme", "rocky"}
	rank := func(name string) int { return subjects.Rank(name) + 1 }
	want := []search.Entry{
		{Name: "chrony", Events: 1, Rank: rank("chrony"), Facts: []search.Fact{{Path: "7-8", Distros: both,
			Repos: []string{"acme8", "rocky8"}, Tags: []string{"time"}}}},
		{Name: "ntp", Events: 2, Rank: rank("ntp"), Facts: []search.Fact{{Path: "7-8", Action: "removed", Vendor: "web",
			Distros: []string{"rocky"}, Repos: []string{"web"}},
			{Path: "7-8", Action: "split", Distros: both, Repos: []string{"acme8", "base", "rocky8"},
				Tags: []string{"time"}, Out: []string{"chrony", "ntp"}}}},
		{Kind: search.Distribution, Name: "acme", Title: "Acme", Events: 1, Aliases: []string{"ac"},
			Facts: []search.Fact{{Path: "7-8", Distros: []string{"acme"}}}},
		{Kind: search.Distribution, Name: "rocky", Title: "Rocky Linux", Events: 2, Aliases: []string{"RockyLinux"},
			Facts: []search.Fact{{Path: "7-8", Distros: []string{"rocky"}}}},
		{Kind: search.Path, Name: "7-8", Title: "Upgrade from 7 to 8", Events: 2,
			Facts: []search.Fact{{Path: "7-8", Distros: both}}},
		{Kind: search.Vendor, Name: "web", Title: "Web (stable)", Events: 1,
			Facts: []search.Fact{{Path: "7-8", Vendor: "web", Distros: []string{"rocky"}}}},
		{Kind: search.Repository, Name: "base", Aliases: []string{"base-os"},
			Facts: []search.Fact{{Path: "7-8", Distros: []string{"acme"}, Repos: []string{"base"}}}},
		{Kind: search.Tag, Name: "time", Events: 1},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}
