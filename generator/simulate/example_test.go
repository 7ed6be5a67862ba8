package simulate_test

import (
	"fmt"
	"os"
	"strings"

	"pes/generator/fate"
	"pes/generator/machine"
	"pes/generator/model"
	"pes/generator/simulate"
)

// What happens to two packages on the way from 7.9 to 8.10.
func Example() {
	entry := model.Entry{Repoid: "base", Major: 7, Arch: "x86_64", Channel: "ga", Type: "rpm"}
	tree := &model.Tree{Leapp: "0.21",
		Events: model.EventFile{Events: []*model.Event{{
			Action: model.Removed, To: model.Release{Major: 8}, Arches: model.Arches, Origin: &model.Origin{},
			In: []model.Package{{Name: "empathy", Repo: "el7-base"}},
		}}},
		Map: model.MapFile{Map: model.Map{
			Families: []*model.Family{{PESID: "el7-base", Entries: []model.Entry{entry}}},
			Mappings: []*model.Mapping{{Source: 7, Target: 8, From: "el7-base", To: []string{"el8-baseos"}}},
		}}}
	from, to := model.Release{Major: 7, Minor: 9}, model.Release{Major: 8, Minor: 10}
	data, err := simulate.New("a small tree", tree,
		machine.Upgrade{Source: from, Target: to, Enabled: []string{"base"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	list, err := simulate.ListAt("-", strings.NewReader("bash.x86_64 4.2-1 @base\nempathy.x86_64 3.1-2 @base\n")).Read()
	if err != nil {
		fmt.Println(err)
		return
	}
	result, err := data.Machine("web01", list, false)
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := fate.NewCSV(os.Stdout, false, false).Write(result); err != nil {
		fmt.Println(err)
	}
	// Output:
	// machine,package,stream,fate,from,to,instead,action,release,vendor,place
	// web01,bash,,unknown,base,,,,,,
	// web01,empathy,,removed,base,,,removed,8.0,,
}
