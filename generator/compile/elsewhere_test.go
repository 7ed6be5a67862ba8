package compile

import (
	"testing"

	"pes/generator/list"
	"pes/generator/source"
)

// A move without out packages leads each of its packages to the streams that its own become.
func TestElsewhere(t *testing.T) {
	for in, want := range map[string]string{
		"a":             "a",
		"a@base":        "a",
		"a/m:1":         "a",
		"a@base/m:1":    "a",
		"a/m:1,m:2":     "a",
		"a/m:3":         "a/m:4",
		"a/m:1,m:3,m:5": "a/-,m:4,m:6",
		"a/m:9":         "a/m:9", // no pair has it: stream-lost reports that
	} {
		streams := source.Map[source.Texts]{}
		for _, pair := range [][]string{{"m:1", "-"}, {"m:2", "-"}, {"m:3", "m:4"}, {"m:5", "m:4", "m:6"}} {
			streams.Add(pair[0], source.Texts{Items: list.Map(pair[1:], source.Word)})
		}
		if got := elsewhere([]source.Text{source.Word(in)}, streams); len(got) != 1 || got[0].Value != want {
			t.Errorf("%s leads to %v, want %s", in, got, want)
		}
	}
	if got := elsewhere([]source.Text{source.Word("a@base/m:1")}, source.Map[source.Texts]{}); got[0].Value != "a/m:1" {
		t.Errorf("without pairs, a@base/m:1 leads to %v", got)
	}
}
