package source_test

import (
	"fmt"
	"testing/fstest"

	"pes/generator/source"
)

// The events of a project, and where each stands.
func Example() {
	files, err := source.Read(fstest.MapFS{ // os.DirFS(".") for a project on disk
		"content/distros/rocky.toml":    {Data: []byte("name = \"Rocky Linux\"\n")},
		"content/events/el7-el8/a.toml": {Data: []byte("[defaults]\nto = \"8.0\"\n\n[[removed]]\nin = \"ntp@base\"\n")},
	}, 2)
	if err != nil {
		panic(err)
	}
	project, diagnostics := source.Parse(files, 2)
	for _, e := range project.Events[0].List {
		fmt.Println(e.Pos, e.Action, e.In.Sets[0][0].Value)
	}
	fmt.Println(diagnostics.Failed())
	// Output:
	// content/events/el7-el8/a.toml:4:1 removed ntp@base
	// false
}

// What a program makes is printed, and formatted as people's files are.
func ExampleEvents_Print() {
	events := source.Events{List: []source.Event{{
		Action:   "replaced",
		In:       source.Sets{Sets: [][]source.Text{source.Words("ntp").Items}},
		Out:      source.Words("chrony"),
		Defaults: source.Defaults{To: source.Word("8.0")},
	}}}
	fmt.Print(events.Print())
	// Output:
	// [[replaced]]
	// in = "ntp"
	// out = "chrony"
	// to = "8.0"
}
