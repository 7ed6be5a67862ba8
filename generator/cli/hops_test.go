package cli

import (
	"encoding/json"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"pes/generator/fate"
	"pes/generator/internal/need"
	"pes/generator/internal/sample"
	"pes/generator/known"
	"pes/generator/list"
	"pes/generator/machine"
	"pes/generator/model"
	"pes/generator/simulate"
	"pes/generator/upgrade"
)

// routes are those of our own sources from 7.9 to 10, by distribution.
func routes(t *testing.T) (catalog *model.Catalog, by map[string]simulate.Route) {
	a := &app{dir: need.Checkout(t), jobs: 2, out: io.Discard, err: io.Discard}
	catalog, err := a.resolve("")
	if err != nil {
		t.Fatal(err)
	}
	by = map[string]simulate.Route{}
	for _, distro := range []string{"almalinux", "centos"} {
		o := simulate.Options{Distro: distro, Upgrade: machine.Upgrade{Source: model.Release{Major: 7, Minor: 9},
			Target:  model.Release{Major: 10},
			Signers: machine.Signers{Marks: known.Marks(), Keys: known.Keys()}}}
		if by[distro], err = simulate.RouteFromCatalog(catalog, o); err != nil {
			t.Fatal(err)
		}
		if len(by[distro]) != 3 {
			t.Fatalf("%s has %d hops", distro, len(by[distro]))
		}
	}
	return catalog, by
}

// A chain of upgrades is what running each by hand gives, on the machine that the one before leaves, written as JSON:
// for real lists and for random machines. On the way no package is lost, and none comes from nowhere.
func TestChainIsEachHopByHand(t *testing.T) {
	t.Parallel()
	catalog, by := routes(t)
	var lists []*machine.List
	for _, name := range []string{"centos-7-web.txt", "centos-7-yum.txt", "centos-7-remi-yum.txt"} {
		data, err := os.ReadFile(filepath.Join(need.Shared(t, "cases/lists"), name))
		if err != nil {
			t.Fatal(err)
		}
		l, err := machine.Read(name, data)
		if err != nil {
			t.Fatal(err)
		}
		lists = append(lists, l)
	}
	r := rand.New(rand.NewPCG(7, 10))
	target := list.Find(catalog.Targets, func(t *model.Target) bool {
		return t.Distro.Folder == "almalinux" && t.Major == 8
	})
	for range 8 {
		lists = append(lists, randomList(r, sample.Machine(r, target)))
	}
	for distro, route := range by {
		for _, l := range lists {
			j, err := route.Machine(l.Name, l, false)
			if err != nil {
				t.Fatal(err)
			}
			for k := 1; k < len(j.Hops); k++ {
				holdByHand(t, distro, route[k:k+1], j, k)
				holdNothingLost(t, distro, j, k)
			}
			if len(j.Hops) != 3 || !j.Complete {
				t.Errorf("%s: %s: %d hops", distro, l.Name, len(j.Hops))
			}
		}
	}
}

// randomList is a list of a random machine, with packages that nobody knows.
func randomList(r *rand.Rand, m *upgrade.Machine) *machine.List {
	l := &machine.List{Name: "random", Form: machine.JSON, Arch: "x86_64", Enabled: m.Enabled,
		Modules: []model.Stream{}}
	releases := []string{"", "1.el7", "3.el7.remi", "2"}
	for _, p := range m.Installed {
		if p.Repoid = ""; len(m.Enabled) > 0 && r.IntN(3) > 0 {
			p.Repoid = m.Enabled[r.IntN(len(m.Enabled))]
		}
		release := releases[r.IntN(len(releases))]
		l.AddVersion(machine.Package{Package: p, Arch: "x86_64"}, "")
		if last := &l.Packages[len(l.Packages)-1]; release != "" {
			own := *last
			l.Packages = l.Packages[:len(l.Packages)-1]
			l.AddVersion(own, "1-"+release)
		}
	}
	l.Add(machine.Package{Package: upgrade.Package{Name: "nobody-knows"}, Arch: "x86_64", Release: "1.el7"})
	l.Add(machine.Package{Package: upgrade.Package{Name: "nor-this", Repoid: "strange"}, Arch: "x86_64"})
	return l
}

// holdByHand holds hop k of a journey against an upgrade of what the one before left, read from JSON.
func holdByHand(t *testing.T, distro string, alone simulate.Route, j *fate.Journey, k int) {
	t.Helper()
	data, err := json.Marshal(j.Hops[k-1].After)
	if err != nil {
		t.Fatal(err)
	}
	l, err := machine.Read(j.Name, data)
	if err != nil {
		t.Fatal(err)
	}
	again, err := json.Marshal(l)
	if err != nil || string(again) != string(data) {
		t.Errorf("%s: %s: what is left is not read as it is written: %v", distro, j.Name, err)
	}
	byHand, err := alone.Machine(j.Name, l, false)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(byHand.Hops[0].Result, j.Hops[k].Result, cmp.AllowUnexported(fate.Event{}),
		cmpopts.IgnoreFields(fate.Result{}, "Form"), cmpopts.IgnoreUnexported(fate.Offer{})); d != "" {
		t.Errorf("%s: %s: hop %d (-by hand +chain): %s", distro, j.Name, k+1, d)
	}
}

// holdNothingLost holds the packages of hop k against the result of the one before.
func holdNothingLost(t *testing.T, distro string, j *fate.Journey, k int) {
	t.Helper()
	there := map[string]bool{}
	for _, p := range j.Hops[k-1].Packages {
		there[p.Name] = !slices.Contains([]string{fate.Removed, fate.Replaced, fate.Lost, fate.Missing}, p.Fate)
	}
	for _, p := range j.Hops[k].Packages {
		if p.Fate == fate.New || p.Fate == fate.Missing {
			continue
		}
		if !there[p.Name] {
			t.Errorf("%s: %s: %s comes into hop %d from nowhere", distro, j.Name, p.Name, k+1)
		}
		delete(there, p.Name)
	}
	for name, is := range there {
		if is {
			t.Errorf("%s: %s: %s is lost between hops %d and %d", distro, j.Name, name, k, k+1)
		}
	}
}
