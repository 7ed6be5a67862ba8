package simulate

import (
	"strings"
	"testing"

	"pes/generator/machine"
	"pes/generator/model"
	"pes/generator/upgrade"
)

// What the files of a machine say of its system counts more than its packages, and the upgrade must be the one of it.
func TestSystemOfMachine(t *testing.T) {
	t.Parallel()
	base := model.Entry{Repoid: "b", Major: 8, Arch: "x86_64", Channel: "ga", Type: "rpm"}
	tree := &model.Tree{Leapp: "0.21", Map: model.MapFile{Map: model.Map{
		Families: []*model.Family{{PESID: "almalinux8-baseos", Entries: []model.Entry{base}}},
		Mappings: []*model.Mapping{{Source: 8, Target: 9, From: "almalinux8-baseos", To: []string{"alma9"}}},
	}}}
	d, err := New("the tree t", tree, machine.Upgrade{Source: model.Release{Major: 8, Minor: 10},
		Target: model.Release{Major: 9, Minor: 6}})
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		os, name     string
		major, minor int
		want         string
	}{
		{"almalinux", "AlmaLinux", 8, 10, ""},
		{"almalinux", "AlmaLinux", 8, 8,
			"the machine says that it is AlmaLinux 8.8, and the upgrade is of release 8.10 (--source)"},
		{"almalinux", "AlmaLinux", 9, 6,
			"the machine says that it is AlmaLinux 9.6, and the upgrade is of release 8.10 (--source)"},
		{"rocky", "Rocky Linux", 8, 10,
			"the machine says that it is Rocky Linux, and this upgrade from 8 is for AlmaLinux"},
		{"acme", "Acme", 8, 10, "the machine says that it is Acme, and this upgrade from 8 is for AlmaLinux"},
	} {
		l := &machine.List{Name: "/", OS: x.os, OSName: x.name, Source: model.Release{Major: x.major, Minor: x.minor}}
		l.Add(machine.Package{Package: upgrade.Package{Name: "rocky-release"}, Arch: "noarch", Release: "1.el9"})
		if got := strings.Join(d.notMeant(l), "; "); got != x.want {
			t.Errorf("%s %d.%d: %q, want %q", x.name, x.major, x.minor, got, x.want)
		}
	}
}
