package lineage_test

import (
	"fmt"
	"strings"

	"pes/generator/model"
	"pes/generator/render/lineage"
	"pes/generator/render/xref"
)

func Example() {
	acme := &model.Distro{Folder: "acme"}
	split := &model.Event{
		ID: 1, Action: model.Split, To: model.Release{Major: 8}, Origin: &model.Origin{},
		In: []model.Package{{Name: "ntp"}}, Out: []model.Package{{Name: "chrony"}, {Name: "ntpstat"}},
	}
	removed := &model.Event{ID: 2, Action: model.Removed, To: model.Release{Major: 8}, Origin: &model.Origin{},
		In: []model.Package{{Name: "ntpstat"}}}
	target := &model.Target{Distro: acme, Major: 8, Events: []*model.Event{split, removed}}
	target.Paths = []*model.Path{{Source: 7, Target: 8}}
	catalog := &model.Catalog{Distros: []*model.Distro{acme}, Targets: []*model.Target{target}}
	_, list, _ := strings.Cut(lineage.New(xref.New(catalog)).Draw("ntp").String(), "</svg></div>")
	fmt.Println(strings.ReplaceAll(list, "<ul>", "\n<ul>"))
	// Output:
	// <ul class=lineage-list><li><a href=../ntp/>ntp</a>
	// <ul><li><a href=../ntp/#e1>split in 8.0</a>
	// <ul><li><a href=../chrony/>chrony</a><li><a href=../ntpstat/>ntpstat</a>
	// <ul><li><a href=../ntpstat/#e2>removed in 8.0</a></ul></ul></ul></ul>
}
