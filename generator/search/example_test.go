package search_test

import (
	"bytes"
	"fmt"

	"pes/generator/model"
	"pes/generator/search"
)

func Example() {
	rocky := &model.Distro{Folder: "rocky", Name: "Rocky Linux"}
	split := &model.Event{ID: 1, Action: model.Split, In: []model.Package{{Name: "ntp"}},
		Out: []model.Package{{Name: "chrony"}}}
	paths := []*model.Path{{Source: 7, Target: 8}}
	catalog := &model.Catalog{
		Distros: []*model.Distro{rocky},
		Targets: []*model.Target{{Distro: rocky, Major: 8, Paths: paths, Events: []*model.Event{split}}},
	}
	entries := search.Catalog(catalog)
	entries = append(entries, search.Entry{Kind: search.Guide, Name: "docs/keys/", Title: "Keys"})
	for _, e := range entries {
		fmt.Println(e.Kind, e.Name, e.Address())
	}
	fmt.Println(bytes.Contains(search.Index(entries, search.Elsewhere{}), []byte(`"folders"`)))
	// Output:
	// package chrony p/chrony/
	// package ntp p/ntp/
	// distribution rocky distro/rocky/
	// path 7-8 path/7-8/
	// guide docs/keys/ docs/keys/
	// true
}
