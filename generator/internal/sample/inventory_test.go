package sample

import (
	"strings"
	"testing"

	"pes/generator/diag"
	"pes/generator/inventory"
	"pes/generator/list"
	"pes/generator/tree"
)

// Releases of 9,000 packages take at most 400 KB each, those of six distributions 4 MB: distributions share what is
// equal. What is read back is as large as it was.
func TestInventoriesAreSmall(t *testing.T) {
	whole := Inventories(9000, map[string][]int{"alma": {8, 9, 10}, "centos": {7, 8, 9, 10}, "euro": {8, 9, 10},
		"kitten": {10}, "oracle": {8, 9, 10}, "rocky": {8, 9, 10}, "scientific": {7}})
	all := 0
	for _, same := range list.Group(whole, func(e tree.Entry) string {
		path := strings.Split(e.Path, "/")
		return path[2] + strings.Split(path[3], ".")[0]
	}) {
		size := 0
		for _, e := range same {
			size += len(e.Data)
		}
		if all += size; size > 400<<10 {
			t.Errorf("%s and what is beside it have %d bytes", same[0].Path, size)
		}
	}
	if all > 4<<20 {
		t.Errorf("all have %d bytes", all)
	}
	read, found := inventory.Parse(list.Map(whole, func(e tree.Entry) *diag.File {
		return &diag.File{Name: e.Path, Text: e.Data}
	}), 1)
	if found.Failed() {
		t.Fatal(found.All()[0].Message)
	}
	count := map[string]int{}
	for _, inv := range read {
		count[inv.Distro] += len(inv.Packages)
	}
	if n := count["rocky"]; n < 3*9000 || n > 3*9000+12 || count["centos"] < 4*9000 {
		t.Errorf("%v packages", count)
	}
}
