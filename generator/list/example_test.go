package list_test

import (
	"fmt"
	"strconv"

	"pes/generator/list"
)

func Example() {
	numbers := []int{1, 2, 3, 4}
	even := list.Select(numbers, func(n int) bool { return n%2 == 0 })
	fmt.Println(even, list.Map(even, strconv.Itoa), list.FlatMap(even, func(n int) []int { return []int{n, n} }))
	fmt.Println(list.AppendNew(numbers, 4, 5, 5))
	fmt.Println(list.Group(numbers, func(n int) bool { return n%2 == 0 }))
	fmt.Println(*list.FindOrAdd(&even, 6, func(n int) bool { return n > 4 }), even)
	fmt.Println(*list.Find([]*int{&even[0], &even[1]}, func(n *int) bool { return *n > 2 }))
	fmt.Println(list.Distinct([]int{3, 1, 3, 2}))
	for word, n := range list.ByKey(map[string]int{"b": 2, "a": 1}) {
		fmt.Println(word, n)
	}
	// Output:
	// [2 4] [2 4] [2 2 4 4]
	// [1 2 3 4 5]
	// [[1 3] [2 4]]
	// 6 [2 4 6]
	// 4
	// [1 2 3]
	// a 1
	// b 2
}
