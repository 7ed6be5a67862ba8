package importer

import (
	"slices"
	"strings"
	"testing"

	"pes/generator/model"
)

// What the id of an imported event was is found by what the event says, and kept beside what was known before.
func TestFormerIDs(t *testing.T) {
	event := func(id uint64, action model.Action, arches, in, repo string) *model.Event {
		return &model.Event{ID: id, Action: action, To: model.Release{Major: 8}, Arches: strings.Fields(arches),
			In: []model.Package{{Name: in, Repo: repo}}, Origin: &model.Origin{}}
	}
	tree := func(events ...*model.Event) *model.Catalog {
		rocky := &model.Distro{Folder: "rocky"}
		return &model.Catalog{Targets: []*model.Target{{Distro: rocky, Major: 8, Events: events}}}
	}
	published := tree(event(4, model.Removed, "x86_64", "ntp", "base"), event(5, model.Present, "x86_64", "bash", "b"),
		event(6, model.Removed, "x86_64", "left-out", "base"),
		event(7, model.Removed, "aarch64 x86_64", "wvdial", "base"))
	project := tree(event(1004, model.Removed, "x86_64", "ntp", "base"), event(5, model.Present, "x86_64", "bash", "b"),
		event(1007, model.Removed, "x86_64", "wvdial", "base"))
	var b strings.Builder
	known := ParseIDs("was\tis\tin\n4\t1004\tcentos/el8\nnoise\n2\tx\trocky/el8\n")
	if err := WriteIDs(&b, FormerIDs(published, project), known); err != nil {
		t.Fatal(err)
	}
	want := "was\tis\tin\n4\t1004\tcentos/el8 rocky/el8\n7\t1007\trocky/el8\n"
	if b.String() != want {
		t.Errorf("got\n%swant\n%s", b.String(), want)
	}
	again := ParseIDs(want)
	if len(again) != 3 || !slices.Contains(again, FormerID{4, 1004, "centos/el8"}) {
		t.Error(again)
	}
}
