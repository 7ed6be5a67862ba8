package importer_test

import (
	"fmt"
	"testing/fstest"

	"pes/generator/importer"
)

func ExampleImport() {
	files, report, list, err := importer.Import(fstest.MapFS{
		"files/acme/repomap.json":                    {Data: []byte(acmeMap)},
		"files/acme/leapp_upgrade_repositories.repo": {Data: []byte(acmeRepo)},
		"files/acme/pes-events.json":                 {Data: []byte(acmeEvents)},
	}, 1)
	fmt.Println(err, list.Failed(), report.Count(importer.Merged))
	for _, f := range files {
		fmt.Println(f.Path)
	}
	fmt.Printf("%s", files[len(files)-1].Data)
	// Output:
	// <nil> false 1
	// content/distros/acme.toml
	// content/events/el8-el9/removed.toml
	// [defaults]
	// from    = "8.9"
	// to      = "9.0"
	// in_repo = "=acme8-baseos"
	//
	// [[removed]]
	// in = "gone"
}
