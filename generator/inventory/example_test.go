package inventory_test

import (
	"fmt"

	"pes/generator/diag"
	"pes/generator/inventory"
)

func Example() {
	all, _ := inventory.Parse([]*diag.File{{Name: "content/inventory/almalinux/9.appstream.packages",
		Text: []byte("complete\n\nhttpd 2.4.62-4.el9: httpd -core mod_ssl=1:2.4.62-4.el9\n")}}, 1)
	for _, p := range all[0].Packages {
		fmt.Println(p.Name, p.EVR)
	}
	// Output:
	// httpd 2.4.62-4.el9
	// httpd-core 2.4.62-4.el9
	// mod_ssl 1:2.4.62-4.el9
}
