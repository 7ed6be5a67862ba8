package overlay_test

import (
	"strings"
	"testing"

	"pes/generator/internal/overlay"
	"pes/generator/internal/sample"
)

// The shapes have what the real file has: every action, from each major version to itself and the next, and so on.
func TestShapes(t *testing.T) {
	has := map[string]bool{}
	ids := map[int]bool{}
	for _, e := range overlay.Shapes().Events {
		if ids[e.ID] {
			t.Errorf("ID %d twice", e.ID)
		}
		ids[e.ID] = true
		has[strings.Fields(e.String())[0]] = true
		has["no release"] = has["no release"] || e.From == nil
		has["inside one"] = has["inside one"] || e.From != nil && e.From.Major == e.To.Major
		has["x86_64 alone"] = has["x86_64 alone"] || len(e.Arches) == 1 && e.Arches[0] == "x86_64"
		for _, m := range e.Maps {
			has["a map of streams"] = has["a map of streams"] || m.In != nil
		}
		for _, p := range packages(e) {
			has["several streams"] = has["several streams"] || len(p.Streams) > 1
			has[p.Repository] = true
		}
	}
	for _, what := range []string{"present", "removed", "deprecated", "replaced", "split", "merged", "moved", "renamed",
		"no release", "inside one", "x86_64 alone", "a map of streams", "several streams", "rhel7-base",
		"rhel7-optional", "rhel8-BaseOS", "rhel9-AppStream", "rhel10-CRB", "rhel8-Supplementary"} {
		if !has[what] {
			t.Errorf("no event with %s", what)
		}
	}
}

// The real events: each ID once; some of them the reference data has in the form of the real file as well.
func TestReadFacts(t *testing.T) {
	facts, err := overlay.Read(sample.UpstreamFacts(t))
	if err != nil {
		t.Fatal(err)
	}
	published, err := overlay.Read(sample.Shared(t, "leapp-data/upstream")["pes-events-sample.json"].Data)
	if err != nil {
		t.Fatal(err)
	}
	inBoth := 0
	for i, e := range facts.Events {
		if i > 0 && facts.Events[i-1].ID == e.ID {
			t.Errorf("ID %d twice", e.ID)
		}
		if same := find(published.Events, e.ID); same != nil {
			inBoth++
			if e.String() != same.String() {
				t.Errorf("%d\nfacts: %s\n file: %s", e.ID, e, same)
			}
		}
	}
	if inBoth < 20 {
		t.Errorf("only %d of %d events are in both", inBoth, len(facts.Events))
	}
}

func TestReadFactsErrors(t *testing.T) {
	for text, want := range map[string]string{
		"\n# two\n1 1 7.7 8.0 a@7":       "line 3: 5 fields",
		"x 1 7.7 8.0 a@7 -":              `line 1: strconv.Atoi: parsing "x": invalid syntax`,
		"1 1 7.7 8 a@7 -":                `line 1: strconv.Atoi: parsing "": invalid syntax`,
		"1 1 7.7 - a@7 -":                "line 1: no release or no packages",
		"1 1 7.7 8.0 - -":                "line 1: no release or no packages",
		"1 1 7.7 8.0 a -":                `line 1: "a" is not a package of a repository`,
		"1 1 7.7 8.0 a@7 - a=q":          `line 1: unknown architecture "q"`,
		"1 1 7.7 8.0 a@7 - m=a:1":        `line 1: "a:1" is no pair of streams`,
		"1 1 7.7 8.0 a@7 - b=1":          `line 1: unknown field "b=1"`,
		"1 six 7.7 8.0 a@7 -":            `line 1: strconv.Atoi: parsing "six": invalid syntax`,
		"1 1 7.7 8.0 a@7;@8A b@9A m=->-": `line 1: "@8A" is not a package of a repository`,
	} {
		if _, err := overlay.ReadFacts([]byte(text)); err == nil || err.Error() != want {
			t.Errorf("%s: %v, not %s", text, err, want)
		}
	}
}
