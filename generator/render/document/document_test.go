package document_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"pes/generator/internal/sample"
	"pes/generator/render/document"
	"pes/generator/render/history"
	"pes/generator/render/xref"
)

// Each document is JSON, and each package that an event names has one.
func TestFiles(t *testing.T) {
	t.Parallel()
	c := sample.Acme(t).Compile(t)
	index := xref.New(c)
	site := document.Site{Index: index, History: history.New(index), Date: time.Unix(0, 0), Jobs: 2,
		Counts: func(*xref.Path) map[string]int { return nil }}
	found := map[string]bool{}
	for _, f := range document.Files(site) {
		if text := f.Bytes(); strings.HasSuffix(f.Path, ".json") && !json.Valid(text) {
			t.Errorf("%s is not JSON: %.200s", f.Path, text)
		}
		found[f.Path] = true
	}
	for _, p := range index.Packages {
		if name := "site/" + document.PackageAddress(p.Name); !found[name] {
			t.Errorf("there is no %s", name)
		}
	}
	if len(index.Packages) == 0 {
		t.Error("the project has no packages")
	}
}
