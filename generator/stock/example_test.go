package stock_test

import (
	"fmt"
	"os"

	"pes/generator/stock"
)

// A mirror on a disk becomes an inventory of AlmaLinux 9.
func Example() {
	part, err := stock.ReadFolder(os.DirFS("/srv/mirror/almalinux/9/BaseOS/x86_64/os"), "x86_64")
	if err != nil {
		fmt.Println(err)
		return
	}
	role := &stock.Role{Distro: "almalinux", Major: 9, Name: "baseos", Parts: []*stock.Part{part}}
	for _, e := range stock.Files(nil, stock.Inventories([]*stock.Role{role}, nil)) {
		fmt.Println(e.Path, len(e.Data))
	}
}
