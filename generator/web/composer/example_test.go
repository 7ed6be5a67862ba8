package composer_test

import (
	"fmt"
	"net/url"
	"time"

	"pes/generator/diag"
	"pes/generator/source"
	"pes/generator/web/composer"
)

// A form becomes TOML, and the TOML is checked with the project that it is added to.
func Example() {
	file := func(name, text string) *diag.File { return &diag.File{Name: name, Text: []byte(text)} }
	files := source.Files{TOML: []*diag.File{file("content/distros/acme.toml", `name = "Acme Linux"
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
`)}}
	today := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	c, err := composer.Load(composer.Bundle(files), today)
	if err != nil {
		panic(err)
	}
	made, err := c.Event(url.Values{
		"action": {"removed"}, "in": {"wvdial"}, "from": {"7.7"}, "to": {"8.0"}, "in_repo": {"base"},
	})
	if err != nil {
		panic(err)
	}
	found, err := c.Check(made.File, made.TOML, today)
	if err != nil {
		panic(err)
	}
	fmt.Println(made.File)
	for _, e := range found.Events {
		fmt.Println(e.Distros, e.Title+":", e.Leapp)
	}
	// Output:
	// content/events/el7-el8/wvdial.toml
	// [Acme Linux 8] removal of wvdial: Leapp removes wvdial
}
