package address_test

import (
	"fmt"

	"pes/generator/render/address"
)

func Example() {
	fmt.Println(address.Package("libstdc++"), address.DistroPath("7-8", "rocky"))
	fmt.Println(address.Segment("a/b"), address.File("a/b"))
	// Output:
	// p/libstdc++/ path/7-8/rocky/
	// a%252Fb a%2Fb
}
