package importer_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"pes/generator/importer"
	"pes/generator/internal/need"
	"pes/generator/internal/overlay"
	"pes/generator/internal/sample"
	"pes/generator/model"
)

// What somebody wrote into the generated file of one distribution becomes an event of the project for it alone.
func TestHandEdits(t *testing.T) {
	need.Time(t)
	t.Parallel()
	upstream := sample.Upstream(1000)
	var removed, changed *overlay.Event
	g := generate(t, upstream, func(distro string, f *overlay.File) {
		if distro != "rocky" {
			return
		}
		alone := func(e *overlay.Event) bool { // removals whose package no other event of these releases names
			return e.Action == int(model.Removed) && e.From.Major == 8 && e.To.Major == 9 && len(e.Arches) == 4 &&
				len(e.In.Packages) == 1
		}
		i := slices.IndexFunc(f.Events, alone)
		removed = f.Events[i]
		f.Events = slices.Delete(f.Events, i, i+1)
		changed = f.Events[slices.IndexFunc(f.Events, alone)]
		changed.Action = int(model.Replaced)
		changed.Out = &overlay.Set{Packages: []overlay.Package{{Name: "successor", Repository: "rocky9-appstream"}}}
		changed.Maps = nil
		f.Events = append(f.Events, &overlay.Event{ID: 90001, Action: int(model.Removed), Arches: changed.Arches,
			In:   &overlay.Set{Packages: []overlay.Package{{Name: "added-by-hand", Repository: "baseos"}}},
			From: changed.From, To: changed.To})
	})
	p, report := imported(t, g.fsys, upstream)
	for _, want := range []string{"added to the generated file: removal of added-by-hand (rocky)",
		"changed in the generated file: replacement of " + changed.In.Packages[0].Name + " (rocky)",
		"so it is absent: removal of " + removed.In.Packages[0].Name + " (rocky)"} {
		if !slices.ContainsFunc(report.Items, func(it importer.Item) bool {
			return it.Kind == importer.ByHand && strings.HasSuffix(it.Text, want)
		}) {
			t.Errorf("the report does not say: %s", want)
		}
	}
	if !strings.Contains(p["content/events/el8-el9/replaced.toml"], fmt.Sprintf("supersedes = %d\n", changed.ID)) {
		t.Errorf("the changed event does not say what it takes the place of:\n%s",
			p["content/events/el8-el9/replaced.toml"])
	}
	trees := sample.Write(t, p.Compile(t), "0.21")
	for _, distro := range []string{"rocky", "almalinux"} {
		file := events(t, trees, distro, "9")
		says := func(name string) (actions []int) {
			for _, e := range file.Events {
				if e.In.Packages[0].Name == name && e.To.Major == 9 && e.To.Minor == changed.To.Minor {
					actions = append(actions, e.Action)
				}
			}
			return actions
		}
		rocky := distro == "rocky"
		for _, x := range []struct {
			name string
			want bool // in the tree of this distribution
		}{{"added-by-hand", rocky}, {removed.In.Packages[0].Name, !rocky}} {
			if got := len(says(x.name)) > 0; got != x.want {
				t.Errorf("%s in the tree of %s: %v", x.name, distro, got)
			}
		}
		if got := slices.Contains(says(changed.In.Packages[0].Name), int(model.Replaced)); got != rocky {
			t.Errorf("%s is replaced in the tree of %s: %v", changed.In.Packages[0].Name, distro, got)
		}
	}
}

// The guide "Move from leapp-data" has a line for each way in which a project differs on purpose.
func TestGuideNamesIntendedDifferences(t *testing.T) {
	guide, err := os.ReadFile("../../content/docs/move-from-leapp-data.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, purpose := range importer.Purposes {
		if !strings.Contains(string(guide), "\n| "+purpose+" | ") {
			t.Errorf("the guide does not explain: %s", purpose)
		}
	}
}
