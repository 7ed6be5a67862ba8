package known_test

import (
	"fmt"

	"pes/generator/known"
)

func ExampleRole() {
	for _, pesid := range []string{"rocky8-powertools", "certify-baseos-9", "epel"} {
		role, ok := known.Role(pesid)
		fmt.Println(known.Major(pesid), role, ok)
	}
	// Output:
	// 8 crb true
	// 9 baseos true
	// 0  false
}

func ExampleTitle() {
	fmt.Println(known.Title("oraclelinux"), known.OSID("oraclelinux"))
	// Output: Oracle Linux ol
}
