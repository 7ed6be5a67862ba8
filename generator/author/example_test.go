package author_test

import (
	"fmt"
	"time"

	"pes/generator/author"
	"pes/generator/diag"
	"pes/generator/source"
	"pes/generator/tree"
)

// project has one distribution, and a file of events.
func project() source.Files {
	file := func(name, text string) *diag.File { return &diag.File{Name: name, Text: []byte(text)} }
	return source.Files{TOML: []*diag.File{
		file("content/distros/acme.toml", `name = "Acme Linux"
arches = ["x86_64"]

[release.7.base]
pesid = "acme7-base"

[release.8.baseos]
pesid = "acme8-baseos"
repo = { name = "BaseOS", baseurl = "https://acme.example/", key = "file:///etc/pki/rpm-gpg/acme" }

[[path]]
from = 7
to = 8
map = { base = ["baseos"] }
`),
		file("content/events/el7-el8/time.toml", `[defaults]
from = "7.7"
to = "8.0"
in_repo = "base"
out_repo = "baseos"

[[removed]]
in = "wvdial"
`),
	}}
}

// An event is written at the end of a file, which says already when it happens and where.
func Example() {
	form := author.Form{Action: "replaced", In: []string{"ntp"}, Out: []string{"chrony"}, From: "7.7", To: "8.0",
		InRepo: "base", OutRepo: "baseos", Why: "EL 8 keeps one NTP implementation."}
	files, today := project(), time.Time{}
	var memory source.Memory
	before, list := author.Compile(&memory, files, 2, today)
	entry, offset, _ := before.Append("content/events/el7-el8/time.toml", form.Event())
	fmt.Print(string(entry.Data[offset:]))

	after, found := author.Compile(&memory, author.With(files, tree.Tree{entry}), 2, today)
	found = author.New(list, found)
	fmt.Println(len(found.All()), "new problems")
	for _, e := range author.Effects(after.Catalog, entry.Path, offset) {
		fmt.Println(e.Target.Distro.Name, e.Target.Major, e.Words)
	}
	// Output:
	// [[replaced]]
	// in  = "ntp"
	// out = "chrony"
	// why = "EL 8 keeps one NTP implementation."
	// 0 new problems
	// Acme Linux 8 Leapp removes ntp, installs chrony, enables acme8-baseos
}
