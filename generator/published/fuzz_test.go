package published_test

import (
	"testing"
	"testing/fstest"
	"time"

	"pes/generator/check"
	"pes/generator/diag"
	"pes/generator/model"
	"pes/generator/published"
)

// kinds are paths of every kind of file that is read; the fuzzer puts its bytes into one of them, beside a small
// checkout.
var kinds = []string{"files/acme/pes-events.json", "files/acme/repomap.json.el8",
	"files/acme/leapp_upgrade_repositories.repo.el8", "files/acme/config.json",
	"vendors.d/web_map.json.el8", "vendors.d/web_map.json_template.el8", "vendors.d/web_pes.json",
	"vendors.d/web_pes.json_template.el8", "vendors.d/web.repo",
	"vendors.d/web.sigs", "vendors.d/rpm-gpg/web.gpg", "pes-events.json"}

const (
	events = `{"packageinfo":[{"id":1,"action":3,"architectures":["x86_64"],"in_packageset":{"set_id":1,"package":[{"name":"a","repository":"base","modulestreams":[null]}]},
"out_packageset":{"package":[{"name":"b","repository":"{baseos}"}]},"initial_release":{"major_version":7,"minor_version":9,"os_name":"x"},"release":{"major_version":8,"minor_version":0},
"modulestream_maps":[{"in_modulestream":null,"out_modulestream":{"name":"m","stream":"1"}}]}],"provided_data_streams":["3.1"]}`
	repomap = `{"version_format":"1.2.1","provided_data_streams":["3.1"],"mapping":[{"source_major_version":"7","target_major_version":"8","entries":[{"source":"base","target":["acme8-baseos"]}]}],
"repositories":[{"pesid":"base","entries":[{"repoid":"base","major_version":"7","arch":"x86_64","channel":"ga","repo_type":"rpm"}]},
{"pesid":"acme8-baseos","entries":[{"repoid":"acme8-baseos","major_version":"8","arch":"x86_64","channel":"ga","repo_type":"rpm"}]}]}`
	repo    = "[acme8-baseos]\nname=Acme\nbaseurl=http://acme.example/rhel/9/x86_64/\ngpgkey=https://acme.example/key\n"
	overlay = `{"os_names":[{"major_version":8,"os_name":"Acme"}],"repository_replacing":{"rhel8-BaseOS":{"in_packageset":"a","out_packageset":"b"}},
"removable_repositories":["rhel8-BaseOS"],"package_replacing":[{"name":"a"}],"additional_actions":[]}`
)

// stock are complete inventories of the two releases.
func stock() *model.Catalog {
	of := func(major int, role string, names ...string) *model.Inventory {
		inv := &model.Inventory{Distro: "acme", Major: major, Role: role, Complete: true,
			Release: model.Release{Major: major, Minor: 10}, File: &diag.File{Name: "x"}}
		for _, name := range names {
			inv.Packages = append(inv.Packages, &model.Available{Name: name, Pos: diag.Pos{File: inv.File}})
		}
		return inv
	}
	return &model.Catalog{Inventories: []*model.Inventory{of(7, "base", "aa", "c"), of(8, "baseos", "bb"),
		of(8, "appstream", "b", "c")}}
}

// Whatever is in a file, an audit ends with diagnostics, each with a place inside its file.
func FuzzAudit(f *testing.F) {
	for i := range kinds {
		for _, text := range []string{events, repomap, repo, overlay, "abf5bd827bd9bf62\n", ""} {
			f.Add(uint8(i), []byte(text))
		}
	}
	f.Fuzz(func(t *testing.T, kind uint8, text []byte) {
		fsys := fstest.MapFS{"files/acme/pes-events.json": {Data: []byte(events)},
			"files/acme/repomap.json.el8":                    {Data: []byte(repomap)},
			"files/acme/leapp_upgrade_repositories.repo.el8": {Data: []byte(repo)},
			"vendors.d/web.repo":                             {Data: []byte(repo)}}
		fsys[kinds[int(kind)%len(kinds)]] = &fstest.MapFile{Data: text}
		checkout, err := published.Read(fsys, 1, nil)
		if err != nil {
			t.Fatal(err)
		}
		check.Published(checkout.Catalog, &checkout.Reporter, check.Options{Now: time.Unix(1<<31, 0),
			Stock: stock()})
		checkout.Reporter.AddTo(&checkout.List)
		checkout.List.Sort()
		for _, d := range checkout.List.All() {
			if d.Pos.File == nil || d.Pos.Off < 0 || d.Pos.Off > d.Pos.End || d.Pos.End > len(d.Pos.File.Text) {
				t.Fatalf("%s [%s] has no place in its file: %+v", d.Message, d.Rule, d.Pos)
			}
		}
	})
}
