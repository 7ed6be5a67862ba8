package model_test

import (
	"testing"

	"pes/generator/model"
)

// A path is named by both ends.
func TestPathTitle(t *testing.T) {
	alma := &model.Distro{Folder: "almalinux", Name: "AlmaLinux"}
	kitten := &model.Distro{Folder: "almalinux-kitten", Name: "AlmaLinux Kitten"}
	centos := &model.Distro{Folder: "centos", Name: "CentOS Stream",
		Names: []model.Name{{Major: 7, Name: "CentOS Linux"}}}
	scientific := &model.Distro{Folder: "scientific", Name: "Scientific Linux"}
	for _, test := range []struct {
		want    string
		to      *model.Distro
		source  int
		systems []*model.Distro
	}{
		{"CentOS Linux 7 or Scientific Linux 7 to AlmaLinux 8", alma, 7, []*model.Distro{centos, scientific}},
		{"CentOS Linux 7 to CentOS Stream 8", centos, 7, []*model.Distro{centos}},
		{"CentOS Stream 8 to 9", centos, 8, []*model.Distro{centos}},
		{"AlmaLinux 9 to AlmaLinux Kitten 10", kitten, 9, []*model.Distro{alma}},
		{"AlmaLinux 8 to 9", alma, 8, nil},
	} {
		p := &model.Path{Source: test.source, Target: test.source + 1, Systems: test.systems}
		if got := p.Title(test.to); got != test.want {
			t.Errorf("got %q, want %q", got, test.want)
		}
	}
}
