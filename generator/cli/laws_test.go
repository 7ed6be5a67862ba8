package cli

import (
	"bytes"
	"os"
	"slices"
	"testing"

	"pes/generator/schema"
)

func sortedKeys[V any](m map[string]V) (keys []string) {
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// The schemas in the repository are those that the types give: -update writes them anew.
func TestOwnSchemasAreCurrent(t *testing.T) {
	editor, err := schema.EditorFiles(schema.Words{})
	if err != nil {
		t.Fatal(err)
	}
	if textOf(t, "../../.taplo.toml") != string(editor[0].Data) {
		t.Error(".taplo.toml is not the one that new projects get")
	}
	for _, kind := range schema.Names {
		var want, stderr bytes.Buffer
		if code := Run([]string{"schema", "-C", "../..", kind}, &want, &stderr); code != 0 {
			t.Fatal(stderr.String())
		}
		name := "../../content/schema/" + kind + ".json"
		if *update {
			if err := os.WriteFile(name, want.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := os.ReadFile(name); err != nil || !bytes.Equal(got, want.Bytes()) {
			t.Errorf("%s is not what pes schema %s prints (%v); go test ./generator/cli -run OwnSchemas -update",
				name, kind, err)
		}
	}
}
