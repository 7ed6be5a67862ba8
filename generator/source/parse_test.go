package source

import (
	"strings"
	"testing"

	"pes/generator/diag"
)

// Any bytes under any kind of name give a project or diagnostics, never a panic; what is printed reads back the same.
func FuzzParse(f *testing.F) {
	f.Add("content/distros/a.toml", []byte(`name="A"
arches=["x86_64"]
[release.8.baseos]
pesid="p"
repoid={x86_64="a"}
source={pesid="b",repoid=["c"]}
repo={name="n",enabled=1,x=true,key=["a","b"]}
entries=[{repoid="z",channel="beta"}]
[[path]]
from=7
to=8
map={base=["baseos"]}
`))
	f.Add("content/events/a/b.toml", []byte(`[defaults]
from="7.7"
[[split]]
in="a"
out=["b@c/d:e,-"]
streams={"-"="d:e"}
[[removed]]
in=[["a","b"],["c"]]
id=5
`))
	f.Add("vendors/v/vendor.toml", []byte(`name="v"
[repository.main]
source="a"
target="el{major}-a"
[repository.b.target.9]
pesid="x"
[[removed]]
in="x@main"
`))
	f.Add("content/releases/1.toml", []byte(`version="1"
date="2026-01-01T00:00:00Z"
channels=["ng"]
[counts]
trees=2
[digests]
"a b"="c"
[[change]]
category="removed"
target=8
packages="a"
why="b\nc"
`))
	f.Fuzz(func(t *testing.T, name string, text []byte) {
		if !strings.HasSuffix(name, ".toml") || strings.Count(name, "/") < 2 {
			return
		}
		p, list := Parse(Files{TOML: []*diag.File{{Name: name, Text: text}}}, 1)
		if list.Failed() {
			return
		}
		for _, ev := range p.Events {
			readsBack(t, "content/events/x.toml", ev.Print(), func(p *Project) string { return p.Events[0].Print() })
			for i := range ev.List {
				for _, set := range ev.List[i].In.Sets {
					for _, x := range set {
						ParsePackage(x)
					}
				}
			}
		}
		for _, r := range p.Records {
			readsBack(t, "content/releases/x.toml", r.Print(), func(p *Project) string { return p.Records[0].Print() })
		}
		for _, d := range p.Distros {
			readsBack(t, "content/distros/x.toml", d.Print(), func(p *Project) string { return p.Distros[0].Print() })
		}
	})
}

// readsBack holds that a printed file is read without a mistake, and printed the same again.
func readsBack(t *testing.T, name, printed string, print func(*Project) string) {
	t.Helper()
	again, list := Parse(Files{TOML: []*diag.File{{Name: name, Text: []byte(printed)}}}, 1)
	if list.Failed() || print(again) != printed {
		t.Fatalf("what is printed does not read back:\n%s\n%v", printed, list.All())
	}
}
