package importer

import (
	"testing"
	"testing/fstest"

	"pes/generator/diag"
	"pes/generator/source"
)

// Whatever stands in the files of a checkout, an import ends with sources that can be read, or with diagnostics.
func FuzzImport(f *testing.F) {
	events := `{"packageinfo":[{"action":3,"architectures":["x86_64"],"id":1,"in_packageset":{"package":[{"name":"a","repository":"base"}]},"initial_release":{"major_version":7,"minor_version":7},"out_packageset":{"package":[{"name":"b","repository":"r8-baseos"}]},"release":{"major_version":8,"minor_version":0}}]}`
	repomap := `{"version_format":"1.2.1","mapping":[{"source_major_version":"7","target_major_version":"8","entries":[{"source":"base","target":["r8-baseos"]}]}],"repositories":[{"pesid":"base","entries":[{"repoid":"base","major_version":"7","arch":"x86_64","channel":"ga","repo_type":"rpm"}]},{"pesid":"r8-baseos","entries":[{"repoid":"r8","major_version":"8","arch":"x86_64","channel":"ga","repo_type":"rpm"}]}]}`
	repo := "[r8]\nname=x\nbaseurl=https://r.example/8/\nenabled=1\ngpgcheck=1\ngpgkey=file:///k\n"
	f.Add([]byte(events), []byte(repomap), []byte(repo), []byte("abf5bd827bd9bf62\n"))
	f.Add([]byte(`{"packageinfo":[]}`), []byte(repomap), []byte(""), []byte(" \n\nx"))
	f.Fuzz(func(t *testing.T, events, repomap, repo, sigs []byte) {
		fsys := fstest.MapFS{}
		for name, data := range map[string][]byte{
			"files/r/pes-events.json": events, "files/r/repomap.json.el8": repomap,
			"files/r/leapp_upgrade_repositories.repo": repo,
			"vendors.d/v_map.json":                    repomap,
			"vendors.d/v_pes.json_template.el8":       events, "vendors.d/v.repo": repo,
			"vendors.d/v.sigs": sigs,
		} {
			fsys[name] = &fstest.MapFile{Data: data}
		}
		files, report, list, err := Import(fsys, 1)
		if err != nil {
			t.Fatal(err)
		}
		if list.Failed() {
			return
		}
		if len(report.Files) != len(fsys) {
			t.Fatalf("%d files went in, the report names %d", len(fsys), len(report.Files))
		}
		var in source.Files
		for _, f := range files {
			in.TOML = append(in.TOML, &diag.File{Name: f.Path, Text: f.Data})
		}
		if _, list := source.Parse(in, 1); list.Failed() {
			t.Fatalf("the sources cannot be read: %v", list.All()[0])
		}
	})
}
