package plan_test

import (
	"fmt"

	"pes/generator/fate"
	"pes/generator/plan"
)

// A machine loses one package, and somebody wrote down what to do about it.
func ExampleOf() {
	telnet := fate.Package{Name: "telnet-server", Fate: fate.Removed, Event: &fate.Event{Why: "Nobody needs it.",
		Advice: "Use ssh.", File: "events/net.toml", Line: 7}}
	hop := &fate.Hop{Source: "8.10", Target: "9.6", Leapp: "0.21", Data: "almalinux of these sources",
		Result: &fate.Result{Packages: []fate.Package{telnet}, OK: true}}
	p := plan.Of(&fate.Journey{Name: "web", Hops: []*fate.Hop{hop}})
	fmt.Println(p.Title)
	for _, part := range p.Parts {
		for _, s := range part.Steps {
			if s.Advice != "" {
				fmt.Println(part.Title)
				fmt.Printf("%s. %s %s (%s)\n", s.Do, s.Reason, s.Advice, s.Places[0].Text)
			}
		}
	}
	// Output:
	// Enterprise Linux 8.10 to Enterprise Linux 9.6
	// Before the upgrade to Enterprise Linux 9.6
	// Check whether you use telnet-server, which the upgrade removes. Nobody needs it. Use ssh. (events/net.toml:7)
}
