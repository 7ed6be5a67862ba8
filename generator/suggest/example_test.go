package suggest_test

import (
	"fmt"
	"time"

	"pes/generator/compile"
	"pes/generator/diag"
	"pes/generator/source"
	"pes/generator/suggest"
)

// acme has one repository in two releases.
const acme = `arches = ["x86_64"]
[release.8.baseos]
pesid = "acme8-baseos"
[release.9.baseos]
pesid = "acme9-baseos"
repo = { name = "x", baseurl = "https://acme.example/9", key = "file:///etc/pki/rpm-gpg/acme" }
[[path]]
from = 8
to = 9
map = { baseos = ["baseos"] }
`

func Example() {
	var files source.Files
	for name, text := range map[string]string{
		"content/distros/acme.toml":                acme,
		"content/inventory/acme/8.baseos.packages": "complete\n\nbash 4.4\nntp 4.2\nwvdial 1.61\n",
		"content/inventory/acme/9.baseos.packages": "complete\n\nbash 5.1\nntpsec 1.2\n  obsoletes ntpsec: ntp\n" +
			"  provides ntpsec: ntp\n",
	} {
		files.Add(&diag.File{Name: name, Text: []byte(text)})
	}
	p, _ := source.Parse(files, 1)
	c, _ := compile.Compile(p, time.Time{})
	for _, s := range suggest.Find(c, p, 8, 9).Suggestions {
		fmt.Println(s.Grade, s.Event.Action, s.Packages, s.Event.Out.Values())
	}
	// Output:
	// sure replaced [ntp] [ntpsec]
	// likely removed [wvdial] []
}
