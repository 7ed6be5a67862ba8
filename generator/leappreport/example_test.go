package leappreport_test

import (
	"fmt"

	"pes/generator/leappreport"
)

func Example() {
	report, err := leappreport.Read([]byte(`Risk Factor: high 
Title: Packages from unknown repositories may not be installed
Summary: 1 packages may not be installed or upgraded due to repositories unknown to leapp:
- ant[javapackages-tools:201801] (repoid: acme9-extra)
Remediation: [hint] Look at the transaction.
----------------------------------------
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, e := range report.Entries {
		fmt.Println(e.Kind, e.Line, e.Packages, e.Repositories)
	}
	// Output: unknown-repository 1 [{ant javapackages-tools:201801 acme9-extra}] [acme9-extra]
}
