package cli

import (
	"testing"

	"pes/generator/describe"
)

// What pes knows of systems that upgrades begin at is what the content of this project says of them.
func TestKnownSystems(t *testing.T) {
	p, err := (&app{dir: "../..", jobs: 2}).load()
	if err != nil {
		t.Fatal(err)
	}
	for _, known := range describe.Systems() {
		for _, d := range p.source.Distros {
			if d.Folder != known.Folder {
				continue
			}
			for _, r := range known.Releases.Pairs {
				for _, role := range r.Value.Roles.Pairs {
					release, _ := d.Releases.Get(r.Key.Value)
					got, ok := release.Roles.Get(role.Key.Value)
					if !ok || got.PESID.Value != role.Value.PESID.Value {
						t.Errorf("%s %s: %s is %s, known is %s", d.Folder, r.Key.Value, role.Key.Value, got.PESID.Value,
							role.Value.PESID.Value)
					}
					a, b := role.Value.Source, got.Source // content has none where no upgrade begins
					if a != nil && b != nil && a.PESID.Value != b.PESID.Value {
						t.Errorf("%s %s: the source of %s is %s, known is %s", d.Folder, r.Key.Value, role.Key.Value,
							b.PESID.Value, a.PESID.Value)
					}
				}
			}
		}
	}
}
