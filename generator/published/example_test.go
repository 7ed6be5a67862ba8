package published_test

import (
	"fmt"
	"testing/fstest"

	"pes/generator/check"
	"pes/generator/published"
)

// A map and no events: what is there is read into trees and judged by the rules.
func ExampleRead() {
	checkout, err := published.Read(fstest.MapFS{"files/acme/repomap.json.el8": {Data: []byte(repomap)}}, 1, nil)
	if err != nil {
		panic(err)
	}
	check.Published(checkout.Catalog, &checkout.Reporter, check.Options{})
	checkout.AddTo(&checkout.List)
	for _, t := range checkout.Catalog.Targets {
		fmt.Println(t.Distro.Folder, t.Major, checkout.Version.Name)
	}
	fmt.Println("errors:", checkout.List.Failed())
	// Output:
	// acme 8 0.21
	// errors: false
}
