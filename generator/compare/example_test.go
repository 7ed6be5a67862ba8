package compare_test

import (
	"fmt"
	"testing/fstest"

	"pes/generator/compare"
	"pes/generator/delta"
)

// events are the published data of one distribution, with these events.
func events(text string) fstest.MapFS {
	return fstest.MapFS{"rocky/el8/etc/leapp/files/pes-events.json": {Data: []byte(`{"packageinfo": [` + text + `]}`)}}
}

func Example() {
	removed := `{"id": 1, "action": 1, "architectures": ["x86_64"], "in_packageset": {"set_id": 1, "package": [
		{"name": "ntp", "repository": "base", "modulestreams": [null]}]}, "out_packageset": null,
		"initial_release": {"major_version": 7, "minor_version": 7},
		"release": {"major_version": 8, "minor_version": 0}}`
	reader := compare.Reader{Jobs: 1}
	before, err := reader.Published(events(""), "before")
	if err != nil {
		fmt.Println(err)
		return
	}
	after, err := reader.Published(events(removed), "after")
	if err != nil {
		fmt.Println(err)
		return
	}
	d := delta.Compare(before.Catalog, after.Catalog, 1)
	fmt.Println(before.Name, after.Name, d.Count(delta.Removed))
	// Output: before after 1
}
