package english_test

import (
	"fmt"

	"pes/generator/english"
)

func Example() {
	fmt.Println(english.Count(1, "file"), english.Count(9050, "file"), english.Count(0, "entry"),
		english.Count(2, "key"))
	fmt.Println(english.Grouped(9050), english.Grouped(-123), english.Spelled(3), english.Spelled(0),
		english.Spelled(1234567))
	fmt.Println(english.And([]string{"a", "b", "c"}), "/", english.Or([]string{"x", "y"}), "/",
		english.And([]string{"z"}))
	fmt.Println(english.Capital("leapp stops."))
	// Output:
	// 1 file 9050 files 0 entries 2 keys
	// 9,050 -123 three no 1,234,567
	// a, b and c / x or y / z
	// Leapp stops.
}
