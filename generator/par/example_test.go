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
