package rpmfile_test

import (
	"fmt"
	"os"

	"pes/generator/pgp"
	"pes/generator/rpmfile"
)

func Example() {
	file, err := os.Open("testdata/signed.rpm")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer file.Close()
	info, err := rpmfile.Read(file)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(info.Name, info.Vendor, pgp.Issuers(info.Signatures))
	// Output: vendor-release Vendor Inc. [460ec7947a1108d2]
}
