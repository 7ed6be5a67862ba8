package compile_test

import (
	"fmt"
	"strings"
	"testing"

	"pes/generator/compile"
	"pes/generator/diag"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/source"
)

// Repositories are those with an address, each of the variant that is for everybody, by architecture.
func TestRepositories(t *testing.T) {
	project, found := source.Parse(source.Files{TOML: []*diag.File{
		{Name: "content/distros/acme.toml", Text: []byte(`arches = ["x86_64", "aarch64"]
[release.8.baseos]
pesid = "acme8"
entries = [
  { repoid = "acme8-aws", rhui = "aws", repo = { name = "x", baseurl = "https://aws.example/" } },
  { repoid = { x86_64 = "acme8-x", aarch64 = "acme8-a" } },
]
repo = { name = "x", baseurl = "https://acme.example/8/$basearch/", key = "k" }
[release.8.extras]
pesid = "extras"
[release.8.rt]
pesid = "rt"
arches = ["x86_64"]
repo = { name = "x", mirrorlist = "https://acme.example/rt" }
[[path]]
from = 7
to = 8
sources = ["old"]
map = { base = ["baseos"] }
`)},
		{Name: "content/distros/old.toml", Text: []byte(`arches = ["x86_64"]
[release.7.base]
pesid = "base"
repo = { name = "x", baseurl = "http://vault.example/7/" }
`)},
		{Name: "content/distros/variant.toml", Text: []byte(`extends = "acme"
[release.8.rt]
repo = { name = "x", baseurl = "https://variant.example/rt" }
`)},
		{Name: "content/distros/nowhere.toml", Text: []byte(`[release.7.base]
pesid = "base"
repo = { name = "x", baseurl = "https://nowhere.example/" }
`)},
		{Name: "vendors/v/vendor.toml", Text: []byte(`paths = ["7-8"]
[repository.main]
source = "v"
target = "el{major}-v"
repo = { name = "v", baseurl = "https://v.example/{major}/$basearch/" }
[repository.shared]
source = "w"
to = ["@baseos"]
`)},
	}}, 1)
	if found.Failed() {
		t.Fatal(found)
	}
	all, wrong := compile.Repositories(project)
	lines := list.Map(all, func(r compile.Repository) string {
		line := fmt.Sprintf("%s%s %d.%s", r.Distro, r.Vendor, r.Major, r.Role)
		for _, a := range r.Arches {
			line += " " + a.Repoid + "=" + strings.Join(list.FlatMap(a.Options,
				func(o model.Option) []string { return o.Addresses(r.Major, a.Arch) }), ",")
		}
		return line
	})
	const want = `acme 8.baseos acme8-a=https://acme.example/8/aarch64/ acme8-x=https://acme.example/8/x86_64/
acme 8.rt rt=https://acme.example/rt
old 7.base base=http://vault.example/7/
variant 8.rt rt=https://variant.example/rt
v 8.main el8-v=https://v.example/8/aarch64/ el8-v=https://v.example/8/x86_64/`
	if got := strings.Join(lines, "\n"); got != want {
		t.Errorf("repositories are\n%s", got)
	}
	if items := wrong.All(); len(items) != 1 || !strings.Contains(items[0].Message, "no architectures for this") {
		t.Error(wrong)
	}
}
