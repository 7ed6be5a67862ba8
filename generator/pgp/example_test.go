package pgp_test

import (
	"fmt"
	"os"

	"pes/generator/pgp"
)

func Example() {
	data, err := os.ReadFile("../rpmfile/testdata/key.asc")
	if err != nil {
		fmt.Println(err)
		return
	}
	keys, _, err := pgp.Read(data)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(keys[0].ID, keys[0].Signs)
	// Output: 460ec7947a1108d2 true
}
