package importer_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"pes/generator/importer"
	"pes/generator/internal/need"
	"pes/generator/internal/overlay"
	"pes/generator/internal/sample"
)

// Whatever config.json says: what it makes of upstream's events is explained by rules, but for the intended
// differences, and nothing of it is taken for the work of people.
func TestAnyConfigBecomesRules(t *testing.T) {
	for seed := range uint64(need.Repeat(10, 200)) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(seed, 17))
			upstream := sample.Upstream(300 + int(seed))
			file, err := overlay.Read(upstream)
			if err != nil {
				t.Fatal(err)
			}
			config := func(real []byte) []byte { return randomConfig(t, r, real, file.Events) }
			g := generateWith(t, upstream, config, nil)
			p, report := imported(t, g.fsys, upstream)
			for _, it := range report.Items {
				byHand := it.Kind == importer.ByHand && !strings.Contains(it.Text, "config.json")
				if it.Kind == importer.Unlike || byHand {
					t.Errorf("%s: %s", it.Where, it.Text)
				}
			}
			trees, found := sample.Write(t, p.Compile(t), "0.21"), map[string]bool{}
			for distro, majors := range targets(trees) {
				for _, n := range majors {
					g.compare(t, distro, n, trees, found)
				}
			}
		})
	}
}

// randomConfig is a real config.json with other rules about packages and repositories of the events.
func randomConfig(t *testing.T, r *rand.Rand, real []byte, events []*overlay.Event) []byte {
	t.Helper()
	var c map[string]any
	if err := json.Unmarshal(real, &c); err != nil {
		t.Fatal(err)
	}
	scoped := func(e *overlay.Event, extra string, value any) map[string]any {
		out := map[string]any{"name": e.In.Packages[0].Name, "initial_release": nil, "target_release": e.To.Major}
		if e.From != nil {
			out["initial_release"] = e.From.Major
		}
		if extra != "" {
			out[extra] = value
		}
		return out
	}
	var absent, renamed []any
	for _, e := range events {
		switch name := e.In.Packages[0].Name; r.IntN(12) {
		case 0:
			absent = append(absent, scoped(e, "", nil))
		case 1:
			renamed = append(renamed, scoped(e, "to", "other-"+name))
		case 2:
			renamed = append(renamed, scoped(e, "to",
				map[string]string{"in_packageset": "old-" + name, "out_packageset": "new-" + name}))
		}
	}
	c["removable_packages"], c["package_replacing"] = absent, renamed
	replacing := c["repository_replacing"].(map[string]any)
	for _, repo := range []string{"rhel8-CRB", "rhel9-CRB", "rhel7-optional"} {
		if r.IntN(3) == 0 {
			delete(replacing, repo)
			if r.IntN(2) == 0 {
				c["removable_repositories"] = append(c["removable_repositories"].([]any), repo)
			}
		}
	}
	data, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
