package facts_test

import (
	"fmt"

	"pes/generator/facts"
)

func ExampleRead() {
	const file = `
[last_minor]
7 = 9
8 = 10
`
	table := facts.Read[struct {
		LastMinor map[string]int `toml:"last_minor"`
	}](file)
	fmt.Println(table.LastMinor["8"])
	// Output: 10
}
