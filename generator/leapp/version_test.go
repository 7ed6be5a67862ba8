package leapp

import (
	"testing"

	"pes/generator/model"
)

// The rows that a path is made for and simulated with, and the one that is meant where nobody names one.
func TestVersionsOfPath(t *testing.T) {
	for _, c := range []struct {
		path  model.Path
		rows  string
		usual string
	}{
		{path: model.Path{Source: 7, Target: 8}, rows: "0.18 0.19 0.20 0.21 ", usual: "0.21"},
		{path: model.Path{Source: 8, Target: 9, Leapp: []string{"0.24", "0.25"}}, rows: "0.23 0.25 ", usual: "0.25"},
		{path: model.Path{Source: 8, Target: 9, Leapp: []string{"0.25", "0.22"}}, rows: "0.21 0.25 ", usual: "0.21"},
		{path: model.Path{Source: 7, Target: 8, Leapp: []string{"0.17"}}, rows: "0.16 ", usual: "0.16"},
		{path: model.Path{Source: 9, Target: 10, Leapp: []string{"0.20"}}}, // does not have the path
		{path: model.Path{Source: 5, Target: 6}},
	} {
		rows := ""
		for _, v := range Simulated(&c.path) {
			rows += v.Name + " "
		}
		usual := ""
		if v := Usual(Simulated(&c.path)); v != nil {
			usual = v.Name
		}
		if rows != c.rows || usual != c.usual {
			t.Errorf("%s of %v: simulated with %q, usually %q; want %q and %q",
				&c.path, c.path.Leapp, rows, usual, c.rows, c.usual)
		}
	}
}

// Where it is not known how a version decides, the usual one does in its place, and that is said.
func TestAnotherDecides(t *testing.T) {
	for name, want := range map[string]string{"0.16": "0.21", "0.18": "0.18", "0.25": "0.25"} {
		v, err := FindVersion(name)
		if err != nil || v.Algorithm().Name != want || v.Algorithm().Does == nil ||
			(v.Stands() == "") != (name == want) {
			t.Errorf("%s: %v, decided as %s does: %q", name, err, v.Algorithm().Name, v.Stands())
		}
	}
}
