package source

import (
	"strings"
	"testing"

	"pes/generator/diag"
)

// Any bytes under any kind of name give a project or diagnostics, never a panic; what is printed reads back the same.
func FuzzParse(f *testing.F) {
	f.Add("content/distros/a.toml", []byte("name=\"A\"\narches=[\"x86_64\"]\n[release.8.baseos]\npesid=\"p\"\nrepoid={x86_64=\"a\"}\nsource={pesid=\"b\",repoid=[\"c\"]}\nrepo={name=\"n\",enabled=1,x=true,key=[\"a\",\"b\"]}\nentries=[{repoid=\"z\",channel=\"beta\"}]\n[[path]]\nfrom=7\nto=8\nmap={base=[\"baseos\"]}\n"))
	f.Add("content/events/a/b.toml", []byte("[defaults]\nfrom=\"7.7\"\n[[split]]\nin=\"a\"\nout=[\"b@c/d:e,-\"]\nstreams={\"-\"=\"d:e\"}\n[[removed]]\nin=[[\"a\",\"b\"],[\"c\"]]\nid=5\n"))
	f.Add("vendors/v/vendor.toml", []byte("name=\"v\"\n[repository.main]\nsource=\"a\"\ntarget=\"el{major}-a\"\n[repository.b.target.9]\npesid=\"x\"\n[[removed]]\nin=\"x@main\"\n"))
	f.Add("content/releases/1.toml", []byte("version=\"1\"\ndate=\"2026-01-01T00:00:00Z\"\nchannels=[\"ng\"]\n[counts]\ntrees=2\n[digests]\n\"a b\"=\"c\"\n[[change]]\ncategory=\"removed\"\ntarget=8\npackages=\"a\"\nwhy=\"b\\nc\"\n"))
	f.Fuzz(func(t *testing.T, name string, text []byte) {
		if !strings.HasSuffix(name, ".toml") || strings.Count(name, "/") < 2 {
			return
		}
		p, list := Parse(Files{TOML: []*diag.File{{Name: name, Text: text}}}, 1)
		if list.Failed() {
			return
		}
		for _, ev := range p.Events {
			printed := ev.Print()
			again, list := Parse(Files{TOML: []*diag.File{{Name: "content/events/x.toml", Text: []byte(printed)}}}, 1)
			if list.Failed() || again.Events[0].Print() != printed {
				t.Fatalf("what is printed does not read back:\n%s\n%v", printed, list.All())
			}
			for i := range ev.List {
				for _, set := range ev.List[i].In.Sets {
					for _, x := range set {
						ParsePackage(x)
					}
				}
			}
		}
		for _, r := range p.Records {
			printed := r.Print()
			again, list := Parse(Files{TOML: []*diag.File{{Name: "content/releases/x.toml", Text: []byte(printed)}}}, 1)
			if list.Failed() || again.Records[0].Print() != printed {
				t.Fatalf("what is printed does not read back:\n%s\n%v", printed, list.All())
			}
		}
		for _, d := range p.Distros {
			printed := d.Print()
			again, list := Parse(Files{TOML: []*diag.File{{Name: "content/distros/x.toml", Text: []byte(printed)}}}, 1)
			if list.Failed() || again.Distros[0].Print() != printed {
				t.Fatalf("what is printed does not read back:\n%s\n%v", printed, list.All())
			}
		}
	})
}
