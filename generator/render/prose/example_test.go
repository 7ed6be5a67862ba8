package prose_test

import (
	"fmt"

	"pes/generator/render/prose"
)

func ExampleShort() {
	guide := prose.Short("Move `/etc/ntp.conf` to [chrony](https://chrony-project.org).")
	fmt.Print(guide.Body)
	fmt.Println(guide.Code)
	// Output:
	// <p>Move <code>/etc/ntp.conf</code> to <a href="https://chrony-project.org">chrony</a>.</p>
	// [/etc/ntp.conf]
}
