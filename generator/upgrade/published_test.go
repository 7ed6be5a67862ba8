package upgrade_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"pes/generator/internal/need"
	"pes/generator/internal/sample"
	"pes/generator/leapp"
	"pes/generator/model"
	"pes/generator/upgrade"
)

// A compiled target and the tree it is published as do the same to a machine, in every version.
func TestTargetAndTreeUpgradeAlike(t *testing.T) {
	need.Time(t)
	t.Parallel()
	p, _ := sample.Import(t, sample.Shared(t, "leapp-data/2024-07"))
	catalog := p.Compile(t)
	for _, name := range []string{"0.18", "0.19", "0.20", "0.21", "0.23", "0.25"} {
		v, err := leapp.FindVersion(name)
		if err != nil {
			t.Fatal(err)
		}
		published := fstest.MapFS{}
		for _, f := range sample.Write(t, catalog, name) {
			published[strings.TrimSuffix(f.Path, "/")] = &fstest.MapFile{Data: f.Bytes()}
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
func upgradeAlike(t *testing.T, published fstest.MapFS, dir string, v *leapp.Version,
	target *model.Target) (changed int) {
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
		m := sample.Machine(r, target)
		o := read.Run(m)
		if o.Stopped() {
			t.Fatalf("%s: %v", dir, o.Refusals)
		}
		if o.PES != nil {
			changed++
		}
		same := cmp.Comparer(func(a, b *model.Event) bool {
			return a == nil && b == nil || a != nil && b != nil &&
				a.ID == b.ID
		})
		if d := cmp.Diff(o, compiled.Run(m), same); d != "" {
			t.Fatalf("%s (-published +compiled):\n%s", dir, d)
		}
	}
	return changed
}
