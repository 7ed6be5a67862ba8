package provenance_test

import (
	"fmt"

	"pes/generator/model"
	"pes/generator/provenance"
)

// One event of upstream about flash that two distributions dropped, and a third took.
func Example() {
	flash := &model.Event{ID: 99, Action: model.Removed, To: model.Release{Major: 8},
		In: []model.Package{{Name: "flash", Repo: "rhel7-extras"}}}
	dropped := []model.UpstreamFate{{Of: flash, Fate: model.Dropped,
		Parts: []model.FatePart{{What: "flash", Text: "there is no rhel7-extras here"}}}}
	acme, bolt := &model.Distro{Folder: "acme", Upstream: dropped}, &model.Distro{Folder: "bolt", Upstream: dropped}
	cask := &model.Distro{Folder: "cask"}
	index := provenance.New(&model.Catalog{Layer: &model.Layer{Events: []*model.Event{flash}},
		Targets: []*model.Target{{Distro: acme, Major: 8}, {Distro: bolt, Major: 8}, {Distro: cask, Major: 8}}})
	for _, e := range index.Named("flash") {
		for _, o := range index.Outcomes(e) {
			fmt.Print(e.ID, " ", o.Fate, " in")
			for _, d := range o.Distros {
				fmt.Print(" ", d.Folder)
			}
			for _, r := range o.Reasons {
				fmt.Print(": ", r)
			}
			fmt.Println()
		}
	}
	// Output:
	// 99 dropped in acme bolt: flash: there is no rhel7-extras here
	// 99 taken in cask
}
