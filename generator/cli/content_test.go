package cli

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"pes/generator/compile"
	"pes/generator/diag"
	"pes/generator/internal/need"
	"pes/generator/internal/sample"
	"pes/generator/model"
	"pes/generator/source"
)

// ownCatalog is what the project's own sources compile to.
func ownCatalog(t *testing.T) *model.Catalog {
	t.Helper()
	files, err := source.Read(os.DirFS("../.."), 2)
	if err != nil {
		t.Fatal(err)
	}
	parsed, list := source.Parse(files, 2)
	catalog, found := compile.Compile(parsed, time.Time{})
	if list.Merge(found); list.Failed() {
		var b bytes.Buffer
		list.Print(&b, diag.Text{})
		t.Fatalf("the content does not compile:\n%s", b.String())
	}
	return catalog
}

// pes inventory fetch finds the repositories of all distributions and vendors; roles without a section have none.
func TestOwnRepositories(t *testing.T) {
	files, err := source.Read(os.DirFS("../.."), 2)
	if err != nil {
		t.Fatal(err)
	}
	parsed, found := source.Parse(files, 2)
	repositories, more := compile.Repositories(parsed)
	if found.Merge(more); found.Failed() || len(repositories) < 60 {
		t.Error(len(repositories), found.All())
	}
}

// Upstream's events can be taken below our own: nothing is wrong then, and where both speak of a package ours decide.
func TestOwnContentAboveUpstream(t *testing.T) {
	need.Time(t)
	t.Parallel()
	dir := t.TempDir()
	for _, name := range []string{"content", "vendors"} {
		if err := os.CopyFS(filepath.Join(dir, name), os.DirFS("../../"+name)); err != nil {
			t.Fatal(err)
		}
	}
	published := filepath.Join(t.TempDir(), "pes-events.json")
	if err := os.WriteFile(published, sample.UpstreamFacts(t), 0o666); err != nil {
		t.Fatal(err)
	}
	var stdout, stderr bytes.Buffer
	Run([]string{"sync", "upstream", published, "-C", dir}, &stdout, &stderr)
	stdout.Reset()
	if Run([]string{"check", "-C", dir, "--format", "json"}, &stdout, &stderr) == 2 {
		t.Fatal(stderr.String())
	}
	var all []found
	if err := json.Unmarshal(stdout.Bytes(), &all); err != nil {
		t.Fatal(err)
	}
	same := 0
	for _, f := range all {
		if f.Rule == "same-as-upstream" {
			same++
		} else if f.Severity == "error" {
			t.Errorf("%s:%d: %s [%s]", f.File, f.Line, f.Message, f.Rule)
		}
	}
	if same < 1000 {
		t.Errorf("only %d events say what upstream says", same)
	}
}
