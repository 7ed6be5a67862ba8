package cli

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"pes/generator/leapp"
	"pes/generator/model"
	"pes/generator/upgrade"
)

// A compiled target and the tree it is published as do the same to a machine, in every version.
func TestTargetAndTreeUpgradeAlike(t *testing.T) {
	t.Parallel()
	p, _ := importFS(t, sharedData(t, "leapp-data/2024-07"))
	catalog := p.compile(t)
	for _, name := range []string{"0.18", "0.19", "0.20", "0.21", "0.23", "0.25"} {
		v, err := leapp.FindVersion(name)
		if err != nil {
			t.Fatal(err)
		}
		published := fstest.MapFS{}
		for _, f := range write(t, catalog, name) {
			published[strings.TrimSuffix(f.Path, "/")] = &fstest.MapFile{Data: f.Data}
		}
		changed := 0
		for _, target := range catalog.Targets {
			readable := leapp.Readable(target, v)
			if readable == nil {
				continue
			}
			dir := fmt.Sprintf("data/leapp-%s/%s/el%d/etc/leapp/files", name, target.Distro.Folder, target.Major)
			changed += upgradeAlike(t, published, dir, v, readable)
		}
		if changed == 0 {
			t.Errorf("%s: no machine changes, so nothing is proven", name)
		}
	}
}

// upgradeAlike runs random machines through a published tree and its target and counts those that change.
func upgradeAlike(t *testing.T, published fstest.MapFS, dir string, v *leapp.Version, target *model.Target) (changed int) {
	t.Helper()
	files := fstest.MapFS{}
	for name, f := range published {
		if rest, ok := strings.CutPrefix(name, dir+"/"); ok {
			files[rest] = f
		}
	}
	tree, err := leapp.ReadTree(files, dir, v)
	if err != nil {
		t.Fatal(err)
	}
	read, err := upgrade.New(tree)
	if err != nil {
		t.Fatal(err)
	}
	compiled, err := upgrade.New(upgrade.FromTarget(target, v.Name))
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(uint64(target.Major), 7))
	for range 40 {
		m := anyMachine(r, target)
		o := read.Run(m)
		if o.Stopped() {
			t.Fatalf("%s: %v", dir, o.Refusals)
		}
		if o.PES != nil {
			changed++
		}
		same := cmp.Comparer(func(a, b *model.Event) bool { return a == nil && b == nil || a != nil && b != nil && a.ID == b.ID })
		if d := cmp.Diff(o, compiled.Run(m), same); d != "" {
			t.Fatalf("%s (-published +compiled):\n%s", dir, d)
		}
	}
	return changed
}

// anyMachine has packages that events name, and some of the source's repositories.
func anyMachine(r *rand.Rand, t *model.Target) *upgrade.Machine {
	p := t.Paths[0]
	m := &upgrade.Machine{Arch: t.Distro.Arches[r.IntN(len(t.Distro.Arches))], Source: model.Release{Major: p.Source, Minor: 5 + r.IntN(5)}, Target: model.Release{Major: p.Target, Minor: r.IntN(11)},
		SourceOS: p.Systems[0].OSID, TargetOS: t.Distro.OSID}
	for _, vendor := range append([]*model.Vendor{{Map: t.Map, Events: t.Events}}, t.Vendors...) {
		for _, f := range vendor.Map.Families {
			for _, e := range f.Entries {
				if e.Major == p.Source && r.IntN(2) == 0 && !slices.Contains(m.Enabled, e.Repoid) {
					m.Enabled = append(m.Enabled, e.Repoid)
				}
			}
		}
		for _, e := range vendor.Events {
			for _, in := range e.In {
				if r.IntN(10) == 0 {
					m.Installed = append(m.Installed, upgrade.Package{Name: in.Name, Repoid: "installed-from", Stream: in.AllStreams()[0]})
				}
			}
		}
	}
	return m
}
