package history_test

import (
	"fmt"

	"pes/generator/model"
	"pes/generator/render/history"
	"pes/generator/render/xref"
)

func Example() {
	removed := model.Note{Category: "removed", Target: 8, Distros: []string{"rocky"}, Packages: []string{"ntp"},
		Is: "removed", Was: "replaced by chrony"}
	h := history.New(xref.New(&model.Catalog{Records: []*model.Record{
		{Version: "1.1", Previous: "1.0", Channels: []string{"testing"}, Notes: []model.Note{removed}},
		{Version: "1.0", Channels: []string{"stable"}},
	}}))
	for _, c := range h.Channels {
		fmt.Println(c.Name, c.Record.Version+":", h.NextPromotion(c))
	}
	for _, p := range h.Notes["ntp"] {
		before, after := h.PackageText(p)
		fmt.Println(before, p.Record.Version, after)
	}
	// Output:
	// testing 1.1: Releases appear here first.
	// stable 1.0: From testing it would get 1.1: 1 package is now removed.
	// Since 1.1 removed on 7 to 8 in rocky; replaced by chrony before.
}
