package leapp_test

import (
	"fmt"
	"time"

	"pes/generator/diag"
	"pes/generator/leapp"
	"pes/generator/model"
)

func Example() {
	acme := &model.Distro{Folder: "acme", OSID: "acmeos"}
	event := &model.Event{ID: 7, Action: model.Removed, To: model.Release{Major: 8}, Arches: []string{"x86_64"},
		In: []model.Package{{Name: "gone", Repo: "base"}}}
	catalog := &model.Catalog{Targets: []*model.Target{{Distro: acme, Major: 8, Events: []*model.Event{event},
		Paths: []*model.Path{{Source: 7, Target: 8}}}}}

	row, _ := leapp.FindVersion("0.21")
	files, notes := leapp.Write(catalog, leapp.Options{Versions: []*leapp.Version{row}, Date: time.Unix(0, 0)})
	fmt.Println(len(files), "files,", len(notes.All()), "notes")
	fmt.Println(files[0].Path)

	read, problems, _ := leapp.ReadEvents(&diag.File{Name: files[0].Path, Text: files[0].Bytes()})
	fmt.Println(read.Events[0].Title(), problems.All())
	// Output:
	// 4 files, 0 notes
	// data/leapp-0.21/acme/el8/etc/leapp/files/pes-events.json
	// removal of gone []
}
