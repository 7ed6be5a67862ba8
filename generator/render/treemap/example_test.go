package treemap_test

import (
	"fmt"

	"pes/generator/render/treemap"
)

func ExamplePlaces() {
	for _, r := range treemap.Places([]int{60, 20, 10, 10}) {
		fmt.Printf("%d thousandths from the left, %d wide, %d to %d pixels from the top\n", r.X, r.W, r.Y, r.Y+r.H)
	}
	// Output:
	// 0 thousandths from the left, 600 wide, 0 to 300 pixels from the top
	// 600 thousandths from the left, 400 wide, 0 to 150 pixels from the top
	// 600 thousandths from the left, 400 wide, 150 to 225 pixels from the top
	// 600 thousandths from the left, 400 wide, 225 to 300 pixels from the top
}

func ExampleDraw() {
	svg := treemap.Draw("What changes", "The table below has the same.", []treemap.Tile{
		{Href: "#mail", Title: "Mail", Parts: []treemap.Part{{Class: "removed", Word: "removed", Count: 3}}}})
	fmt.Println(svg.IsZero(), treemap.Draw("Nothing", "", nil).IsZero())
	// Output: false true
}
