package compile_test

import (
	"fmt"
	"testing/fstest"
	"time"

	"pes/generator/compile"
	"pes/generator/source"
)

// One event of one distribution, with the PES ID that its role has there.
func Example() {
	files, err := source.Read(fstest.MapFS{
		"content/distros/centos.toml": {Data: []byte("[release.7.base]\npesid = \"base\"\n")},
		"content/distros/rocky.toml": {Data: []byte(`arches = ["x86_64"]

[release.8.baseos]
pesid = "rocky8-baseos"
repo = { name = "BaseOS", baseurl = "https://dl.rockylinux.org/", key = "file:///etc/pki/rpm-gpg/rocky" }

[[path]]
from = 7
to = 8
sources = ["centos"]
map = { base = ["baseos"] }
`)},
		"content/events/time.toml": {Data: []byte(`[[replaced]]
in = "ntp@base"
out = "chrony@baseos"
from = "7.7"
to = "8.0"
`)},
	}, 2)
	if err != nil {
		panic(err)
	}
	project, _ := source.Parse(files, 2)
	catalog, diagnostics := compile.Compile(project, time.Time{})
	for _, t := range catalog.Targets {
		for _, e := range t.Events {
			fmt.Println(t.Distro.Folder, t.Major, e.Title(), e.Out[0].Repo)
		}
	}
	fmt.Println(diagnostics.Failed())
	// Output:
	// rocky 8 replacement of ntp rocky8-baseos
	// false
}
