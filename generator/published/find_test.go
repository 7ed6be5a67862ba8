package published_test

import (
	"fmt"
	"testing"
	"testing/fstest"

	"pes/generator/diag"
	"pes/generator/internal/sample"
	"pes/generator/published"
)

// Every path of the three layouts is for what it says.
func TestFind(t *testing.T) {
	t.Parallel()
	own := "acme/el9/etc/leapp/"
	shared := "acme/el9/usr/share/leapp-repository/repositories/system_upgrade/"
	for name, want := range map[string]string{
		"files/acme/pes-events.json":                              "events of acme",
		"files/acme/repomap.json.el8":                             "map of acme for 8",
		"files/acme/config.json":                                  "overlay of acme",
		"files/acme/repomap.csv":                                  "nothing",
		"files/rpm-gpg/KEY.el9":                                   "key for 9",
		"files/acme/vendors.d/web.repo":                           "repo of acme by web",
		"vendors.d/web_map.json.el10":                             "map for 10 by web",
		"vendors.d/web_pes.json_template.el8":                     "events for 8 by web",
		"vendors.d/web.sigs":                                      "sigs by web",
		"vendors.d/web_map.json.orig":                             "leftover",
		"vendors.d/rpm-gpg/web.gpg":                               "key by ?",
		own + "files/vendors.d/web_map.json":                      "map of acme for 9 by web",
		own + "files/notes.txt":                                   "carried of acme for 9",
		shared + "common/files/rpm-gpg/9/KEY":                     "key of acme for 9",
		shared + "common/files/distro/ol/rpm-gpg/9/KEY":           "key of acme for 9",
		shared + "common/files/distro/ol/x/9/K":                   "nothing",
		own + "repos.d/system_upgrade/common/files/rpm-gpg/9/KEY": "key of acme for 9", // as older releases
		"pes-events.json":                                         "events",
		"README.md":                                               "nothing",
	} {
		files, err := published.Find(fstest.MapFS{name: {}}, 1)
		if err != nil || len(files) != 1 {
			t.Fatal(name, err, files)
		}
		f := files[0]
		got := f.Kind
		if got == "" {
			got = "nothing"
		}
		if f.Distro != "" {
			got += " of " + f.Distro
		}
		if f.Target > 0 {
			got += fmt.Sprint(" for ", f.Target)
		}
		if f.Vendor != "" {
			got += " by " + f.Vendor
		}
		if got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
}

// What pes builds can be read by the version it is for, and nothing in the files themselves is wrong.
func TestOwnTreesAreSound(t *testing.T) {
	t.Parallel()
	p := sample.Acme(t)
	for _, version := range []string{"0.16", "0.21", "0.25"} {
		fsys := sample.Published(sample.Write(t, p.Compile(t), version), version)
		checkout, err := published.Read(fsys, 2, nil)
		if err != nil {
			t.Fatal(err)
		}
		checkout.AddTo(&checkout.List)
		if checkout.Version == nil || checkout.Version.Name != version && version != "0.16" {
			t.Errorf("the trees for %s are for %+v", version, checkout.Version)
		}
		for _, d := range checkout.List.All() {
			if d.Severity == diag.Error {
				t.Errorf("%s: %s: %s [%s]", version, d.Pos, d.Message, d.Rule)
			}
		}
		data, err := published.Data(fsys, 2, checkout)
		if err != nil || len(data.Catalog.Targets) != len(checkout.Catalog.Targets) || data.Events != checkout.Events {
			t.Errorf("%s: read for what it says it differs: %v", version, err)
		}
	}
}
