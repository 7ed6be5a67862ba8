package upstream_test

import (
	"fmt"

	"pes/generator/diag"
	"pes/generator/model"
	"pes/generator/upstream"
)

func Example() {
	file := &diag.File{Name: "content/upstream/el8.events", Text: []byte(`
[removed 7.7 8.0]
empathy@base #8

[split 7.7 8.0]
ntp@base > chrony@BaseOS ntpstat@AppStream #23
`)}
	events, _ := upstream.Parse(file)
	for _, e := range events {
		fmt.Printf("%d: %s in %s [%s]\n", e.ID, e.Title(), e.In[0].Repo, model.Names(e.Out))
	}
	fmt.Printf("%s", upstream.Print(events)[0].Data)
	// Output:
	// 8: removal of empathy in rhel7-base []
	// 23: split of ntp in rhel7-base [chrony, ntpstat]
	// # Written by pes sync upstream, which overwrites it. What is wrong here is put right by an event of one's own,
	// # or by a rule in content/upstream.toml.
	//
	// [removed 7.7 8.0]
	// empathy@base #8
	//
	// [split 7.7 8.0]
	// ntp@base > chrony@BaseOS ntpstat@AppStream #23
}
