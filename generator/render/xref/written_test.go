package xref

import (
	"testing"

	"pes/generator/model"
)

// An event that stands twice in one tree, under two ids, is known by both.
func TestWrittenTwiceInOneTree(t *testing.T) {
	event := func(id uint64) *model.Event {
		return &model.Event{Action: model.Removed, ID: id, To: model.Release{Major: 8},
			In: []model.Package{{Name: "a"}}}
	}
	path := &model.Path{Source: 7, Target: 8}
	x := New(&model.Catalog{Targets: []*model.Target{{Distro: &model.Distro{Folder: "acme"}, Major: 8,
		Paths: []*model.Path{path}, Events: []*model.Event{event(1), event(2)}}}})
	if len(x.Events) != 1 || len(x.Events[0].IDs) != 2 {
		t.Fatalf("%+v", x.Events)
	}
	for i, e := range x.Events[0].Written() {
		if e == nil || e.ID != x.Events[0].IDs[i] {
			t.Errorf("event %d is %v", i, e)
		}
	}
}
