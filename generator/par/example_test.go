package par_test

import (
	"fmt"

	"pes/generator/par"
)

func ExampleMap() {
	words := []string{"one", "three", "eleven"}
	fmt.Println(par.Map(2, len(words), func(i int) int { return len(words[i]) }))
	// Output: [3 5 6]
}

func ExampleEach() {
	for i, square := range par.Each(2, 3, func(i int) int { return i * i }) {
		fmt.Println(i, square)
	}
	// Output:
	// 0 0
	// 1 1
	// 2 4
}
