package wording_test

import (
	"fmt"

	"pes/generator/model"
	"pes/generator/render/wording"
	"pes/generator/render/xref"
)

func Example() {
	rocky := &model.Distro{Folder: "rocky", Name: "Rocky Linux"}
	split := &model.Event{ID: 1, Action: model.Split, To: model.Release{Major: 8}, In: []model.Package{{Name: "ntp"}},
		Out: []model.Package{{Name: "chrony"}, {Name: "ntpstat"}}}
	path := &model.Path{Source: 7, Target: 8}
	target := &model.Target{Distro: rocky, Major: 8, Paths: []*model.Path{path}, Events: []*model.Event{split}}
	x := xref.New(&model.Catalog{Distros: []*model.Distro{rocky}, Targets: []*model.Target{target}})
	ntp := x.Package("ntp")
	wording.Answers(x, ntp, x.Outcomes(ntp), nil, func(s *wording.Sentence, _ []xref.Outcome) { fmt.Println(s) })
	// Output: On 7 to 8, ntp is split into chrony and ntpstat, in Rocky Linux.
}
