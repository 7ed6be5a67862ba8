package known

import (
	"encoding/json"
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
)

var update = flag.Bool("update", false, "rewrite the tables in JSON")

// The tables in JSON, which the program of the page simulate/ reads, are those in TOML.
func TestTablesInJSON(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"distributions", "dnf", "essential"} {
		var table map[string]any
		if _, err := toml.DecodeFile(name+".toml", &table); err != nil {
			t.Fatal(err)
		}
		want, err := json.MarshalIndent(table, "", "\t")
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, '\n')
		path := "json/" + name + ".json"
		if *update {
			if err := os.WriteFile(path, want, 0o666); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != string(want) {
			t.Errorf("%s is not %s.toml: run go test ./generator/known -update (%v)", path, name, err)
		}
	}
}

// They are read with the same names: no key of the TOML is one that JSON would look for elsewhere.
func TestFieldsHaveOneName(t *testing.T) {
	t.Parallel()
	var fromJSON table
	text, err := os.ReadFile("json/distributions.json")
	if err != nil {
		t.Fatal(err)
	}
	in := json.NewDecoder(strings.NewReader(string(text)))
	in.DisallowUnknownFields()
	if err := in.Decode(&fromJSON); err != nil {
		t.Error(err)
	}
}
