package importer_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/fstest"

	"pes/generator/importer"
	"pes/generator/internal/need"
	"pes/generator/internal/sample"
)

// Imported into what an import made of them, trees add nothing and contradict nothing.
func TestImportedAgainAddsNothing(t *testing.T) {
	t.Parallel()
	projects := []sample.Project{sample.Acme(t)}
	for seed := range uint64(need.Repeat(8, 300)) {
		projects = append(projects, sample.Random(rand.New(rand.NewPCG(seed, 2))))
	}
	for i, p := range projects {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			trees := sample.Write(t, p.Compile(t), "0.21")
			imported, _ := sample.Reimport(t, trees, "0.21")
			published := sample.Published(trees, "0.21")
			files, report, list, err := importer.ImportInto(published, 2, imported.Files(t), importer.NoTake)
			if err != nil || list.Failed() {
				t.Fatal(err, list.All())
			}
			for _, f := range files {
				t.Errorf("%s is written:\n%s", f.Path, f.Data)
			}
			for _, it := range report.Items {
				if it.Kind == importer.Added || it.Kind == importer.Contradicts {
					t.Errorf("%s: %s: %s", it.Kind, it.Where, it.Text)
				}
			}
		})
	}
}

const (
	acmeMap = `{"version_format": "1.2.1", "provided_data_streams": ["3.1"],
"mapping": [{"source_major_version": "8", "target_major_version": "9",
	"entries": [{"source": "acme8-baseos", "target": ["acme9-baseos"]}]}],
"repositories": [
	{"pesid": "acme8-baseos", "entries": [{"repoid": "baseos", "major_version": "8", "arch": "x86_64",
		"channel": "ga", "repo_type": "rpm"}]},
	{"pesid": "acme9-baseos", "entries": [{"repoid": "acme9-baseos", "major_version": "9", "arch": "x86_64",
		"channel": "ga", "repo_type": "rpm"}]}]}`
	acmeRepo = "[acme9-baseos]\nname=Acme " +
		"9\nbaseurl=https://acme.example/9/\ngpgcheck=1\ngpgkey=file:///etc/acme.key\n"
	acmeEvents = `{"provided_data_streams": ["3.1"], "packageinfo": [
{"id": 1, "action": 1, "architectures": ["x86_64"], "release": {"major_version": 9, "minor_version": 0},
	"initial_release": {"major_version": 8, "minor_version": 9},
	"in_packageset": {"package": [{"name": "gone", "repository": "acme8-baseos"}]}, "out_packageset": null},
{"id": 2, "action": 1, "architectures": ["x86_64"], "release": {"major_version": 9, "minor_version": 0},
	"initial_release": {"major_version": 8, "minor_version": 9},
	"in_packageset": {"package": [{"name": "gone", "repository": "acme8-baseos"}]}, "out_packageset": null},
{"id": 3, "action": 8, "release": {"major_version": 9, "minor_version": 0},
	"in_packageset": {"package": [{"name": "crash", "repository": "acme8-baseos"}]}}]}`
)

// A small checkout becomes the sources that people would write, and the report says what became of the rest.
func TestCheckout(t *testing.T) {
	t.Parallel()
	p, report := sample.Import(t, fstest.MapFS{
		"files/acme/repomap.json":                    {Data: []byte(acmeMap)},
		"files/acme/leapp_upgrade_repositories.repo": {Data: []byte(acmeRepo)},
		"files/acme/pes-events.json":                 {Data: []byte(acmeEvents)},
		"README.md":                                  {Data: []byte("read me")},
	})
	for name, want := range map[string]string{
		"content/distros/acme.toml":           `repoid = "baseos"`,
		"content/events/el8-el9/removed.toml": `in = "gone"`,
	} {
		if !strings.Contains(p[name], want) {
			t.Errorf("%s lacks %s:\n%s", name, want, p)
		}
	}
	for kind, n := range map[string]int{importer.Merged: 1, importer.LeftOut: 1, importer.Lacks: 0} {
		if report.Count(kind) != n {
			t.Errorf("%s: %d, want %d: %+v", kind, report.Count(kind), n, report.Items)
		}
	}
	var text strings.Builder
	if err := report.Print(&text); err != nil || !strings.HasPrefix(text.String(), "not imported  README.md") {
		t.Errorf("%v: %s", err, text.String())
	}
}
